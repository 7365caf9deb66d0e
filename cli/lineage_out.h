/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/lineage_out.h - the forms that a lineage is shown in, each on standard output; false when
 * memory is out.
 */
#ifndef WRIT_CLI_LINEAGE_OUT_H
#define WRIT_CLI_LINEAGE_OUT_H

#include <stdio.h>

#include "writ/mesh.h"

/** What is made from each product, below it; of one product first what it is made from. */
bool writ_cli_lineage_tree(const struct writ_lineage *lineage);

bool writ_cli_lineage_mermaid(const struct writ_lineage *lineage); /**< a flowchart */
bool writ_cli_lineage_dot(const struct writ_lineage *lineage);     /**< Graphviz */
bool writ_cli_lineage_json(const struct writ_lineage *lineage);    /**< one object, "version" 1 */

/** What flows along an edge, in words: "confidential, personal". @param quote  as of
 * writ_cli_text_label()
 * @return false when there is nothing to say */
bool writ_cli_lineage_flow(FILE *out, const struct writ_lineage_edge *edge, const char *quote);

#endif
