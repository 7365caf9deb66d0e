/* SPDX-License-Identifier: Apache-2.0
 *
 * Evaluations in one request: what each of them asks, where a batch ends, and how large it may be.
 */
#include "cmocka_all.h"

#include "oom.h"
#include "reading.h"
#include "server/authzen_evaluations.h"

#define S "{\"id\":\"ann\",\"type\":\"user\"}"
#define R "{\"id\":\"orders\",\"type\":\"data_product\"}"
#define A "{\"name\":\"read\"}"

struct batching {
    struct reading request;
    struct writ_evaluations batch;
    enum writ_status status;
};

static void batching_autop(struct batching *batching)
{
    reading_autop(&batching->request);
}

static void batching_start(struct batching *batching, const char *text)
{
    reading_start(&batching->request, writ_json_read, writ_str_from(text));
    assert_non_null(batching->request.root);
    batching->batch = (struct writ_evaluations){0};
    batching->status = writ_evaluations_read(batching->request.root, &batching->request.arena,
                                             &batching->batch, &batching->request.err);
}

static const struct {
    const char *label;
    const char *request;
    const char *items; /* what they ask, a line each */
} merges[] = {
    {"no list is no batch", "{\"subject\":" S "}", ""},
    {"nor is an empty one", "{\"subject\":" S ",\"evaluations\":[]}", ""},
    {"items without defaults", "{\"evaluations\":[{\"action\":" A "},{\"subject\":" S "}]}",
     "{\"action\":" A "}\n{\"subject\":" S "}\n"},
    {"defaults fill what is missing",
     "{\"subject\":" S ",\"context\":{\"a\":1},\"evaluations\":[{\"resource\":" R "},{}]}",
     "{\"context\":{\"a\":1},\"resource\":" R ",\"subject\":" S "}\n"
     "{\"context\":{\"a\":1},\"subject\":" S "}\n"},
    {"an entity is replaced whole",
     "{\"resource\":{\"type\":\"t\",\"properties\":{\"p\":1}},\"context\":{\"a\":1,\"b\":2},"
     "\"evaluations\":[{\"resource\":{\"id\":\"x\"},\"context\":{\"b\":3}}]}",
     "{\"context\":{\"b\":3},\"resource\":{\"id\":\"x\"}}\n"},
    {"one of another kind replaces as well",
     "{\"subject\":" S ",\"evaluations\":[{\"subject\":null}]}", "{\"subject\":null}\n"},
    {"other members are no part of a request",
     "{\"more\":1,\"options\":{},\"evaluations\":[{\"action\":" A ",\"more\":2}]}",
     "{\"action\":" A "}\n"},
    {"what is no object stays as it is", "{\"subject\":" S ",\"evaluations\":[7,\"x\",[]]}",
     "7\n\"x\"\n[]\n"},
};

static void an_item_is_its_own_entities_and_the_defaults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(merges) / sizeof(merges[0]); i++) {
        WRIT_AUTO(batching) struct batching got;
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        batching_start(&got, merges[i].request);
        writ_buf_init(&buf, &got.request.alloc, 1 << 16);
        assert_int_equal(got.status, WRIT_OK);
        for (size_t k = 0; k < got.batch.count; k++) {
            const struct writ_value *item =
                writ_evaluations_request(&got.batch, k, &got.request.arena);

            assert_non_null(item);
            assert_int_equal(writ_canonical_write(&buf, item, NULL), WRIT_OK);
            writ_buf_add_char(&buf, '\n');
        }
        writ_buf_add_char(&buf, '\0');
        if (strcmp(buf.ptr, merges[i].items) != 0) {
            fail_msg("%s:\n%s", merges[i].label, buf.ptr);
        }
    }
}

static void an_item_stands_where_it_was_written(void **state)
{
    WRIT_AUTO(batching) struct batching got;

    (void)state;
    batching_start(&got, "{\"subject\":" S ",\n\"evaluations\":[{},\n {}]}");

    const struct writ_loc at =
        writ_value_loc(writ_evaluations_request(&got.batch, 1, &got.request.arena));

    assert_int_equal(at.line, 3);
    assert_int_equal(at.column, 2);
}

static const struct {
    const char *request;
    enum writ_status status;
    uint32_t column;
    const char *message;
} refusals[] = {
    {"{\"evaluations\":{}}", WRIT_E_SCHEMA, 16, "'evaluations' is not a list"},
    {"{\"evaluations\":null}", WRIT_E_SCHEMA, 16, "'evaluations' is not a list"},
    {"{\"evaluations\":[{}],\"options\":[]}", WRIT_E_SCHEMA, 31, "'options' is not an object"},
    {"{\"evaluations\":[{}],\"options\":{\"evaluations_semantic\":\"all\"}}", WRIT_E_SCHEMA, 55,
     "'options.evaluations_semantic' is not known"},
    {"{\"evaluations\":[{}],\"options\":{\"evaluations_semantic\":null}}", WRIT_E_SCHEMA, 55,
     "'options.evaluations_semantic' is not known"},
};

