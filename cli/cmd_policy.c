/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_policy.c - the words of `writ policy`, and which options go with which.
 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "json_out.h"
#include "open.h"
#include "policy_docs.h"
#include "say.h"
#include "show.h"
#include "text.h"
#include "words.h"

static enum writ_status open_mesh(const struct writ_args *args, bool needs_mesh,
                                  struct writ_engine **ret_engine, struct writ_error *err)
{
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .needs_mesh = needs_mesh};

    return writ_cli_open(&opening, ret_engine, err);
}

/* What follows the word. */
static struct writ_selection selection_of(const struct writ_args *args)
{
    return (struct writ_selection){(const char *const *)args->operands + 1,
                                   args->operand_count - 1};
}

static enum writ_exit make(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes path = {NULL, 0};
    const char *mesh = NULL;
    const char *phase = writ_cli_value(args, "phase");
    const struct writ_policy_plan plan = {.id = args->operands[1],
                                          .phase = phase == NULL ? "publish" : phase,
                                          .domain = writ_cli_value(args, "domain"),
                                          .product = writ_cli_value(args, "product")};
    enum writ_status status = writ_cli_mesh_dir(args, &found, &mesh, err);

    if (status == WRIT_OK) {
        status = writ_policy_new(mesh, &plan, &path, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    writ_cli_text_line(stdout, path.ptr);
    (void)fputc('\n', stdout);
    writ_cli_note("a draft, with its test beside it; next: writ test %s", args->operands[1]);
    return WRIT_EXIT_PASS;
}

static void list_pretty(const struct writ_policy_row *row)
{
    const char *const members[][2] = {
        {"phase", row->phases}, {"resource", row->resources}, {"action", row->actions},
        {"basis", row->basis},  {"params", row->params},      {"path", row->path},
    };

    writ_cli_text_line(stdout, row->id);
    (void)printf("  %s%s%s  %s  %s%s", row->layer, row->scope[0] == '\0' ? "" : " ", row->scope,
                 row->level, row->state, row->grace_until[0] == '\0' ? "" : " until ");
    writ_cli_text_line(stdout, row->grace_until);
    (void)printf("  ");
    writ_cli_text_count(stdout, row->test_count, "test");
    (void)printf("\n  ");
    writ_cli_text_line(stdout, row->title);
    (void)fputc('\n', stdout);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (members[i][1][0] != '\0' && strcmp(members[i][1], "{}") != 0) {
            (void)printf("  %s: ", members[i][0]);
            writ_cli_text_line(stdout, members[i][1]);
            (void)fputc('\n', stdout);
        }
    }
}

/* "publish, access" as ["publish","access"] */
static void member_list(struct writ_json_out *json, const char *key, const char *names)
{
    writ_cli_json_key(json, key);
    writ_cli_json_open(json, '[');
    while (names[0] != '\0') {
        const size_t len = strcspn(names, ",");

        writ_cli_json_bytes(json, (struct writ_str){names, len});
        names += len;
        names += strspn(names, ", ");
    }
    writ_cli_json_close(json, ']');
}

static void list_json(struct writ_json_out *json, const struct writ_policy_row *row)
{
    const char *const members[][2] = {
        {"id", row->id},       {"title", row->title},
        {"path", row->path},   {"layer", row->layer},
        {"scope", row->scope}, {"level", row->level},
        {"state", row->state}, {"grace_until", row->grace_until},
        {"basis", row->basis}, {"digest", row->version},
    };

    writ_cli_json_open(json, '{');
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        writ_cli_json_member(json, members[i][0], members[i][1]);
    }
    member_list(json, "phases", row->phases);
    member_list(json, "resources", row->resources);
    member_list(json, "actions", row->actions);
    writ_cli_json_key(json, "grants");
    writ_cli_json_bool(json, row->grants);
    writ_cli_json_key(json, "params");
    writ_cli_json_verbatim(json, writ_str_from(row->params));
    writ_cli_json_member_number(json, "tests", row->test_count);
    writ_cli_json_close(json, '}');
}

