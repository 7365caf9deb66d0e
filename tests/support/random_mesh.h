/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/random_mesh.h - meshes of random policies at every layer, products, waivers and
 * agreements, and requests to them.
 */
#ifndef WRIT_TESTS_RANDOM_MESH_H
#define WRIT_TESTS_RANDOM_MESH_H

#include "mesh_dir.h"
#include "random.h"

enum {
    RANDOM_POLICIES = 10,
    RANDOM_WAIVERS = 24,
    RANDOM_AGREEMENTS = 4,
    RANDOM_SAYINGS = 4,
    RANDOM_COMPARISON = 90, /* bytes of text */
    RANDOM_PREDICATE = 240,
    RANDOM_SAID = 320,
    RANDOM_SAYING = 400
};

struct random_policy {
    char id[24];
    const char *folder;
    const char *level;
    const char *state;
    bool grants;
    bool permits; /* some saying does */
    char sayings[RANDOM_SAYINGS][RANDOM_SAYING];
    size_t saying_count;
};

struct random_waiver {
    char policy[24];
    const char *product;
    const char *expires;
    size_t number; /* in its reason */
};

struct random_agreement {
    size_t number;
    const char *product;
    const char *team;
    const char *status;
    const char *start;
    const char *end; /* NULL: open-ended */
    const char *reassess;
};

struct random_mesh {
    struct random_policy policies[RANDOM_POLICIES];
    size_t policy_count;
    struct random_waiver waivers[RANDOM_WAIVERS];
    size_t waiver_count;
    struct random_agreement agreements[RANDOM_AGREEMENTS];
    size_t agreement_count;
    size_t column_count; /* of each product */
    uint64_t names;      /* decides what files are called */
};

static const char *const random_products[] = {"orders", "returns"};
static const char *const random_columns[] = {"t.id", "t.email", "t.total"};

/* What dates of states, waivers and agreements are, and the moments around them. */
static const char *const random_days[] = {"2026-06-01", "2026-12-01", "2027-01-01"};
static const char *const random_moments[] = {
    "2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z",
    "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z", "2026-12-31T20:00:00-05:00",
    "2026-12-31T23:59:59Z", "2027-01-01",           "2027-06-01"};

static inline void random_comparison(uint64_t *seed, char text[RANDOM_COMPARISON])
{
    static const char *const ops[] = {"eq", "ne", "lt", "le", "gt", "ge"};
    static const char *const values[] = {"0", "1", "2", "'a'", "'b'", "true", "false"};

    switch (random_below(seed, 5)) {
    case 0:
        (void)snprintf(text, RANDOM_COMPARISON, "{ op = 'is_null', column = '%s' }",
                       RANDOM_OF(seed, random_columns));
        return;
    case 1:
        (void)snprintf(text, RANDOM_COMPARISON, "{ op = 'in', column = '%s', values = { %s, %s } }",
                       RANDOM_OF(seed, random_columns), RANDOM_OF(seed, values),
                       RANDOM_OF(seed, values));
        return;
    default:
        (void)snprintf(text, RANDOM_COMPARISON, "{ op = '%s', column = '%s', value = %s }",
                       RANDOM_OF(seed, ops), RANDOM_OF(seed, random_columns),
                       RANDOM_OF(seed, values));
        return;
    }
}

static inline void random_predicate(uint64_t *seed, char text[RANDOM_PREDICATE])
{
    char one[RANDOM_COMPARISON], two[RANDOM_COMPARISON];

    random_comparison(seed, one);
    random_comparison(seed, two);
    switch (random_below(seed, 6)) {
    case 0:
    case 1:
        (void)snprintf(text, RANDOM_PREDICATE, "{ op = 'and', args = { %s, %s } }", one, two);
        return;
    case 2:
        (void)snprintf(text, RANDOM_PREDICATE, "{ op = 'or', args = { %s, %s } }", one, two);
        return;
    case 3:
        (void)snprintf(text, RANDOM_PREDICATE, "{ op = 'not', arg = %s }", one);
        return;
    default:
        (void)snprintf(text, RANDOM_PREDICATE, "%s", one);
        return;
    }
}

