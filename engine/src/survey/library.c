/* SPDX-License-Identifier: Apache-2.0 */
#include "survey/library.h"

#include "base/error.h"
#include "base/try.h"
#include "descriptor/stdlib.h"

enum writ_status writ_library_ask(const struct writ_engine *engine,
                                  const struct writ_library_call *call, struct writ_arena *arena,
                                  const struct writ_value **ret_value, struct writ_error *err)
{
    const struct writ_sandbox_limits limits = writ_reader_limits();
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_call asked = {.function = call->function,
                              .args = call->args,
                              .arg_count = call->arg_count,
                              .arena = arena};
    struct writ_str text;
    const char *source;

    if (!writ_stdlib_find(NULL, writ_str_from(call->module), &text, &source)) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the library has no module '%s'", call->module);
    }
    WRIT_TRY(writ_sandbox_new(&limits, engine->mesh->modules, &sandbox, err));
    WRIT_TRY(writ_sandbox_load(sandbox, source, text, &asked.chunk, err));
    WRIT_TRY(writ_sandbox_seal(sandbox, err));
    return writ_sandbox_ask(sandbox, &asked, ret_value, err);
}
