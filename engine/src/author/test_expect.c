/* SPDX-License-Identifier: Apache-2.0
 *
 * What a case of a policy test expects, compared exactly with what the policy said.
 */
#include "author/test_parts.h"
#include "author/test_places.h"
#include "base/error.h"
#include "base/try.h"
#include "data/canonical.h"

enum { VALUES_BYTES_MAX = 600 }; /* of the input in a message: more is no help */

static bool expects_code(const struct writ_value *expected, const struct writ_effect *effect)
{
    for (size_t i = 0; i < writ_test_count(expected); i++) {
        if (writ_test_is_said(writ_value_text(writ_test_item(expected, i)), effect)) {
            return true;
        }
    }
    return false;
}

static bool is_property(struct writ_str key)
{
    return !writ_str_is(key, "type") && !writ_str_is(key, "at");
}

/* An expected obligation is {type = …, members …}; the one produced must have exactly these, and
 * point at `at` when that is given. */
static bool is_obligation(const struct writ_value *expected, const struct writ_effect *effect)
{
    const struct writ_value *at = writ_value_member(expected, "at");
    size_t properties = 0;

    for (size_t i = 0; i < writ_value_count(expected); i++) {
        const struct writ_member *member = &expected->as.object.members[i];

        if (!is_property(member->key)) {
            continue;
        }
        if (!writ_value_equal(member->value, writ_value_get(effect->properties, member->key))) {
            return false;
        }
        properties++;
    }
    return properties == writ_value_count(effect->properties) &&
           writ_str_eq(writ_value_text(writ_value_member(expected, "type")), effect->obligation) &&
           (at == NULL || writ_value_is_text(at, effect->at.source));
}

static bool is_expected(const struct writ_value *expect, const struct writ_effect *effect)
{
    const struct writ_value *obligations = writ_value_member(expect, "oblige");

    if (effect->is_error) {
        return writ_value_is_true(writ_value_member(expect, "error"));
    }
    switch (effect->kind) {
    case WRIT_EFFECT_PERMIT:
        return writ_value_is_true(writ_value_member(expect, "permit"));
    case WRIT_EFFECT_DENY:
        return expects_code(writ_value_member(expect, "deny"), effect);
    case WRIT_EFFECT_WARN:
        return expects_code(writ_value_member(expect, "warn"), effect);
    case WRIT_EFFECT_OBLIGE:
        for (size_t i = 0; i < writ_value_count(obligations); i++) {
            if (is_obligation(writ_value_item(obligations, i), effect)) {
                return true;
            }
        }
        return false;
    }
    return false;
}

/* Whether some effect is what one expectation asks for: the same comparison from the other side. */
static bool is_produced(const struct writ_evaluation *evaluation, const char *member,
                        const struct writ_value *one, struct writ_arena *arena)
{
    struct writ_build list, expect;

    writ_build_array(&list, arena);
    writ_build_item(&list, one);
    writ_build_object(&expect, arena);
    writ_build_put(&expect, member, one->kind == WRIT_BOOL ? one : writ_build_end(&list));

    const struct writ_value *alone = writ_build_end(&expect);

    for (size_t i = 0; i < evaluation->effect_count; i++) {
        if (is_expected(alone, &evaluation->effects[i])) {
            return true;
        }
    }
    return false;
}

/* A code, or the type of an obligation. */
static const char *missed(struct writ_arena *arena, const char *member,
                          const struct writ_value *one)
{
    const struct writ_value *type = writ_value_member(one, "type");
    const struct writ_str name = writ_quotable(writ_value_text(type == NULL ? one : type));

    return writ_arena_printf(arena, "expected '%s'%s%.*s, which it did not say", member,
                             name.len == 0 ? "" : " ", WRIT_FMT(name));
}

static const char *missing(const struct writ_evaluation *evaluation,
                           const struct writ_value *expect, struct writ_arena *arena)
{
    static const char *const members[] = {"permit", "deny", "warn", "oblige", "error"};

    for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
        const struct writ_value *wanted = writ_value_member(expect, members[m]);

        for (size_t i = 0; i < writ_test_count(wanted); i++) {
            const struct writ_value *one = writ_test_item(wanted, i);

            if (one->kind == WRIT_BOOL && !one->as.boolean) {
                continue; /* permit = false: none is expected */
            }
            if (!is_produced(evaluation, members[m], one, arena)) {
                return missed(arena, members[m], one);
            }
        }
    }
    return NULL;
}

/* Where a policy that fails does so; everybody else points into the input. */
static const char *failed_at(const struct writ_effect *effect, struct writ_arena *arena)
{
    return effect->at.line == 0
               ? effect->at.source
               : writ_arena_printf(arena, "%s:%u", effect->at.source, (unsigned)effect->at.line);
}

/* @param is_error  only a failure, or only what is none */
static const char *surplus(const struct writ_evaluation *evaluation, bool is_error,
                           const struct writ_value *expect, struct writ_arena *arena)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (effect->is_error == is_error && !is_expected(expect, effect)) {
            const char *at = is_error ? failed_at(effect, arena) : effect->at.source;

            return writ_arena_printf(arena, "said '%s' %.*s%s%s (%.*s), which was not expected",
                                     is_error ? "error" : writ_effect_name(effect->kind),
                                     WRIT_FMT(writ_quotable(effect->code)),
                                     at == NULL || at[0] == '\0' ? "" : "@", at == NULL ? "" : at,
                                     WRIT_FMT(writ_quotable(effect->message)));
        }
    }
    return NULL;
}

