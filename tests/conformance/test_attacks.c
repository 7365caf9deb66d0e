/* SPDX-License-Identifier: Apache-2.0
 *
 * Attacks on the sandbox: each file is the body of a rule, and its first line says what must
 * happen. Every file runs in two fresh processes; both must end the same way, in time, and still
 * evaluate a good policy.
 */
#include "cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/try.h"
#include "data/canonical.h"
#include "script/sandbox.h"

enum { SECONDS_MAX = 10, REPORT_BYTES = 8192, SKIPPED = 77 };

static const char good_text[] =
    "local seen = 0 return function(input) seen = seen + 1 local out = { } "
    "for k, v in pairs { b = 2, a = 1 } do out[#out + 1] = k .. v end "
    "table.sort(out, function(x, y) return x > y end) "
    "return { seen = seen, out = out, text = ('%5.2f'):format(1.5):gsub(' ', '_') } end";
static const char good_json[] = "{\"out\":[\"b2\",\"a1\"],\"seen\":1,\"text\":\"_1.50\"}";

static void show(const struct writ_value *value, struct writ_alloc *alloc, char *ret_text,
                 size_t size)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};

    writ_buf_init(&buf, alloc, size - 1);
    if (value == NULL || writ_canonical_write(&buf, value, &err) != WRIT_OK) {
        (void)snprintf(ret_text, size, "%s", value == NULL ? "nil" : err.text);
        return;
    }
    (void)snprintf(ret_text, size, "%.*s", (int)buf.len, buf.ptr);
}

/* What the expectations call an outcome. */
static const char *token_of(enum writ_outcome outcome, const char *message)
{
    switch (outcome) {
    case WRIT_OUTCOME_OK:
        return "ok";
    case WRIT_OUTCOME_GAS:
        return "instruction_limit";
    case WRIT_OUTCOME_MEMORY:
        return "memory_limit";
    case WRIT_OUTCOME_TIMEOUT:
        return "timeout";
    case WRIT_OUTCOME_ERROR:
        break;
    }
    return strstr(message, "a nil value") != NULL || strstr(message, "is not there") != NULL
               ? "no_access"
               : "error";
}

/* One evaluation: "token\ntext\n" appended to the report. */
static void evaluate(struct writ_sandbox *sandbox, int chunk, struct writ_arena *arena,
                     char *report)
{
    const struct writ_call call = {.chunk = chunk, .arena = arena};
    const struct writ_value *value = NULL;
    struct writ_error err = {0};
    char text[3000];

    writ_sandbox_begin(sandbox);
    if (writ_sandbox_call(sandbox, &call, &value, &err) == WRIT_OK) {
        show(value, arena->alloc, text, sizeof(text));
    } else {
        (void)snprintf(text, sizeof(text), "%u: %s", (unsigned)err.loc.line, err.text);
    }

    const size_t len = strlen(report);

    (void)snprintf(report + len, REPORT_BYTES - len, "%s\n%s\n",
                   token_of(writ_sandbox_outcome(sandbox), err.text), text);
    writ_sandbox_end(sandbox);
}

/* In a process of its own: the attack, twice, and then the good policy. */
static void run_attack(struct writ_str body, char *report)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    struct writ_modules none = {NULL, NULL};
    struct writ_error err = {0};
    struct writ_str whole;
    int good = 0;
    int chunk = 0;

    limits.wall_ms = SECONDS_MAX * 1000; /* sanitizers are slow; the clock must not decide */
    writ_arena_init(&arena, &alloc);
    writ_buf_init(&text, &alloc, (size_t)-1);
    writ_buf_add_text(&text, "return function(input, out, params)\n");
    writ_buf_add(&text, body);
    writ_buf_add_text(&text, "\nend\n");
    if (writ_buf_view(&text, &whole) != WRIT_OK ||
        writ_sandbox_new(&limits, none, &sandbox, &err) != WRIT_OK ||
        writ_sandbox_load(sandbox, "good", WRIT_LIT(good_text), &good, &err) != WRIT_OK) {
        return;
    }

    const enum writ_status loaded = writ_sandbox_load(sandbox, "attack", whole, &chunk, &err);

    if (loaded != WRIT_OK) {
        (void)snprintf(report, REPORT_BYTES, "%s\n%s\n",
                       token_of(writ_sandbox_outcome(sandbox), err.text), err.text);
    }
    if (writ_sandbox_seal(sandbox, &err) != WRIT_OK) {
        return;
    }
    for (int round = 0; loaded == WRIT_OK && round < 2; round++) {
        evaluate(sandbox, chunk, &arena, report);
    }
    evaluate(sandbox, good, &arena, report);
}

/* The report of a fresh process; what killed it instead when something did. */
static void run_apart(struct writ_str body, char *ret_report)
{
    int ends[2];
    int status = 0;
    size_t len = 0;

    assert_int_equal(pipe(ends), 0);

    const pid_t child = fork();

    if (child == 0) {
        char report[REPORT_BYTES] = "";

        (void)alarm(SECONDS_MAX);
        run_attack(body, report);
        (void)!write(ends[1], report, strlen(report));
        _exit(0);
    }
    (void)close(ends[1]);
    for (ssize_t got = 1; got > 0 && len<REPORT_BYTES - 1; len += got> 0 ? (size_t)got : 0) {
        got = read(ends[0], ret_report + len, REPORT_BYTES - 1 - len);
    }
    ret_report[len] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        (void)snprintf(ret_report, REPORT_BYTES, "%s\n",
                       WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? "hang" : "crash");
    }
}

