/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision on one screen: what it shows, and what it refuses.
 */
#include "cmocka_all.h"

#include "audit/audit.h"
#include "audited.h"
#include "reading.h"

static const char document[] =
    "{\"decision\":\"deny\",\"time\":\"2026-06-01T12:00:00Z\",\"expires\":\"2026-07-01T00:00:00Z\","
    "\"product\":{\"id\":\"orders\",\"version\":\"1.0.0\"},"
    "\"bundle\":{\"name\":\"m\",\"digest\":\"sha256:00\"},"
    "\"reasons\":[{\"effect\":\"deny\",\"policy\":\"a.b\",\"code\":\"NO\",\"message\":\"because\","
    "\"hint\":\"ask\",\"at\":{\"source\":\"products/o.yaml\",\"line\":3,\"column\":4}}],"
    "\"warnings\":[{\"effect\":\"deny\",\"policy\":\"a.c\",\"note\":\"advisory\"}],"
    "\"waived\":[],\"shadow\":[{\"effect\":\"permit\",\"policy\":\"a.d\",\"code\":\"D\",\"message\":\"D\"}],"
    "\"obligations\":[{\"id\":\"o1\",\"type\":\"ttl\",\"properties\":{\"seconds\":60}}]}";

static const char shown[] = "decision  deny\n"
                            "product   orders 1.0.0\n"
                            "time      2026-06-01T12:00:00Z\n"
                            "expires   2026-07-01T00:00:00Z\n"
                            "bundle    m sha256:00\n"
                            "\nreasons\n"
                            "  deny  a.b [NO] because\n"
                            "      at products/o.yaml:3:4\n"
                            "      hint: ask\n"
                            "\nwarnings\n"
                            "  deny  a.c [-]\n"
                            "      note: advisory\n"
                            "\ndrafts (without effect)\n"
                            "  permit  a.d [D]\n"
                            "\nobligations\n"
                            "  ttl {\"seconds\":60}\n";

static void a_document_is_shown_whole(void **state)
{
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_explain("d.json", writ_str_from(document), &text, &err), WRIT_OK);
    assert_string_equal(text.ptr, shown);
    writ_bytes_free(&text);
}

static const struct {
    const char *text;
    enum writ_status status;
} refusals[] = {
    {"", WRIT_E_SYNTAX},
    {"decision", WRIT_E_SYNTAX},
    {"{\"decision\":\"deny\"", WRIT_E_SYNTAX},
    {"{}", WRIT_E_SCHEMA},
    {"[]", WRIT_E_SCHEMA},
    {"null", WRIT_E_SCHEMA},
    {"{\"decision\":1}", WRIT_E_SCHEMA},
    {"{\"decision\":{}}", WRIT_E_SCHEMA},
    {"{\"decision\":{\"decision\":[]}}", WRIT_E_SCHEMA},
    {"{\"decision\":\"deny\",\"obligations\":[{\"type\":\"ttl\"}]}", WRIT_OK},
    {"{\"decision\":\"deny\",\"obligations\":[1],\"reasons\":[2]}", WRIT_OK},
    {"{\"decision\":\"deny\",\"obligations\":{},\"reasons\":{\"a\":1},\"product\":7}", WRIT_OK},
    {"{\"decision\":\"deny\",\"reasons\":[{\"at\":[],\"code\":1,\"message\":{}}]}", WRIT_OK},
};

static void other_documents_are_refused_or_shown_but_never_a_crash(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct writ_bytes text = {NULL, 0};
        struct writ_error err = {0};

        if (writ_explain("d.json", writ_str_from(refusals[i].text), &text, &err) !=
            refusals[i].status) {
            fail_msg("%s: %s", refusals[i].text, err.text);
        }
        assert_true((text.ptr == NULL) == (refusals[i].status != WRIT_OK));
        assert_true(refusals[i].status == WRIT_OK || strcmp(err.loc.source, "d.json") == 0);
        writ_bytes_free(&text);
    }
}

/* What a policy says may quote what a caller wrote. */
static void nothing_in_it_drives_a_terminal(void **state)
{
    static const char evil[] =
        "{\"decision\":\"deny\",\"reasons\":[{\"effect\":\"de\\u001b[2Jny\",\"policy\":\"a\\nb\","
        "\"code\":\"\\u007f\",\"message\":\"x\\r\\u0007\\u009b31m\",\"hint\":\"\\u0008\"}],"
        "\"obligations\":[{\"type\":\"\\u001b\",\"properties\":{\"\\u001b\":\"\\u009b\"}}]}";
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_explain("d.json", writ_str_from(evil), &text, &err), WRIT_OK);
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];

        assert_true(c == '\n' || (c >= 0x20 && c != 0x7f));
        assert_false(c == 0xc2 && (unsigned char)text.ptr[i + 1] < 0xa0);
    }
    writ_bytes_free(&text);
}

