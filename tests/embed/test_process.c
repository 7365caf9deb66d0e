/* SPDX-License-Identifier: Apache-2.0
 *
 * What belongs to the process stays as the host has it: signals, descriptors, output, working
 * folder, locale; and no input ends the process.
 */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>

#include "host.h"

extern char **environ;

enum { SIGNALS = 65, DESCRIPTORS = 256, TEXT = 512 };

/* What a library could change behind its host's back. */
struct process {
    void (*handlers[SIGNALS])(int);
    bool is_blocked[SIGNALS];
    mode_t umask;
    char dir[TEXT];
    char locale[TEXT];
    char **environment;
    size_t variables;
    size_t threads;
    bool is_open[DESCRIPTORS];
};

static size_t names_in(const char *path)
{
    DIR *dir = opendir(path);
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

static void process_look(struct process *process)
{
    sigset_t mask;

    memset(process, 0, sizeof(*process));
    assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
    for (int signal = 1; signal < SIGNALS; signal++) {
        struct sigaction action = {.sa_handler = SIG_DFL};

        (void)sigaction(signal, NULL, &action);
        process->handlers[signal] = action.sa_handler;
        process->is_blocked[signal] = sigismember(&mask, signal) == 1;
    }
    process->umask = umask(0);
    (void)umask(process->umask);
    assert_non_null(getcwd(process->dir, sizeof(process->dir)));
    (void)snprintf(process->locale, sizeof(process->locale), "%s", setlocale(LC_ALL, NULL));
    process->environment = environ;
    while (environ[process->variables] != NULL) {
        process->variables++;
    }
    process->threads = names_in("/proc/self/task");
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        process->is_open[fd] = fcntl(fd, F_GETFD) >= 0;
    }
}

/* The first test, because libraries below set themselves up when they are first used. */
static void the_process_is_as_it_was(void **state)
{
    struct process before, after;
    struct host host;
    struct writ_error err = {0};

    (void)state;
    host_make(&host);
    srand(7);

    const int drawn = rand();

    srand(7);
    process_look(&before);
    assert_int_equal(host_day(&host, &err), WRIT_OK);
    process_look(&after);
    assert_memory_equal(&before, &after, sizeof(before));
    assert_int_equal(rand(), drawn);
    host_done(&host);
}

/* Where standard output and error go while a test looks at them. */
struct silence {
    int kept[2];
    int file;
};

static void silence_begin(struct silence *silence, const char *path)
{
    silence->file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(silence->file >= 0);
    for (int i = 0; i < 2; i++) {
        silence->kept[i] = dup(i + 1);
        assert_int_equal(dup2(silence->file, i + 1), i + 1);
    }
}

static off_t silence_end(const struct silence *silence)
{
    struct stat info = {0};

    (void)fflush(NULL);
    (void)fstat(silence->file, &info);
    for (int i = 0; i < 2; i++) {
        (void)dup2(silence->kept[i], i + 1);
        (void)close(silence->kept[i]);
    }
    (void)close(silence->file);
    return info.st_size;
}

static void nothing_is_printed(void **state)
{
    struct silence silence;
    struct host host;
    struct writ_error err = {0};
    struct writ_engine *engine = NULL;
    const struct writ_options nowhere = {.mesh_dir = "/nowhere"};

    (void)state;
    host_make(&host);
    silence_begin(&silence, scratch_path(&host.scratch, "printed"));

    const enum writ_status good = host_day(&host, &err);
    const enum writ_status bad = writ_engine_open(&nowhere, &engine, &err);

    assert_int_equal(silence_end(&silence), 0);
    assert_int_equal(good, WRIT_OK);
    assert_int_not_equal(bad, WRIT_OK);
    host_done(&host);
}

/* A host that starts another program hands none of Writ's files to it. */
static void assert_closed_on_exec(const struct process *before)
{
    size_t opened = 0;

    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        const int flags = fcntl(fd, F_GETFD);

        if (flags >= 0 && !before->is_open[fd]) {
            opened++;
            assert_true((flags & FD_CLOEXEC) != 0);
        }
    }
    assert_true(opened > 0);
}

/* Signals are the host's threads' business: `mask` is the line of /proc that says what is blocked.
 */
