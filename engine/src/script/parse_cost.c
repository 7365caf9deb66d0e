/* SPDX-License-Identifier: Apache-2.0
 *
 * script/parse_cost.c - what a text will cost Lua's parser, paid for before it starts.
 *
 * No hook runs in the parser, and some of what it does takes time that grows with the square of the
 * text: lists of jumps (and, or, elseif, break, goto) are walked for each jump, and a name is
 * looked for among all locals in sight. Written by hand this is nothing; crafted, 256 KiB take
 * seconds.
 */
#include "script/scan.h"
#include "script/state.h"

enum {
    JUMPS_PER_GAS = 16, /* steps along a list of jumps; about 2 ns each */
    NAMES_PER_GAS = 64, /* comparisons of a name; about 1 ns each */
};

struct cost {
    bool is_declaring;  /* in the names behind `local` */
    bool is_after_head; /* behind `function`, before its parameters */
    bool is_in_params;
    uint64_t names;    /* declared so far */
    uint64_t chain;    /* and, or since a statement may have ended */
    uint64_t branches; /* elseif */
    uint64_t jumps;    /* break, goto, labels */
    uint64_t gas;
};

static void end_chain(struct cost *cost)
{
    cost->gas += cost->chain * cost->chain / JUMPS_PER_GAS;
    cost->chain = 0;
}

/*
 * Words that only statements have. A function inside an expression has some, so that the expression
 * may go on behind them; but each costs the text a dozen bytes, which bounds that chain as well.
 */
static bool ends_chain(struct writ_str word)
{
    return writ_str_is(word, "local") || writ_str_is(word, "return") || writ_str_is(word, "end") ||
           writ_str_is(word, "then") || writ_str_is(word, "do");
}

static void count_word(struct cost *cost, struct writ_str word)
{
    cost->gas += 1 + cost->names / NAMES_PER_GAS;
    cost->names += cost->is_declaring || cost->is_in_params ? 1 : 0;
    if (ends_chain(word)) {
        end_chain(cost);
    }
    if (writ_str_is(word, "local")) {
        cost->is_declaring = true;
    } else if (writ_str_is(word, "function")) {
        cost->is_declaring = false;
        cost->is_after_head = true;
    } else if (writ_str_is(word, "and") || writ_str_is(word, "or")) {
        cost->chain++;
    } else if (writ_str_is(word, "elseif")) {
        cost->branches++;
    } else if (writ_str_is(word, "break") || writ_str_is(word, "goto")) {
        cost->jumps++;
    }
}

static void count_byte(struct cost *cost, char byte, char next)
{
    if (writ_scan_is_space(byte)) {
        return;
    }
    cost->is_declaring = cost->is_declaring && byte == ',';
    cost->is_in_params =
        (cost->is_in_params && byte != ')') || (cost->is_after_head && byte == '(');
    cost->is_after_head = cost->is_after_head && byte != '(';
    cost->jumps += byte == ':' && next == ':' ? 1 : 0; /* two for a label */
}

MAY_RAISE void writ_script_charge_parser(lua_State *lua, struct writ_str text)
{
    struct writ_scan scan = {.text = text, .line = 1};
    struct cost cost = {0};

    while (scan.at < text.len) {
        const char byte = writ_scan_peek(&scan, 0);

        writ_scan_pass(&scan);
        if (scan.word.ptr != NULL) {
            count_word(&cost, scan.word);
        } else {
            count_byte(&cost, byte, writ_scan_peek(&scan, 0));
        }
    }
    end_chain(&cost);
    writ_gas_charge(lua, cost.gas + (cost.branches * cost.branches + cost.jumps * cost.jumps) /
                                        JUMPS_PER_GAS);
}
