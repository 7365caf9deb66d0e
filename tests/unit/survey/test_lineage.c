/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of a mesh: what is a node, what flows along an edge, what one product has to do with,
 * and what goes in circles.
 */
#include "cmocka_all.h"
#include "recording.h"

#define SOURCE(id)                                                                                 \
    "apiVersion: v3.1.0\nkind: DataContract\nid: " id "\nversion: 1.0.0\nstatus: active\n"         \
    "schema:\n  - name: t\n    properties:\n"                                                      \
    "      - {name: a, logicalType: string, classification: restricted, tags: [pii]}\n"            \
    "      - {name: b, logicalType: string, classification: internal, tags: ['pii:false']}\n"
#define MADE(id, contract, more)                                                                   \
    "apiVersion: v1.0.0\nkind: DataProduct\nid: " id "\nname: N\ndomain: d\nstatus: active\n"      \
    "inputPorts:\n  - name: in\n    contractId: " contract "\n" more

struct drawing {
    struct recording recording;
    struct writ_lineage *lineage;
};

static enum writ_status draw(struct drawing *drawing, const char *product, struct writ_error *err)
{
    writ_lineage_free(drawing->lineage);
    drawing->lineage = NULL;
    return writ_engine_lineage(drawing->recording.engine, product, &drawing->lineage, err);
}

static void drawing_start(struct drawing *drawing, const struct mesh_file *files)
{
    struct writ_error err = {0};

    memset(drawing, 0, sizeof(*drawing));
    mesh_dir_make(&drawing->recording.dir, files);
    if (recording_try_open(&drawing->recording, false, &err) != WRIT_OK ||
        draw(drawing, NULL, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static void drawing_autop(struct drawing *drawing)
{
    writ_lineage_free(drawing->lineage);
    recording_autop(&drawing->recording);
}

static const struct mesh_file chain[] = {
    {"products/a.yaml", SOURCE("a")},
    {"products/b.yaml", MADE("b", "a",
                             "outputPorts:\n  - name: out\n    contractId: cb\n"
                             "customProperties:\n  - property: declassification\n"
                             "    value: decision 7\n")},
    {"products/c.yaml", MADE("c", "cb", "")},
    {"products/d.yaml", MADE("d", "crm", "")},
    {"products/e.yaml", SOURCE("e")},
    {NULL, NULL}};

static void sources_flow_with_their_sensitivity(void **state)
{
    WRIT_AUTO(drawing) struct drawing drawing;

    (void)state;
    drawing_start(&drawing, chain);
    assert_int_equal(writ_lineage_node_count(drawing.lineage), 6);
    assert_int_equal(writ_lineage_edge_count(drawing.lineage), 3);
    assert_int_equal(writ_lineage_cycle_count(drawing.lineage), 0);

    const struct writ_lineage_node *a = writ_lineage_node(drawing.lineage, 0);
    const struct writ_lineage_node *crm = writ_lineage_node(drawing.lineage, 5);
    const struct writ_lineage_edge *edge = writ_lineage_edge(drawing.lineage, 0);

    assert_string_equal(a->kind, "contract");
    assert_string_equal(a->sensitivity, "restricted");
    assert_string_equal(a->role, "");
    assert_string_equal(crm->id, "crm");
    assert_string_equal(crm->kind, "unknown");
    assert_true(writ_str_ends(writ_str_from(crm->source), WRIT_LIT("/products/d.yaml")));
    assert_int_equal(crm->line, 9);
    assert_int_equal(edge->from, 0);
    assert_int_equal(edge->to, 1);
    assert_string_equal(edge->via, "contract");
    assert_string_equal(edge->sensitivity, "restricted");
    assert_string_equal(edge->personal, "yes");
    assert_string_equal(edge->declassification, "decision 7");
    assert_int_equal(edge->line, 9);
    assert_null(writ_lineage_node(drawing.lineage, 6));
    assert_null(writ_lineage_edge(drawing.lineage, 3));
    assert_null(writ_lineage_cycle(drawing.lineage, 0));
}

static void one_product_has_a_part_of_it(void **state)
{
    static const struct {
        const char *id;
        size_t nodes, edges;
        const char *first_role;
    } cases[] = {{"a", 3, 2, "self"}, {"b", 3, 2, "upstream"}, {"c", 3, 2, "upstream"},
                 {"d", 2, 1, "self"}, {"e", 1, 0, "self"},     {"crm", 2, 1, "downstream"}};
    WRIT_AUTO(drawing) struct drawing drawing;
    struct writ_error err = {0};

    (void)state;
    drawing_start(&drawing, chain);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(draw(&drawing, cases[i].id, &err), WRIT_OK);
        assert_int_equal(writ_lineage_node_count(drawing.lineage), cases[i].nodes);
        assert_int_equal(writ_lineage_edge_count(drawing.lineage), cases[i].edges);
        assert_string_equal(writ_lineage_node(drawing.lineage, 0)->role, cases[i].first_role);
    }
    assert_int_equal(draw(&drawing, "nobody", &err), WRIT_E_NOTFOUND);
    assert_string_equal(err.text, "no product 'nobody' is in the mesh");
    assert_null(drawing.lineage);
}

static void a_cycle_is_named(void **state)
{
    static const struct mesh_file files[] = {
        {"products/a.yaml", MADE("a", "cb", "outputPorts:\n  - name: o\n    contractId: ca\n")},
        {"products/b.yaml", MADE("b", "ca", "outputPorts:\n  - name: o\n    contractId: cb\n")},
        {NULL, NULL}};
    WRIT_AUTO(drawing) struct drawing drawing;

    (void)state;
    drawing_start(&drawing, files);
    assert_int_equal(writ_lineage_cycle_count(drawing.lineage), 1);
    assert_string_equal(writ_lineage_cycle(drawing.lineage, 0), "a -> b -> a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_flow_with_their_sensitivity),
        cmocka_unit_test(one_product_has_a_part_of_it),
        cmocka_unit_test(a_cycle_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
