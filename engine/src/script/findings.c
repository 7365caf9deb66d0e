/* SPDX-License-Identifier: Apache-2.0
 *
 * script/findings.c - names that nothing defines, writes to globals, and '^'.
 */
#include <stdlib.h>

#include "script/dump.h"
#include "script/lint.h"
#include "script/scan.h"
#include "script/text.h"

enum {
    READ_GLOBAL = 11,  /* OP_GETTABUP: UpValue[B][K[C]] */
    WRITE_GLOBAL = 15, /* OP_SETTABUP: UpValue[A][K[B]] = … */
    FINDINGS_MAX = 100,
    NAME_MAX_BYTES = 40, /* of a name in a message */
};

struct names {
    const char **items;
    size_t count;
};

struct linter {
    struct writ_str text;
    struct writ_arena *arena;
    struct names allowed;
    struct names written;
    struct writ_lint items[FINDINGS_MAX];
    size_t count;
    bool is_starved;
};

static bool has_name(const struct names *names, struct writ_str name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (writ_str_is(name, names->items[i])) {
            return true;
        }
    }
    return false;
}

/* A key of _ENV as a message shows it: it can be any bytes. */
static const char *shown(struct linter *linter, struct writ_str name)
{
    const struct writ_str cut = writ_str_cut(name, 0, NAME_MAX_BYTES);
    char text[NAME_MAX_BYTES + 1];
    const char *copy;

    for (size_t i = 0; i < cut.len; i++) {
        text[i] = cut.ptr[i];
        if (!writ_scan_is_word(text[i])) {
            text[i] = '?';
        }
    }
    text[cut.len] = '\0';
    copy = writ_arena_str(linter->arena, writ_str_from(text)).ptr;
    linter->is_starved = linter->is_starved || copy == NULL;
    return copy == NULL ? "" : copy;
}

/* Where a word first stands on a line as a token; 1 when it does not. */
static uint32_t column_of(struct writ_str text, uint32_t line, const char *word)
{
    struct writ_scan scan = {.text = text, .line = 1};

    while (scan.at < text.len && scan.line <= line) {
        const uint32_t column = writ_scan_column(&scan);
        const bool is_there = scan.line == line;
        const char before = scan.at == 0 ? ' ' : text.ptr[scan.at - 1];

        writ_scan_pass(&scan);
        if (is_there && before != '.' && before != ':' && writ_str_is(scan.word, word)) {
            return column;
        }
    }
    return 1;
}