/* `says`: a text that some message or hint holds, or a list of them. */
static const char *unsaid(const struct writ_evaluation *evaluation, const struct writ_value *says,
                          struct writ_arena *arena)
{
    for (size_t i = 0; i < writ_test_count(says); i++) {
        const struct writ_str text = writ_value_text(writ_test_item(says, i));

        if (!writ_test_is_worded(text, evaluation)) {
            return writ_arena_printf(arena, "no message or hint says '%.*s'",
                                     WRIT_FMT(writ_quotable(text)));
        }
    }
    return NULL;
}

const char *writ_test_unknown(struct writ_arena *arena, const struct writ_value *object,
                              const char *const *known)
{
    for (size_t i = 0;
         object != NULL && object->kind == WRIT_OBJECT && i < writ_value_count(object); i++) {
        const struct writ_str key = object->as.object.members[i].key;
        const char *const *it = known;

        while (*it != NULL && !writ_str_is(key, *it)) {
            it++;
        }
        if (*it == NULL) {
            return writ_arena_printf(arena, "unknown member '%.*s'", WRIT_FMT(writ_quotable(key)));
        }
    }
    return NULL;
}

static const char *misspelt(const struct writ_test_case *one)
{
    static const char *const members[] = {"name",   "fixture", "input", "params", "time",
                                          "expect", "applies", "says",  NULL};
    static const char *const effects[] = {"permit", "deny", "warn", "oblige", "error", NULL};
    const char *problem = writ_test_unknown(one->arena, one->document, members);

    return problem != NULL
               ? problem
               : writ_test_unknown(one->arena, writ_value_member(one->document, "expect"), effects);
}

const char *writ_test_judge(const struct writ_test_case *one,
                            const struct writ_evaluation *evaluation, bool applies)
{
    struct writ_arena *arena = one->arena;
    const struct writ_value *wanted = writ_value_member(one->document, "applies");
    const struct writ_value *expect = writ_value_member(one->document, "expect");
    const char *problem = misspelt(one);

    if (problem != NULL) {
        return problem;
    }

    if (wanted != NULL && writ_value_is_true(wanted) != applies) {
        return applies ? "it applies, which was not expected" : "it does not apply";
    }
    if (wanted == NULL && expect == NULL) {
        return "the case expects nothing: give expect or applies";
    }

    problem = surplus(evaluation, true, expect, arena);
    if (problem == NULL) {
        problem = missing(evaluation, expect, arena);
    }
    if (problem == NULL) {
        problem = surplus(evaluation, false, expect, arena);
    }
    return problem != NULL ? problem
                           : unsaid(evaluation, writ_value_member(one->document, "says"), arena);
}

static void add_value(struct writ_buf *buf, const struct writ_value *value)
{
    if (value == NULL || writ_canonical_write(buf, value, NULL) != WRIT_OK) {
        writ_buf_add_char(buf, '?');
    }
}

static void add_said(struct writ_buf *buf, const struct writ_evaluation *evaluation)
{
    writ_buf_add_text(buf, "said ");
    if (evaluation->effect_count == 0) {
        writ_buf_add_text(buf, "nothing");
    }
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        writ_buf_addf(buf, "%s%s %.*s", i == 0 ? "" : ", ",
                      effect->is_error ? "error" : writ_effect_name(effect->kind),
                      WRIT_FMT(writ_quotable(effect->code)));
        if (effect->kind == WRIT_EFFECT_OBLIGE && !effect->is_error) {
            writ_buf_add_char(buf, ' ');
            add_value(buf, effect->properties);
        }
    }
}

/* What was asked about: the input or the request, with the fixtures in it. */
static const struct writ_value *asked(const struct writ_test_case *one, bool is_decision)
{
    static const char *const members[] = {"params", "time"};
    const char *name = is_decision ? "request" : "input";
    const struct writ_value *given = NULL;
    struct writ_build build;

    if (writ_test_given(one, name, &given) != NULL) {
        return NULL;
    }
    writ_build_object(&build, one->arena);
    writ_build_put_known(&build, name, given);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        writ_build_put_known(&build, members[i], writ_value_member(one->document, members[i]));
    }
    return writ_build_end(&build);
}

const char *writ_test_values(const struct writ_test_case *one,
                             const struct writ_evaluation *evaluation)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *expect = writ_value_member(one->document, "expect");
    struct writ_str text;

    writ_buf_init(&buf, one->arena->alloc, WRIT_WRIT_MAX);
    add_said(&buf, evaluation);
    writ_buf_add_text(&buf, "; expected ");
    if (expect == NULL || writ_value_count(expect) == 0) {
        writ_buf_add_text(&buf, "nothing");
    } else {
        add_value(&buf, expect);
    }
    writ_buf_add_text(&buf, "; of ");

    const size_t before = buf.len;

    add_value(&buf, asked(one, evaluation->document != NULL));
    if (writ_buf_view(&buf, &text) != WRIT_OK) {
        return "";
    }

    const struct writ_str cut = writ_str_cut(text, 0, before + VALUES_BYTES_MAX);
    const struct writ_str whole = writ_str_cut(cut, 0, writ_str_utf8_end(cut));

    return writ_arena_printf(one->arena, "%.*s%s", (int)whole.len, whole.ptr,
                             whole.len < text.len ? "…" : "");
}
