/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/engine.h - what the files of the façade share.
 * Layer: engine (may include every layer below). Implements include/writ.
 */
#ifndef WRIT_ENGINE_ENGINE_H
#define WRIT_ENGINE_ENGINE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/time.h"
#include "engine/recorder.h"
#include "eval/eval.h"
#include "mesh/mesh.h"
#include "writ/writ.h"

enum { WRIT_REQUEST_MAX = 1 << 20, WRIT_WRIT_MAX = 32 << 20 };

struct writ_engine {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_mesh *mesh;
    struct writ_recorder *recorder; /**< NULL unless recording */
    bool owns_recorder;
    const char *log_dir; /**< where the log is or would be */
    struct writ_clock clock;
    struct writ_coverage coverage; /**< counts when the mesh points to it */
};

/** Without a mesh yet; writ_engine_close(). NULL when memory is out. */
struct writ_engine *writ_engine_new(void);

static inline void writ_engine_autop(struct writ_engine **engine)
{
    writ_engine_close(*engine);
}

WRIT_NODISCARD enum writ_status writ_engine_no_memory(struct writ_error *err);

/** A caller's RFC 3339 time; NULL leaves *ret_time_ms as it is. @retval WRIT_E_SCHEMA  it is none
 */
WRIT_NODISCARD enum writ_status writ_time_read(const char *time, int64_t *ret_time_ms,
                                               struct writ_error *err);

/** Copy bytes out of an arena for the caller to own. */
WRIT_NODISCARD enum writ_status writ_bytes_copy(struct writ_str text, struct writ_bytes *ret_bytes,
                                                struct writ_error *err);

/** The RFC 8785 bytes of a value, in the arena. */
WRIT_NODISCARD enum writ_status writ_canonical_bytes(struct writ_arena *arena,
                                                     const struct writ_value *value,
                                                     struct writ_str *ret_bytes,
                                                     struct writ_error *err);

/** The vkey line of a key, without the end of the line, in the arena. */
WRIT_NODISCARD enum writ_status writ_vkey_of(struct writ_arena *arena,
                                             const struct writ_verifier *verifier,
                                             struct writ_str *ret_vkey, struct writ_error *err);

/** A source of the mesh as a user finds it: below the mesh's folder, or as it is when it is not in
 * there. */
const char *writ_engine_shown(const struct writ_engine *engine, struct writ_arena *arena,
                              const char *source);

/** The files of the mesh's own descriptors, as they are now. */
struct writ_known {
    struct writ_known_file {
        const struct writ_descriptor *descriptor;
        dev_t device;
        ino_t node;
    } * files;
    size_t count;
};

/** To look many files up without asking the system about every descriptor each time. */
WRIT_NODISCARD enum writ_status writ_known_files(const struct writ_engine *engine,
                                                 struct writ_arena *arena,
                                                 struct writ_known *ret_known,
                                                 struct writ_error *err);

/** The mesh's own descriptor of this file, whose contracts are already joined; NULL when it is not
 * in the mesh. */
const struct writ_descriptor *writ_known_find(const struct writ_known *known, const char *path);

/** What a file asks. It points into itself: fill it where it stays. */
struct writ_asking {
    struct writ_question question;
    struct writ_request request;       /**< when it is one */
    struct writ_descriptor descriptor; /**< when it is one that is not in the mesh */
};

/** @param time  RFC 3339; NULL: now. Errors as of the readers of requests and descriptors */
WRIT_NODISCARD enum writ_status writ_engine_ask(struct writ_engine *engine,
                                                struct writ_arena *arena, const char *path,
                                                const char *time, struct writ_asking *ret_asking,
                                                struct writ_error *err);

/** The path of a policy or test as a user names it: one of the baseline stands below policies/. */
const char *writ_path_named(const char *path);

/** Whether a policy or test of this id and path is among those a user named. */
bool writ_is_selected(const struct writ_engine *engine, const struct writ_selection *selection,
                      const char *id, const char *path);

/** @retval WRIT_E_NOTFOUND  a name of the selection is the beginning of no policy's id or path */
WRIT_NODISCARD enum writ_status writ_selection_check(const struct writ_engine *engine,
                                                     const struct writ_selection *selection,
                                                     struct writ_error *err);