static inline void random_obligation(uint64_t *seed, char *text, size_t size)
{
    static const char *const masks[] = {"MASK_NULL",           "MASK_NULL",         "MASK_NONE",
                                        "MASK_NONE",           "MASK_HASH",         "MASK",
                                        "MASK_SHOW_LAST_4",    "MASK_SHOW_FIRST_4", "MASK_NONE",
                                        "MASK_DATE_SHOW_YEAR", "CUSTOM', with = 'f"};
    static const char *const others[] = {"notify', who = 'a", "notify', who = 'b",    "watermark",
                                         "delete_on_notice",  "step_up', acr = 'mfa", "nonsense"};
    char predicate[RANDOM_PREDICATE];

    switch (random_below(seed, 8)) {
    case 0:
    case 1:
        random_predicate(seed, predicate);
        (void)snprintf(text, size, "out.oblige { type = 'row_filter', predicate = %s%s }",
                       predicate, random_below(seed, 8) == 0 ? ", why = 'x'" : "");
        return;
    case 2:
    case 3:
        (void)snprintf(text, size, "out.oblige { type = 'mask', column = '%s', kind = '%s' }",
                       RANDOM_OF(seed, random_columns), RANDOM_OF(seed, masks));
        return;
    case 4:
        (void)snprintf(text, size, "out.oblige { type = 'drop_column', column = '%s' }",
                       RANDOM_OF(seed, random_columns));
        return;
    case 5:
        (void)snprintf(text, size, "out.oblige { type = 'min_group', k = %zu%s }",
                       1 + random_below(seed, 120),
                       random_below(seed, 4) == 0 ? ", by = 'day'" : "");
        return;
    case 6:
        (void)snprintf(text, size, "out.oblige { type = '%s', time = '%s' }",
                       random_below(seed, 2) == 0 ? "retain_until" : "reassess_by",
                       RANDOM_OF(seed, random_moments));
        return;
    default:
        (void)snprintf(text, size, "out.oblige { type = '%s' }", RANDOM_OF(seed, others));
        return;
    }
}

/* One thing a policy says, and when. Obligations are the most frequent, so that many requests are
 * permitted with duties. */
static inline void random_saying(uint64_t *seed, struct random_policy *policy, bool may_permit)
{
    static const char *const conditions[] = {"true",
                                             "true",
                                             "true",
                                             "input.action.name == 'read'",
                                             "input.action.name ~= 'read'",
                                             "input.context.purpose == 'care'",
                                             "input.context.purpose == nil",
                                             "input.subject.id == 'ann'",
                                             "input.time < '2026-12'",
                                             "#(input.columns or {}) > 1",
                                             "input.agreement ~= nil",
                                             "input.product and input.product.domain == 'sales'"};
    static const char *const says[] = {"out.deny('no', { code = 'N', at = input.action })",
                                       "out.warn('hm')",
                                       "error('x')",
                                       "out.permit('yes')",
                                       "out.permit('yes')",
                                       "out.permit('yes')"};
    char said[RANDOM_SAID];
    const size_t kind = random_below(seed, 20);

    if (kind < 6 && (kind < 3 || may_permit)) {
        (void)snprintf(said, sizeof(said), "%s", says[kind]);
        policy->permits = policy->permits || kind > 2;
    } else {
        random_obligation(seed, said, sizeof(said));
    }
    (void)snprintf(policy->sayings[policy->saying_count++], sizeof(policy->sayings[0]),
                   "if %s then %s end ", RANDOM_OF(seed, conditions), said);
}

static inline void random_waiver(uint64_t *seed, struct random_mesh *mesh,
                                 const struct random_policy *policy)
{
    struct random_waiver *waiver = &mesh->waivers[mesh->waiver_count];

    if (mesh->waiver_count == RANDOM_WAIVERS) {
        return;
    }
    memcpy(waiver->policy, policy->id, sizeof(waiver->policy));
    waiver->product = RANDOM_OF(seed, random_products);
    waiver->expires = RANDOM_OF(seed, random_days);
    waiver->number = mesh->waiver_count++;
}

