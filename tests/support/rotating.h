/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/rotating.h - a log of four decisions whose mesh names the next period, and its key.
 */
#ifndef WRIT_TESTS_ROTATING_H
#define WRIT_TESTS_ROTATING_H

#include "audited.h"
#include "writ/rotate.h"

#define NEXT_NAME "small/local/2"
#define OLD_LOG   ".writ/log-1"
#define OLD_SIDE  OLD_LOG "/side/00000000000000000000"

struct rotating {
    struct audited audited;
    struct writ_bytes next_vkey;
    char old_dir[RECORDING_PATH];
    char next_key[RECORDING_PATH];
};

static inline void name_period(struct rotating *rotating, const char *mesh, const char *period)
{
    char text[128];

    (void)snprintf(text, sizeof(text), "name: %s\nbaseline: false\nledger: {period: %s}\n", mesh,
                   period);
    mesh_dir_put(&rotating->audited.recording.dir, "mesh.yaml", text);
}

static inline void make_key(struct rotating *rotating, const char *prefix, const char *name,
                            struct writ_bytes *ret_vkey)
{
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    if (writ_keygen(recording_path(&rotating->audited.recording, prefix, path), name, ret_vkey,
                    &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static inline void rotating_make(struct rotating *rotating)
{
    struct recording *recording = &rotating->audited.recording;

    audited_make(&rotating->audited);
    make_key(rotating, ".writ/next", NEXT_NAME, &rotating->next_vkey);
    name_period(rotating, "small", "2");
    (void)recording_path(recording, OLD_LOG, rotating->old_dir);
    (void)recording_path(recording, ".writ/next.key", rotating->next_key);
}

static inline void rotating_autop(struct rotating *rotating)
{
    writ_bytes_free(&rotating->next_vkey);
    audited_autop(&rotating->audited);
}

static inline enum writ_status try_rotate(const struct rotating *rotating,
                                          struct writ_rotated *ret_rotated, struct writ_error *err)
{
    const struct writ_rotation rotation = {.mesh_dir =
                                               mesh_dir_path(&rotating->audited.recording.dir),
                                           .next_key_path = rotating->next_key};

    return writ_rotate(&rotation, ret_rotated, err);
}

static inline void rotate(const struct rotating *rotating)
{
    struct writ_rotated rotated;
    struct writ_error err = {0};

    if (try_rotate(rotating, &rotated, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    assert_string_equal(rotated.ended, RECORDING_NAME);
    assert_string_equal(rotated.begun, NEXT_NAME);
    assert_string_equal(rotated.ended_dir, rotating->old_dir);
    assert_int_equal(rotated.size, ENTRIES + 1);
}

/* An engine that records with the next key. */
static inline enum writ_status open_next(struct rotating *rotating, struct writ_error *err)
{
    struct recording *recording = &rotating->audited.recording;
    const struct writ_options options = {.mesh_dir = mesh_dir_path(&recording->dir),
                                         .is_recording = true,
                                         .key_path = rotating->next_key};

    writ_engine_close(recording->engine);
    recording->engine = NULL;
    return writ_engine_open(&options, &recording->engine, err);
}

/* Both logs are whole, tied together, and as long as they should be. */
static inline void check_rotated(const struct rotating *rotating, uint64_t size)
{
    const struct writ_audit_terms terms = {.vkey = view(rotating->next_vkey),
                                           .previous_dir = rotating->old_dir};
    struct writ_audit_state state;
    struct writ_error err = {0};

    if (writ_audit_verify(rotating->audited.dir, &terms, &state, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    assert_int_equal(state.size, size);
    assert_string_equal(state.previous.origin, RECORDING_NAME);
    assert_int_equal(state.previous_size, ENTRIES + 1);
}

#endif
