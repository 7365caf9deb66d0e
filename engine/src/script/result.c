/* SPDX-License-Identifier: Apache-2.0
 *
 * script/result.c - a Lua value as a value of the host: a bounded walk that runs nothing of a
 * text's.
 */
#include <math.h>
#include <stdio.h>

#include "script/keys.h"

enum { DEPTH_MAX = 100 }; /* of the C recursion, whatever the limits say */

struct reader {
    lua_State *lua;
    struct writ_result_job *job;
    const struct writ_sandbox_limits *limits;
    size_t depth;
    const struct writ_step *path; /* the innermost step; NULL: the result itself */
};

static size_t write_step(const struct writ_step *step, char *text, size_t size)
{
    const size_t len = step->outer == NULL ? (size_t)snprintf(text, size, "result")
                                           : write_step(step->outer, text, size);

    if (len >= size - 1) {
        return len;
    }

    const int wrote = step->key.ptr == NULL
                          ? snprintf(text + len, size - len, "[%zu]", step->index)
                          : snprintf(text + len, size - len, ".%.*s",
                                     (int)(step->key.len < 40 ? step->key.len : 40), step->key.ptr);

    return len + (wrote < 0 ? 0 : (size_t)wrote);
}

/* "result.reasons[2].at": where in the result the offending member is. */
static void write_path(const struct reader *reader, char *text, size_t size)
{
    (void)snprintf(text, size, "result");
    if (reader->path != NULL) {
        (void)write_step(reader->path, text, size);
    }
}

MAY_RAISE _Noreturn static void refuse(const struct reader *reader, const char *what)
{
    char path[160];

    write_path(reader, path, sizeof(path));
    luaL_error(reader->lua, "%s %s", path, what);
    __builtin_unreachable(); /* uncovered: cannot be reached */
}

MAY_RAISE static const struct writ_value *made(const struct reader *reader,
                                               const struct writ_value *value)
{
    if (value == NULL) {
        refuse(reader, "does not fit into memory");
    }
    return value;
}

/* A plain value at the call's place for such values. */
MAY_RAISE static const struct writ_value *plain(const struct reader *reader,
                                                const struct writ_value *value)
{
    struct writ_result_job *job = reader->job;

    if (value == NULL || !job->is_placed || job->root == NULL) {
        return made(reader, value);
    }
    return made(reader, writ_value_placed(job->arena, value, job->root));
}

MAY_RAISE static void count_node(const struct reader *reader)
{
    if (++reader->job->nodes > reader->limits->result_nodes) {
        refuse(reader, "is one value more than a result may have");
    }
}

MAY_RAISE static void count_text(struct reader *reader, size_t bytes)
{
    struct writ_result_job *job = reader->job;

    if (bytes > reader->limits->result_bytes - job->bytes) {
        refuse(reader, "has more text than a result may have");
    }
    job->bytes += bytes;
}

MAY_RAISE static void check_text(struct reader *reader, struct writ_str text)
{
    count_text(reader, text.len);
    if (!writ_str_is_utf8(text)) {
        refuse(reader, "is not UTF-8");
    }
}

MAY_RAISE static const struct writ_value *read_number(struct reader *reader)
{
    const lua_Integer most = (lua_Integer)1 << 53;
    const lua_Number number = lua_tonumberx(reader->lua, -1, NULL);

    if (lua_isinteger(reader->lua, -1)) {
        const lua_Integer integer = lua_tointegerx(reader->lua, -1, NULL);

        if (integer > most || integer < -most) {
            refuse(reader, "is an integer beyond 2^53, which JSON numbers do not hold exactly");
        }
    } else if (!isfinite(number)) {
        refuse(reader, "is not a finite number");
    }
    return plain(reader, writ_value_number(reader->job->arena, number));
}

MAY_RAISE static const struct writ_value *read_text(struct reader *reader)
{
    struct writ_str text;

    text.ptr = lua_tolstring(reader->lua, -1, &text.len);
    check_text(reader, text);
    return plain(reader, writ_value_string(reader->job->arena, text));
}

