/* SPDX-License-Identifier: Apache-2.0
 *
 * What every policy had to do with a question, and the prompt.
 */
#include "cmocka_all.h"
#include "recording.h"

#define POLICY(id, phase, more)                                                                    \
    "return policy { id = '" id "', title = 'T', phase = '" phase "', level = 'mandatory', " more  \
    ", rule = function(input, out)\n"                                                              \
    "  out.warn('w', { code = 'W', at = input.context }) end }\n"

static const struct mesh_file files[] = {
    {"mesh.yaml", "name: small\ndisable: [privacy.residency]\n"},
    {"policies/mesh/a.lua", POLICY("a.publish", "publish", "basis = {}")},
    {"policies/mesh/b.lua", POLICY("a.retired", "access", "state = 'retired'")},
    {"policies/mesh/c.lua", POLICY("a.target", "access", "target = { action = 'write' }")},
    {"policies/mesh/d.lua", POLICY("a.applies", "access", "applies = function() return false end")},
    {"policies/mesh/e.lua", POLICY("a.says", "access", "state = 'draft'")},
    {"policies/domains/other/f.lua", POLICY("a.domain", "access", "basis = {}")},
    {"policies/products/strict/g.lua", POLICY("a.product", "access", "basis = {}")},
    {"ask.json", RECORDING_ASK},
    {NULL, NULL}};

static const struct {
    const char *policy;
    const char *because;
    bool was_asked;
} reasons[] = {
    {"a.publish", "it is not asked in the phase 'access'", false},
    {"a.retired", "it is retired", false},
    {"a.target", "it is for other resources or actions", false},
    {"a.applies", "it does not apply to this input", true},
    {"a.says", "", true},
    {"a.domain", "it binds the products of the domain 'other'", false},
    {"a.product", "it binds products that name the policies 'strict'", false},
    {"sales.readers", "", true},
    {"privacy.residency", "mesh.yaml leaves it out", false},
};

static void make(struct recording *recording)
{
    struct writ_error err = {0};

    memset(recording, 0, sizeof(*recording));
    mesh_dir_make(&recording->dir, recording_files);
    mesh_dir_put_all(&recording->dir, files);
    if (recording_try_open(recording, false, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static const struct writ_why_row *row_of(const struct writ_why *why, const char *policy)
{
    for (size_t i = 0; i < writ_why_count(why); i++) {
        if (strcmp(writ_why_row(why, i)->policy, policy) == 0) {
            return writ_why_row(why, i);
        }
    }
    fail_msg("no row for %s", policy);
    return NULL;
}

static void every_policy_has_a_reason(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_why *why = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    make(&recording);
    if (writ_engine_why(recording.engine, recording_path(&recording, "ask.json", path), NULL, &why,
                        &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        const struct writ_why_row *row = row_of(why, reasons[i].policy);

        assert_string_equal(row->because, reasons[i].because);
        assert_int_equal(row->was_asked, reasons[i].was_asked);
        assert_int_equal(row->gas > 0, reasons[i].was_asked);
        assert_int_equal(row->said_count > 0, reasons[i].because[0] == '\0');
    }

    const struct writ_why_row *draft = row_of(why, "a.says");
    const struct writ_why_row *readers = row_of(why, "sales.readers");

    assert_string_equal(draft->state, "draft");
    assert_string_equal(draft->said[0].standing, "shadow");
    assert_string_equal(draft->said[0].finding.code, "W");
    assert_int_equal(readers->said_count, 2);
    assert_string_equal(readers->said[1].detail,
                        "{\"column\":\"orders.email\",\"kind\":\"MASK_HASH\"}");
    assert_int_equal(writ_why_verdict(why), WRIT_DENY); /* of the baseline */
    writ_why_free(why);
}

static void a_descriptor_is_a_question_too(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_why *why = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    make(&recording);
    assert_int_equal(writ_engine_why(recording.engine,
                                     recording_path(&recording, "products/orders.yaml", path),
                                     "2026-06-01T00:00:00Z", &why, &err),
                     WRIT_OK);
    assert_string_equal(row_of(why, "a.publish")->because, "");
    assert_string_equal(row_of(why, "a.says")->because, "it is not asked in the phase 'publish'");
    writ_why_free(why);
    assert_int_equal(writ_engine_why(recording.engine, path, "now", &why, &err), WRIT_E_SCHEMA);
}

static const struct {
    const char *line;
    const char *text; /* NULL: it fails */
} lines[] = {
    {"1 + 1", "2"},
    {"input.subject.id", "\"ann\""},
    {"local sets = require 'sets' -- a remark", ""},
    {"local one = 1", ""},
    {"sets ~= nil and one", "1"},
    {"local broken = nil + 1", NULL},
    {"broken", ""}, /* what failed holds nothing */
    {"x = 5", ""},
    {"x", ""}, /* a line is an evaluation of its own */
    {"if one then return 'yes' end", "\"yes\""},
    {"1 +", NULL},
    {"while true do end", NULL},
    {"string.rep('x', 100000000)", NULL},
    {"os.exit()", NULL},
    {"one", "1"},
};

static void a_prompt_evaluates_line_by_line(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_console *console = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    make(&recording);
    assert_int_equal(writ_console_open(recording.engine,
                                       recording_path(&recording, "ask.json", path), NULL, &console,
                                       &err),
                     WRIT_OK);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct writ_bytes text = {NULL, 0};
        struct writ_error why = {0};
        const enum writ_status status =
            writ_console_run(console, writ_str_from(lines[i].line), &text, &why);

        if ((status == WRIT_OK) != (lines[i].text != NULL) ||
            (status == WRIT_OK && strncmp(text.ptr, lines[i].text, strlen(lines[i].text)) != 0)) {
            fail_msg("%s: %s", lines[i].line, status == WRIT_OK ? text.ptr : why.text);
        }
        if (status == WRIT_OK) {
            assert_int_equal(text.len == 0, lines[i].text[0] == '\0');
            writ_bytes_free(&text);
        }
    }
    writ_console_close(console);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_has_a_reason),
        cmocka_unit_test(a_descriptor_is_a_question_too),
        cmocka_unit_test(a_prompt_evaluates_line_by_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
