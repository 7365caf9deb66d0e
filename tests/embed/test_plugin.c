/* SPDX-License-Identifier: Apache-2.0
 *
 * Writ in a library that is loaded, used and unloaded again and again. Needs WRIT_PLUGIN, its path.
 */
#include <dlfcn.h>
#include <stdlib.h>

#include "cmocka_all.h"

enum { ROUNDS = 5 };

static void a_plugin_comes_and_goes(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        void *plugin = dlopen(WRIT_PLUGIN, RTLD_NOW | RTLD_LOCAL);

        if (plugin == NULL) {
            fail_msg("%s", dlerror());
        }

        int (*run)(void);

        *(void **)&run = dlsym(plugin, "plugin_run");
        assert_non_null(run);
        assert_int_equal(run(), 0);
        assert_int_equal(dlclose(plugin), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_plugin_comes_and_goes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
