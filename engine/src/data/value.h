/* SPDX-License-Identifier: Apache-2.0
 *
 * data/value.h - the immutable tree every document, product, request and decision is made of.
 * Layer: data (may include base). Nodes live in an arena and know where in the user's files they came from.
 */
#ifndef WRIT_DATA_VALUE_H
#define WRIT_DATA_VALUE_H

#include "base/arena.h"
#include "base/error.h"

enum writ_kind { WRIT_NULL, WRIT_BOOL, WRIT_NUMBER, WRIT_STRING, WRIT_ARRAY, WRIT_OBJECT };

struct writ_value;

struct writ_member {
    struct writ_str key;
    uint32_t line, column; /**< of the key */
    const struct writ_value *value;
};

/**
 * One node. Built once, then shared freely: a subtree may stand in several trees.
 * A document's own nodes have a parent; a node derived from another (a product's member) has its origin there.
 */
struct writ_value {
    enum writ_kind kind;
    bool is_plain;        /**< YAML: an unquoted scalar */
    uint32_t line;        /**< 1-based, 0 when the value comes from no file */
    uint32_t column;      /**< 1-based, in bytes */
    const char *source;   /**< file name; NULL when the value comes from no file */
    const struct writ_value *parent; /**< container in the same document; NULL for a root or a built value */
    const struct writ_value *origin; /**< the document's node this was derived from, or NULL */
    struct writ_str text; /**< string: its value; number, bool and null: as the author wrote it ("4.10") */
    union {
        bool boolean;
        double number;
        struct {
            size_t count;
            const struct writ_value **items;
        } array;
        struct {
            size_t count;
            struct writ_member *members; /**< in document order; keys are unique */
        } object;
    } as;
};

/* Reading. All accept NULL, which behaves as "not there". */

/** Number of items or members; 0 for anything else. */
static inline size_t writ_value_count(const struct writ_value *value)
{
    if (value == NULL) {
        return 0;
    }
    if (value->kind == WRIT_ARRAY) {
        return value->as.array.count;
    }
    return value->kind == WRIT_OBJECT ? value->as.object.count : 0;
}

const struct writ_value *writ_value_item(const struct writ_value *array, size_t index);

/** The member's value, or NULL. A JSON null is returned as the null node. */
const struct writ_value *writ_value_get(const struct writ_value *object, struct writ_str key);
static inline const struct writ_value *writ_value_member(const struct writ_value *object, const char *key)
{
    return writ_value_get(object, writ_str_from(key)); /* here, so that a literal's length is no work */
}

/** Follow "a.b.0.c": keys and indices without dots in them. */
const struct writ_value *writ_value_path(const struct writ_value *value, const char *dotted);

/** The string's bytes, or an empty view when it is not a string. */
struct writ_str writ_value_text(const struct writ_value *value);
bool writ_value_is_text(const struct writ_value *value, const char *text);
bool writ_value_is_true(const struct writ_value *value);

/** True and the value when it is a number that an int64_t holds exactly. */
bool writ_value_integer(const struct writ_value *value, int64_t *ret_integer);

/** Where the value (or what it was derived from) stands; zeroed when unknown. */
struct writ_loc writ_value_loc(const struct writ_value *value);

/** Deep equality as RFC 8785 bytes would have it: numbers by value, objects without order. */
bool writ_value_equal(const struct writ_value *a, const struct writ_value *b);

/** Whether an item of the array is equal to this one, or is this text. */
bool writ_value_has(const struct writ_value *array, const struct writ_value *item);
bool writ_value_has_text(const struct writ_value *array, struct writ_str text);

/* Building. Values and texts go into the arena; NULL when memory is out. */

struct writ_value *writ_value_null(struct writ_arena *arena);
struct writ_value *writ_value_bool(struct writ_arena *arena, bool boolean);
struct writ_value *writ_value_number(struct writ_arena *arena, double number);
struct writ_value *writ_value_string(struct writ_arena *arena, struct writ_str text); /**< copies text */
struct writ_value *writ_value_lent(struct writ_arena *arena, struct writ_str text); /**< of a text that outlives it */

/** The same value with nothing of the old one in it, places included: it outlives the arena that the old one is in. */
const struct writ_value *writ_value_copy(struct writ_arena *arena, const struct writ_value *value);

/** The value itself with another place: a shallow copy whose origin is `from` (NULL leaves it without one). */
struct writ_value *writ_value_placed(struct writ_arena *arena, const struct writ_value *value,
                                     const struct writ_value *from);

/**
 * Grows an array or an object, then yields it. A failed step poisons the builder: check once, at writ_build_end().
 * writ_build_member() copies its key; the others are for literals, which outlive the tree. Adding a NULL value poisons it with WRIT_E_NOMEM, so builders nest without checks.
 */
struct writ_build {
    struct writ_arena *arena;
    enum writ_kind kind;
    enum writ_status status;
    size_t count;
    size_t cap;
    void *slots;
};

void writ_build_array(struct writ_build *build, struct writ_arena *arena);
void writ_build_object(struct writ_build *build, struct writ_arena *arena);
void writ_build_item(struct writ_build *build, const struct writ_value *value);
void writ_build_member(struct writ_build *build, struct writ_str key, const struct writ_value *value);
void writ_build_put(struct writ_build *build, const char *key, const struct writ_value *value);
void writ_build_put_text(struct writ_build *build, const char *key, struct writ_str text);
void writ_build_put_lent(struct writ_build *build, const char *key,
                         struct writ_str text); /**< of a text that outlives the tree */
void writ_build_put_int(struct writ_build *build, const char *key, int64_t number);

/** As put, but leaves the member out when value is NULL. */
void writ_build_put_known(struct writ_build *build, const char *key, const struct writ_value *value);

/** The array or object, or NULL when any step failed. */
struct writ_value *writ_build_end(struct writ_build *build);

#endif