/* What came from the host goes back as itself, or at the place it was given. */
MAY_RAISE static const struct writ_value *read_host(struct reader *reader,
                                                    const struct writ_host *host)
{
    struct writ_arena *arena = reader->job->arena;
    const struct writ_value *value = host->value;
    const struct writ_value *place = host->place;

    if (host->is_made) { /* lives in the state: copy it out */
        struct writ_value *copy = writ_value_placed(arena, value, NULL);

        if (copy != NULL && value->kind == WRIT_STRING) {
            check_text(reader, value->text);
        }
        if (copy != NULL) {
            copy->text = writ_arena_str(arena, value->text);
        }
        value = copy != NULL && copy->text.ptr != NULL ? copy : NULL;
    } else if (host->kind == WRIT_HOST_TABLE && place == NULL) {
        return value;
    }
    return made(reader, writ_value_placed(arena, value, place != NULL ? place : host->value));
}

MAY_RAISE static const struct writ_value *read_value(struct reader *reader);

/* Stack: +1 table[key]. Functions read as nil when the caller leaves them out. */
MAY_RAISE static bool push_member(struct reader *reader, const struct writ_key *key)
{
    writ_key_push(reader->lua, key);

    const int type = lua_gettable(reader->lua, -2); /* of metamethods there are only ours */

    if (type != LUA_TNIL && !(type == LUA_TFUNCTION && reader->job->skips_functions)) {
        return true;
    }
    lua_pop(reader->lua, 1);
    return false;
}

MAY_RAISE static const struct writ_value *read_child(struct reader *reader,
                                                     const struct writ_key *key)
{
    const struct writ_step step = {
        .outer = reader->path,
        .key = key->kind == WRIT_KEY_TEXT ? key->as.text : (struct writ_str){NULL, 0},
        .index = key->kind == WRIT_KEY_INTEGER ? (size_t)key->as.integer : 0,
    };

    if (reader->depth >= reader->limits->result_depth || reader->depth >= DEPTH_MAX - 1) {
        refuse(reader, "is too deep, or contains itself");
    }
    reader->path = &step;
    reader->depth++;

    const struct writ_value *value = read_value(reader);

    lua_pop(reader->lua, 1);
    reader->path = step.outer;
    reader->depth--;
    return value;
}

MAY_RAISE static struct writ_value *read_array(struct reader *reader, const struct writ_keys *keys)
{
    struct writ_build build;

    writ_build_array(&build, reader->job->arena);
    for (size_t i = 0; i < keys->count; i++) {
        if (push_member(reader, &keys->items[i])) {
            writ_build_item(&build, read_child(reader, &keys->items[i]));
        }
    }
    return writ_build_end(&build);
}

MAY_RAISE static struct writ_value *read_object(struct reader *reader, const struct writ_keys *keys)
{
    struct writ_build build;

    writ_build_object(&build, reader->job->arena);
    for (size_t i = 0; i < keys->count; i++) {
        check_text(reader, keys->items[i].as.text);
        if (push_member(reader, &keys->items[i])) {
            writ_build_member(&build, keys->items[i].as.text, read_child(reader, &keys->items[i]));
        }
    }
    return writ_build_end(&build);
}

static bool is_sequence(const struct writ_keys *keys)
{
    return keys->count == 0 ||
           (keys->items[0].kind == WRIT_KEY_INTEGER && keys->items[0].as.integer == 1 &&
            keys->items[keys->count - 1].kind == WRIT_KEY_INTEGER &&
            (size_t)keys->items[keys->count - 1].as.integer == keys->count);
}

static bool has_texts_only(const struct writ_keys *keys)
{
    /* sorted by kind, texts last */
    return keys->items[0].kind == WRIT_KEY_TEXT;
}

/* Stack: the table (or view) on top; left there. */
MAY_RAISE static const struct writ_value *place_table(struct reader *reader,
                                                      struct writ_value *value)
{
    struct writ_result_job *job = reader->job;
    lua_State *lua = reader->lua;

