/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/unit/cli/fixture.h - a fabricated report with everything a renderer must survive, for the
 * renderers' tests.
 */
#ifndef WRIT_TESTS_CLI_FIXTURE_H
#define WRIT_TESTS_CLI_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "outcome.h"

static const struct writ_finding denied_findings[] = {
    {"products/a.yaml", 14, 3, WRIT_ERROR, "privacy.purpose", "NO_OWNER",
     "no <owner> & \"no\"\nsecond \x1b[31mline \xff", "add an owner", "", "docs/p.md#purpose",
     false},
    {"products/a.yaml", 2, 0, WRIT_WARNING, "usability.docs", "A,B:C", "100% bare", "",
     "in grace until 2027-01-01", "https://example.org/p#docs", false},
    {"products/b \xc3\xa9.yaml", 3, 7, WRIT_NOTE, "privacy.purpose", "NO_BASIS", "no basis", "",
     "waived until 2027-01-01 by dpo", "docs/p.md#purpose", false},
};

static const struct writ_finding unreadable_findings[] = {
    {"", 0, 0, WRIT_ERROR, "", "", "not a descriptor", "", "", "", false},
};

static const struct writ_entry fixture_entries[] = {
    {"./products/a.yaml", "plays", "odcs", WRIT_ENTRY_FAIL, denied_findings, 3, false},
    {"/srv/b.json", "", "", WRIT_ENTRY_UNREADABLE, unreadable_findings, 1, false},
    {"c.yaml", "royalties", "dpds", WRIT_ENTRY_PASS, NULL, 0, false},
};

#endif
