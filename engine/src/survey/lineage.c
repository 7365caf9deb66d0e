/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of stdlib/graph.lua as the public API gives it.
 */
#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"
#include "survey/library.h"
#include "writ/mesh.h"

enum { CYCLE_MAX = 1 << 16 };

struct writ_lineage {
    struct writ_owned own;
    struct writ_lineage_node *nodes;
    size_t node_count;
    struct writ_lineage_edge *edges;
    size_t edge_count;
    const char **cycles;
    size_t cycle_count;
    bool ran_out; /* of memory, for some text: said when the node or edge is filled */
};

static const char *kept(struct writ_lineage *lineage, struct writ_str text)
{
    const char *copy = writ_arena_text(&lineage->own.arena, text);

    lineage->ran_out |= copy == NULL;
    return copy == NULL ? "" : copy;
}

static enum writ_status filled(const struct writ_lineage *lineage, struct writ_error *err)
{
    return lineage->ran_out ? writ_engine_no_memory(err) : WRIT_OK;
}

static const char *text_of(struct writ_lineage *lineage, const struct writ_value *holder,
                           const char *member)
{
    return kept(lineage, writ_value_text(writ_value_member(holder, member)));
}

static const char *source_of(struct writ_lineage *lineage, const struct writ_engine *engine,
                             const struct writ_loc *at)
{
    return writ_engine_shown(engine, &lineage->own.arena, kept(lineage, writ_str_from(at->source)));
}

static enum writ_status fill_node(struct writ_lineage *lineage, const struct writ_engine *engine,
                                  const struct writ_value *said, struct writ_lineage_node *node,
                                  struct writ_error *err)
{
    const struct writ_loc at = writ_said_place(writ_value_member(said, "at"));

    *node = (struct writ_lineage_node){.id = text_of(lineage, said, "id"),
                                       .name = text_of(lineage, said, "name"),
                                       .domain = text_of(lineage, said, "domain"),
                                       .kind = text_of(lineage, said, "kind"),
                                       .role = text_of(lineage, said, "role"),
                                       .sensitivity = text_of(lineage, said, "sensitivity"),
                                       .personal = text_of(lineage, said, "personal"),
                                       .source = source_of(lineage, engine, &at),
                                       .line = at.line,
                                       .column = at.column};
    return filled(lineage, err);
}

static size_t index_of(const struct writ_lineage *lineage, const struct writ_value *id)
{
    size_t index = 0;

    while (index < lineage->node_count && !writ_value_is_text(id, lineage->nodes[index].id)) {
        index++;
    }
    return index;
}

static enum writ_status fill_columns(struct writ_lineage *lineage, const struct writ_value *said,
                                     struct writ_lineage_edge *edge, struct writ_error *err)
{
    const size_t count = writ_value_count(said);
    struct writ_lineage_columns *columns =
        writ_arena_array(&lineage->own.arena, count + 1, sizeof(*columns));

    if (columns == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        columns[i].from = text_of(lineage, writ_value_item(said, i), "from");
        columns[i].to = text_of(lineage, writ_value_item(said, i), "to");
    }
    edge->columns = columns;
    edge->column_count = count;
    return filled(lineage, err);
}

static enum writ_status fill_edge(struct writ_lineage *lineage, const struct writ_engine *engine,
                                  const struct writ_value *said, struct writ_lineage_edge *edge,
                                  struct writ_error *err)
{
    const struct writ_loc at = writ_said_place(writ_value_member(said, "at"));

    *edge =
        (struct writ_lineage_edge){.from = index_of(lineage, writ_value_member(said, "from")),
                                   .to = index_of(lineage, writ_value_member(said, "to")),
                                   .via = text_of(lineage, said, "via"),
                                   .sensitivity = text_of(lineage, said, "sensitivity"),
                                   .personal = text_of(lineage, said, "personal"),
                                   .declassification = text_of(lineage, said, "declassification"),
                                   .source = source_of(lineage, engine, &at),
                                   .line = at.line,
                                   .column = at.column};
    if (edge->from == lineage->node_count || edge->to == lineage->node_count) {
        return writ_fail(err, WRIT_E_BUG, NULL, "an edge of the lineage leads nowhere");
    }
    return fill_columns(lineage, writ_value_member(said, "columns"), edge, err);
}

static const char *cycle_text(struct writ_lineage *lineage, const struct writ_value *ids)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str text;

    writ_buf_init(&buf, &lineage->own.alloc, CYCLE_MAX);
    for (size_t i = 0; i < writ_value_count(ids); i++) {
        writ_buf_add_text(&buf, i == 0 ? "" : " -> ");
        writ_buf_add(&buf, writ_value_text(writ_value_item(ids, i)));
    }
    return writ_buf_view(&buf, &text) == WRIT_OK ? writ_arena_str(&lineage->own.arena, text).ptr
                                                 : NULL;
}