static void other_shapes_are_refused_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        WRIT_AUTO(batching) struct batching got;
        const struct writ_error *err = &got.request.err;

        batching_start(&got, refusals[i].request);
        if (got.status != refusals[i].status || err->loc.column != refusals[i].column ||
            strcmp(err->text, refusals[i].message) != 0) {
            fail_msg("%s: %u: %s", refusals[i].request, err->loc.column, err->text);
        }
    }
}

static void it_ends_where_its_semantic_says(void **state)
{
    static const struct {
        const char *semantic; /* NULL: none is named */
        bool with_deny, with_permit;
    } rows[] = {{NULL, false, false},
                {"execute_all", false, false},
                {"deny_on_first_deny", true, false},
                {"permit_on_first_permit", false, true}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WRIT_AUTO(batching) struct batching got;
        char request[200];

        (void)snprintf(request, sizeof(request), "{\"evaluations\":[{}],\"options\":{%s%s%s}}",
                       rows[i].semantic == NULL ? "" : "\"evaluations_semantic\":\"",
                       rows[i].semantic == NULL ? "" : rows[i].semantic,
                       rows[i].semantic == NULL ? "" : "\"");
        batching_start(&got, request);
        assert_int_equal(got.status, WRIT_OK);
        assert_int_equal(writ_evaluations_end_with(&got.batch, false), rows[i].with_deny);
        assert_int_equal(writ_evaluations_end_with(&got.batch, true), rows[i].with_permit);
    }
}

/* So many items with a default of so many bytes; every other one has its own. */
static enum writ_status read_large(size_t count, size_t bytes)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_value *request = NULL;
    struct writ_evaluations batch;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&text, &alloc, 4 << 20);
    writ_buf_add_text(&text, "{\"context\":{\"c\":\"");
    for (size_t i = 0; i < bytes; i++) {
        writ_buf_add_char(&text, 'x');
    }
    writ_buf_add_text(&text, "\"},\"evaluations\":[");
    for (size_t i = 0; i < count; i++) {
        writ_buf_add_text(&text, i == 0 ? "{}" : i % 2 == 0 ? ",{}" : ",{\"context\":{}}");
    }
    writ_buf_add_text(&text, "]}");
    assert_int_equal(writ_json_read(&arena, "in", (struct writ_str){text.ptr, text.len},
                                    WRIT_CODEC_LIMITS, &request, NULL),
                     WRIT_OK);
    return writ_evaluations_read(request, &arena, &batch, NULL);
}

static void how_large_it_may_be_counts_the_defaults(void **state)
{
    static const struct {
        size_t count, bytes;
        enum writ_status status;
    } rows[] = {
        {WRIT_EVALUATIONS_MAX, 1, WRIT_OK},
        {WRIT_EVALUATIONS_MAX + 1, 1, WRIT_E_LIMIT},
        {2, 900000, WRIT_OK},
        {WRIT_EVALUATIONS_MAX, WRIT_EVALUATIONS_BYTES_MAX / (WRIT_EVALUATIONS_MAX / 2) - 8,
         WRIT_OK},
        {WRIT_EVALUATIONS_MAX, WRIT_EVALUATIONS_BYTES_MAX / (WRIT_EVALUATIONS_MAX / 2),
         WRIT_E_LIMIT},
        {200, 900000, WRIT_E_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (read_large(rows[i].count, rows[i].bytes) != rows[i].status) {
            fail_msg("%zu items with %zu bytes each", rows[i].count, rows[i].bytes);
        }
    }
}

static enum writ_status read_within(struct writ_alloc *alloc)
{
    WRIT_AUTO(batching) struct batching whole;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_evaluations batch = {0};

    batching_start(&whole, "{\"subject\":" S ",\"evaluations\":[{\"action\":" A "}]}");
    writ_arena_init(&arena, alloc);

    const enum writ_status status = writ_evaluations_read(whole.request.root, &arena, &batch, NULL);

    if (status != WRIT_OK) {
        return status;
    }
    return writ_evaluations_request(&batch, 0, &arena) == NULL ? WRIT_E_NOMEM : WRIT_OK;
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    oom_sweep(read_within, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_is_its_own_entities_and_the_defaults),
        cmocka_unit_test(an_item_stands_where_it_was_written),
        cmocka_unit_test(other_shapes_are_refused_with_their_place),
        cmocka_unit_test(it_ends_where_its_semantic_says),
        cmocka_unit_test(how_large_it_may_be_counts_the_defaults),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
