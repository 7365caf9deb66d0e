/* SPDX-License-Identifier: Apache-2.0 */
#include "server/signer_process.h"

#include <errno.h>
#include <poll.h>

#include "base/error.h"
#include "base/try.h"
#include "server/channel.h"
#include "server/door.h"
#include "server/wire.h"

enum { QUEUE_MAX = 16 << 20 };

static enum writ_status malformed(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_SYNTAX, NULL, "the signer was asked what it does not know");
}

static enum writ_status read_hash(struct writ_wire *wire, struct writ_digest *ret_hash,
                                  struct writ_error *err)
{
    const struct writ_str bytes = writ_wire_bytes(wire, WRIT_SHA256_SIZE);

    if (wire->is_short) {
        return malformed(err);
    }
    memcpy(ret_hash->bytes, bytes.ptr, WRIT_SHA256_SIZE);
    return WRIT_OK;
}

static enum writ_status begin(struct writ_signing *signing, struct writ_wire *wire,
                              struct writ_error *err)
{
    const struct writ_str note = writ_wire_text(wire);
    struct writ_frontier frontier = {.size = writ_wire_u64(wire)};

    while (!wire->is_short && wire->rest.len > 0) {
        if (frontier.count == WRIT_PROOF_MAX) {
            return malformed(err);
        }
        WRIT_TRY(read_hash(wire, &frontier.hashes[frontier.count], err));
        frontier.count++;
    }
    return wire->is_short ? malformed(err) : writ_signing_begin(signing, note, &frontier, err);
}

static enum writ_status add(struct writ_signing *signing, struct writ_wire *wire, size_t count,
                            struct writ_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct writ_digest hash;

        WRIT_TRY(read_hash(wire, &hash, err));
        WRIT_TRY(writ_signing_add(signing, &hash, err));
    }
    return WRIT_OK;
}

/* Index and hash are those of the leaf that was just added: nothing else can be asked for. */
static enum writ_status add_token(const struct writ_signing *signing, struct writ_wire *wire,
                                  struct writ_str hashes, struct writ_buf *reply,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf jws;
    const size_t count = hashes.len / WRIT_SHA256_SIZE;
    const uint32_t place = writ_wire_u32(wire);
    const struct writ_str claims = writ_wire_text(wire);
    struct writ_wire one = {.rest =
                                writ_str_cut(hashes, (size_t)place * WRIT_SHA256_SIZE, hashes.len)};
    struct writ_digest hash;

    writ_buf_init(&jws, reply->alloc, WRIT_SIGNER_MESSAGE_MAX);
    if (wire->is_short || place >= count) {
        return malformed(err);
    }
    WRIT_TRY(read_hash(&one, &hash, err));

    const struct writ_token token = {
        .index = signing->last.size - count + place, .leaf_hash = &hash, .claims = claims};

    if (writ_signing_token(signing, &token, &jws, NULL) != WRIT_OK) {
        writ_buf_clear(&jws); /* the leaf is signed all the same; only its token is missing */
    }
    writ_wire_put_text(reply, (struct writ_str){jws.ptr, jws.len});
    return WRIT_OK;
}

static enum writ_status sign(struct writ_signing *signing, struct writ_wire *wire,
                             struct writ_buf *reply, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf note;
    const uint32_t count = writ_wire_u32(wire);
    const struct writ_str hashes = writ_wire_bytes(wire, (size_t)count * WRIT_SHA256_SIZE);
    struct writ_wire leaves = {.rest = hashes};

    writ_buf_init(&note, reply->alloc, WRIT_SIGNER_MESSAGE_MAX);
    if (wire->is_short || count > WRIT_SIGNER_HASHES_MAX) {
        return malformed(err);
    }
    WRIT_TRY(add(signing, &leaves, count, err));
    WRIT_TRY(writ_signing_note(signing, &note, err));
    writ_wire_put_text(reply, (struct writ_str){note.ptr, note.len});
    for (size_t i = 0; i < WRIT_SIGNER_TOKENS_MAX && wire->rest.len > 0; i++) {
        WRIT_TRY(add_token(signing, wire, hashes, reply, err));
    }
    return writ_wire_is_read(wire) ? WRIT_OK : malformed(err);
}

static enum writ_status sign_jws(const struct writ_signing *signing, struct writ_buf *reply,
                                 struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf jws;

    writ_buf_init(&jws, reply->alloc, WRIT_SIGNER_MESSAGE_MAX);
    WRIT_TRY(writ_signing_jws(signing, &jws, err));
    writ_wire_put_u64(reply, signing->last.size);
    writ_wire_put_text(reply, (struct writ_str){jws.ptr, jws.len});
    return WRIT_OK;
}

