/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads with small stacks, and processes that fork.
 */
#include <pthread.h>
#include <sys/wait.h>

#include "host.h"

/* As docs/reference/c-api.md says. */
enum { SMALL_STACK = 256 * 1024, SANITIZED_STACK = 4 * 1024 * 1024 };

enum { CHILD_S = 20, DEEP = 5000 };

struct visit {
    const struct host *host;
    enum writ_status day;
    enum writ_status deep;
    struct writ_error err;
};

static void *visit(void *ctx)
{
    static char deep[DEEP];
    struct visit *visit = ctx;
    struct writ_verified verified;
    struct writ_error err = {0};

    memset(deep, '[', sizeof(deep));
    visit->day = host_day(visit->host, &visit->err);
    visit->deep = writ_verify((struct writ_str){deep, sizeof(deep)}, writ_str_from(""),
                              writ_bytes_str(visit->host->vkey), &verified, &err);
    return NULL;
}

/* As deep as the parser of Lua goes, with what takes most of the stack. */
static void put_deep_policy(struct host *host)
{
    enum { LEVELS = 190 };

    char text[LEVELS * 32] = "";
    struct writ_error err = {0};

    for (int i = 0; i < LEVELS; i++) {
        (void)strcat(text, "if _VERSION then ");
    }
    for (int i = 0; i < LEVELS; i++) {
        (void)strcat(text, " end");
    }
    (void)strcat(text, " return policy { id = 'deep.er', title = 'T', phase = 'access', level = "
                       "'advisory', rule = function() end }");
    assert_int_equal(writ_write_file(scratch_path(&host->scratch, "shop/policies/mesh/deep.lua"),
                                     writ_str_from(text), 0644, &err),
                     WRIT_OK);
}

static void a_small_stack_is_enough(void **state)
{
    struct host host;
    struct visit given = {.host = &host};
    pthread_attr_t attr;
    pthread_t thread;

    (void)state;
    host_make(&host);
    put_deep_policy(&host);
    assert_int_equal(pthread_attr_init(&attr), 0);
    assert_int_equal(
        pthread_attr_setstacksize(&attr, HOST_IS_SANITIZED ? SANITIZED_STACK : SMALL_STACK), 0);
    assert_int_equal(pthread_create(&thread, &attr, visit, &given), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)pthread_attr_destroy(&attr);
    if (given.day != WRIT_OK) {
        fail_msg("%s: %s", given.err.loc.source, given.err.text);
    }
    assert_int_equal(given.deep, WRIT_E_LIMIT);
    host_done(&host);
}

/* What the child of a recording process can do: evaluate, and let go. It cannot record. */
static int child_life(const struct host *host, struct writ_engine *engine)
{
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};

    (void)alarm(CHILD_S); /* for what would wait for a thread that is not there */
    if (host_decide(host, engine, &err) != WRIT_E_BUG || strstr(err.text, "fork") == NULL) {
        return 1;
    }
    err = (struct writ_error){0};
    if (writ_engine_evaluate(engine, "request", writ_bytes_str(host->request), &decision, &err) !=
        WRIT_OK) {
        return 2;
    }
    writ_decision_free(decision);
    writ_engine_close(engine);
    return 0;
}

static void a_fork_does_not_record(void **state)
{
    struct host host;
    struct writ_engine *engine = NULL;
    struct writ_audit_state audited;
    const struct writ_audit_terms terms = {.vkey = {NULL, 0}};
    struct writ_error err = {0};
    int status = 0;

    (void)state;
    host_make(&host);
    assert_int_equal(host_open(&host, &engine, &err), WRIT_OK);
    assert_int_equal(host_decide(&host, engine, &err), WRIT_OK);

    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        _exit(child_life(&host, engine));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(host_decide(&host, engine, &err), WRIT_OK);
    writ_engine_close(engine);
    assert_int_equal(
        writ_audit_verify(scratch_path(&host.scratch, "shop/.writ/log"), &terms, &audited, &err),
        WRIT_OK);
    assert_int_equal(audited.size, 2);
    host_done(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_stack_is_enough),
        cmocka_unit_test(a_fork_does_not_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
