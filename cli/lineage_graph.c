/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/lineage_graph.c - the lineage for programs that draw or read it: Mermaid, Graphviz, JSON.
 */
#include <string.h>

#include "json_out.h"
#include "lineage_out.h"
#include "text.h"

static void print_label(const struct writ_lineage_node *node, const char *quote,
                        const char *line_end)
{
    writ_cli_text_label(stdout, node->name[0] == '\0' ? node->id : node->name, quote);
    if (node->domain[0] != '\0') {
        (void)fputs(line_end, stdout);
        writ_cli_text_label(stdout, node->domain, quote);
    }
}

static bool is_unknown(const struct writ_lineage_node *node)
{
    return strcmp(node->kind, "unknown") == 0;
}

bool writ_cli_lineage_mermaid(const struct writ_lineage *lineage)
{
    (void)fputs("flowchart LR\n", stdout);
    for (size_t i = 0; i < writ_lineage_node_count(lineage); i++) {
        const struct writ_lineage_node *node = writ_lineage_node(lineage, i);

        (void)printf("  n%zu%s\"", i, is_unknown(node) ? "([" : "[");
        print_label(node, "#quot;", "<br/>");
        (void)printf("\"%s\n", is_unknown(node) ? "])" : "]");
    }
    for (size_t i = 0; i < writ_lineage_edge_count(lineage); i++) {
        const struct writ_lineage_edge *edge = writ_lineage_edge(lineage, i);

        (void)printf("  n%zu %s|\"", edge->from,
                     edge->declassification[0] == '\0' ? "-->" : "-.->");
        if (!writ_cli_lineage_flow(stdout, edge, "#quot;")) {
            (void)fputs("not personal", stdout);
        }
        (void)printf("\"| n%zu\n", edge->to);
    }
    return true;
}

bool writ_cli_lineage_dot(const struct writ_lineage *lineage)
{
    (void)fputs("digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n", stdout);
    for (size_t i = 0; i < writ_lineage_node_count(lineage); i++) {
        const struct writ_lineage_node *node = writ_lineage_node(lineage, i);

        (void)printf("  n%zu [label=\"", i);
        print_label(node, "\\\"", "\\n");
        (void)printf("\"%s];\n", is_unknown(node) ? ", style=dashed" : "");
    }
    for (size_t i = 0; i < writ_lineage_edge_count(lineage); i++) {
        const struct writ_lineage_edge *edge = writ_lineage_edge(lineage, i);

        (void)printf("  n%zu -> n%zu [label=\"", edge->from, edge->to);
        if (!writ_cli_lineage_flow(stdout, edge, "\\\"")) {
            (void)fputs("not personal", stdout);
        }
        (void)printf("\"%s];\n", edge->declassification[0] == '\0' ? "" : ", style=dashed");
    }
    (void)fputs("}\n", stdout);
    return true;
}

static void print_node(struct writ_json_out *json, const struct writ_lineage_node *node)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "id", node->id);
    writ_cli_json_member(json, "name", node->name);
    writ_cli_json_member(json, "domain", node->domain);
    writ_cli_json_member(json, "kind", node->kind);
    writ_cli_json_member(json, "role", node->role);
    writ_cli_json_member(json, "sensitivity", node->sensitivity);
    writ_cli_json_member(json, "personal", node->personal);
    writ_cli_json_place(json, node->source, node->line, node->column);
    writ_cli_json_close(json, '}');
}

static void print_edge(struct writ_json_out *json, const struct writ_lineage *lineage,
                       const struct writ_lineage_edge *edge)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "from", writ_lineage_node(lineage, edge->from)->id);
    writ_cli_json_member(json, "to", writ_lineage_node(lineage, edge->to)->id);
    writ_cli_json_member(json, "via", edge->via);
    writ_cli_json_member(json, "sensitivity", edge->sensitivity);
    writ_cli_json_member(json, "personal", edge->personal);
    writ_cli_json_member(json, "declassification", edge->declassification);
    writ_cli_json_key(json, "columns");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < edge->column_count; i++) {
        writ_cli_json_open(json, '{');
        writ_cli_json_member(json, "from", edge->columns[i].from);
        writ_cli_json_member(json, "to", edge->columns[i].to);
        writ_cli_json_close(json, '}');
    }
    writ_cli_json_close(json, ']');
    writ_cli_json_place(json, edge->source, edge->line, edge->column);
    writ_cli_json_close(json, '}');
}

bool writ_cli_lineage_json(const struct writ_lineage *lineage)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "command", "lineage");
    writ_cli_json_key(&json, "nodes");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_lineage_node_count(lineage); i++) {
        print_node(&json, writ_lineage_node(lineage, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "edges");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_lineage_edge_count(lineage); i++) {
        print_edge(&json, lineage, writ_lineage_edge(lineage, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "cycles");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_lineage_cycle_count(lineage); i++) {
        writ_cli_json_text(&json, writ_lineage_cycle(lineage, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
    return true;
}