static void say_who(const struct writ_signing *signing, struct writ_buf *reply)
{
    WRIT_AUTO(writ_buf) struct writ_buf vkey;

    writ_buf_init(&vkey, reply->alloc, WRIT_SIGNER_MESSAGE_MAX);
    writ_verifier_vkey(writ_signer_public(signing->signer), &vkey);
    writ_wire_put_text(reply, (struct writ_str){vkey.ptr, vkey.len});
}

static enum writ_status do_request(struct writ_signing *signing, const struct writ_message *request,
                                   struct writ_buf *reply, struct writ_error *err)
{
    struct writ_wire wire = {.rest = request->payload};

    switch (request->kind) {
    case WRIT_SIGNER_WHO:
        say_who(signing, reply);
        return WRIT_OK;
    case WRIT_SIGNER_BEGIN:
        return begin(signing, &wire, err);
    case WRIT_SIGNER_ADD:
        return add(signing, &wire, wire.rest.len / WRIT_SHA256_SIZE, err);
    case WRIT_SIGNER_NOTE:
        return sign(signing, &wire, reply, err);
    case WRIT_SIGNER_JWS:
        return sign_jws(signing, reply, err);
    default: /* not an enum: any byte may stand there */
        return malformed(err);
    }
}

enum writ_status writ_signer_answer(struct writ_signing *signing,
                                    const struct writ_message *request,
                                    struct writ_channel *channel, struct writ_error *err)
{
    struct writ_error why = {0};
    struct writ_buf *reply = writ_channel_begin(channel, WRIT_SIGNER_DONE, request->id);
    const enum writ_status status = do_request(signing, request, reply, &why);

    if (status == WRIT_OK) {
        return writ_channel_end(channel, err);
    }
    signing->is_begun = false; /* whoever asked has to say again where it stands */
    writ_channel_undo(channel);
    reply = writ_channel_begin(channel, WRIT_SIGNER_REFUSED, request->id);
    writ_wire_put_u32(reply, (uint32_t)status);
    writ_wire_put_text(reply, writ_str_from(why.text));
    return writ_channel_end(channel, err);
}

static enum writ_status answer_all(struct writ_signing *signing, struct writ_channel *channel,
                                   struct writ_error *err)
{
    struct writ_message request;
    bool is_there = false;
    bool is_open = true;

    WRIT_TRY(writ_channel_fill(channel, &is_open, err));
    do {
        WRIT_TRY(writ_channel_next(channel, &request, &is_there, err));
        if (is_there) {
            WRIT_TRY(writ_signer_answer(signing, &request, channel, err));
        }
    } while (is_there);
    return is_open ? WRIT_OK : writ_fail(err, WRIT_E_IO, NULL, "the committer has gone");
}

/* A committer that breaks the rules is one less to sign for. */
static void serve(struct writ_signing *signing, struct writ_channel *channel)
{
    if (answer_all(signing, channel, NULL) != WRIT_OK ||
        writ_channel_flush(channel, NULL) != WRIT_OK) {
        writ_channel_reset(channel, -1);
    }
}

static void admit(struct writ_signing *signing, struct writ_channel *channel, int door_fd)
{
    int fd;

    if (writ_door_admit(door_fd, &fd)) {
        writ_channel_reset(channel, fd);
        signing->is_begun = false;
    }
}

enum writ_status writ_signer_run(struct writ_signing *signing, int door_fd, int stop_fd,
                                 struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_channel) struct writ_channel channel;

    writ_channel_init(&channel, -1, &alloc, WRIT_SIGNER_MESSAGE_MAX, QUEUE_MAX);
    for (;;) {
        const bool has_output = channel.fd >= 0 && writ_channel_has_output(&channel);
        struct pollfd fds[] = {{stop_fd, POLLIN, 0},
                               {door_fd, POLLIN, 0},
                               {channel.fd, (short)(POLLIN | (has_output ? POLLOUT : 0)), 0}};

        if (poll(fds, 3, -1) < 0 && errno != EINTR) {
            return writ_fail(err, WRIT_E_IO, NULL, "the signer cannot wait: %s", strerror(errno));
        }
        if (fds[2].revents != 0) {
            serve(signing, &channel);
        }
        if (fds[1].revents != 0) {
            admit(signing, &channel, door_fd);
        }
        if (fds[0].revents != 0) {
            return WRIT_OK;
        }
    }
}
