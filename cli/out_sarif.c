/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_sarif.c - SARIF 2.1.0, which code scanners read. A waived finding is a suppressed result,
 * not a missing one.
 */
#include <string.h>

#include "json_out.h"
#include "renderer.h"
#include "sarif_rules.h"
#include "text.h"

#define SARIF_SCHEMA                                                                               \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

enum { URI_MAX = 3 * 4096 + 8 }; /* three bytes for each of PATH_MAX, and "file://" */

static bool is_uri_byte(char byte)
{
    return strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/", byte) !=
           NULL;
}

/* A relative path stays relative (to the repository, for most readers); an absolute one becomes a
 * file URI. */
static void make_uri(char uri[URI_MAX], const char *path)
{
    size_t len = 0;

    while (strncmp(path, "./", 2) == 0) {
        path += 2;
    }
    uri[0] = '\0';
    if (path[0] == '/') {
        len = (size_t)snprintf(uri, URI_MAX, "file://");
    }
    for (; *path != '\0' && len + 4 <= URI_MAX; path++) {
        if (is_uri_byte(*path)) {
            uri[len++] = *path;
            uri[len] = '\0';
        } else {
            len += (size_t)snprintf(uri + len, URI_MAX - len, "%%%02X",
                                    (unsigned)(unsigned char)*path);
        }
    }
}

static void print_region(struct writ_json_out *json, const struct writ_finding *finding)
{
    writ_cli_json_key(json, "region");
    writ_cli_json_open(json, '{');
    writ_cli_json_member_number(json, "startLine", finding->line);
    if (finding->column != 0) {
        writ_cli_json_member_number(json, "startColumn", finding->column);
    }
    writ_cli_json_close(json, '}');
}

static void print_location(struct writ_json_out *json, const char *path,
                           const struct writ_finding *finding)
{
    char uri[URI_MAX];

    make_uri(uri, path);
    writ_cli_json_key(json, "locations");
    writ_cli_json_open(json, '[');
    writ_cli_json_open(json, '{');
    writ_cli_json_key(json, "physicalLocation");
    writ_cli_json_open(json, '{');
    writ_cli_json_key(json, "artifactLocation");
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "uri", uri);
    writ_cli_json_close(json, '}');
    if (finding->line != 0) {
        print_region(json, finding);
    }
    writ_cli_json_close(json, '}');
    writ_cli_json_close(json, '}');
    writ_cli_json_close(json, ']');
}

static void print_message(struct writ_json_out *json, const struct writ_finding *finding)
{
    const bool has_hint = finding->hint[0] != '\0';
    const char *parts[] = {finding->message, has_hint ? "\nhint: " : NULL, finding->hint, NULL};

    writ_cli_json_key(json, "message");
    writ_cli_json_open(json, '{');
    writ_cli_json_key(json, "text");
    writ_cli_json_texts(json, parts);
    writ_cli_json_close(json, '}');
}

static void print_suppression(struct writ_json_out *json, const struct writ_finding *finding)
{
    writ_cli_json_key(json, "suppressions");
    writ_cli_json_open(json, '[');
    if (writ_cli_is_waived(finding)) {
        writ_cli_json_open(json, '{');
        writ_cli_json_member(json, "kind", "external");
        writ_cli_json_member(json, "status", "accepted");
        writ_cli_json_member(json, "justification", finding->note);
        writ_cli_json_close(json, '}');
    }
    writ_cli_json_close(json, ']');
}

static void print_properties(struct writ_json_out *json, const struct writ_entry *entry,
                             const struct writ_finding *finding)
{
    writ_cli_json_key(json, "properties");
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "code", finding->code);
    writ_cli_json_member(json, "product", entry->name);
    writ_cli_json_member(json, "dialect", entry->group);
    writ_cli_json_member(json, "note", finding->note);
    writ_cli_json_close(json, '}');
}

static void print_result(struct writ_json_out *json, const struct writ_sarif_rules *rules,
                         const struct writ_entry *entry, const struct writ_finding *finding)
{
    const char *path = writ_cli_finding_path(entry, finding);
    const char *rule = writ_cli_rule_of(finding);

    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "ruleId", rule);
    writ_cli_json_member_number(json, "ruleIndex", writ_cli_rules_index(rules, rule));
    writ_cli_json_member(json, "level", writ_severity_name(finding->severity));
    print_message(json, finding);
    if (path[0] != '\0') {
        print_location(json, path, finding);
    }
    print_suppression(json, finding);
    print_properties(json, entry, finding);
    writ_cli_json_close(json, '}');
}

/* SARIF wants an absolute URI for a link; a path is told as text. */
static void print_docs(struct writ_json_out *json, const char *docs)
{
    const char *parts[] = {"see ", docs, NULL};

    if (strstr(docs, "://") != NULL) {
        writ_cli_json_member(json, "helpUri", docs);
    } else if (docs[0] != '\0') {
        writ_cli_json_key(json, "help");
        writ_cli_json_open(json, '{');
        writ_cli_json_key(json, "text");
        writ_cli_json_texts(json, parts);
        writ_cli_json_close(json, '}');
    }
}

static void print_rules(struct writ_json_out *json, const struct writ_sarif_rules *rules)
{
    writ_cli_json_key(json, "rules");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < rules->count; i++) {
        writ_cli_json_open(json, '{');
        writ_cli_json_member(json, "id", rules->rules[i].id);
        print_docs(json, rules->rules[i].docs);
        writ_cli_json_close(json, '}');
    }
    writ_cli_json_close(json, ']');
}

static void print_tool(struct writ_json_out *json, const struct writ_sarif_rules *rules)
{
    writ_cli_json_key(json, "tool");
    writ_cli_json_open(json, '{');
    writ_cli_json_key(json, "driver");
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "name", "writ");
    writ_cli_json_member(json, "version", WRIT_VERSION);
    print_rules(json, rules);
    writ_cli_json_close(json, '}');
    writ_cli_json_close(json, '}');
}

static void print_results(struct writ_json_out *json, const struct writ_sarif_rules *rules,
                          const struct writ_outcome *outcome)
{
    writ_cli_json_key(json, "results");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < outcome->count; i++) {
        const struct writ_entry *entry = &outcome->entries[i];

        for (size_t j = 0; j < entry->finding_count; j++) {
            if (!entry->findings[j].is_repeated) {
                print_result(json, rules, entry, &entry->findings[j]);
            }
        }
    }
    writ_cli_json_close(json, ']');
}

bool writ_cli_out_sarif(const struct writ_outcome *outcome, const struct writ_term *term)
{
    struct writ_json_out json = {term->out, false};
    struct writ_sarif_rules rules;

    if (!writ_cli_rules_init(&rules, outcome)) {
        return false;
    }
    writ_cli_json_open(&json, '{');
    writ_cli_json_member(&json, "$schema", SARIF_SCHEMA);
    writ_cli_json_member(&json, "version", "2.1.0");
    writ_cli_json_key(&json, "runs");
    writ_cli_json_open(&json, '[');
    writ_cli_json_open(&json, '{');
    print_tool(&json, &rules);
    print_results(&json, &rules, outcome);
    writ_cli_json_close(&json, '}');
    writ_cli_json_close(&json, ']');
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', term->out);
    writ_cli_rules_done(&rules);
    return true;
}