static enum writ_status fill_lists(struct writ_lineage *lineage, const struct writ_engine *engine,
                                   const struct writ_value *said, struct writ_error *err)
{
    const struct writ_value *nodes = writ_value_member(said, "nodes");
    const struct writ_value *edges = writ_value_member(said, "edges");
    const struct writ_value *cycles = writ_value_member(said, "cycles");

    for (; lineage->node_count < writ_value_count(nodes); lineage->node_count++) {
        WRIT_TRY(fill_node(lineage, engine, writ_value_item(nodes, lineage->node_count),
                           &lineage->nodes[lineage->node_count], err));
    }
    for (; lineage->edge_count < writ_value_count(edges); lineage->edge_count++) {
        WRIT_TRY(fill_edge(lineage, engine, writ_value_item(edges, lineage->edge_count),
                           &lineage->edges[lineage->edge_count], err));
    }
    for (; lineage->cycle_count < writ_value_count(cycles); lineage->cycle_count++) {
        const char *text = cycle_text(lineage, writ_value_item(cycles, lineage->cycle_count));

        if (text == NULL) {
            return writ_engine_no_memory(err);
        }
        lineage->cycles[lineage->cycle_count] = text;
    }
    return WRIT_OK;
}

static enum writ_status fill(struct writ_lineage *lineage, const struct writ_engine *engine,
                             const struct writ_value *said, struct writ_error *err)
{
    lineage->nodes = writ_arena_array(&lineage->own.arena,
                                      writ_value_count(writ_value_member(said, "nodes")) + 1,
                                      sizeof(*lineage->nodes));
    lineage->edges = writ_arena_array(&lineage->own.arena,
                                      writ_value_count(writ_value_member(said, "edges")) + 1,
                                      sizeof(*lineage->edges));
    lineage->cycles = writ_arena_array(&lineage->own.arena,
                                       writ_value_count(writ_value_member(said, "cycles")) + 1,
                                       sizeof(*lineage->cycles));
    if (lineage->nodes == NULL || lineage->edges == NULL || lineage->cycles == NULL) {
        return writ_engine_no_memory(err);
    }
    return fill_lists(lineage, engine, said, err);
}

static enum writ_status ask(struct writ_engine *engine, const char *product,
                            struct writ_lineage *lineage, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_value *said = NULL;

    writ_arena_init(&arena, &alloc);

    const struct writ_value *id =
        product == NULL ? NULL : writ_value_string(&arena, writ_str_from(product));
    const struct writ_value *const args[] = {engine->mesh->catalogue, id};
    const struct writ_library_call call = {
        .module = "graph", .function = "build", .args = args, .arg_count = 2};

    if (product != NULL && id == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_library_ask(engine, &call, &arena, &said, err));
    if (product != NULL && writ_value_count(writ_value_member(said, "nodes")) == 0) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_NOTFOUND, NULL, "no product '%s' is in the mesh", product),
            "'writ lineage' shows all of them");
    }
    return fill(lineage, engine, said, err);
}

enum writ_status writ_engine_lineage(struct writ_engine *engine, const char *product,
                                     struct writ_lineage **ret_lineage, struct writ_error *err)
{
    struct writ_lineage *lineage = writ_owned_new(sizeof(*lineage));

    if (lineage == NULL) {
        return writ_engine_no_memory(err);
    }

    const enum writ_status status = ask(engine, product, lineage, err);

    if (status != WRIT_OK) {
        writ_lineage_free(lineage);
        return status;
    }
    *ret_lineage = lineage;
    return WRIT_OK;
}

void writ_lineage_free(struct writ_lineage *lineage)
{
    writ_owned_free(lineage, sizeof(*lineage));
}

size_t writ_lineage_node_count(const struct writ_lineage *lineage)
{
    return lineage->node_count;
}

const struct writ_lineage_node *writ_lineage_node(const struct writ_lineage *lineage, size_t index)
{
    return index < lineage->node_count ? &lineage->nodes[index] : NULL;
}

size_t writ_lineage_edge_count(const struct writ_lineage *lineage)
{
    return lineage->edge_count;
}

const struct writ_lineage_edge *writ_lineage_edge(const struct writ_lineage *lineage, size_t index)
{
    return index < lineage->edge_count ? &lineage->edges[index] : NULL;
}

size_t writ_lineage_cycle_count(const struct writ_lineage *lineage)
{
    return lineage->cycle_count;
}

const char *writ_lineage_cycle(const struct writ_lineage *lineage, size_t index)
{
    return index < lineage->cycle_count ? lineage->cycles[index] : NULL;
}
