/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "open.h"
#include "renderer.h"
#include "text.h"

enum { POINTER_WIDTH_MAX = 48 }; /* beyond it the column is ragged, but the line stays readable */

static const char *path_of(const struct writ_args *args, const char *source)
{
    return source[0] == '\0' ? args->operands[0] : source;
}

static int pointer_width(const struct writ_product *product)
{
    size_t width = 0;

    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        const size_t len = strlen(writ_product_fact(product, i)->pointer);

        width = len > width && len <= POINTER_WIDTH_MAX ? len : width;
    }
    return (int)width;
}

static void show_fact(const struct writ_args *args, const struct writ_fact *fact, int width)
{
    const int len = (int)strlen(fact->pointer);

    writ_cli_text_line(stdout, fact->pointer);
    (void)printf("%*s", len < width ? width - len + 2 : 2, "");
    writ_cli_text_line(stdout, fact->value);
    (void)fputs("  <- ", stdout);
    writ_cli_text_line(stdout, path_of(args, fact->source));
    if (fact->line != 0) {
        (void)printf(":%u:%u", (unsigned)fact->line, (unsigned)fact->column);
    }
    if (fact->source_pointer[0] != '\0') {
        (void)fputc(' ', stdout);
        writ_cli_text_line(stdout, fact->source_pointer);
    }
    (void)fputc('\n', stdout);
}

static void show_pretty(const struct writ_args *args, const struct writ_product *product)
{
    const struct writ_term term = writ_cli_term(stdout);
    const int width = pointer_width(product);

    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        show_fact(args, writ_product_fact(product, i), width);
    }
    for (size_t i = 0; i < writ_product_finding_count(product); i++) {
        const struct writ_finding *finding = writ_product_finding(product, i);

        writ_cli_pretty_finding(&term, path_of(args, finding->source), finding);
    }
}

static void print_fact(struct writ_json_out *json, const struct writ_args *args,
                       const struct writ_fact *fact)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "pointer", fact->pointer);
    writ_cli_json_key(json, "value");
    writ_cli_json_verbatim(json, writ_str_from(fact->value));
    writ_cli_json_member(json, "source", path_of(args, fact->source));
    writ_cli_json_member(json, "source_pointer", fact->source_pointer);
    writ_cli_json_member_number(json, "line", fact->line);
    writ_cli_json_member_number(json, "column", fact->column);
    writ_cli_json_close(json, '}');
}

static void show_json(const struct writ_args *args, const struct writ_product *product)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_key(&json, "model");
    writ_cli_json_verbatim(&json, writ_product_json(product));
    writ_cli_json_key(&json, "facts");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        print_fact(&json, args, writ_product_fact(product, i));
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "findings");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < writ_product_finding_count(product); i++) {
        const struct writ_finding *finding = writ_product_finding(product, i);

        writ_cli_json_finding(&json, path_of(args, finding->source), finding);
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

static enum writ_exit exit_of(const struct writ_product *product)
{
    for (size_t i = 0; i < writ_product_finding_count(product); i++) {
        if (writ_product_finding(product, i)->severity == WRIT_ERROR) {
            return WRIT_EXIT_DENY;
        }
    }
    return WRIT_EXIT_PASS;
}

enum writ_exit writ_cli_product(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_product) struct writ_product *product = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .start = args->operands[0],
    };
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_product(engine, args->operands[0], &product, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        show_json(args, product);
    } else {
        show_pretty(args, product);
    }
    return exit_of(product);
}
