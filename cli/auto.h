/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/auto.h - what the library hands out is released when the scope ends, whatever way it ends.
 */
#ifndef WRIT_CLI_AUTO_H
#define WRIT_CLI_AUTO_H

#include "writ/writ.h"

/* WRIT_CLI_AUTO(writ_engine) runs writ_engine_release(&var) when the scope ends. */
#define WRIT_CLI_AUTO(type) __attribute__((cleanup(type##_release)))

static inline void writ_bytes_release(struct writ_bytes *bytes)
{
    writ_bytes_free(bytes);
}

static inline void writ_engine_release(struct writ_engine **engine)
{
    writ_engine_close(*engine); /* NULL is fine in all of these */
}

static inline void writ_report_release(struct writ_report **report)
{
    writ_report_free(*report);
}

static inline void writ_product_release(struct writ_product **product)
{
    writ_product_free(*product);
}

static inline void writ_lineage_release(struct writ_lineage **lineage)
{
    writ_lineage_free(*lineage);
}

static inline void writ_score_release(struct writ_score **score)
{
    writ_score_free(*score);
}

static inline void writ_sweep_release(struct writ_sweep **sweep)
{
    writ_sweep_free(*sweep);
}

static inline void writ_sql_queries_release(struct writ_sql_queries **queries)
{
    writ_sql_queries_free(*queries);
}

static inline void writ_decision_release(struct writ_decision **decision)
{
    writ_decision_free(*decision);
}

static inline void writ_impact_release(struct writ_impact **impact)
{
    writ_impact_free(*impact);
}

static inline void writ_why_release(struct writ_why **why)
{
    writ_why_free(*why);
}

static inline void writ_console_release(struct writ_console **console)
{
    writ_console_close(*console);
}

#endif
