/* SPDX-License-Identifier: Apache-2.0
 *
 * script/said.c - the functions of `out`, and the call of a policy that is given them.
 */
#include "script/said.h"

#include "script/host.h"

enum { GAS_PER_SAYING = 16 };

struct writ_saying {
    const struct writ_consultation *consultation;
    struct writ_answer answer;
    struct writ_result_job reading;
    bool is_speaking; /* a function of `out` is under way, or ended in an error */
};

MAY_RAISE static void check(lua_State *lua, bool is_right, const char *message)
{
    if (!is_right) {
        lua_pushstring(lua, message);
        (void)lua_error(lua);
    }
}

/* Room for one more thing said; it counts when end() is reached. */
MAY_RAISE static struct writ_said *begin(lua_State *lua, enum writ_said_kind kind)
{
    struct writ_saying *saying = writ_script_self(lua)->saying;
    struct writ_answer *answer = &saying->answer;

    writ_gas_charge(lua, GAS_PER_SAYING);
    check(lua, !saying->is_speaking, "what was said before was refused");
    saying->is_speaking = true;
    saying->reading.nodes++;
    answer->said = writ_arena_more(saying->consultation->arena, answer->said, answer->count,
                                   sizeof(*answer->said));
    check(lua, answer->said != NULL, "what is said does not fit into memory");
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): check() has raised */
    answer->said[answer->count] = (struct writ_said){.kind = kind};
    return &answer->said[answer->count];
}

MAY_RAISE static int end(lua_State *lua)
{
    struct writ_saying *saying = writ_script_self(lua)->saying;

    saying->answer.count++;
    saying->is_speaking = false;
    return 0;
}

/* A member of what is being said, and the job that reads it. */
struct part {
    struct writ_step whole, member;
    struct writ_result_job *reading;
};

static void enter(lua_State *lua, struct part *part, const char *member)
{
    struct writ_saying *saying = writ_script_self(lua)->saying;

    part->reading = &saying->reading;
    part->whole = (struct writ_step){.index = saying->answer.count + 1};
    part->member = (struct writ_step){.outer = &part->whole, .key = writ_str_from(member)};
    part->reading->path = &part->member;
    part->reading->depth = 2;
}

/* Stack: a text on top; popped. `member` is what messages call it. */
MAY_RAISE static struct writ_str take_text(lua_State *lua, const char *member)
{
    struct part part;

    enter(lua, &part, member);

    const struct writ_str text = writ_result_read_text(lua, part.reading);

    lua_pop(lua, 1);
    return text;
}

/* Stack: a table at `index`. NULL when its `at` is nil. */
MAY_RAISE static const struct writ_value *take_place(lua_State *lua, int index)
{
    struct part part;

    enter(lua, &part, "at");
    (void)lua_getfield(lua, index, "at");
    writ_result_read(lua, part.reading);
    lua_pop(lua, 1);
    return part.reading->value;
}

/* "^[A-Z][A-Z0-9_]*$" */
static bool is_code(struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (!(c >= 'A' && c <= 'Z') && (i == 0 || !((c >= '0' && c <= '9') || c == '_'))) {
            return false;
        }
    }
    return text.len > 0;
}

/* Stack: options at 2. Its ptr is NULL when there is no such member. */
MAY_RAISE static struct writ_str take_option(lua_State *lua, const char *member,
                                             const char *problem)
{
    const int type = lua_getfield(lua, 2, member);

    check(lua, type == LUA_TNIL || type == LUA_TSTRING, problem);
    if (type == LUA_TSTRING) {
        return take_text(lua, member);
    }
    lua_pop(lua, 1);
    return (struct writ_str){NULL, 0};
}

/* Stack: options at 2. */
MAY_RAISE static void take_options(lua_State *lua, struct writ_said *said)
{
    const char *problem = "code is not upper case letters, digits and underscores";

    said->code = take_option(lua, "code", problem);
    check(lua, said->code.ptr == NULL || is_code(said->code), problem);
    said->hint = take_option(lua, "hint", "hint is not a text");
    said->at = take_place(lua, 2);
}