#define PLACED                                                                                     \
    "return policy { id = 'sales.places', title = 'T', phase = 'access', level = 'mandatory',\n"   \
    "  rule = function(input, out)\n"                                                              \
    "    out.warn('old', { at = { input.product, 'domain' }, code = 'OLD' })\n"                    \
    "  end }\n"

/* Of the entry: its place, the question, the verdict, and for each effect rule, place and text. */
static const char *const parts[] = {
    "entry     0 of small/local/1, recorded 2",
    "\nreceipt   ",
    "\nsubject   ann\naction    read\nresource  orders\n",
    "\ndecision  permit\nproduct   orders 1.0.0\n",
    "  permit  sales.readers [READERS] yes\n      rule policies/domains/sales/readers.lua:2\n",
    "[OLD] old\n      rule policies/domains/sales/places.lua:3\n      at products/orders.yaml:7:9",
    "\n      at products/orders.yaml:7:9\n         | domain: sales\n",
    "\nobligations\n  mask {",
};

static void an_entry_of_the_log_is_explained_until_it_is_erased(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    (void)state;
    recording_make(&recording);
    mesh_dir_put(&recording.dir, "policies/domains/sales/places.lua", PLACED);
    recording_open(&recording);
    decision = recording_decide(&recording);
    assert_int_equal(writ_engine_explain(recording.engine, 0, &text, &err), WRIT_OK);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strstr(text.ptr, parts[i]) == NULL) {
            fail_msg("'%s' is not in: %s", parts[i], text.ptr);
        }
    }
    writ_bytes_free(&text);

    assert_int_equal(writ_engine_explain(recording.engine, 1, &text, &err), WRIT_E_NOTFOUND);
    err = (struct writ_error){0};
    writ_engine_close(recording.engine);
    recording.engine = NULL;
    mesh_dir_drop(&recording.dir, SIDE);
    recording_open(&recording);
    assert_int_equal(writ_engine_explain(recording.engine, 0, &text, &err), WRIT_E_NOTFOUND);
    assert_non_null(strstr(err.hint, "erased"));
    err = (struct writ_error){0};
    mesh_dir_put(&recording.dir, SIDE, "{");
    assert_int_equal(writ_engine_explain(recording.engine, 0, &text, &err), WRIT_E_CORRUPT);
    assert_null(text.ptr);
}

static void a_leaf_alone_drives_no_terminal(void **state)
{
    WRIT_AUTO(reading) struct reading reading;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_audit audit = {.size = 3};
    struct writ_error err = {0};
    struct writ_str text;

    (void)state;
    reading_start(&reading, writ_json_read,
                  WRIT_LIT("{\"entries\":[1],\"log\":\"m\\u001b[2J/n/1\",\"phase\":\"erasure\","
                           "\"t\":\"2026-06-01\\u009b\"}"));
    writ_buf_init(&buf, &reading.alloc, 1024);

    const struct writ_entry_read entry = {.index = 2, .leaf = reading.root, .is_erasure = true};

    assert_int_equal(writ_explain_leaf(&buf, &audit, &reading.arena, &entry, &err), WRIT_OK);
    assert_int_equal(writ_buf_view(&buf, &text), WRIT_OK);
    assert_true(writ_str_is(text, "erasure   of 1 entry of m?[2J/n/1: 1\nrecorded  2026-06-01?\n"));
}

static void without_a_mesh_there_is_no_log(void **state)
{
    const struct writ_options none = {.mesh_dir = NULL};
    struct writ_engine *engine = NULL;
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_engine_open(&none, &engine, &err), WRIT_OK);
    assert_int_equal(writ_engine_explain(engine, 0, &text, &err), WRIT_E_NOTFOUND);
    writ_engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_shown_whole),
        cmocka_unit_test(other_documents_are_refused_or_shown_but_never_a_crash),
        cmocka_unit_test(nothing_in_it_drives_a_terminal),
        cmocka_unit_test(an_entry_of_the_log_is_explained_until_it_is_erased),
        cmocka_unit_test(a_leaf_alone_drives_no_terminal),
        cmocka_unit_test(without_a_mesh_there_is_no_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
