/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/lineage_tree.c - the lineage for people.
 */
#include <stdlib.h>
#include <string.h>

#include "lineage_out.h"
#include "term.h"
#include "text.h"

enum { DEPTH_MAX = 64 };

struct tree {
    const struct writ_lineage *lineage;
    struct writ_term term;
    bool *is_shown;  /* by node */
    bool is_upwards; /* from what is made to what it is made from */
    bool has_more[DEPTH_MAX];
};

bool writ_cli_lineage_flow(FILE *out, const struct writ_lineage_edge *edge, const char *quote)
{
    const char *personal = strcmp(edge->personal, "yes") == 0       ? "personal"
                           : strcmp(edge->personal, "unknown") == 0 ? "perhaps personal"
                                                                    : "";

    writ_cli_text_label(out, edge->sensitivity, quote);
    (void)fputs(edge->sensitivity[0] != '\0' && personal[0] != '\0' ? ", " : "", out);
    (void)fputs(personal, out);
    return edge->sensitivity[0] != '\0' || personal[0] != '\0';
}

static bool starts_at(const struct tree *tree, const struct writ_lineage_edge *edge, size_t node)
{
    return (tree->is_upwards ? edge->to : edge->from) == node;
}

static size_t count_edges(const struct tree *tree, size_t node)
{
    size_t count = 0;

    for (size_t i = 0; i < writ_lineage_edge_count(tree->lineage); i++) {
        count += starts_at(tree, writ_lineage_edge(tree->lineage, i), node) ? 1 : 0;
    }
    return count;
}

static void print_node(const struct tree *tree, size_t index)
{
    const struct writ_lineage_node *node = writ_lineage_node(tree->lineage, index);

    writ_cli_text_line(stdout, node->id);
    if (node->domain[0] != '\0') {
        (void)fputs(" (", stdout);
        writ_cli_text_line(stdout, node->domain);
        (void)fputc(')', stdout);
    }
    if (strcmp(node->kind, "product") != 0) {
        (void)fputc(' ', stdout);
        writ_cli_paint(&tree->term, WRIT_PAINT_YELLOW,
                       strcmp(node->kind, "unknown") == 0 ? "unknown to the mesh" : "contract");
    }
}

static void print_edge(const struct writ_lineage_edge *edge)
{
    (void)fputs("  [", stdout);
    if (!writ_cli_lineage_flow(stdout, edge, "\"")) {
        (void)fputs("not personal", stdout);
    }
    if (edge->declassification[0] != '\0') {
        (void)fputs("; declassified: ", stdout);
        writ_cli_text_line(stdout, edge->declassification);
    }
    (void)fputc(']', stdout);
}

static void print_columns(const struct tree *tree, size_t depth,
                          const struct writ_lineage_edge *edge)
{
    for (size_t i = 0; i < edge->column_count; i++) {
        for (size_t k = 1; k <= depth; k++) {
            (void)fputs(tree->has_more[k] ? "|  " : "   ", stdout);
        }
        (void)fputs("     ", stdout);
        writ_cli_text_line(stdout, edge->columns[i].from);
        (void)fputs(" -> ", stdout);
        writ_cli_text_line(stdout, edge->columns[i].to);
        (void)fputc('\n', stdout);
    }
}

static void print_branches(struct tree *tree, size_t node, size_t depth);

static void print_branch(struct tree *tree, const struct writ_lineage_edge *edge, size_t depth)
{
    const size_t node = tree->is_upwards ? edge->from : edge->to;

    for (size_t k = 1; k < depth; k++) {
        (void)fputs(tree->has_more[k] ? "|  " : "   ", stdout);
    }
    (void)fputs(tree->has_more[depth] ? "|- " : "`- ", stdout);
    print_node(tree, node);
    print_edge(edge);
    if (tree->is_shown[node] && count_edges(tree, node) > 0) {
        (void)fputs(" (see above)\n", stdout);
        return;
    }
    (void)fputc('\n', stdout);
    print_columns(tree, depth, edge);
    print_branches(tree, node, depth);
}

/* As deep as the drawing; what is shown once is not shown again, so a cycle ends. */
static void print_branches(struct tree *tree, size_t node, size_t depth)
{
    size_t left = count_edges(tree, node);

    tree->is_shown[node] = true;
    if (depth + 1 >= DEPTH_MAX) {
        (void)fputs(left > 0 ? "...\n" : "", stdout);
        return;
    }
    for (size_t i = 0; i < writ_lineage_edge_count(tree->lineage); i++) {
        const struct writ_lineage_edge *edge = writ_lineage_edge(tree->lineage, i);

        if (starts_at(tree, edge, node)) {
            left--;
            tree->has_more[depth + 1] = left > 0;
            print_branch(tree, edge, depth + 1);
        }
    }
}

static void print_tree(struct tree *tree, size_t node)
{
    print_node(tree, node);
    (void)fputc('\n', stdout);
    print_branches(tree, node, 0);
}

static bool has_source(const struct tree *tree, size_t node)
{
    for (size_t i = 0; i < writ_lineage_edge_count(tree->lineage); i++) {
        if (writ_lineage_edge(tree->lineage, i)->to == node) {
            return true;
        }
    }
    return false;
}

/* From the sources down; then what only cycles lead to. */
static void print_mesh(struct tree *tree, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!has_source(tree, i)) {
            print_tree(tree, i);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!tree->is_shown[i]) {
            print_tree(tree, i);
        }
    }
}

static void print_product(struct tree *tree, size_t self, size_t count)
{
    (void)fputs("made from:\n", stdout);
    tree->is_upwards = true;
    print_tree(tree, self);
    memset(tree->is_shown, 0, count * sizeof(*tree->is_shown));
    (void)fputs("made into:\n", stdout);
    tree->is_upwards = false;
    print_tree(tree, self);
}

bool writ_cli_lineage_tree(const struct writ_lineage *lineage)
{
    const size_t count = writ_lineage_node_count(lineage);
    struct tree tree = {.lineage = lineage,
                        .term = writ_cli_term(stdout),
                        .is_shown = calloc(count + 1, sizeof(bool))};
    size_t self = 0;

    if (tree.is_shown == NULL) {
        return false;
    }
    while (self < count && strcmp(writ_lineage_node(lineage, self)->role, "self") != 0) {
        self++;
    }
    if (self < count) {
        print_product(&tree, self, count);
    } else {
        print_mesh(&tree, count);
    }
    for (size_t i = 0; i < writ_lineage_cycle_count(lineage); i++) {
        writ_cli_paint(&tree.term, WRIT_PAINT_RED, "cycle");
        (void)fputs(": ", stdout);
        writ_cli_text_line(stdout, writ_lineage_cycle(lineage, i));
        (void)fputc('\n', stdout);
    }
    free(tree.is_shown);
    return true;
}