static unsigned long long blocked_in(const char *thread)
{
    char path[TEXT], line[TEXT];
    unsigned long long mask = 0;

    (void)snprintf(path, sizeof(path), "/proc/self/task/%s/status", thread);

    FILE *file = fopen(path, "re");

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "SigBlk:", strlen("SigBlk:")) == 0) {
            mask = strtoull(line + strlen("SigBlk:"), NULL, 16);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return mask;
}

static void assert_threads_take_no_signals(void)
{
    static const int asynchronous[] = {SIGHUP,  SIGINT,  SIGTERM, SIGCHLD, SIGALRM,
                                       SIGUSR1, SIGUSR2, SIGIO,   SIGPIPE};
    DIR *dir = opendir("/proc/self/task");
    const struct dirent *entry;
    size_t threads = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || atol(entry->d_name) == (long)getpid()) {
            continue;
        }
        threads++;
        for (size_t i = 0; i < sizeof(asynchronous) / sizeof(asynchronous[0]); i++) {
            assert_true((blocked_in(entry->d_name) >> (asynchronous[i] - 1) & 1) != 0);
        }
    }
    (void)closedir(dir);
    assert_true(HOST_IS_SANITIZED || threads > 0);
}

static void open_files_and_threads_are_kept_from_the_host(void **state)
{
    struct process before;
    struct host host;
    struct writ_bytes vkey = {NULL, 0};
    struct writ_engine *engine = NULL;
    struct writ_witness_server *server = NULL;
    struct writ_error err = {0};

    (void)state;
    host_make(&host);
    assert_int_equal(writ_keygen_witness(scratch_path(&host.scratch, "w"), "w", &vkey, &err),
                     WRIT_OK);

    char key[PATH_MAX], folder[PATH_MAX];
    const struct writ_witness_options options = {.listen = "127.0.0.1:0",
                                                 .key_path = key,
                                                 .name = "w",
                                                 .state_dir = folder,
                                                 .logs = writ_bytes_str(host.vkey),
                                                 .logs_source = "logs"};

    (void)strcpy(key, scratch_path(&host.scratch, "w.key"));
    (void)strcpy(folder, scratch_path(&host.scratch, "witness"));
    process_look(&before);
    assert_int_equal(host_open(&host, &engine, &err), WRIT_OK);
    assert_int_equal(host_decide(&host, engine, &err), WRIT_OK);
    if (writ_witness_start(&options, &server, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    assert_closed_on_exec(&before);
    assert_threads_take_no_signals();
    writ_witness_stop(server);
    writ_engine_close(engine);
    writ_bytes_free(&vkey);
    host_done(&host);
}

/* What a host might pass on from somebody else; each call comes back and says what is wrong. */
static void bad_input_is_told(void **state)
{
    struct process before, after;
    static const char *const texts[] = {"", "{", "{}", "\xff\xfe", "[[[[[[", "null", "a: &a [*a]"};
    struct host host;
    struct writ_engine *engine = NULL;

    (void)state;
    host_make(&host);

    const struct writ_options only_evaluating = {.mesh_dir = host.mesh};
    struct writ_error err = {0};

    process_look(&before);
    assert_int_equal(writ_engine_open(&only_evaluating, &engine, &err), WRIT_OK);
    process_look(&after);
    assert_memory_equal(&before, &after, sizeof(before)); /* no thread and no descriptor is kept */
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct writ_str text = writ_str_from(texts[i]);
        struct writ_decision *decision = NULL;
        struct writ_verified verified;
        struct writ_bytes bytes = {NULL, 0};
        struct writ_error errs[4] = {{0}};

        assert_int_not_equal(writ_engine_evaluate(engine, "r", text, &decision, &errs[0]), WRIT_OK);
        assert_int_not_equal(writ_verify(text, text, text, &verified, &errs[1]), WRIT_OK);
        assert_int_not_equal(
            writ_verify(text, text, writ_bytes_str(host.vkey), &verified, &errs[2]), WRIT_OK);
        assert_int_not_equal(writ_explain("w", text, &bytes, &errs[3]), WRIT_OK);
        for (size_t call = 0; call < 4; call++) {
            assert_string_not_equal(errs[call].text, "");
        }
    }
    writ_engine_close(engine);
    host_done(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_process_is_as_it_was),
        cmocka_unit_test(nothing_is_printed),
        cmocka_unit_test(open_files_and_threads_are_kept_from_the_host),
        cmocka_unit_test(bad_input_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
