/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_foreign.c - any body at the paths that Trino, clients of OPA and proxies ask,
 * through the way of a request at the service. The first byte says which path, the rest is the
 * body; a proxy's URI. What is answered is of the shape that the client reads, and a yes is
 * recorded.
 */
#include "fuzz.h"

#include "asking.h"
#include "codec/codec.h"

enum kind { BOOLEAN, INDICES, LIST, MASK, MASKS, ANY, PROXY };

static const struct {
    const char *path;
    enum kind kind;
} endpoints[] = {
    {"/v1/data/trino/allow", BOOLEAN},
    {"/v1/data/trino/batch", INDICES},
    {"/v1/data/trino/rowFilters", LIST},
    {"/v1/data/trino/columnMask", MASK},
    {"/v1/data/trino/batchColumnMasks", MASKS},
    {"/v1/data/gateway/allow", BOOLEAN},
    {"/v1/data/publish/findings", ANY},
    {"/v1/batch/data/shop/decision", ANY},
    {"/v1/authz/http", PROXY},
};

enum { ENDPOINTS = sizeof(endpoints) / sizeof(endpoints[0]), TRINO_ENDPOINTS = 5 };

/* Whether they ascend, so that none comes twice. */
static bool do_ascend(const struct writ_value *list, const char *member)
{
    int64_t last = -1, index;

    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);
        const struct writ_value *number = member == NULL ? one : writ_value_member(one, member);

        if (!writ_value_integer(number, &index) || index <= last) {
            return false;
        }
        last = index;
    }
    return true;
}

static bool is_of_kind(const struct writ_value *result, enum kind kind)
{
    switch (kind) {
    case BOOLEAN:
        return result != NULL && result->kind == WRIT_BOOL;
    case INDICES:
        return result != NULL && result->kind == WRIT_ARRAY && do_ascend(result, NULL);
    case MASKS:
        return result != NULL && result->kind == WRIT_ARRAY && do_ascend(result, "index");
    case LIST:
        return result != NULL && result->kind == WRIT_ARRAY;
    case MASK:
        return result != NULL && (result->kind == WRIT_NULL || result->kind == WRIT_OBJECT);
    case ANY:
    case PROXY:
        break;
    }
    return true;
}

static void check_answer(struct asking *asking, enum kind kind)
{
    const unsigned status = asking_status(asking);
    const struct writ_value *body = NULL;

    promise(asking_answers == (asking->response.is_deferred ? 1 : 0),
            "what waits for its records is answered once");
    if (kind == PROXY) {
        promise(status == 204 || status == 403 || status == 401, "a proxy gets 204, 403 or 401");
        promise(status != 204 || asking->records == 1, "what passes is recorded");
        return;
    }
    promise(status == 200 || status == 207 || status == 400 || status == 403,
            "the status is known");
    require(writ_json_read(&asking->arena, "answer", asking_text(asking), WRIT_CODEC_LIMITS, &body,
                           NULL) == WRIT_OK);
    promise(status != 400 || writ_value_member(body, "message") != NULL, "a refusal says why");
    promise(status != 200 || is_of_kind(writ_value_member(body, "result"), kind),
            "a result is of its kind");
    promise(!writ_value_is_true(writ_value_member(body, "result")) || asking->records > 0,
            "a yes is recorded");
}

static struct asking *service_for(size_t which)
{
    static struct asking trino, opa; /* one service for all inputs, as in a worker */
    struct asking *asking = which < TRINO_ENDPOINTS ? &trino : &opa;

    if (asking->service.engine == NULL) {
        require(asking_open(asking, which < TRINO_ENDPOINTS ? FIXTURES "/trino/mesh"
                                                            : FIXTURES "/opa/mesh") == WRIT_OK);
    }
    return asking;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char uri[4096];

    if (size > 0 && size < sizeof(uri)) {
        const size_t which = data[0] % ENDPOINTS;
        struct asking *asking = service_for(which);

        memcpy(uri, data + 1, size - 1);
        uri[size - 1] = '\0';
        asking_headers[0].name = "X-Forwarded-User";
        asking_headers[0].value = "alice";
        asking_headers[1].name = "X-Original-Method";
        asking_headers[1].value = "GET";
        asking_headers[2].name = "X-Original-URI";
        asking_headers[2].value = uri;
        asking_send(asking, endpoints[which].path,
                    (struct writ_str){(const char *)data + 1, size - 1}, SIZE_MAX);
        check_answer(asking, endpoints[which].kind);
        asking_end(asking);
    }
    return 0;
}