/* @param state  NULL: any */
static inline void random_policy(uint64_t *seed, struct random_mesh *mesh, const char *state,
                                 bool may_permit)
{
    static const char *const folders[] = {"policies/mesh", "policies/domains/sales",
                                          "policies/domains/web", "policies/products/strict"};
    static const char *const levels[] = {"advisory", "waivable", "waivable", "mandatory"};
    static const char *const states[] = {
        "'enforced'",
        "'enforced'",
        "'enforced'",
        "'draft'",
        "'retired'",
        "{ grace_until = '2026-06-01' }",
        "{ grace_until = '2026-12-01' }",
    };
    struct random_policy *policy = &mesh->policies[mesh->policy_count++];

    memset(policy, 0, sizeof(*policy));
    policy->folder = RANDOM_OF(seed, folders);
    policy->level = RANDOM_OF(seed, levels);
    policy->state = state != NULL ? state : RANDOM_OF(seed, states);
    policy->grants = strcmp(policy->folder, "policies/mesh") == 0 && random_below(seed, 4) == 0;
    (void)snprintf(policy->id, sizeof(policy->id), "p.n%06zu", random_below(seed, 1000000));
    for (size_t most = random_below(seed, RANDOM_SAYINGS + 1); policy->saying_count < most;) {
        random_saying(seed, policy, may_permit);
    }
    for (size_t i = random_below(seed, 3); state == NULL && i > 0; i--) {
        random_waiver(seed, mesh, policy);
    }
}

static inline void random_agreement(uint64_t *seed, struct random_mesh *mesh)
{
    static const char *const teams[] = {"care", "care", "ads"};
    static const char *const statuses[] = {"approved", "approved", "active", "requested"};
    struct random_agreement *agreement = &mesh->agreements[mesh->agreement_count];

    *agreement = (struct random_agreement){
        .number = mesh->agreement_count++,
        .product = RANDOM_OF(seed, random_products),
        .team = RANDOM_OF(seed, teams),
        .status = RANDOM_OF(seed, statuses),
        .start = random_below(seed, 2) == 0 ? "2026-01-01" : RANDOM_OF(seed, random_moments),
        .end = random_below(seed, 3) == 0 ? RANDOM_OF(seed, random_moments) : NULL,
        .reassess = random_below(seed, 3) == 0 ? RANDOM_OF(seed, random_moments) : NULL};
}

static inline void random_mesh(uint64_t *seed, struct random_mesh *mesh)
{
    memset(mesh, 0, sizeof(*mesh));
    mesh->column_count = 1 + random_below(seed, sizeof(random_columns) / sizeof(*random_columns));
    mesh->names = random_next(seed);
    for (size_t most = 1 + random_below(seed, RANDOM_POLICIES - 3); mesh->policy_count < most;) {
        random_policy(seed, mesh, NULL, true);
    }
    for (size_t most = random_below(seed, RANDOM_AGREEMENTS); mesh->agreement_count < most;) {
        random_agreement(seed, mesh);
    }
}

/* Ask for a product, or for one that is not there, at a moment, maybe for some columns. */
static inline void random_request(uint64_t *seed, char *text, size_t size)
{
    static const char *const actions[] = {"read", "read", "query", "copy", "delete"};
    static const char *const subjects[] = {"ann", "ann", "bob"};
    static const char *const products[] = {"orders",  "orders",  "orders",  "returns",
                                           "returns", "returns", "returns", "gone"};
    static const char *const asked[] = {"", "", "", "\"columns\":[\"t.id\"]",
                                        "\"columns\":[\"id\",\"t.nothing\"]"};
    static const char *const purposes[] = {"", "", ",\"purpose\":\"care\"", ",\"purpose\":\"ads\""};

    (void)snprintf(text, size,
                   "{\"subject\":{\"type\":\"user\",\"id\":\"%s\",\"properties\":{\"team\":"
                   "\"care\"}},\"action\":{\"name\":\"%s\"},\"resource\":{\"type\":"
                   "\"data_product\",\"id\":\"%s\",\"properties\":{%s}},\"context\":{\"time\":"
                   "\"%s\"%s}}",
                   RANDOM_OF(seed, subjects), RANDOM_OF(seed, actions), RANDOM_OF(seed, products),
                   RANDOM_OF(seed, asked), RANDOM_OF(seed, random_moments),
                   RANDOM_OF(seed, purposes));
}

