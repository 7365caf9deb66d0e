/* SPDX-License-Identifier: Apache-2.0
 *
 * The archive as a process: what it shows is the log's, while somebody appends; who breaks the
 * rules is put out.
 */
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/tile.h"
#include "log_fixture.h"
#include "server/archive_process.h"
#include "server/door.h"
#include "server/wire.h"

enum { PATIENCE_MS = 10000 };

struct archive {
    struct log_fixture *log;
    struct writ_log *writer;
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_clients clients;
    struct writ_archive archive;
    struct writ_door door;
    int stop[2];
    pthread_t thread;
    struct writ_remote remote;
};

static void *run(void *ctx)
{
    struct archive *own = ctx;

    assert_int_equal(writ_archive_run(&own->archive, own->door.inside, own->stop[0], NULL),
                     WRIT_OK);
    return NULL;
}

/* The SHA-256 of "t" */
#define TOKEN "sha256:e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8"

static int set_up(void **state)
{
    static struct archive own;

    own = (struct archive){0};
    assert_int_equal(log_set_up((void **)&own.log), 0);
    own.writer = log_open(own.log);
    own.archive.log_dir = own.log->dir;
    own.archive.clients = &own.clients;
    own.alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&own.arena, &own.alloc);
    assert_int_equal(
        writ_clients_read(&own.arena, "clients", WRIT_LIT(TOKEN " trino\n"), &own.clients, NULL),
        WRIT_OK);
    assert_int_equal(writ_door_make(&own.door, NULL), WRIT_OK);
    assert_int_equal(pipe(own.stop), 0);
    assert_int_equal(writ_archive_remote(own.door.outside, &own.remote, NULL), WRIT_OK);
    assert_int_equal(pthread_create(&own.thread, NULL, run, &own), 0);
    *state = &own;
    return 0;
}

static int tear_down(void **state)
{
    struct archive *own = *state;

    (void)close(own->stop[1]);
    assert_int_equal(pthread_join(own->thread, NULL), 0);
    (void)close(own->stop[0]);
    writ_remote_close(&own->remote);
    writ_archive_done(&own->archive);
    writ_arena_done(&own->arena);
    writ_door_close(&own->door);
    writ_log_close(own->writer);
    return log_tear_down((void **)&own->log);
}

/* One question and what came of it. */
struct question {
    struct writ_letter letter;
    bool is_answered;
    unsigned kind;
    enum writ_status status;
    char type[64];
    char *body;
    size_t len;
};

static void answered(struct writ_letter *letter, const struct writ_message *answer,
                     const struct writ_error *err)
{
    struct question *question = (struct question *)letter;

    question->is_answered = true;
    if (answer == NULL) {
        question->status = err->status;
        return;
    }

    struct writ_wire wire = {.rest = answer->payload};

    question->kind = answer->kind;
    if (answer->kind == WRIT_ARCHIVE_REFUSED) {
        question->status = (enum writ_status)writ_wire_u32(&wire);
        return;
    }

    const struct writ_str type = writ_wire_text(&wire);
    const struct writ_str body = writ_wire_text(&wire);

    assert_true(writ_wire_is_read(&wire));
    (void)snprintf(question->type, sizeof(question->type), "%.*s", (int)type.len, type.ptr);
    question->body = test_calloc(1, body.len + 1);
    memcpy(question->body, body.ptr, body.len);
    question->len = body.len;
}

static void await(struct archive *own, const struct question *question)
{
    for (int i = 0; i < PATIENCE_MS && !question->is_answered; i++) {
        struct pollfd fd = {writ_remote_fd(&own->remote), POLLIN, 0};

        writ_remote_turn(&own->remote);
        (void)poll(&fd, 1, 1);
    }
    assert_true(question->is_answered);
}

static struct question get_as(struct archive *own, const char *path, const char *authorization)
{
    struct question question = {.letter.answered = answered};
    struct writ_buf *request = writ_remote_begin(&own->remote, WRIT_ARCHIVE_GET);

    writ_wire_put_text(request, writ_str_from(path));
    writ_wire_put_text(request, writ_str_from(authorization));
    assert_int_equal(writ_remote_end(&own->remote, &question.letter, NULL), WRIT_OK);
    await(own, &question);
    return question;
}

static struct question get(struct archive *own, const char *path)
{
    return get_as(own, path, "");
}