static bool has_line(struct writ_str text, const char *prefix, struct writ_str *ret_rest)
{
    struct writ_str line;

    while (writ_str_split(&text, '\n', &line) && writ_str_starts(line, WRIT_LIT("--"))) {
        if (writ_str_starts(line, writ_str_from(prefix))) {
            *ret_rest = writ_str_cut(line, strlen(prefix), line.len);
            return true;
        }
    }
    return false;
}

/* Whether the outcome is one of those that the file allows. */
static bool is_expected(struct writ_str body, struct writ_str token)
{
    struct writ_str allowed = {NULL, 0};
    struct writ_str pass = {NULL, 0};
    struct writ_str one;

    assert_true(has_line(body, "-- expect:", &allowed));
    /* where an attack needs a name, that there is none is good enough: the file says so */
    if (has_line(body, "-- pass:", &pass) &&
        strstr(writ_str_cut(pass, 0, pass.len).ptr, "must not exist") != NULL &&
        writ_str_is(token, "no_access")) {
        return true;
    }
    while (writ_str_split(&allowed, ' ', &one)) {
        if (writ_str_eq(one, token) ||
            (writ_str_is(one, "error") && writ_str_is(token, "no_access")) ||
            (writ_str_is(one, "no_access") && writ_str_is(token, "error")) ||
            (writ_str_is(one, "deterministic") &&
             (writ_str_is(token, "ok") || writ_str_is(token, "error")))) {
            return true;
        }
    }
    return false;
}

/* Every evaluation of a process must end alike, and the good policy after it as ever. */
static bool is_good(const char *name, struct writ_str body, const char *first, const char *second)
{
    struct writ_str rest = writ_str_from(first);
    struct writ_str token = {NULL, 0};
    char good[256];

    (void)writ_str_split(&rest, '\n', &token);
    (void)snprintf(good, sizeof(good), "ok\n%s\n", good_json);
    if (!is_expected(body, token)) {
        print_error("%s: not what was expected: %s", name, first);
        return false;
    }
    if (strstr(first, "ESCAPED") != NULL) {
        print_error("%s: escaped: %s", name, first);
        return false;
    }
    if (strcmp(first, second) != 0) {
        print_error("%s: two processes differ: %s---\n%s", name, first, second);
        return false;
    }
    if (!writ_str_ends(writ_str_from(first), writ_str_from(good))) {
        print_error("%s: the good policy no longer evaluates: %s", name, first);
        return false;
    }
    return true;
}

/* Every *.lua below a folder; the number that failed. */
static size_t run_folder(const char *dir, size_t *ret_count)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const char **paths = NULL;
    size_t count = 0;
    size_t failed = 0;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_dir_list(&arena, dir, &paths, &count, &err), WRIT_OK);
    for (size_t i = 0; i < count; i++) {
        char reports[2][REPORT_BYTES];
        struct writ_str body;

        if (!writ_str_ends(writ_str_from(paths[i]), WRIT_LIT(".lua"))) {
            continue;
        }
        assert_int_equal(
            writ_file_read(&arena, writ_path_join(&arena, dir, paths[i]), 1u << 20, &body, &err),
            WRIT_OK);
        run_apart(body, reports[0]);
        run_apart(body, reports[1]);
        failed += is_good(paths[i], body, reports[0], reports[1]) ? 0 : 1;
        ++*ret_count;
    }
    return failed;
}

static void attacks_of_our_own_end_as_they_say(void **state)
{
    const char *source = getenv("WRIT_SOURCE");
    char dir[1024];
    size_t count = 0;

    (void)state;
    if (source == NULL) {
        skip();
    }
    (void)snprintf(dir, sizeof(dir), "%s/tests/golden/attacks", source);
    assert_int_equal(run_folder(dir, &count), 0);
    assert_true(count >= 20);
}

static void attacks_collected_elsewhere_end_as_they_say(void **state)
{
    const char *shared = getenv("WRIT_SHARED");
    char dir[1024];
    size_t count = 0;

    (void)state;
    (void)snprintf(dir, sizeof(dir), "%s/attacks", shared == NULL ? "" : shared);
    if (shared == NULL || !writ_dir_exists(dir)) {
        skip();
    }
    assert_int_equal(run_folder(dir, &count), 0);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attacks_of_our_own_end_as_they_say),
        cmocka_unit_test(attacks_collected_elsewhere_end_as_they_say),
    };
    const char *shared = getenv("WRIT_SHARED");
    char dir[1024];
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    (void)snprintf(dir, sizeof(dir), "%s/attacks", shared == NULL ? "" : shared);
    if (failed == 0 && (shared == NULL || !writ_dir_exists(dir))) {
        fprintf(stderr, "SKIPPED: no attacks at '%s' (set WRIT_SHARED)\n", dir);
        return SKIPPED;
    }
    return failed;
}
