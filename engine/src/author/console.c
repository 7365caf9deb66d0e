/* SPDX-License-Identifier: Apache-2.0
 *
 * A prompt in the sandbox. Each line gets a state of its own, so that nothing of a line that failed
 * stays; lines that begin with `local` are put in front of those after them.
 */
#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/engine.h"
#include "mesh/load.h"
#include "writ/why.h"

enum { LINES_MAX = 256 << 10, VALUE_MAX = 16 << 20 };

static const char own_name[] = "line";

struct writ_console {
    struct writ_owned own;
    struct writ_engine *engine;
    struct writ_sandbox_limits limits;
    struct writ_asking asking;
    const struct writ_value *input;
    struct writ_buf kept; /* the lines that hold */
};

void writ_console_close(struct writ_console *console)
{
    if (console != NULL) {
        writ_buf_done(&console->kept);
        writ_owned_free(console, sizeof(*console));
    }
}

static inline void writ_console_autop(struct writ_console **console)
{
    writ_console_close(*console);
}

static enum writ_status load_input(struct writ_console *console, const char *path, const char *time,
                                   struct writ_error *err)
{
    struct writ_build empty;

    if (path != NULL) {
        WRIT_TRY(writ_engine_ask(console->engine, &console->own.arena, path, time, &console->asking,
                                 err));
        return writ_eval_input(console->engine->mesh, &console->asking.question,
                               &console->own.arena, &console->input, err);
    }
    writ_build_object(&empty, &console->own.arena);
    console->input = writ_build_end(&empty);
    return console->input == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_console_open(struct writ_engine *engine, const char *path, const char *time,
                                   struct writ_console **ret_console, struct writ_error *err)
{
    WRIT_AUTO(writ_console) struct writ_console *console = writ_owned_new(sizeof(*console));

    if (console == NULL) {
        return writ_engine_no_memory(err);
    }
    console->engine = engine;
    writ_buf_init(&console->kept, &console->own.alloc, LINES_MAX);
    WRIT_TRY(writ_mesh_limits(engine->mesh->settings, &console->limits, err));
    WRIT_TRY(load_input(console, path, time, err));
    *ret_console = WRIT_MOVE(console);
    return WRIT_OK;
}

/* A function of the input. */
static enum writ_status load_line(struct writ_console *console, struct writ_sandbox *sandbox,
                                  struct writ_str line, const char *before, int *ret_chunk,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf text;
    struct writ_str whole;

    writ_buf_init(&text, &console->own.alloc, LINES_MAX);
    writ_buf_add_text(&text, "return function(input) ");
    writ_buf_add(&text, (struct writ_str){console->kept.ptr, console->kept.len});
    writ_buf_add_text(&text, before);
    writ_buf_add(&text, line);
    writ_buf_add_text(&text, "\nend");
    if (writ_buf_view(&text, &whole) != WRIT_OK) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "the lines together are longer than %d bytes",
                         LINES_MAX);
    }
    return writ_sandbox_load(sandbox, own_name, whole, ret_chunk, err);
}

/* An expression first: most lines are. Else what is wrong with it as a statement counts. */
static enum writ_status load_either(struct writ_console *console, struct writ_sandbox *sandbox,
                                    struct writ_str line, int *ret_chunk, struct writ_error *err)
{
    if (load_line(console, sandbox, line, "return ", ret_chunk, NULL) == WRIT_OK) {
        return WRIT_OK;
    }
    return load_line(console, sandbox, line, "", ret_chunk, err);
}

static bool is_kept(struct writ_str line)
{
    return writ_str_starts(line, WRIT_LIT("local "));
}

static enum writ_status show(struct writ_arena *arena, const struct writ_value *value,
                             struct writ_bytes *ret_text, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf text;

    writ_buf_init(&text, arena->alloc, VALUE_MAX);
    if (value != NULL) {
        WRIT_TRY(writ_json_write(&text, value, err));
    }
    return writ_bytes_copy((struct writ_str){text.ptr, text.len}, ret_text, err);
}

enum writ_status writ_console_run(struct writ_console *console, struct writ_str line,
                                  struct writ_bytes *ret_text, struct writ_error *err)
{
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_call call = {.args = &console->input, .arg_count = 1, .arena = &arena};
    const struct writ_value *value = NULL;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_sandbox_new(&console->limits, console->engine->mesh->modules, &sandbox, err));
    WRIT_TRY(load_either(console, sandbox, line, &call.chunk, err));
    WRIT_TRY(writ_sandbox_ask(sandbox, &call, &value, err));
    WRIT_TRY(show(&arena, value, ret_text, err));
    if (is_kept(line)) {
        writ_buf_add(&console->kept, line);
        writ_buf_add_char(&console->kept, '\n'); /* the line may end in a comment */
    }
    return WRIT_OK;
}
