/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/unit/script/fixture.h - run the body of a function in a sandbox and compare what it gives.
 */
#ifndef WRIT_TESTS_SCRIPT_FIXTURE_H
#define WRIT_TESTS_SCRIPT_FIXTURE_H

#include <stdio.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "data/canonical.h"
#include "script/sandbox.h"

struct fixture {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_sandbox_limits limits;
    struct writ_modules modules;
    struct writ_sandbox *sandbox;
    struct writ_error err;
    enum writ_status status;
    enum writ_outcome outcome;
    const struct writ_value *value;
    char json[8192];
};

/* A case: the body of `function(input, other) … end`, and the canonical JSON of what it returns;
 * "nil" for nothing; "error: TEXT" when it must fail with TEXT in the message; or the name of the
 * limit it must reach. */
struct script_case {
    const char *label;
    const char *body;
    const char *expected;
};

static inline void fixture_init(struct fixture *f)
{
    *f = (struct fixture){.alloc = WRIT_ALLOC_INIT(0), .limits = writ_sandbox_default_limits()};
    f->limits.wall_ms = 0; /* sanitizers are slow, and a test must not depend on the machine */
    writ_arena_init(&f->arena, &f->alloc);
}

static inline void fixture_done(struct fixture *f)
{
    writ_sandbox_free(f->sandbox);
    writ_arena_done(&f->arena);
    assert_int_equal(f->alloc.used_bytes, 0);
}

static inline void fixture_open(struct fixture *f)
{
    writ_sandbox_free(f->sandbox);
    f->sandbox = NULL;
    f->err = (struct writ_error){0};
    assert_int_equal(writ_sandbox_new(&f->limits, f->modules, &f->sandbox, &f->err), WRIT_OK);
}

static inline int fixture_load(struct fixture *f, const char *source, const char *text)
{
    int chunk = 0;

    f->err = (struct writ_error){0};
    f->status = writ_sandbox_load(f->sandbox, source, writ_str_from(text), &chunk, &f->err);
    f->outcome = writ_sandbox_outcome(f->sandbox);
    return chunk;
}

static inline void fixture_seal(struct fixture *f)
{
    assert_int_equal(writ_sandbox_seal(f->sandbox, &f->err), WRIT_OK);
}

static inline void fixture_show(struct fixture *f)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};

    writ_buf_init(&buf, &f->alloc, sizeof(f->json) - 1);
    if (f->status != WRIT_OK) {
        (void)snprintf(f->json, sizeof(f->json), "error: %s", f->err.text);
        return;
    }
    if (f->value == NULL) {
        (void)snprintf(f->json, sizeof(f->json), "nil");
        return;
    }
    assert_int_equal(writ_canonical_write(&buf, f->value, &err), WRIT_OK);
    (void)snprintf(f->json, sizeof(f->json), "%.*s", (int)buf.len, buf.ptr);
}

/* One evaluation of one call; the answer as text in f->json. */
static inline void fixture_call(struct fixture *f, const struct writ_call *call)
{
    f->err = (struct writ_error){0};
    f->value = NULL;
    f->status = writ_sandbox_call(f->sandbox, call, &f->value, &f->err);
    f->outcome = writ_sandbox_outcome(f->sandbox);
    fixture_show(f);
}

static inline void fixture_evaluate(struct fixture *f, int chunk, const struct writ_value *input,
                                    bool is_placed)
{
    const struct writ_value *const args[2] = {input, NULL};
    const struct writ_call call = {.chunk = chunk,
                                   .args = args,
                                   .arg_count = 2,
                                   .is_placed = is_placed,
                                   .root = input,
                                   .arena = &f->arena};

    writ_sandbox_begin(f->sandbox);
    fixture_call(f, &call);
    writ_sandbox_end(f->sandbox);
}

/* Load `body` as the body of a function in a state of its own, seal, and evaluate it. */
static inline void fixture_run(struct fixture *f, const char *body, const struct writ_value *input,
                               bool is_placed)
{
    const char *text =
        writ_arena_printf(&f->arena, "return function(input, other)\n%s\nend\n", body);

    assert_non_null(text);
    fixture_open(f);

    const int chunk = fixture_load(f, "case.lua", text);

    if (f->status != WRIT_OK) {
        fixture_show(f);
        return;
    }
    fixture_seal(f);
    fixture_evaluate(f, chunk, input, is_placed);
}

static inline void check_case(struct fixture *f, const struct script_case *one)
{
    bool is_met;

    if (f->outcome != WRIT_OUTCOME_OK &&
        strcmp(one->expected, writ_outcome_name(f->outcome)) == 0) {
        return;
    }
    if (strncmp(one->expected, "error: ", 7) == 0) {
        is_met = f->outcome == WRIT_OUTCOME_ERROR && strstr(f->err.text, one->expected + 7) != NULL;
    } else {
        is_met = strcmp(f->json, one->expected) == 0;
    }
    if (!is_met) {
        fail_msg("%s: got %s (%s), expected %s", one->label, f->json, writ_outcome_name(f->outcome),
                 one->expected);
    }
}

static inline void check_cases(const struct script_case *cases, size_t count,
                               const struct writ_value *input, bool is_placed)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture f;

        fixture_init(&f);
        fixture_run(&f, cases[i].body, input, is_placed);
        check_case(&f, &cases[i]);
        fixture_done(&f);
    }
}

#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof((cases)[0]), NULL, false)
#define CHECK_WITH(cases, input)                                                                   \
    check_cases(cases, sizeof(cases) / sizeof((cases)[0]), input, false)
#define CHECK_NODES(cases, input)                                                                  \
    check_cases(cases, sizeof(cases) / sizeof((cases)[0]), input, true)

#endif