/* Reports under construction. */
WRIT_NODISCARD enum writ_status writ_report_new(struct writ_report **ret_report,
                                                struct writ_error *err);
struct writ_arena *writ_report_arena(struct writ_report *report);
const char *writ_report_text(struct writ_report *report,
                             const struct writ_value *text); /**< "" for what is no text */
void writ_report_set_policies(struct writ_report *report, size_t count);

/** A new entry to fill; valid until the next one is added. NULL when memory is out. */
struct writ_entry *writ_report_add(struct writ_report *report);

/** Find out which findings stand in an entry before too. */
WRIT_NODISCARD enum writ_status writ_report_mark_repeats(struct writ_report *report,
                                                         struct writ_error *err);

/** Append a finding to an entry of the report. */
WRIT_NODISCARD enum writ_status writ_entry_add(struct writ_report *report, struct writ_entry *entry,
                                               const struct writ_finding *finding,
                                               struct writ_error *err);

/** What a policy said, as severe as its standing; permits and obligations are none. */
WRIT_NODISCARD enum writ_status writ_entry_add_effect(const struct writ_engine *engine,
                                                      struct writ_report *report,
                                                      struct writ_entry *entry,
                                                      const struct writ_effect *effect,
                                                      struct writ_error *err);

/** A finding's texts from views and a location; all copied into the arena. */
struct writ_finding writ_finding_make(struct writ_arena *arena, enum writ_severity severity,
                                      const struct writ_loc *at, struct writ_str code,
                                      struct writ_str message, struct writ_str hint);

/** An entry for each text of the mesh that the lint finds something in, or for every one. */
WRIT_NODISCARD enum writ_status writ_report_lints(struct writ_engine *engine,
                                                  struct writ_report *report, bool has_clean,
                                                  struct writ_error *err);

/** What the normaliser noticed, as warnings. `add` gets each. */
struct writ_finding writ_finding_of_reader(const struct writ_engine *engine,
                                           struct writ_arena *arena,
                                           const struct writ_value *noticed);

/**
 * Decide a request that is read already, without recording.
 *
 * @param arena        holds the result
 * @param ret_request  the request with the time that was decided for
 * @retval WRIT_E_SCHEMA  it is no evaluation request, with its position
 */
WRIT_NODISCARD enum writ_status writ_engine_judge(struct writ_engine *engine,
                                                  const struct writ_value *request,
                                                  struct writ_arena *arena,
                                                  struct writ_evaluation *ret_evaluation,
                                                  const struct writ_value **ret_request,
                                                  struct writ_error *err);

/** As writ_engine_check_text() of a document that is read already. */
WRIT_NODISCARD enum writ_status writ_engine_check_value(struct writ_engine *engine,
                                                        const struct writ_value *document,
                                                        struct writ_report **ret_report,
                                                        struct writ_error *err);

/** What is recorded of a decision, and what opens its commitments. */
struct writ_sealed {
    struct writ_str leaf; /**< RFC 8785 */
    struct writ_str side; /**< the disclosures' JSON: [[salt, name, value], …] */
    const struct writ_value *leaf_value;
    const struct writ_value *disclosures;
};
WRIT_NODISCARD enum writ_status
writ_seal_decision(const struct writ_engine *engine, const struct writ_evaluation *evaluation,
                   const struct writ_value *request, struct writ_arena *arena,
                   struct writ_sealed *ret_sealed, struct writ_error *err);

/** The writ {decision, disclosures, leaf}; NULL when memory is out. */
const struct writ_value *writ_seal_writ_value(const struct writ_evaluation *evaluation,
                                              const struct writ_sealed *sealed,
                                              struct writ_arena *arena);

/** Its RFC 8785 bytes. */
WRIT_NODISCARD enum writ_status writ_seal_writ(const struct writ_evaluation *evaluation,
                                               const struct writ_sealed *sealed,
                                               struct writ_arena *arena, struct writ_str *ret_writ,
                                               struct writ_error *err);

/** A warning for each waiver of the mesh that lifts nothing at this time. */
WRIT_NODISCARD enum writ_status writ_report_waivers(const struct writ_engine *engine,
                                                    struct writ_report *report, int64_t now_ms,
                                                    struct writ_error *err);

#endif