static void add(struct linter *linter, const struct writ_lint *lint)
{
    for (size_t i = 0; i < linter->count; i++) {
        const struct writ_lint *known = &linter->items[i];

        if (known->line == lint->line && known->column == lint->column &&
            strcmp(known->message, lint->message) == 0) {
            return;
        }
    }
    if (linter->count < FINDINGS_MAX) {
        linter->items[linter->count++] = *lint;
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions and replacements that turn a into b; both have at most NAME_MAX_BYTES. */
static size_t distance(const char *a, const char *b)
{
    const size_t b_len = least(strlen(b), NAME_MAX_BYTES);
    size_t row[NAME_MAX_BYTES + 1];

    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0]++;

        for (size_t j = 1; j <= b_len; j++) {
            const size_t replaced = diagonal + (a[i] == b[j - 1] ? 0 : 1);

            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_len];
}

/* The allowed name with the fewest edits, of equals the first in byte order; NULL when none is
 * close: a third of the letters may be wrong, and at least two. */
static const char *nearest(const struct names *allowed, const char *name)
{
    const size_t third = strlen(name) / 3;
    size_t fewest = (third < 2 ? 2 : third) + 1;
    const char *found = NULL;

    for (size_t i = 0; i < allowed->count; i++) {
        const char *item = allowed->items[i];
        const size_t edits = distance(name, item);

        if (edits < strlen(item) &&
            (edits < fewest || (edits == fewest && found != NULL && strcmp(item, found) < 0))) {
            found = item;
            fewest = edits;
        }
    }
    return found;
}

static const char *kept(struct linter *linter, const char *text)
{
    linter->is_starved = linter->is_starved || text == NULL;
    return text == NULL ? "" : text;
}

static void add_write(struct linter *linter, uint32_t line, struct writ_str name)
{
    const char *text = shown(linter, name);
    const struct writ_lint lint = {
        .line = line,
        .column = column_of(linter->text, line, text),
        .code = "GLOBAL_WRITE",
        .message =
            kept(linter, writ_arena_printf(linter->arena, "'%s' is assigned as a global", text)),
        .hint = "declare it: local, or local function"};

    add(linter, &lint);
    if (linter->written.count < FINDINGS_MAX) {
        linter->written.items[linter->written.count++] = text;
    }
}

static void add_read(struct linter *linter, uint32_t line, struct writ_str name)
{
    const char *text = shown(linter, name);
    const char *other = nearest(&linter->allowed, text);
    const struct writ_lint lint = {
        .line = line,
        .column = column_of(linter->text, line, text),
        .code = "UNKNOWN_NAME",
        .message = kept(linter, writ_arena_printf(linter->arena, "nothing defines '%s'", text)),
        .hint = other == NULL
                    ? "policies see what policy-api.md lists, and what they require"
                    : kept(linter, writ_arena_printf(linter->arena, "did you mean '%s'?", other))};

    add(linter, &lint);
}

static void find_writes(void *ctx, const struct writ_dump_function *function)
{
    struct writ_dump_code code = writ_dump_begin(function);

    while (writ_dump_next(&code)) {
        if (writ_dump_opcode(&code) == WRITE_GLOBAL &&
            function->is_environment[writ_dump_a(&code)]) {
            add_write(ctx, code.line, writ_dump_text(function, writ_dump_b(&code)));
        }
    }
}

static void find_reads(void *ctx, const struct writ_dump_function *function)
{
    struct writ_dump_code code = writ_dump_begin(function);
    const struct linter *linter = ctx;

    while (writ_dump_next(&code)) {
        if (writ_dump_opcode(&code) == READ_GLOBAL &&
            function->is_environment[writ_dump_b(&code)]) {
            const struct writ_str name = writ_dump_text(function, writ_dump_c(&code));

            if (!has_name(&linter->allowed, name) && !has_name(&linter->written, name)) {
                add_read(ctx, code.line, name);
            }
        }
    }
}

static void find_powers(struct linter *linter)
{
    struct writ_scan scan = {.text = linter->text, .line = 1};

    while (scan.at < scan.text.len) {
        if (writ_scan_peek(&scan, 0) == '^') {
            const struct writ_lint lint = {.line = scan.line,
                                           .column = writ_scan_column(&scan),
                                           .code = "POWER",
                                           .message = "'^' gives a float, also for whole numbers",
                                           .hint =
                                               "multiply, or take math.tointeger() of the result"};

            add(linter, &lint);
        }
        writ_scan_pass(&scan);
    }
}

static int by_place(const void *a, const void *b)
{
    const struct writ_lint *left = a;
    const struct writ_lint *right = b;

    if (left->line != right->line) {
        return left->line < right->line ? -1 : 1;
    }
    if (left->column != right->column) {
        return left->column < right->column ? -1 : 1;
    }
    return strcmp(left->message, right->message);
}

struct lint_job {
    const char *source;
    struct writ_str text;
    struct writ_arena *arena;
    struct writ_str dump;
    struct names allowed;
};

/* Stack: the table of names on top. */
MAY_RAISE static void copy_names(lua_State *lua, struct lint_job *job)
{
    size_t count = 0;

    for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
        count++;
    }
    job->allowed.items = writ_arena_array(job->arena, count, sizeof(*job->allowed.items));
    if (job->allowed.items == NULL) {
        return;
    }
    for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
        const struct writ_str name = writ_str_from(lua_tolstring(lua, -2, NULL));

        job->allowed.items[job->allowed.count] = writ_arena_str(job->arena, name).ptr;
        if (job->allowed.items[job->allowed.count++] == NULL) {
            job->allowed.items = NULL; /* uncovered: the arena's block has room for names */
            return;
        }
    }
}

/* Only compiles, and takes out what the rest needs. */
MAY_RAISE static int lint_body(lua_State *lua)
{
    struct lint_job *job = lua_touserdata(lua, 1);
    struct writ_text text;

    writ_script_compile(lua, job->source, job->text);
    writ_script_dump(lua, false, &text);
    job->dump = writ_arena_str(job->arena, (struct writ_str){text.ptr, text.len});
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NAMES);
    copy_names(lua, job);
    return 0;
}

static enum writ_status no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while looking at a text");
}

static enum writ_status inspect(const struct lint_job *job, struct linter *linter,
                                struct writ_lints *ret_lints, struct writ_error *err)
{
    struct writ_lint *items;

    linter->written.items =
        writ_arena_array(job->arena, FINDINGS_MAX, sizeof(*linter->written.items));
    if (linter->written.items == NULL) {
        return no_memory(err); /* uncovered: fits into the block that holds the dump */
    }
    (void)writ_dump_walk(job->dump, find_writes, linter); /* compiling has checked its form */
    (void)writ_dump_walk(job->dump, find_reads, linter);
    find_powers(linter);
    items = writ_arena_array(job->arena, linter->count + 1, sizeof(*items));
    if (linter->is_starved || items == NULL) {
        return no_memory(err); /* uncovered: fits into the block that holds the dump */
    }
    memcpy(items, linter->items, linter->count * sizeof(*items));
    qsort(items, linter->count, sizeof(*items), by_place);
    *ret_lints = (struct writ_lints){.items = items, .count = linter->count};
    return WRIT_OK;
}

enum writ_status writ_sandbox_lint(struct writ_sandbox *sandbox, const char *source,
                                   struct writ_str text, struct writ_arena *arena,
                                   struct writ_lints *ret_lints, struct writ_error *err)
{
    struct lint_job job = {.source = source, .text = text, .arena = arena};
    struct linter linter = {.text = text, .arena = arena};
    enum writ_status status;

    writ_sandbox_begin(sandbox);
    (void)writ_part_enter(sandbox, 0, 0);
    status = writ_script_protect(sandbox, lint_body, &job, err);
    writ_sandbox_end(sandbox);
    if (status != WRIT_OK) {
        return status;
    }
    if (job.dump.ptr == NULL || job.allowed.items == NULL) {
        return no_memory(err);
    }
    linter.allowed = job.allowed;
    return inspect(&job, &linter, ret_lints, err);
}