static void list_all_json(const struct writ_policy_row *rows, size_t count)
{
    struct writ_json_out json = {stdout, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_key(&json, "policies");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        list_json(&json, &rows[i]);
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
}

static enum writ_exit list(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_selection selection = selection_of(args);
    const struct writ_policy_row *rows = NULL;
    const char *format = writ_cli_value(args, "format");
    size_t count = 0;

    if (format != NULL && !writ_cli_choice_has("pretty|json", format)) {
        return writ_cli_refuse(args, "'writ policy list' has the formats pretty and json");
    }

    enum writ_status status = open_mesh(args, false, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_policies(engine, &selection, &rows, &count, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (writ_cli_is_json(args)) {
        list_all_json(rows, count);
        return WRIT_EXIT_PASS;
    }
    for (size_t i = 0; i < count; i++) {
        list_pretty(&rows[i]);
    }
    return WRIT_EXIT_PASS;
}

static bool is_baseline(const struct writ_policy_row *row)
{
    return strncmp(row->path, "writ:", 5) == 0;
}

/* A mesh documents its own policies; the baseline has its page. */
static void write_page(const struct writ_policy_row *rows, size_t count)
{
    bool is_first = true;
    bool is_of_baseline = true;

    for (size_t i = 0; i < count && is_of_baseline; i++) {
        is_of_baseline = is_baseline(&rows[i]);
    }
    (void)fputs(
        is_of_baseline
            ? "# The baseline policies\n\n"
              "What binds every product of a mesh with `baseline: true`. Generated from the "
              "policies' own texts; `mesh.yaml` sets their\n"
              "parameters under `params:` and leaves policies out under `disable:` "
              "([mesh.md](mesh.md)).\n\n"
            : "# The policies of the mesh\n\n"
              "Beside the baseline. Generated from the policies' own texts.\n\n",
        stdout);
    for (size_t i = 0; i < count; i++) {
        if (is_of_baseline || !is_baseline(&rows[i])) {
            (void)fputs(is_first ? "" : "\n", stdout);
            writ_cli_policy_section(stdout, &rows[i]);
            is_first = false;
        }
    }
}

static enum writ_exit docs(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_selection selection = selection_of(args);
    const struct writ_policy_row *rows = NULL;
    size_t count = 0;
    enum writ_status status = open_mesh(args, false, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_policies(engine, &selection, &rows, &count, err);
    }
    if (status == WRIT_OK) {
        write_page(rows, count);
    }
    return writ_cli_exit_of(status);
}

static enum writ_exit lint(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_report) struct writ_report *report = NULL;
    const struct writ_showing showing = {.format = writ_cli_value(args, "format"),
                                         .is_lint = true,
                                         .is_strict = writ_cli_flag(args, "strict")};
    enum writ_status status = open_mesh(args, true, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_lint(engine, &report, err);
    }
    return status == WRIT_OK ? writ_cli_show(report, &showing, err)
                             : writ_cli_show_failure(status, &showing, err);
}

static enum writ_exit snapshot(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes text = {NULL, 0};
    enum writ_status status = open_mesh(args, false, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_snapshot(engine, &text, err);
    }
    if (status == WRIT_OK) {
        writ_cli_text_block(stdout, writ_bytes_str(text));
    }
    return writ_cli_exit_of(status);
}

static const struct writ_word words[] = {
    {"new", "phase|domain|product", NULL, "ID", true, false, make},
    {"list", "format", NULL, "NAME", false, true, list},
    {"docs", "", NULL, "NAME", false, true, docs},
    {"lint", "format|strict", NULL, NULL, false, false, lint},
    {"snapshot", "", NULL, NULL, false, false, snapshot},
    {NULL, NULL, NULL, NULL, false, false, NULL},
};

enum writ_exit writ_cli_policy(const struct writ_args *args, struct writ_error *err)
{
    return writ_cli_run_word(args, words, "mesh", err);
}