    if (value == NULL || !job->is_placed) {
        return made(reader, value);
    }
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_PLACES);
    lua_pushvalue(lua, -2);
    (void)lua_rawget(lua, -2);

    const struct writ_value *place = lua_touserdata(lua, -1);

    lua_pop(lua, 2);
    if (place == NULL) {
        return plain(reader, value);
    }
    return made(reader, writ_value_placed(job->arena, value, place));
}

static void leave_out(struct writ_keys *keys, const char *const *names)
{
    size_t kept = 0;

    for (size_t i = 0; i < keys->count; i++) {
        const struct writ_key *key = &keys->items[i];
        const char *const *name = names;

        while (*name != NULL && !(key->kind == WRIT_KEY_TEXT && writ_str_is(key->as.text, *name))) {
            name++;
        }
        if (*name == NULL) {
            keys->items[kept++] = *key;
        }
    }
    keys->count = kept;
}

/* Stack: a table of any kind on top; left there. */
MAY_RAISE static struct writ_value *read_members(struct reader *reader, const char *const *omitted)
{
    lua_State *lua = reader->lua;
    struct writ_keys keys;
    struct writ_value *value;

    luaL_checkstack(lua, 12, "too deep");
    writ_keys_collect(lua, lua_gettop(lua), &keys);
    if (keys.count > reader->limits->result_nodes) {
        refuse(reader, "has more members than a result may have");
    }
    if (omitted != NULL) {
        leave_out(&keys, omitted);
    }
    if (is_sequence(&keys)) {
        value = read_array(reader, &keys);
    } else if (has_texts_only(&keys)) {
        value = read_object(reader, &keys);
    } else {
        refuse(reader, "has keys that are neither all texts nor 1, 2, 3 and so on");
    }
    writ_keys_free(lua, &keys);
    return value;
}

MAY_RAISE static void refuse_type(const struct reader *reader, const char *type)
{
    char what[64];

    (void)snprintf(what, sizeof(what), "is a %s, which is not data", type);
    refuse(reader, what);
}

/* Stack: the value on top; left there. */
MAY_RAISE static const struct writ_value *read_value(struct reader *reader)
{
    lua_State *lua = reader->lua;
    const struct writ_host *host = writ_host_at(lua, -1);

    count_node(reader);
    if (host != NULL && host->kind != WRIT_HOST_VIEW) {
        return read_host(reader, host);
    }
    switch (lua_type(lua, -1)) {
    case LUA_TBOOLEAN:
        return plain(reader, writ_value_bool(reader->job->arena, lua_toboolean(lua, -1) != 0));
    case LUA_TNUMBER:
        return read_number(reader);
    case LUA_TSTRING:
        return read_text(reader);
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        return place_table(reader, read_members(reader, NULL));
    default:
        refuse_type(reader, lua_typename(lua, lua_type(lua, -1)));
        return NULL; /* uncovered: the line above raises */
    }
}

static struct reader reader_of(lua_State *lua, struct writ_result_job *job)
{
    return (struct reader){.lua = lua,
                           .job = job,
                           .limits = &writ_script_self(lua)->limits,
                           .depth = job->depth,
                           .path = job->path};
}

MAY_RAISE void writ_result_read(lua_State *lua, struct writ_result_job *job)
{
    struct reader reader = reader_of(lua, job);

    job->value = lua_type(lua, -1) == LUA_TNIL ? NULL : read_value(&reader);
}

MAY_RAISE struct writ_str writ_result_read_text(lua_State *lua, struct writ_result_job *job)
{
    struct reader reader = reader_of(lua, job);
    struct writ_str text;

    text.ptr = lua_tolstring(lua, -1, &text.len);
    count_node(&reader);
    check_text(&reader, text);
    text = writ_arena_str(job->arena, text);
    if (text.ptr == NULL) {
        refuse(&reader, "does not fit into memory");
    }
    return text;
}

MAY_RAISE void writ_result_read_members(lua_State *lua, struct writ_result_job *job,
                                        const char *const *omitted)
{
    struct reader reader = reader_of(lua, job);

    count_node(&reader);
    job->value = made(&reader, read_members(&reader, omitted));
}
