/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_authzen.c - any body at an endpoint of the AuthZEN API, through the way of a
 * request at the service. The first byte says which endpoint, the rest is the body. The answer is
 * 200 or 400 and is JSON; what was refused left no record; an evaluation is answered when it is
 * recorded, each of them once; a search leaves no record.
 */
#include "fuzz.h"

#include "asking.h"
#include "codec/codec.h"

static const struct {
    const char *path;
    bool is_search;
} endpoints[] = {
    {"/access/v1/evaluation", false},    {"/access/v1/evaluations", false},
    {"/access/v1/search/subject", true}, {"/access/v1/search/resource", true},
    {"/access/v1/search/action", true},
};

enum { ENDPOINTS = sizeof(endpoints) / sizeof(endpoints[0]) };

/* How many decisions are in an answer. */
static uint64_t decisions_in(const struct writ_value *body)
{
    const struct writ_value *list = writ_value_member(body, "evaluations");
    uint64_t count = 0;

    if (list == NULL) {
        return 1;
    }
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);
        const bool is_decided = writ_value_path(one, "context.error") == NULL;

        promise(writ_value_member(one, "decision")->kind == WRIT_BOOL, "each has a decision");
        promise(is_decided || !writ_value_is_true(writ_value_member(one, "decision")),
                "what failed is a denial");
        count += is_decided ? 1 : 0;
    }
    return count;
}

static void check_answer(struct asking *asking, bool is_search)
{
    const struct writ_value *body = NULL;
    const bool is_done = asking_status(asking) == 200;

    promise(is_done || asking_status(asking) == 400, "the status is 200 or 400");
    promise(asking_answers == (asking->response.is_deferred ? 1 : 0),
            "what waits for its records is answered once");
    promise(asking->response.is_deferred == (asking->records > 0),
            "it waits when there are records, and only then");
    require(writ_json_read(&asking->arena, "answer", asking_text(asking), WRIT_CODEC_LIMITS, &body,
                           NULL) == WRIT_OK);
    promise(is_done || (asking->records == 0 && writ_value_member(body, "message") != NULL),
            "what is refused is not recorded, and says why");
    promise(!is_done || asking->records == (is_search ? 0 : decisions_in(body)),
            "every decision that is answered is recorded, and no search");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct asking asking; /* one service for all inputs, as in a worker */

    if (asking.service.engine == NULL) {
        require(asking_open(&asking, FIXTURE) == WRIT_OK);
    }
    if (size > 0) {
        const size_t which = data[0] % ENDPOINTS;

        asking_send(&asking, endpoints[which].path,
                    (struct writ_str){(const char *)data + 1, size - 1}, SIZE_MAX);
        check_answer(&asking, endpoints[which].is_search);
        asking_end(&asking);
    }
    return 0;
}
