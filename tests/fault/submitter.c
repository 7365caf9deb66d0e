/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fault/submitter.c - what tests/fault/syscall-sweep breaks, and what looks at the remains.
 *
 * submitter submit MESH LOG ACKS COUNT [wait]  decide COUNT times, keep each answer in ACKS;
 *                                              "wait": say so when the log is open, and go on when
 *                                              a line is read
 * submitter check MESH LOG ACKS                open the log, decide once more, and check every
 *                                              answer; prints how many
 *
 * Exits 0, 1 when a check fails, 3 when the log cannot be opened.
 */
#include <stdio.h>

#include "acks.h"

enum { PATH_SIZE = 4096, SMALL_FILE = 1 << 20, TRIES_AFTER_FAILURE = 3, CANNOT_OPEN = 3 };

static int say(const struct writ_error *err)
{
    fprintf(stderr, "%s: %s [%s]\n", err->loc.source, err->text, writ_status_name(err->status));
    return 1;
}

static void engine_autop(struct writ_engine **engine)
{
    writ_engine_close(*engine);
}

static enum writ_status open_log(const char *mesh, const char *log_dir,
                                 struct writ_engine **ret_engine, struct writ_error *err)
{
    const struct writ_options options = {
        .mesh_dir = mesh, .log_dir = log_dir, .is_recording = true};

    return writ_engine_open(&options, ret_engine, err);
}

static enum writ_status read_below(const char *mesh, const char *name, struct writ_bytes *ret_bytes,
                                   struct writ_error *err)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "%s/%s", mesh, name);
    return writ_read_file(path, SMALL_FILE, ret_bytes, err);
}

static enum writ_status decide(struct writ_engine *engine, struct writ_str request, int acks,
                               struct writ_error *err)
{
    struct writ_decision *decision = NULL;

    WRIT_TRY(writ_engine_decide(engine, "request", request, &decision, err));

    const bool is_kept = acks_append(acks, decision);

    writ_decision_free(decision);
    return is_kept ? WRIT_OK : writ_fail(err, WRIT_E_IO, NULL, "cannot keep the answer");
}

/* After a failure it asks again, as a service would: what is answered then must be true as well. */
static int submit_all(struct writ_engine *engine, struct writ_str request, int acks, long count)
{
    int failures = 0;

    for (long i = 0; i < count && failures <= TRIES_AFTER_FAILURE; i++) {
        struct writ_error err = {0};

        if (decide(engine, request, acks, &err) != WRIT_OK) {
            failures += say(&err);
        }
    }
    return 0;
}

static int submit(char **argv, bool is_waiting)
{
    WRIT_AUTO(engine) struct writ_engine *engine = NULL;
    WRIT_AUTO(writ_fd) int acks = acks_open(argv[4]);
    struct writ_bytes request = {NULL, 0};
    struct writ_error err = {0};

    if (acks < 0 || read_below(argv[2], "requests/permitted.json", &request, &err) != WRIT_OK) {
        return say(&err);
    }

    const bool is_open = open_log(argv[2], argv[3], &engine, &err) == WRIT_OK;

    if (is_open && is_waiting) {
        (void)puts("open");
        (void)fflush(stdout);
        (void)getchar();
    }

    const int code = is_open ? submit_all(engine, (struct writ_str){request.ptr, request.len}, acks,
                                          strtol(argv[5], NULL, 10))
                             : say(&err) * CANNOT_OPEN;

    writ_bytes_free(&request);
    return code;
}

/* The next writer opens the log, and the log goes on. */
static enum writ_status go_on(const char *mesh, const char *log_dir, const char *acks_path,
                              struct writ_error *err)
{
    WRIT_AUTO(engine) struct writ_engine *engine = NULL;
    WRIT_AUTO(writ_fd) int acks = acks_open(acks_path);
    struct writ_bytes request = {NULL, 0};

    WRIT_TRY(open_log(mesh, log_dir, &engine, err));
    WRIT_TRY(read_below(mesh, "requests/permitted.json", &request, err));

    const enum writ_status status =
        decide(engine, (struct writ_str){request.ptr, request.len}, acks, err);

    writ_bytes_free(&request);
    return status;
}

static enum writ_status check_log(const char *log_dir, struct writ_str vkey, const char *acks_path,
                                  uint64_t *ret_count, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    WRIT_AUTO(acks_disclosed) struct acks_disclosed disclosed = {NULL, 0};
    const struct writ_audit_terms terms = {.vkey = vkey};
    struct writ_audit_state state;
    struct acks_done done = {0, 0};

    WRIT_TRY(writ_audit_verify(log_dir, &terms, &state, err));
    WRIT_TRY(writ_log_open_readonly(log_dir, &log, err));
    WRIT_TRY(acks_list_disclosed(log_dir, state.size, &disclosed, err));
    WRIT_TRY(acks_check(log, vkey, acks_path, &disclosed, &done, err));
    *ret_count = done.count;
    return WRIT_OK;
}

static enum writ_status check(char **argv, uint64_t *ret_count, struct writ_error *err)
{
    struct writ_bytes vkey = {NULL, 0};

    WRIT_TRY(go_on(argv[2], argv[3], argv[4], err));
    WRIT_TRY(read_below(argv[2], ".writ/log.vkey", &vkey, err));

    const enum writ_status status =
        check_log(argv[3], writ_bytes_str(vkey), argv[4], ret_count, err);

    writ_bytes_free(&vkey);
    return status;
}

int main(int argc, char **argv)
{
    struct writ_error err = {0};
    uint64_t count = 0;

    if (argc >= 6 && strcmp(argv[1], "submit") == 0) {
        return submit(argv, argc > 6);
    }
    if (argc != 5 || strcmp(argv[1], "check") != 0) {
        fputs("usage: submitter submit MESH LOG ACKS COUNT [wait] | check MESH LOG ACKS\n", stderr);
        return 2;
    }
    if (check(argv, &count, &err) != WRIT_OK) {
        return say(&err);
    }
    (void)printf("%llu\n", (unsigned long long)count);
    return 0;
}