/* The text of a policy; the caller has room. */
static inline void random_policy_text(const struct random_policy *policy, char *text, size_t size)
{
    const int len =
        snprintf(text, size,
                 "return policy { id = '%s', title = 'T', phase = 'access', level = "
                 "'%s', state = %s, grants = %s, rule = function(input, out) ",
                 policy->id, policy->level, policy->state, policy->grants ? "true" : "false");
    size_t at = (size_t)len;

    for (size_t i = 0; i < policy->saying_count; i++) {
        at += (size_t)snprintf(text + at, size - at, "%s", policy->sayings[i]);
    }
    (void)snprintf(text + at, size - at, "end }\n");
}

static inline void random_put_products(const struct random_mesh *mesh, struct mesh_dir *dir)
{
    for (size_t i = 0; i < 2; i++) {
        char text[900], path[40];
        int at = snprintf(text, sizeof(text),
                          "apiVersion: v3.1.0\nkind: DataContract\nid: %s\nversion: 1.0.0\n"
                          "status: active\ndomain: %s\n%sschema:\n  - name: t\n    properties:\n",
                          random_products[i], i == 0 ? "sales" : "web",
                          i == 0 ? "customProperties:\n  - property: policies\n    value: strict\n"
                                 : "");

        for (size_t k = 0; k < mesh->column_count; k++) {
            at += snprintf(text + at, sizeof(text) - (size_t)at,
                           "      - name: %s\n        logicalType: string\n",
                           random_columns[k] + strlen("t."));
        }
        (void)snprintf(path, sizeof(path), "products/%s.yaml", random_products[i]);
        mesh_dir_put(dir, path, text);
    }
}

/* A name for the file that another seed would not give. */
static inline const char *random_path(uint64_t *names, const char *folder, const char *ending,
                                      char path[96])
{
    (void)snprintf(path, 96, "%s/%sf%06zu%s", folder, random_below(names, 2) == 0 ? "" : "deep/",
                   random_below(names, 1000000), ending);
    return path;
}

static inline void random_put_records(const struct random_mesh *mesh, uint64_t *names,
                                      struct mesh_dir *dir)
{
    char text[400], path[96];

    for (size_t i = 0; i < mesh->waiver_count; i++) {
        const struct random_waiver *waiver = &mesh->waivers[i];

        (void)snprintf(text, sizeof(text),
                       "policy: %s\nproduct: %s\nreason: r%zu\napprover: g\nexpires: %s\n",
                       waiver->policy, waiver->product, waiver->number, waiver->expires);
        mesh_dir_put(dir, random_path(names, "waivers", ".yaml", path), text);
    }
    for (size_t i = 0; i < mesh->agreement_count; i++) {
        const struct random_agreement *one = &mesh->agreements[i];

        (void)snprintf(text, sizeof(text),
                       "kind: AccessAgreement\nid: a-%zu\nstatus: %s\nstartTimestamp: %s\n"
                       "%s%s\n%s%s\nprovider: {dataProductId: %s}\nconsumer: {teamId: %s}\n",
                       one->number, one->status, one->start,
                       one->end == NULL ? "" : "endTimestamp: ", one->end == NULL ? "" : one->end,
                       one->reassess == NULL ? "" : "nextReassessmentTimestamp: ",
                       one->reassess == NULL ? "" : one->reassess, one->product, one->team);
        mesh_dir_put(dir, random_path(names, "agreements", ".yaml", path), text);
    }
}

/* Write the whole of it. */
static inline void random_mesh_put(const struct random_mesh *mesh, struct mesh_dir *dir)
{
    uint64_t names = mesh->names;
    char text[RANDOM_SAYINGS * RANDOM_SAYING + 300], path[96];

    mesh_dir_make(dir, NULL);
    mesh_dir_put(dir, "mesh.yaml",
                 "name: m\nbaseline: false\nextensions: {policies: gov.policies}\n");
    mesh_dir_put(dir, "policies/products/strict/none.lua",
                 MESH_POLICY("none.none", "state = 'retired'"));
    random_put_products(mesh, dir);
    random_put_records(mesh, &names, dir);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        random_policy_text(&mesh->policies[i], text, sizeof(text));
        mesh_dir_put(dir, random_path(&names, mesh->policies[i].folder, ".lua", path), text);
    }
}

#endif
