/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may ask: every line is read or refused, and a token is right or wrong.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "oom.h"
#include "server/clients.h"

/* SHA-256 of "one" and of "two" */
#define ONE "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
#define TWO "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"

static const struct {
    const char *label;
    const char *text;
    enum writ_status status;
    size_t count; /* of clients, or the line of the error */
} files[] = {
    {"two", ONE " trino\n" TWO " nginx\n", WRIT_OK, 2},
    {"remarks", "# ours\n\n" ONE " trino", WRIT_OK, 1},
    {"one name twice", ONE " trino\n" TWO " trino\n", WRIT_E_SCHEMA, 2},
    {"one token twice", ONE " trino\n" ONE " nginx\n", WRIT_E_SCHEMA, 2},
    {"no name", ONE "\n", WRIT_E_SCHEMA, 1},
    {"an empty name", ONE " \n", WRIT_E_SCHEMA, 1},
    {"a name of two words", ONE " a b\n", WRIT_E_SCHEMA, 1},
    {"one who may explain", ONE " trino explain\n" TWO " explain\n", WRIT_OK, 2},
    {"a right of nobody", ONE " trino explains\n", WRIT_E_SCHEMA, 1},
    {"no right", ONE " trino \n", WRIT_E_SCHEMA, 1},
    {"more than a right", ONE " trino explain \n", WRIT_E_SCHEMA, 1},
    {"carriage return", ONE " trino\r\n", WRIT_E_SCHEMA, 1},
    {"a token in the clear", "#\none trino\n", WRIT_E_SCHEMA, 2},
    {"a short digest", "sha256:7692 trino\n", WRIT_E_SCHEMA, 1},
    {"nothing", "", WRIT_E_SCHEMA, 0},
    {"remarks only", "# none\n", WRIT_E_SCHEMA, 0},
};

static void files_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_clients clients = {NULL, 0};
        struct writ_error err = {0};

        writ_arena_init(&arena, &alloc);
        const enum writ_status status =
            writ_clients_read(&arena, "clients", writ_str_from(files[i].text), &clients, &err);

        if (status != files[i].status ||
            (status == WRIT_OK ? clients.count : err.loc.line) != files[i].count) {
            fail_msg("%s: %s:%u: %s", files[i].label, err.loc.source, err.loc.line, err.text);
        }
    }
}

static const struct {
    const char *authorization;
    const char *name;
} headers[] = {
    {"Bearer one", "trino"}, {"bearer two", "nginx"}, {NULL, NULL},           {"", NULL},
    {"Bearer", NULL},        {"Bearer ", NULL},       {"Bearer three", NULL}, {"Bearer on", NULL},
    {"Bearer  one", NULL},   {"Basic b25l", NULL},    {"undefined", NULL},    {"Bearer " ONE, NULL},
};

static void tokens_are_right_or_wrong(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_clients clients;
    struct writ_error err = {0};

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_clients_read(&arena, "clients",
                                       WRIT_LIT(ONE " trino\n" TWO " nginx explain\n"), &clients,
                                       &err),
                     WRIT_OK);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        const struct writ_client *client =
            writ_clients_find(&clients, writ_str_from(headers[i].authorization));

        if (headers[i].name == NULL
                ? client != NULL
                : client == NULL || strcmp(client->name, headers[i].name) != 0) {
            fail_msg("'%s'", headers[i].authorization);
        }
        assert_true(client == NULL || client->may_explain == (client == &clients.items[1]));
    }
}

static enum writ_status read_two(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_clients clients;
    struct writ_error err = {0};

    writ_arena_init(&arena, alloc);
    return writ_clients_read(&arena, "clients", WRIT_LIT(ONE " trino\n" TWO " nginx\n"), &clients,
                             &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(read_two, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_strictly),
        cmocka_unit_test(tokens_are_right_or_wrong),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
