/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing agreements: which one a request rests on, and whether it grants.
 */
#include "base/time.h"
#include "eval/parts.h"

/* An attribute of the subject: the mesh's register wins over what the caller says of itself (as
 * stdlib/subject.lua). */
static struct writ_str attribute(const struct writ_run *run, const char *name)
{
    const struct writ_value *subject = run->question->request->subject;
    const struct writ_value *registered =
        writ_value_get(writ_value_member(run->mesh->data, "subjects"),
                       writ_value_text(writ_value_member(subject, "id")));

    if (registered == NULL || registered->kind != WRIT_OBJECT) {
        registered = writ_value_member(subject, "properties");
    }
    return writ_value_text(writ_value_member(registered, name));
}

static bool names(const struct writ_value *agreement, const char *member, struct writ_str text)
{
    return text.len > 0 && writ_str_eq(writ_value_text(writ_value_member(agreement, member)), text);
}

/* A consumer is a user, a team, or a product; the narrowest that the agreement names must be the
 * subject. */
static bool is_consumer(const struct writ_run *run, const struct writ_value *agreement)
{
    const struct writ_str id =
        writ_value_text(writ_value_member(run->question->request->subject, "id"));

    if (writ_value_member(agreement, "user") != NULL) {
        return names(agreement, "user", id);
    }
    if (names(agreement, "consumer", id) || names(agreement, "consumer", attribute(run, "team"))) {
        return true;
    }
    return names(agreement, "consumer_product", id) ||
           names(agreement, "consumer_product", attribute(run, "data_product"));
}

/* An agreement about one port says nothing of the columns of another, whether or not the request
 * names a port. */
static bool covers_columns(const struct writ_run *run, struct writ_str port)
{
    for (size_t i = 0; i < writ_value_count(run->columns); i++) {
        const struct writ_value *own = writ_value_member(writ_value_item(run->columns, i), "port");

        if (own != NULL && !writ_str_eq(writ_value_text(own), port)) {
            return false;
        }
    }
    return true;
}

static bool is_for_product(const struct writ_run *run, const struct writ_value *agreement)
{
    const struct writ_request *request = run->question->request;
    const struct writ_value *port = writ_value_member(agreement, "port");

    if (!names(agreement, "provider", request->product_id)) {
        return false;
    }
    if (port == NULL) {
        return true;
    }
    return (request->port.len == 0 || writ_str_eq(writ_value_text(port), request->port)) &&
           covers_columns(run, writ_value_text(port));
}

/* A date without a clock lasts to its end. */
static bool time_of(const struct writ_value *agreement, const char *member, bool is_end,
                    int64_t *ret_ms)
{
    const struct writ_str text = writ_value_text(writ_value_member(agreement, member));
    const int64_t day_ms = 24 * 3600 * 1000;

    if (!writ_time_parse(text, ret_ms)) {
        return false;
    }
    if (is_end && text.len == strlen("2026-01-01")) {
        *ret_ms += day_ms - 1;
    }
    return true;
}

static bool is_past(const struct writ_value *agreement, const char *member, int64_t now_ms)
{
    int64_t ms;

    return writ_value_member(agreement, member) != NULL &&
           (!time_of(agreement, member, true, &ms) || ms < now_ms);
}

static bool is_in_force(const struct writ_value *agreement, int64_t now_ms)
{
    const struct writ_value *status = writ_value_member(agreement, "status");
    int64_t start_ms;

    return (writ_value_is_text(status, "approved") || writ_value_is_text(status, "active")) &&
           time_of(agreement, "start", false, &start_ms) && start_ms <= now_ms &&
           !is_past(agreement, "end_", now_ms) && !is_past(agreement, "reassess", now_ms);
}

/* What an agreement is for: reading. Copies, exports and changes need a policy that permits them.
 */
static bool is_reading(const struct writ_request *request)
{
    const struct writ_value *action = writ_value_member(request->action, "name");

    return writ_value_is_text(action, "read") || writ_value_is_text(action, "query");
}

/* The earliest of its end and its next reassessment. */
static int64_t end_of(const struct writ_value *agreement)
{
    static const char *const ends[] = {"end_", "reassess"};
    int64_t earliest_ms = INT64_MAX;

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        int64_t ms;

        if (time_of(agreement, ends[i], true, &ms) && ms < earliest_ms) {
            earliest_ms = ms;
        }
    }
    return earliest_ms;
}

void writ_run_agreement(struct writ_run *run)
{
    const struct writ_request *request = run->question->request;
    const struct writ_str asked = writ_value_text(writ_value_member(request->context, "agreement"));
    const struct writ_value *best = NULL;
    bool grants = false;

    for (size_t i = 0; i < writ_value_count(run->mesh->agreements); i++) {
        const struct writ_value *agreement = writ_value_item(run->mesh->agreements, i);

        if (!is_for_product(run, agreement) || !is_consumer(run, agreement) ||
            (asked.len > 0 && !names(agreement, "id", asked))) {
            continue;
        }
        if (best == NULL || (!grants && is_in_force(agreement, request->time_ms))) {
            best = agreement;
            grants = is_in_force(agreement, request->time_ms);
        }
    }
    run->agreement = best;
    run->agreement_grants = grants && is_reading(request);
    run->agreement_end_ms = end_of(best);
}