/* Stack: message at 1, options at 2. */
MAY_RAISE static int say(lua_State *lua, enum writ_said_kind kind, const char *what)
{
    struct writ_said *said = begin(lua, kind);

    lua_settop(lua, 2);
    if (lua_type(lua, 1) != LUA_TSTRING) {
        return luaL_error(lua, "out.%s needs a message", what);
    }
    lua_pushvalue(lua, 1);
    said->message = take_text(lua, "message");
    if (lua_toboolean(lua, 2) == 0) {
        return end(lua);
    }
    if (!writ_host_is_table(lua, 2)) {
        return luaL_error(lua, "out.%s takes a table of options after its message", what);
    }
    take_options(lua, said);
    return end(lua);
}

MAY_RAISE static int out_permit(lua_State *lua)
{
    lua_settop(lua, 1);
    if (lua_toboolean(lua, 1) == 0) {
        lua_settop(lua, 0);
        lua_pushliteral(lua, "granted");
    }
    return say(lua, WRIT_SAID_PERMIT, "permit");
}

MAY_RAISE static int out_deny(lua_State *lua)
{
    return say(lua, WRIT_SAID_DENY, "deny");
}

MAY_RAISE static int out_warn(lua_State *lua)
{
    return say(lua, WRIT_SAID_WARN, "warn");
}

MAY_RAISE static int out_oblige(lua_State *lua)
{
    static const char *const apart[] = {"at", "type", NULL};
    struct writ_said *said = begin(lua, WRIT_SAID_OBLIGE);
    struct part part;

    lua_settop(lua, 1);
    check(lua, writ_host_is_table(lua, 1) && lua_getfield(lua, 1, "type") == LUA_TSTRING,
          "out.oblige needs { type = … }");
    said->message = take_text(lua, "type");
    said->at = take_place(lua, 1);
    enter(lua, &part, "properties");
    writ_result_read_members(lua, part.reading, apart);
    said->properties = part.reading->value;
    return end(lua);
}

/* Once per state. */
MAY_RAISE void writ_said_setup(lua_State *lua)
{
    static const luaL_Reg functions[] = {{"permit", out_permit},
                                         {"deny", out_deny},
                                         {"warn", out_warn},
                                         {"oblige", out_oblige},
                                         {NULL, NULL}};

    luaL_newlib(lua, functions);
    writ_view_wrap_library(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_OUT);
}

/* Stack: the policy at 2, input and params behind it. */
MAY_RAISE static bool applies(lua_State *lua)
{
    if (lua_getfield(lua, 2, "applies") == LUA_TNIL) {
        lua_pop(lua, 1);
        return true;
    }
    lua_pushvalue(lua, 3);
    lua_pushvalue(lua, 4);
    lua_call(lua, 2, 1);

    const bool is_so = lua_toboolean(lua, -1) != 0;

    lua_pop(lua, 1);
    return is_so;
}

MAY_RAISE static int consult_body(lua_State *lua)
{
    struct writ_saying *saying = lua_touserdata(lua, 1);
    const struct writ_consultation *consultation = saying->consultation;

    writ_chunk_push(lua, consultation->chunk);
    writ_host_check_table(lua, 2);
    writ_proxy_push(lua, consultation->input, false);
    writ_proxy_push(lua, consultation->params, false);
    if (!applies(lua)) {
        return 0;
    }
    saying->answer.applies = true;
    (void)lua_getfield(lua, 2, "rule");
    lua_pushvalue(lua, 3);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_OUT);
    lua_pushvalue(lua, 4);
    lua_call(lua, 3, 0);
    check(lua, !saying->is_speaking, "what was said was refused, and the policy went on");
    return 0;
}

enum writ_status writ_sandbox_consult(struct writ_sandbox *sandbox,
                                      const struct writ_consultation *consultation,
                                      struct writ_answer *ret_answer, struct writ_error *err)
{
    struct writ_saying saying = {.consultation = consultation,
                                 .reading = {.arena = consultation->arena}};

    if (!sandbox->is_active || consultation->chunk < 1 ||
        consultation->chunk > sandbox->chunk_count) {
        return writ_fail(err, WRIT_E_BUG, NULL,
                         "a policy is asked outside an evaluation, or there is none");
    }
    (void)writ_part_enter(sandbox, consultation->chunk, 0);
    sandbox->saying = &saying;

    const enum writ_status status = writ_script_protect(sandbox, consult_body, &saying, err);

    sandbox->saying = NULL;
    WRIT_TRY(status);
    *ret_answer = saying.answer;
    return WRIT_OK;
}
