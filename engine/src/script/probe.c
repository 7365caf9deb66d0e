/* SPDX-License-Identifier: Apache-2.0
 *
 * script/probe.c - find what to probe by the tokens of the text, then write it anew.
 *
 * The text is known to compile, so brackets and blocks match and every token is where Lua allows
 * it. An operand begins behind whatever can only be followed by an expression, and is probed when
 * `and`, `or`, `then` or `do` shows that it has ended and decides something.
 */
#include "script/probe.h"

#include "base/sort.h"
#include "base/try.h"
#include "script/scan.h"

enum { FRAMES_MAX = 256 }; /* Lua's own bound on nesting is 200 */

struct token {
    struct writ_str text;
    size_t begin, end;
    uint32_t line, column;
    bool is_word; /* a name, keyword or number */
};

/* An expression list between brackets, or a block. */
struct frame {
    struct token operand; /* where the operand under way begins */
    bool awaits_operand;  /* the next token begins one */
    bool has_concat;      /* the operand is a text … */
    bool has_comparison;  /* … unless it compares one */
    bool is_condition;    /* until then or do */
    bool is_until;        /* until the statement behind it */
};

/* Text that goes in: in front of a probed part, or behind it. */
struct insertion {
    size_t at;
    size_t probe;
    bool is_behind;
};

struct prober {
    struct writ_arena *arena;
    struct writ_str text;
    struct frame frames[FRAMES_MAX];
    size_t depth;
    struct token last[3]; /* the tokens before this one, the nearest first */
    struct writ_probe *probes;
    size_t count;
    struct insertion *insertions; /* two for each probe */
    bool *is_code;
    bool is_too_deep;
};

static bool is_any(struct writ_str text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (writ_str_is(text, *words)) {
            return true;
        }
    }
    return false;
}

/* "==", "~=", "<=" and ">=" are one token, for a lone '=' is an assignment, and so are dots in a
 * row. */
static bool goes_on(const struct writ_scan *scan)
{
    const char byte = writ_scan_peek(scan, 0);
    const char next = writ_scan_peek(scan, 1);

    return byte == '.' ? next == '.'
                       : (byte == '=' || byte == '~' || byte == '<' || byte == '>') && next == '=';
}

static bool next_token(struct writ_scan *scan, struct token *ret_token)
{
    while (scan->at < scan->text.len) {
        const char byte = writ_scan_peek(scan, 0);
        const bool is_comment = byte == '-' && writ_scan_peek(scan, 1) == '-';
        bool is_longer = goes_on(scan);
        struct token token = {
            .begin = scan->at, .line = scan->line, .column = writ_scan_column(scan)};

        writ_scan_pass(scan);
        if (is_comment || writ_scan_is_space(byte)) {
            continue;
        }
        while (is_longer) {
            is_longer = byte == '.' && goes_on(scan);
            writ_scan_pass(scan);
        }
        token.is_word = scan->word.ptr != NULL;
        token.end = scan->at;
        token.text = writ_str_cut(scan->text, token.begin, token.end);
        *ret_token = token;
        return true;
    }
    return false;
}

static struct frame *top(struct prober *prober)
{
    return &prober->frames[prober->depth];
}

static void push(struct prober *prober, struct frame frame)
{
    if (prober->depth + 1 == FRAMES_MAX) {
        prober->is_too_deep = true; /* uncovered: Lua has refused such a text before */
        return;
    }
    prober->frames[++prober->depth] = frame;
}

static void pop(struct prober *prober)
{
    if (prober->depth > 0) {
        prober->depth--;
    }
}

static bool make_room(struct prober *prober)
{
    prober->probes =
        writ_arena_more(prober->arena, prober->probes, prober->count, sizeof(*prober->probes));
    prober->insertions = writ_arena_more(prober->arena, prober->insertions, prober->count,
                                         2 * sizeof(*prober->insertions));
    return prober->probes != NULL && prober->insertions != NULL;
}

static bool add(struct prober *prober, enum writ_probe_kind kind, const struct token *from,
                size_t shown_end, size_t end)
{
    if (!make_room(prober)) {
        return false;
    }
    prober->probes[prober->count] = (struct writ_probe){
        .kind = kind,
        .line = from->line,
        .column = from->column,
        .text = writ_str_cut(prober->text, from->begin, shown_end),
    };
    prober->insertions[prober->count * 2] = (struct insertion){from->begin, prober->count, false};
    prober->insertions[prober->count * 2 + 1] = (struct insertion){end, prober->count, true};
    prober->count++;
    return true;
}

