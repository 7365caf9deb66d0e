/* SPDX-License-Identifier: Apache-2.0 */
#include "server/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/sanitized.h"
#include "base/try.h"
#include "crypto/digest.h"

/* What every process needs: to talk, to wait, memory, the time, and to end. */
static const int common_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(close),
    SCMP_SYS(futex),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Files to read; which ones, Landlock says. */
static const int reading_calls[] = {
    SCMP_SYS(openat),    SCMP_SYS(open),       SCMP_SYS(pread64), SCMP_SYS(lseek),
    SCMP_SYS(fstat),     SCMP_SYS(newfstatat), SCMP_SYS(stat),    SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(flock),   SCMP_SYS(getdents64),
    SCMP_SYS(fcntl),     SCMP_SYS(statx),
};

static const int writing_calls[] = {
    SCMP_SYS(pwrite64),        SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),       SCMP_SYS(mkdir),     SCMP_SYS(mkdirat),   SCMP_SYS(rename),
    SCMP_SYS(renameat),        SCMP_SYS(renameat2), SCMP_SYS(unlink),    SCMP_SYS(unlinkat),
    SCMP_SYS(sync_file_range), SCMP_SYS(statfs),    SCMP_SYS(fstatfs),
};

static const int serving_calls[] = {
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),      SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),   SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime),
    SCMP_SYS(eventfd2),      SCMP_SYS(accept4),        SCMP_SYS(accept),
    SCMP_SYS(setsockopt),    SCMP_SYS(getsockopt),     SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),   SCMP_SYS(shutdown),       SCMP_SYS(ioctl),
    SCMP_SYS(fcntl),
};

/* To come in at a door (door.h). A pair of sockets connects to nobody. */
static const int entering_calls[] = {SCMP_SYS(socketpair)};

struct calls {
    const int *items;
    size_t count;
};

#define CALLS(array)                                                                               \
    {                                                                                              \
        (array), sizeof(array) / sizeof((array)[0])                                                \
    }

enum { CALLS_MAX = 4 };

/* By role, ended by an empty list. */
static const struct calls allowed[][CALLS_MAX] = {
    [WRIT_ROLE_SIGNER] = {CALLS(common_calls)},
    [WRIT_ROLE_COMMITTER] = {CALLS(common_calls), CALLS(reading_calls), CALLS(writing_calls),
                             CALLS(entering_calls)},
    [WRIT_ROLE_ARCHIVE] = {CALLS(common_calls), CALLS(reading_calls)},
    [WRIT_ROLE_WORKER] = {CALLS(common_calls), CALLS(serving_calls), CALLS(entering_calls)},
};

bool writ_confine_is_built(void)
{
    return !WRIT_IS_SANITIZED;
}

static enum writ_status cannot(struct writ_error *err, const char *what, int cause)
{
    return writ_hint(err,
                     writ_fail(err, WRIT_E_IO, NULL, "the system cannot confine a process: %s: %s",
                               what, strerror(cause)),
                     "to serve without this wall, ask for it: --unconfined");
}

static enum writ_status limit(int resource, rlim_t most, struct writ_error *err)
{
    const struct rlimit none = {most, most};

    return setrlimit((__typeof__(RLIMIT_CORE))resource, &none) == 0
               ? WRIT_OK
               : cannot(err, "setrlimit", errno);
}

/* What reads a file or looks something up the first time it is used, so that it was used. */
static enum writ_status warm_up(struct writ_error *err)
{
    const struct writ_str text = WRIT_LIT("warm");
    struct writ_digest digest;
    unsigned char byte;

    tzset();
    WRIT_TRY(writ_random(&byte, sizeof(byte), err));
    return writ_sha256(&text, 1, &digest, err);
}

/* Rights on files that this program knows; the system refuses all of them but those that are
 * given. */
enum {
    READ_RIGHTS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITE_RIGHTS = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                   LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR,
    OTHER_RIGHTS = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                   LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                   LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                   LANDLOCK_ACCESS_FS_MAKE_SYM,
};

static enum writ_status allow_folder(int ruleset, enum writ_role role, const char *dir,
                                     struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = READ_RIGHTS | (role == WRIT_ROLE_COMMITTER ? WRITE_RIGHTS : 0),
        .parent_fd = fd,
    };

    return fd >= 0 && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
                              0) == 0
               ? WRIT_OK
               : cannot(err, dir, errno);
}

static enum writ_status confine_files(enum writ_role role, const char *log_dir,
                                      struct writ_error *err)
{
    const struct landlock_ruleset_attr handled = {.handled_access_fs =
                                                      READ_RIGHTS | WRITE_RIGHTS | OTHER_RIGHTS};
    WRIT_AUTO(writ_fd)
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);

    if (ruleset < 0) {
        return cannot(err, "landlock", errno);
    }
    if (log_dir != NULL && (role == WRIT_ROLE_COMMITTER || role == WRIT_ROLE_ARCHIVE)) {
        WRIT_TRY(allow_folder(ruleset, role, log_dir, err));
    }
    return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? WRIT_OK
                                                                : cannot(err, "landlock", errno);
}

/* Memory that holds code cannot be made, and limits can be read but not changed. */
static int allow_in_part(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_code = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp no_limit = SCMP_A2_64(SCMP_CMP_EQ, 0, 0);
    const struct {
        int call;
        const struct scmp_arg_cmp *only;
    } rules[] = {{SCMP_SYS(mmap), &no_code},
                 {SCMP_SYS(mprotect), &no_code},
                 {SCMP_SYS(prlimit64), &no_limit}};
    int status = 0;

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && status == 0; i++) {
        status = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rules[i].call, 1, rules[i].only);
    }
    return status;
}

static int allow_calls(scmp_filter_ctx filter, const struct calls *calls)
{
    for (size_t i = 0; i < calls->count; i++) {
        const int status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls->items[i], 0);

        if (status != 0) {
            return status;
        }
    }
    return 0;
}

static int load_filter(scmp_filter_ctx filter, enum writ_role role)
{
    int status = allow_in_part(filter);

    for (size_t i = 0; i < CALLS_MAX && status == 0; i++) {
        status = allow_calls(filter, &allowed[role][i]);
    }
    return status != 0 ? status : seccomp_load(filter);
}

static enum writ_status confine_calls(enum writ_role role, struct writ_error *err)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

    if (filter == NULL) {
        return cannot(err, "seccomp", ENOSYS);
    }

    const int status = load_filter(filter, role);

    seccomp_release(filter);
    return status == 0 ? WRIT_OK : cannot(err, "seccomp", -status);
}

enum writ_status writ_confine(enum writ_role role, const char *log_dir, struct writ_error *err)
{
    if (!writ_confine_is_built()) {
        return WRIT_OK;
    }
    WRIT_TRY(warm_up(err));
    WRIT_TRY(limit(RLIMIT_CORE, 0, err));
    if (role == WRIT_ROLE_SIGNER && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return cannot(err, "PR_SET_DUMPABLE", errno);
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return cannot(err, "PR_SET_NO_NEW_PRIVS", errno);
    }
    WRIT_TRY(confine_files(role, log_dir, err));
    return confine_calls(role, err);
}
