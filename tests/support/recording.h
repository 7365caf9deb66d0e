/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/recording.h - an engine on a small mesh, with a key and a log of its own, through
 * the public API.
 */
#ifndef WRIT_TESTS_RECORDING_H
#define WRIT_TESTS_RECORDING_H

#include "base/str.h"
#include "base/try.h"
#include "mesh_dir.h"
#include "writ/writ.h"

enum { RECORDING_PATH = 512 };

struct recording {
    struct mesh_dir dir;
    struct writ_bytes vkey;
    struct writ_engine *engine; /* NULL until opened */
};

#define RECORDING_NAME "small/local/1"
#define RECORDING_ASK                                                                              \
    "{\"subject\":{\"type\":\"user\",\"id\":\"ann\"},\"action\":{\"name\":\"read\"},"              \
    "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\"},"                                  \
    "\"context\":{\"time\":\"2026-06-01T12:00:00Z\"}}"

static const struct mesh_file recording_files[] = {
    {"policies/domains/sales/readers.lua",
     "return policy { id = 'sales.readers', title = 'T', phase = 'access', level = 'mandatory',\n"
     "  rule = function(input, out)\n"
     "    if input.subject.id ~= 'bob' then out.permit('yes') end\n"
     "    out.oblige { type = 'mask', column = 'orders.email', kind = 'MASK_HASH' }\n"
     "  end }\n"},
    {"policies/domains/sales/readers_test.lua",
     "return { policy = 'sales.readers', cases = {\n"
     "  { name = 'ann', input = { subject = { id = 'ann' } }, expect = { permit = true,\n"
     "    oblige = { { type = 'mask', column = 'orders.email', kind = 'MASK_HASH' } } } } } }\n"},
    {"products/orders.yaml", MESH_ORDERS},
    {NULL, NULL}};

/* dir/name; the buffer is the caller's */
static inline const char *recording_path(const struct recording *recording, const char *name,
                                         char path[RECORDING_PATH])
{
    (void)snprintf(path, RECORDING_PATH, "%s/%s", mesh_dir_path(&recording->dir), name);
    return path;
}

/* The mesh with its key; the engine is not open yet. */
static inline void recording_make(struct recording *recording)
{
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    memset(recording, 0, sizeof(*recording));
    mesh_dir_make(&recording->dir, recording_files);
    if (writ_keygen(recording_path(recording, ".writ/log", path), RECORDING_NAME, &recording->vkey,
                    &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static inline enum writ_status recording_try_open(struct recording *recording, bool is_recording,
                                                  struct writ_error *err)
{
    const struct writ_options options = {.mesh_dir = mesh_dir_path(&recording->dir),
                                         .is_recording = is_recording};

    writ_engine_close(recording->engine);
    recording->engine = NULL;
    return writ_engine_open(&options, &recording->engine, err);
}

static inline void recording_open(struct recording *recording)
{
    struct writ_error err = {0};

    if (recording_try_open(recording, true, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static inline struct writ_decision *recording_decide(struct recording *recording)
{
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};

    if (writ_engine_decide(recording->engine, "ask.json", writ_str_from(RECORDING_ASK), &decision,
                           &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return decision;
}

static inline void recording_autop(struct recording *recording)
{
    writ_engine_close(recording->engine);
    writ_bytes_free(&recording->vkey);
    mesh_dir_autop(&recording->dir);
}

static inline void writ_decision_autop(struct writ_decision **decision)
{
    writ_decision_free(*decision);
}

#endif