/* `while true do` decides nothing, nor does the operand in the middle of `x and "a" or "b"`. */
static bool is_constant(const struct token *operand, size_t end)
{
    static const char *const constants[] = {"true", "false", "nil", NULL};
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a token has text */
    const char first = operand->text.ptr[0];
    const bool is_literal = (!operand->is_word && !writ_str_is(operand->text, "...")) ||
                            (first >= '0' && first <= '9') || is_any(operand->text, constants);

    return first == '{' || (is_literal && operand->end == end);
}

/* `x and out.warn or out.deny`: functions, and counted as effects. */
static bool is_only_effect(const struct prober *prober, size_t begin, size_t end)
{
    if (prober->count == 0) {
        return false;
    }

    const struct writ_probe *last = &prober->probes[prober->count - 1];

    return last->kind == WRIT_PROBE_EFFECT && last->text.ptr == prober->text.ptr + begin &&
           last->text.len == end - begin;
}

/* The operand under way ended with the token before this one. */
static bool add_operand(struct prober *prober)
{
    const struct frame *frame = top(prober);
    const struct token *operand = &frame->operand;
    const size_t end = prober->last[0].end;
    const bool is_text = frame->has_concat && !frame->has_comparison; /* never false */

    return is_text || is_constant(operand, end) || is_only_effect(prober, operand->begin, end) ||
           add(prober, WRIT_PROBE_BRANCH, operand, end, end);
}

static bool is_effect(const struct prober *prober, const struct token *token)
{
    static const char *const effects[] = {"permit", "deny", "warn", "oblige", NULL};

    return is_any(token->text, effects) && writ_str_is(prober->last[0].text, ".") &&
           prober->last[1].is_word && !writ_str_is(prober->last[2].text, ".");
}

/* Behind a token that can end an expression, a word that continues none begins a statement. */
static bool ends_until(const struct prober *prober, const struct token *token)
{
    static const char *const operators[] = {"and", "or", NULL};
    static const char *const opens[] = {"and", "or", "not", NULL};
    static const char *const closes[] = {")", "]", "}", NULL};
    const struct token *before = &prober->last[0];
    const char first = before->text.len == 0 ? ' ' : before->text.ptr[0];
    const bool may_end = before->is_word ? !is_any(before->text, opens)
                                         : is_any(before->text, closes) || first == '"' ||
                                               first == '\'' || before->text.len > 2;

    const bool is_label =
        writ_str_starts(writ_str_cut(prober->text, token->begin, prober->text.len), WRIT_LIT("::"));

    return may_end && ((token->is_word && !is_any(token->text, operators)) ||
                       writ_str_is(token->text, ";") || is_label);
}

static bool end_until(struct prober *prober)
{
    top(prober)->is_until = false;
    return add_operand(prober);
}

static bool end_condition(struct prober *prober)
{
    if (!top(prober)->is_condition) {
        return true; /* the do of a for, or of its own */
    }
    top(prober)->is_condition = false;
    return add_operand(prober);
}

/* Words and brackets that begin or end a frame. */
static void nest(struct prober *prober, struct writ_str text)
{
    static const char *const blocks[] = {"function", "do", "repeat", NULL};
    static const char *const opening[] = {"(", "[", "{", NULL};
    static const char *const closing[] = {")", "]", "}", "end", NULL};

    if (is_any(text, blocks)) {
        push(prober, (struct frame){0});
    } else if (writ_str_is(text, "if")) {
        push(prober, (struct frame){.awaits_operand = true, .is_condition = true});
    } else if (is_any(text, opening)) {
        push(prober, (struct frame){.awaits_operand = true});
    } else if (is_any(text, closing)) {
        pop(prober);
    } else if (writ_str_is(text, "until")) {
        pop(prober);
        top(prober)->awaits_operand = true;
        top(prober)->is_until = true;
    }
}

/* Words that an expression follows. */
static void expect_operand(struct prober *prober, struct writ_str text)
{
    static const char *const conditions[] = {"elseif", "while", NULL};
    static const char *const others[] = {"and", "or", "return", "in", "=", ",", ";", NULL};

    if (is_any(text, conditions)) {
        top(prober)->is_condition = true;
    }
    if (is_any(text, conditions) || is_any(text, others)) {
        top(prober)->awaits_operand = true;
    }
}

static void note_operand(struct frame *frame, const struct token *token)
{
    static const char *const comparisons[] = {"==", "~=", "<=", ">=", "<", ">", NULL};

    if (frame->awaits_operand) {
        frame->operand = *token;
        frame->awaits_operand = false;
        frame->has_concat = false;
        frame->has_comparison = false;
    }
    frame->has_concat = frame->has_concat || writ_str_is(token->text, "..");
    frame->has_comparison = frame->has_comparison || is_any(token->text, comparisons);
}

