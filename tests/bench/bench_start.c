/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_start PORT PATH COMMAND…: starts a server on the first core, asks it for PATH on
 * 127.0.0.1:PORT from the second until it answers 200, and prints its process id and the
 * milliseconds that took. Stays until the server ends.
 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): CPU_SET */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/try.h"
#include "bench.h"

enum { BETWEEN_US = 200, LIMIT_US = 30000000 };

static void stay_on(unsigned core)
{
    cpu_set_t cores;

    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    (void)sched_setaffinity(0, sizeof(cores), &cores);
}

static pid_t start(char **command)
{
    const pid_t pid = fork();

    if (pid == 0) {
        stay_on(0);
        (void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        (void)execvp(command[0], command);
        _exit(127);
    }
    stay_on(1);
    return pid;
}

/* Whether what a server answers begins with a 200. It may not listen yet, or listen and not answer.
 */
static bool is_up(in_port_t port, struct writ_str request)
{
    static const char wanted[] = "HTTP/1.1 200";
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    WRIT_AUTO(writ_fd) const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char answer[sizeof(wanted) - 1];

    return fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
           send(fd, request.ptr, request.len, MSG_NOSIGNAL) == (ssize_t)request.len &&
           recv(fd, answer, sizeof(answer), MSG_WAITALL) == (ssize_t)sizeof(answer) &&
           memcmp(answer, wanted, sizeof(answer)) == 0;
}

/* Microseconds until it is; negative: it has ended, or takes too long. */
static double await(pid_t pid, in_port_t port, struct writ_str request, double begun_us)
{
    while (!is_up(port, request)) {
        if (now_us(CLOCK_MONOTONIC) - begun_us > LIMIT_US || waitpid(pid, NULL, WNOHANG) != 0) {
            return -1;
        }
        (void)usleep(BETWEEN_US);
    }
    return now_us(CLOCK_MONOTONIC) - begun_us;
}

int main(int argc, char **argv)
{
    char request[512];

    if (argc < 4) {
        (void)fprintf(stderr, "usage: bench_start PORT PATH COMMAND...\n");
        return 2;
    }
    (void)snprintf(request, sizeof(request),
                   "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", argv[2]);

    const double begun_us = now_us(CLOCK_MONOTONIC);
    const pid_t pid = start(argv + 3);
    const double took_us = await(pid, (in_port_t)strtoul(argv[1], NULL, 10),
                                 (struct writ_str){request, strlen(request)}, begun_us);

    if (took_us < 0) {
        (void)fprintf(stderr, "%s does not start\n", argv[3]);
        (void)kill(pid, SIGKILL);
        return 1;
    }
    (void)printf("%ld %.1f\n", (long)pid, took_us / 1e3);
    (void)fflush(stdout);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
    return 0;
}
