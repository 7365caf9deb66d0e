/* SPDX-License-Identifier: Apache-2.0 */
#include "net/listen.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

enum { BACKLOG = 511, PART_SIZE = 128, FIRST_INHERITED = 3 };

static const struct writ_str unix_prefix = {"unix:", 5};

static enum writ_status io_fail(const char *address, const char *cause, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(address, 0, 0);

    return writ_fail(err, WRIT_E_IO, &loc, "cannot listen: %s", cause);
}

static int open_socket(int family)
{
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* UNIX sockets: a name outlives the process that listened on it */

static bool is_abandoned(const struct sockaddr_un *name)
{
    WRIT_AUTO(writ_fd) int fd = open_socket(AF_UNIX);
    struct stat info;

    return fd >= 0 && lstat(name->sun_path, &info) == 0 && S_ISSOCK(info.st_mode) &&
           connect(fd, (const struct sockaddr *)name, sizeof(*name)) != 0 && errno == ECONNREFUSED;
}

static bool bind_unix(int fd, const struct sockaddr_un *name)
{
    if (bind(fd, (const struct sockaddr *)name, sizeof(*name)) == 0) {
        return true;
    }
    if (errno != EADDRINUSE) {
        return false;
    }
    if (!is_abandoned(name)) {
        errno = EADDRINUSE;
        return false;
    }
    return unlink(name->sun_path) == 0 &&
           bind(fd, (const struct sockaddr *)name, sizeof(*name)) == 0;
}

static enum writ_status listen_unix(const char *address, struct writ_listener *ret_listener,
                                    struct writ_error *err)
{
    const struct writ_str path = writ_str_from(address + unix_prefix.len);
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    WRIT_AUTO(writ_fd) int fd = -1;

    if (path.len == 0 || path.len >= sizeof(name.sun_path)) {
        const struct writ_loc loc = writ_loc_at(address, 0, 0);

        return writ_fail(err, WRIT_E_SYNTAX, &loc, "a socket's path has 1 to %zu bytes",
                         sizeof(name.sun_path) - 1);
    }
    memcpy(name.sun_path, path.ptr, path.len);
    fd = open_socket(AF_UNIX);
    if (fd < 0 || !bind_unix(fd, &name) || listen(fd, BACKLOG) != 0) {
        return io_fail(address, strerror(errno), err);
    }
    (void)snprintf(ret_listener->address, sizeof(ret_listener->address), "%s", address);
    ret_listener->path = ret_listener->address + unix_prefix.len;
    ret_listener->fd = fd;
    fd = -1;
    return WRIT_OK;
}

/* TCP */

struct host_port {
    char host[PART_SIZE];
    char port[PART_SIZE];
};

static bool split_address(const char *address, struct host_port *ret_parts)
{
    const char *colon = strrchr(address, ':');
    struct writ_str host = {address, colon == NULL ? 0 : (size_t)(colon - address)};

    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host = writ_str_cut(host, 1, host.len - 1);
    }
    if (host.len == 0 || host.len >= PART_SIZE || strlen(colon + 1) >= PART_SIZE) {
        return false;
    }

    uint64_t port = 0;

    (void)snprintf(ret_parts->host, PART_SIZE, "%.*s", (int)host.len, host.ptr);
    (void)snprintf(ret_parts->port, PART_SIZE, "%s", colon + 1);
    return writ_str_to_u64(writ_str_from(ret_parts->port), &port) && port <= UINT16_MAX;
}

static bool is_loopback(const struct sockaddr *name)
{
    if (name->sa_family == AF_INET6) {
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)name)->sin6_addr);
    }

    const struct sockaddr_in *v4 = (const void *)name;

    return name->sa_family == AF_INET && ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static enum writ_status refuse_remote(const char *address, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(address, 0, 0);

    return writ_hint(err,
                     writ_fail(err, WRIT_E_SCHEMA, &loc,
                               "other machines reach this address, and the bytes are in the clear"),
                     "speak TLS, here or in a proxy in front of 127.0.0.1, or say --allow-remote");
}

/* What the operating system made of it: the port may have been 0. */
static bool describe_tcp(const struct sockaddr *name, socklen_t len,
                         char ret_address[WRIT_LISTEN_ADDRESS_SIZE])
{
    struct host_port parts;

    return getnameinfo(name, len, parts.host, PART_SIZE, parts.port, PART_SIZE,
                       NI_NUMERICHOST | NI_NUMERICSERV) == 0 &&
           snprintf(ret_address, WRIT_LISTEN_ADDRESS_SIZE,
                    name->sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", parts.host,
                    parts.port) < WRIT_LISTEN_ADDRESS_SIZE;
}