static void the_log_is_shown_as_it_grows(void **state)
{
    struct archive *own = *state;

    for (uint64_t size = 1; size < 5; size++) {
        log_append(own->writer, 1);

        struct question checkpoint = get(own, "/log/checkpoint");

        assert_int_equal(checkpoint.kind, WRIT_ARCHIVE_FOUND);
        assert_string_equal(checkpoint.type, "text/plain; charset=utf-8");
        assert_true(writ_str_eq((struct writ_str){checkpoint.body, checkpoint.len},
                                writ_log_checkpoint(own->writer)));
        test_free(checkpoint.body);
    }
}

static void receipts_hold(void **state)
{
    struct archive *own = *state;

    log_append(own->writer, 3);
    for (uint64_t i = 0; i < 3; i++) {
        struct writ_checkpoint checkpoint;
        char path[32];
        char text[32];
        uint64_t index;

        (void)snprintf(path, sizeof(path), "/log/receipt/%u", (unsigned)i);

        struct question receipt = get(own, path);

        assert_int_equal(
            writ_receipt_verify((struct writ_str){receipt.body, receipt.len}, log_leaf(i, text),
                                writ_signer_public(own->log->signer), &checkpoint, &index, NULL),
            WRIT_OK);
        assert_int_equal(index, i);
        test_free(receipt.body);
    }
}

static void tiles_are_those_of_the_log(void **state)
{
    struct archive *own = *state;
    struct question tile;

    log_append(own->writer, 3);
    tile = get(own, "/log/tile/0/000.p/3");
    assert_int_equal(tile.kind, WRIT_ARCHIVE_FOUND);
    assert_string_equal(tile.type, "application/octet-stream");
    assert_int_equal(tile.len, 3 * WRIT_SHA256_SIZE);
    test_free(tile.body);
}

static void what_is_not_there_is_not_found(void **state)
{
    static const char *const paths[] = {"/log/",         "/log/checkpoint/",   "/log/receipt/3",
                                        "/log/receipt/", "/log/receipt/-1",    "/log/tile/0/000",
                                        "/log/tile/",    "/log/../key.vkey",   "/log/key.vkey",
                                        "/v1/explain/x", "/log/tile/0/../000", ""};
    struct archive *own = *state;

    log_append(own->writer, 3);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        const struct question question = get(own, paths[i]);

        if (question.kind != WRIT_ARCHIVE_REFUSED || question.status != WRIT_E_NOTFOUND) {
            fail_msg("'%s' gives %u, %d", paths[i], question.kind, (int)question.status);
        }
    }
}

/* There is no engine here, so that explaining would crash. */
static void explanations_are_for_who_may_see_them(void **state)
{
    static const char *const authorizations[] = {"", "Bearer t", "Bearer x", "t"};
    struct archive *own = *state;

    log_append(own->writer, 1);
    for (size_t i = 0; i < sizeof(authorizations) / sizeof(authorizations[0]); i++) {
        const struct question question = get_as(own, "/v1/explain/0", authorizations[i]);
        struct question checkpoint = get_as(own, "/log/checkpoint", authorizations[i]);

        assert_int_equal(question.kind, WRIT_ARCHIVE_REFUSED);
        assert_int_equal(question.status, WRIT_E_NOTFOUND);
        assert_int_equal(checkpoint.kind, WRIT_ARCHIVE_FOUND);
        test_free(checkpoint.body);
    }
}

static void a_strange_question_is_refused(void **state)
{
    struct archive *own = *state;
    struct question question = {.letter.answered = answered};

    writ_wire_put_u32(writ_remote_begin(&own->remote, WRIT_ARCHIVE_GET), 7);
    assert_int_equal(writ_remote_end(&own->remote, &question.letter, NULL), WRIT_OK);
    await(own, &question);
    assert_int_equal(question.status, WRIT_E_SYNTAX);
}

static void an_archive_that_ends_fails_what_waits(void **state)
{
    struct archive *own = *state;
    struct question question = {.letter.answered = answered};

    log_append(own->writer, 1);

    struct question before = get(own, "/log/checkpoint");

    test_free(before.body);
    assert_int_equal(write(own->stop[1], "", 1), 1);
    assert_int_equal(pthread_join(own->thread, NULL), 0);
    own->remote.options.patience_ms = 10;
    (void)writ_remote_begin(&own->remote, WRIT_ARCHIVE_GET);
    assert_int_equal(writ_remote_end(&own->remote, &question.letter, NULL), WRIT_OK);
    await(own, &question);
    assert_int_equal(question.status, WRIT_E_IO);
    assert_int_equal(pthread_create(&own->thread, NULL, run, own), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_log_is_shown_as_it_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(receipts_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tiles_are_those_of_the_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(explanations_are_for_who_may_see_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_strange_question_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_archive_that_ends_fails_what_waits, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
