/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/explain_source.h"

#include "descriptor/stdlib.h"

enum { LINE_MAX_BYTES = 120 };

/* A file as it was read, or a policy of the baseline ("writ:policies/NAME.lua"). */
static struct writ_str text_of(const struct writ_mesh *mesh, struct writ_str path)
{
    const struct writ_str prefix = WRIT_LIT("writ:policies/");
    const struct writ_mesh_file *file = writ_mesh_file(mesh, path);
    const struct writ_embedded *policy = NULL;

    if (file != NULL) {
        return file->bytes;
    }
    if (writ_str_starts(path, prefix) && writ_str_ends(path, WRIT_LIT(".lua"))) {
        policy = writ_embedded_find(mesh->source.baseline,
                                    writ_str_cut(path, prefix.len, path.len - strlen(".lua")));
    }
    return policy == NULL ? (struct writ_str){"", 0} : (struct writ_str){policy->text, policy->len};
}

/* The number of the first line with the word, 0 for none. */
static int64_t line_with(struct writ_str text, struct writ_str word)
{
    struct writ_str line;

    for (int64_t number = 1; word.len > 0 && writ_str_split(&text, '\n', &line); number++) {
        if (writ_str_has_word(line, word)) {
            return number;
        }
    }
    return 0;
}

static const struct writ_policy *policy_of(const struct writ_mesh *mesh,
                                           const struct writ_value *effect)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (writ_value_is_text(writ_value_member(effect, "policy"), mesh->policies[i].id)) {
            return &mesh->policies[i];
        }
    }
    return NULL;
}

void writ_explain_rule(struct writ_buf *buf, const struct writ_mesh *mesh,
                       const struct writ_value *effect)
{
    const struct writ_policy *policy = policy_of(mesh, effect);

    if (policy == NULL) {
        return;
    }

    const struct writ_str text = text_of(mesh, writ_str_from(policy->path));
    int64_t line = line_with(text, writ_value_text(writ_value_member(effect, "code")));

    if (line == 0) {
        line = line_with(text, WRIT_LIT("rule"));
    }
    writ_buf_add_text(buf, "\n      rule ");
    writ_explain_safe(buf, writ_str_from(policy->path));
    writ_buf_addf(buf, ":%lld", (long long)(line == 0 ? 1 : line));
}

static struct writ_str without_indent(struct writ_str line)
{
    while (line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t')) {
        line = writ_str_cut(line, 1, line.len);
    }
    return writ_str_cut(line, 0, LINE_MAX_BYTES);
}

void writ_explain_line(struct writ_buf *buf, const struct writ_mesh *mesh,
                       const struct writ_value *at)
{
    struct writ_str rest = text_of(mesh, writ_value_text(writ_value_member(at, "source")));
    struct writ_str line = {"", 0};
    int64_t number = 0;

    if (!writ_value_integer(writ_value_member(at, "line"), &number) || number < 1) {
        return;
    }
    for (int64_t i = 0; i < number; i++) {
        if (!writ_str_split(&rest, '\n', &line)) {
            return;
        }
    }
    writ_buf_add_text(buf, "\n         | ");
    writ_explain_safe(buf, without_indent(line));
}