static enum writ_status listen_at(const char *address, const struct addrinfo *info,
                                  struct writ_listener *ret_listener, struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = open_socket(info->ai_family);
    struct sockaddr_storage name = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof(name);
    const int yes = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&name, &len) != 0 ||
        !describe_tcp((const struct sockaddr *)&name, len, ret_listener->address)) {
        return io_fail(address, strerror(errno), err);
    }
    ret_listener->path = NULL;
    ret_listener->fd = fd;
    fd = -1;
    return WRIT_OK;
}

static enum writ_status listen_tcp(const char *address, bool allows_remote,
                                   struct writ_listener *ret_listener, struct writ_error *err)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    const struct writ_loc loc = writ_loc_at(address, 0, 0);
    struct addrinfo *info = NULL;
    struct host_port parts;

    if (!split_address(address, &parts)) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SYNTAX, &loc, "this is no address to listen on"),
                         "HOST:PORT, [IPV6]:PORT or unix:/PATH; port 0 takes a free one");
    }

    const int problem = getaddrinfo(parts.host, parts.port, &hints, &info);

    if (problem != 0) {
        return io_fail(address, gai_strerror(problem), err);
    }

    const enum writ_status status = is_loopback(info->ai_addr) || allows_remote
                                        ? listen_at(address, info, ret_listener, err)
                                        : refuse_remote(address, err);

    freeaddrinfo(info);
    return status;
}

enum writ_status writ_listen(const char *address, bool allows_remote,
                             struct writ_listener *ret_listener, struct writ_error *err)
{
    return writ_str_starts(writ_str_from(address), unix_prefix)
               ? listen_unix(address, ret_listener, err)
               : listen_tcp(address, allows_remote, ret_listener, err);
}

/* Sockets of a service manager */

static enum writ_status refuse_inherited(int fd, const char *what, struct writ_error *err)
{
    return writ_fail(err, WRIT_E_SCHEMA, NULL, "descriptor %d, inherited to listen on, %s", fd,
                     what);
}

static bool is_listening_stream(int fd)
{
    int is_listening = 0;
    int type = 0;
    socklen_t len = sizeof(int);

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &len) == 0 &&
           is_listening != 0 && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
           type == SOCK_STREAM;
}

static bool describe_unix(const struct sockaddr_un *name, socklen_t len,
                          char ret_address[WRIT_LISTEN_ADDRESS_SIZE])
{
    const size_t path_len = len - offsetof(struct sockaddr_un, sun_path);

    return path_len > 0 && name->sun_path[0] == '/' &&
           snprintf(ret_address, WRIT_LISTEN_ADDRESS_SIZE, "unix:%.*s", (int)path_len,
                    name->sun_path) < WRIT_LISTEN_ADDRESS_SIZE;
}

static enum writ_status inherit(int fd, bool allows_remote, struct writ_listener *ret_listener,
                                struct writ_error *err)
{
    struct sockaddr_storage storage = {.ss_family = AF_UNSPEC};
    const struct sockaddr *name = (const struct sockaddr *)&storage;
    socklen_t len = sizeof(storage);
    const bool is_known =
        is_listening_stream(fd) && getsockname(fd, (struct sockaddr *)&storage, &len) == 0 &&
        (name->sa_family == AF_UNIX ? describe_unix((const void *)name, len, ret_listener->address)
                                    : describe_tcp(name, len, ret_listener->address));

    if (!is_known) {
        return refuse_inherited(fd, "is no stream socket that listens", err);
    }
    if (name->sa_family != AF_UNIX && !is_loopback(name) && !allows_remote) {
        return refuse_remote(ret_listener->address, err);
    }
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        return refuse_inherited(fd, strerror(errno), err);
    }
    ret_listener->fd = fd;
    ret_listener->path = NULL;
    return WRIT_OK;
}

/* Variables that came through a parent are meant for that one. */
static bool is_for_us(void)
{
    const char *pid = getenv("LISTEN_PID");
    uint64_t number = 0;

    return pid != NULL && writ_str_to_u64(writ_str_from(pid), &number) &&
           number == (uint64_t)getpid() && getenv("LISTEN_FDS") != NULL;
}

enum writ_status writ_listen_inherited(bool allows_remote, size_t max,
                                       struct writ_listener *ret_listeners, size_t *ret_count,
                                       struct writ_error *err)
{
    uint64_t count = 0;

    *ret_count = 0;
    if (!is_for_us()) {
        return WRIT_OK;
    }
    if (!writ_str_to_u64(writ_str_from(getenv("LISTEN_FDS")), &count)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "LISTEN_FDS is no number");
    }
    if (count > max) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "%zu sockets at most can be inherited", max);
    }
    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(inherit(FIRST_INHERITED + (int)i, allows_remote, &ret_listeners[i], err));
    }
    *ret_count = (size_t)count;
    return WRIT_OK;
}

void writ_listener_close(struct writ_listener *listener)
{
    if (listener->fd >= 0) {
        (void)close(listener->fd);
        if (listener->path != NULL) {
            (void)unlink(listener->path);
        }
    }
    listener->fd = -1;
}