static bool take(struct prober *prober, const struct token *token)
{
    static const char *const operators[] = {"and", "or", NULL};
    static const char *const ends[] = {"then", "do", NULL};
    bool is_fed = true;

    if (top(prober)->is_until && !top(prober)->awaits_operand && ends_until(prober, token)) {
        is_fed = end_until(prober);
    }
    note_operand(top(prober), token);
    if (is_any(token->text, operators)) {
        is_fed = is_fed && add_operand(prober);
    } else if (is_any(token->text, ends)) {
        is_fed = is_fed && end_condition(prober);
    } else if (is_effect(prober, token)) {
        is_fed = is_fed &&
                 add(prober, WRIT_PROBE_EFFECT, &prober->last[1], token->end, prober->last[1].end);
    }
    expect_operand(prober, token->text);
    nest(prober, token->text);
    return is_fed;
}

static bool is_closer(const struct token *token)
{
    static const char *const closers[] = {"end", "else", ")", "}", "]", ",", ";", NULL};

    return is_any(token->text, closers);
}

static bool probe_all(struct prober *prober)
{
    struct writ_scan scan = {.text = prober->text, .line = 1};
    struct token token;
    bool is_fed = true;

    while (is_fed && next_token(&scan, &token)) {
        prober->is_code[token.line] = prober->is_code[token.line] || !is_closer(&token);
        is_fed = take(prober, &token);
        prober->last[2] = prober->last[1];
        prober->last[1] = prober->last[0];
        prober->last[0] = token;
    }
    return is_fed && (!top(prober)->is_until || end_until(prober));
}

/* A probe that was added later and begins at the same place is around the other. */
static bool is_before(const void *things, size_t a, size_t b)
{
    const struct insertion *left = (const struct insertion *)things + a;
    const struct insertion *right = (const struct insertion *)things + b;

    return left->at != right->at ? left->at < right->at : left->probe > right->probe;
}

static enum writ_status write_text(struct prober *prober, struct writ_str *ret_text,
                                   struct writ_error *err)
{
    const size_t count = prober->count * 2;
    size_t *order = writ_arena_array(prober->arena, count + 1, sizeof(*order));
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    size_t at = 0;

    writ_buf_init(&buf, prober->arena->alloc, prober->text.len + count * 32 + 64);
    if (order != NULL) {
        writ_sort_index(order, count, is_before, prober->insertions);
    }
    writ_buf_add_text(&buf, "local _WRIT_PROBE=...;");
    for (size_t i = 0; order != NULL && i < count; i++) {
        const struct insertion *it = &prober->insertions[order[i]];

        writ_buf_add(&buf, writ_str_cut(prober->text, at, it->at));
        at = it->at;
        if (it->is_behind) {
            writ_buf_add_char(&buf, ')');
        } else {
            writ_buf_addf(&buf, "_WRIT_PROBE(%zu,", it->probe);
        }
    }
    writ_buf_add(&buf, writ_str_cut(prober->text, at, prober->text.len));
    *ret_text = writ_arena_str(prober->arena, (struct writ_str){buf.ptr, buf.len});
    if (order == NULL || buf.status != WRIT_OK || ret_text->ptr == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    return WRIT_OK;
}

static size_t count_lines(struct writ_str text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == '\n' ? 1 : 0;
    }
    return count;
}

enum writ_status writ_probe_insert(struct writ_arena *arena, struct writ_str text,
                                   struct writ_probed *ret_probed, struct writ_error *err)
{
    const size_t lines = count_lines(text);
    struct prober *prober = writ_arena_alloc(arena, sizeof(*prober)); /* large for a stack */

    if (prober != NULL) {
        *prober = (struct prober){.arena = arena, .text = text};
        prober->is_code = writ_arena_array(arena, lines + 1, sizeof(*prober->is_code));
    }
    if (prober == NULL || prober->is_code == NULL || !probe_all(prober)) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    if (prober->is_too_deep) {
        return writ_fail(err, WRIT_E_LIMIT, NULL,
                         "the text is nested too deep to be covered"); /* uncovered: as in push() */
    }
    WRIT_TRY(write_text(prober, &ret_probed->text, err));
    ret_probed->probes = prober->probes;
    ret_probed->probe_count = prober->count;
    ret_probed->is_code = prober->is_code;
    ret_probed->line_count = lines;
    return WRIT_OK;
}
