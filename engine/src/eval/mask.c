/* SPDX-License-Identifier: Apache-2.0
 *
 * The lattice of masks, with Apache Ranger's names (the same order as stdlib/mask.lua): MASK_NONE
 * below everything, MASK_NULL above everything, MASK above the two that show four characters; the
 * rest cannot be compared.
 */
#include "eval/parts.h"

static const char *const kinds[] = {
    "MASK_NULL",         "MASK_HASH",           "MASK",      "MASK_SHOW_LAST_4",
    "MASK_SHOW_FIRST_4", "MASK_DATE_SHOW_YEAR", "MASK_NONE", "CUSTOM"};

bool writ_mask_is_known(struct writ_str kind)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (writ_str_is(kind, kinds[i])) {
            return true;
        }
    }
    return false;
}

static bool hides(const struct writ_value *stronger, const struct writ_value *weaker)
{
    const struct writ_value *a = writ_value_member(stronger, "kind");
    const struct writ_value *b = writ_value_member(weaker, "kind");

    if (writ_value_equal(stronger, weaker) || writ_value_is_text(a, "MASK_NULL") ||
        writ_value_is_text(b, "MASK_NONE")) {
        return true;
    }
    return writ_value_is_text(a, "MASK") && (writ_value_is_text(b, "MASK_SHOW_LAST_4") ||
                                             writ_value_is_text(b, "MASK_SHOW_FIRST_4"));
}

const struct writ_value *writ_mask_stricter(const struct writ_value *a, const struct writ_value *b)
{
    if (hides(a, b)) {
        return a;
    }
    return hides(b, a) ? b : NULL;
}
