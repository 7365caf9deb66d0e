/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/http_raw.h - a client that sends what it likes.
 */
#ifndef WRIT_TESTS_HTTP_RAW_H
#define WRIT_TESTS_HTTP_RAW_H

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { RAW_MAX = 65536 };

/** A connection to "127.0.0.1:PORT" on which nothing waits longer than 5 seconds. */
static inline int raw_connect(const char *address)
{
    const struct sockaddr_in name = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const struct timeval patience = {5, 0};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&name, sizeof(name)), 0);
    return fd;
}

/** The status of an answer, 0 when there is none. */
static inline unsigned raw_status(const char *text)
{
    return strncmp(text, "HTTP/1.", 7) == 0 ? (unsigned)strtoul(text + 9, NULL, 10) : 0;
}

/** What the server says until it closes; its status, 0 when it closes without a word. */
static inline unsigned raw_read(int fd, char ret_text[RAW_MAX])
{
    size_t len = 0;
    ssize_t got = 1;

    while (got > 0 && len < RAW_MAX - 1) {
        got = recv(fd, ret_text + len, RAW_MAX - 1 - len, 0);
        len += got > 0 ? (size_t)got : 0;
    }
    ret_text[len] = '\0';
    (void)close(fd);
    return raw_status(ret_text);
}

#endif
