/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "open.h"
#include "say.h"
#include "term.h"
#include "text.h"

static const char *const state_words[] = {"declared", "missing", "unknown"};

/* The characteristics, in the order of the table, with the heads of their columns. */
static const struct {
    const char *name;
    const char *head;
} groups[] = {{"discoverable", "find"},          {"addressable", "address"},
              {"understandable", "understand"},  {"trustworthy", "trust"},
              {"natively accessible", "access"}, {"interoperable", "interop"},
              {"valuable on its own", "value"},  {"secure", "secure"}};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

/* How many checks of a characteristic are declared, of how many, and how many were. */
struct tally {
    int declared;
    int all;
    int before;
    bool has_before;
};

static void count_check(struct tally *tally, const struct writ_score_check *check)
{
    tally->all++;
    tally->declared += check->state == WRIT_SCORE_DECLARED ? 1 : 0;
    tally->before += check->has_before && check->before == WRIT_SCORE_DECLARED ? 1 : 0;
    tally->has_before = tally->has_before || check->has_before;
}

static void count_product(struct tally tallies[GROUPS], const struct writ_score_product *product)
{
    for (size_t i = 0; i < product->check_count; i++) {
        for (size_t k = 0; k < GROUPS; k++) {
            if (strcmp(product->checks[i].characteristic, groups[k].name) == 0) {
                count_check(&tallies[k], &product->checks[i]);
            }
        }
    }
}

/* A column is as wide as its head, or as "32/32". */
static int width_of(size_t group)
{
    const size_t head = strlen(groups[group].head);

    return (int)(head < 5 ? 5 : head);
}

static void print_tallies(const struct tally tallies[GROUPS])
{
    for (size_t k = 0; k < GROUPS; k++) {
        const struct tally *tally = &tallies[k];
        char cell[48];

        if (tally->has_before && tally->before != tally->declared) {
            (void)snprintf(cell, sizeof(cell), "%d/%d%+d", tally->declared, tally->all,
                           tally->declared - tally->before);
        } else {
            (void)snprintf(cell, sizeof(cell), "%d/%d", tally->declared, tally->all);
        }
        (void)printf("%-*s  ", width_of(k), cell);
    }
}

static void show_table(const struct writ_score *score)
{
    const struct writ_term term = writ_cli_term(stdout);
    struct tally sum[GROUPS] = {{0}};

    for (size_t k = 0; k < GROUPS; k++) {
        (void)printf("%-*s  ", width_of(k), groups[k].head);
    }
    (void)fputs("product\n", stdout);
    for (size_t i = 0; i < writ_score_count(score); i++) {
        const struct writ_score_product *product = writ_score_product(score, i);
        struct tally own[GROUPS] = {{0}};

        count_product(own, product);
        count_product(sum, product);
        print_tallies(own);
        writ_cli_text_line(stdout, product->id);
        (void)fputc('\n', stdout);
    }
    print_tallies(sum);
    writ_cli_paint(&term, WRIT_PAINT_BOLD, "the mesh");
    (void)fputc('\n', stdout);
}

static void show_check(const struct writ_term *term, const struct writ_score_check *check)
{
    static const enum writ_paint paints[] = {WRIT_PAINT_GREEN, WRIT_PAINT_RED, WRIT_PAINT_YELLOW};
    const char *word = state_words[check->state];

    writ_cli_paint(term, paints[check->state], word);
    (void)printf("%*s%-20s %-18s ", 9 - (int)strlen(word), "", check->characteristic, check->check);
    writ_cli_text_line(stdout, check->source);
    if (check->line != 0) {
        (void)printf(":%u:%u", (unsigned)check->line, (unsigned)check->column);
    }
    if (check->has_before && check->before != check->state) {
        (void)printf("  (was %s)", state_words[check->before]);
    }
    (void)fputc('\n', stdout);
}

static void show_product(const struct writ_score_product *product)
{
    const struct writ_term term = writ_cli_term(stdout);

    for (size_t i = 0; i < product->check_count; i++) {
        show_check(&term, &product->checks[i]);
    }
}

static void print_check(struct writ_json_out *json, const struct writ_score_check *check)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "characteristic", check->characteristic);
    writ_cli_json_member(json, "check", check->check);
    writ_cli_json_member(json, "state", state_words[check->state]);
    if (check->has_before) {
        writ_cli_json_member(json, "before", state_words[check->before]);
    }
    writ_cli_json_place(json, check->source, check->line, check->column);
    writ_cli_json_close(json, '}');
}

static void print_product(struct writ_json_out *json, const struct writ_score_product *product)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "id", product->id);
    writ_cli_json_key(json, "checks");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < product->check_count; i++) {
        print_check(json, &product->checks[i]);
    }
    writ_cli_json_close(json, ']');
    writ_cli_json_close(json, '}');
}

/* @param only  NULL: all */
static void show_json(const struct writ_score *score, const struct writ_score_product *only)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "command", "score");
    writ_cli_json_key(&json, "products");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_score_count(score); i++) {
        if (only == NULL || only == writ_score_product(score, i)) {
            print_product(&json, writ_score_product(score, i));
        }
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

static const struct writ_score_product *find(const struct writ_score *score, const char *id)
{
    for (size_t i = 0; i < writ_score_count(score); i++) {
        if (strcmp(writ_score_product(score, i)->id, id) == 0) {
            return writ_score_product(score, i);
        }
    }
    return NULL;
}

enum writ_exit writ_cli_score(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_score) struct writ_score *score = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .needs_mesh = true};
    const char *id = args->operands[0];
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_score(engine, writ_cli_value(args, "since"), &score, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }

    const struct writ_score_product *product = id == NULL ? NULL : find(score, id);

    if (id != NULL && product == NULL) {
        (void)snprintf(err->hint, sizeof(err->hint), "'writ score' shows all of them");
        return writ_cli_exit_of(
            writ_cli_fail(err, WRIT_E_NOTFOUND, "no product '%s' is in the mesh", id));
    }
    if (writ_cli_is_json(args)) {
        show_json(score, product);
    } else if (product != NULL) {
        show_product(product);
    } else {
        show_table(score);
    }
    return WRIT_EXIT_PASS;
}
