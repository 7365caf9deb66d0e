/* SPDX-License-Identifier: Apache-2.0
 *
 * What every result keeps to: it outlives its engine, an index past its end gives NULL, freeing
 * nothing is fine, and a call that fails needs no error record.
 */
#include "host.h"

/* What an engine is asked for, one of each. */
struct results {
    struct writ_decision *decision;
    struct writ_report *report;
    struct writ_product *product;
    struct writ_sweep *sweep;
    struct writ_lineage *lineage;
    struct writ_score *score;
    struct writ_why *why;
    struct writ_sql_queries *queries;
    struct writ_impact *impact;
};

static void ask_everything(struct host *host, struct writ_engine *engine, struct results *ret)
{
    const struct writ_sql_terms terms = {.dialect = "postgresql"};
    struct writ_error err = {0};
    const char *product = scratch_path(&host->scratch, "shop/products/sales/orders.yaml");

    assert_int_equal(writ_engine_product(engine, product, &ret->product, &err), WRIT_OK);
    assert_int_equal(writ_engine_why(engine, product, NULL, &ret->why, &err), WRIT_OK);
    assert_int_equal(writ_engine_check(engine, NULL, 0, "2040-01-01T00:00:00Z", &ret->report, &err),
                     WRIT_OK);
    assert_int_equal(writ_engine_sweep(engine, NULL, &ret->sweep, &err), WRIT_OK);
    assert_int_equal(writ_engine_lineage(engine, NULL, &ret->lineage, &err), WRIT_OK);
    assert_int_equal(writ_engine_score(engine, NULL, &ret->score, &err), WRIT_OK);
    assert_int_equal(
        writ_engine_decide(engine, "request", writ_bytes_str(host->request), &ret->decision, &err),
        WRIT_OK);
    assert_int_equal(writ_engine_sql(engine, "writ", writ_decision_writ(ret->decision), &terms,
                                     &ret->queries, &err),
                     WRIT_OK);
    assert_int_equal(writ_engine_impact(engine, 0, UINT64_MAX, &ret->impact, &err), WRIT_OK);
}

static void free_everything(struct results *results)
{
    writ_decision_free(results->decision);
    writ_report_free(results->report);
    writ_product_free(results->product);
    writ_sweep_free(results->sweep);
    writ_lineage_free(results->lineage);
    writ_score_free(results->score);
    writ_why_free(results->why);
    writ_sql_queries_free(results->queries);
    writ_impact_free(results->impact);
}

static size_t read_findings(const struct writ_finding *findings, size_t count)
{
    size_t bytes = 0;

    for (size_t i = 0; i < count; i++) {
        const struct writ_finding *each = &findings[i];
        const char *const texts[] = {each->source, each->policy, each->code, each->message,
                                     each->hint,   each->note,   each->docs};

        for (size_t text = 0; text < sizeof(texts) / sizeof(texts[0]); text++) {
            bytes += strlen(texts[text]);
        }
    }
    return bytes;
}

static size_t read_report(const struct writ_report *report)
{
    size_t bytes = 0;

    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        bytes += strlen(entry->path) + strlen(entry->name) + strlen(entry->group) +
                 read_findings(entry->findings, entry->finding_count);
    }
    assert_null(writ_report_entry(report, writ_report_count(report)));
    return bytes;
}

static size_t read_product(const struct writ_product *product)
{
    size_t bytes = strlen(writ_product_json(product).ptr);

    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        const struct writ_fact *fact = writ_product_fact(product, i);

        bytes += strlen(fact->pointer) + strlen(fact->value) + strlen(fact->source_pointer) +
                 strlen(fact->source);
    }
    assert_null(writ_product_fact(product, writ_product_fact_count(product)));
    assert_null(writ_product_finding(product, writ_product_finding_count(product)));
    return bytes;
}

static size_t read_why(const struct writ_why *why)
{
    size_t bytes = 0;

    for (size_t i = 0; i < writ_why_count(why); i++) {
        const struct writ_why_row *row = writ_why_row(why, i);

        bytes += strlen(row->policy) + strlen(row->title) + strlen(row->layer) +
                 strlen(row->scope) + strlen(row->state) + strlen(row->because);
        for (size_t said = 0; said < row->said_count; said++) {
            bytes += strlen(row->said[said].effect) + strlen(row->said[said].standing) +
                     strlen(row->said[said].detail) + read_findings(&row->said[said].finding, 1);
        }
    }
    assert_null(writ_why_row(why, writ_why_count(why)));
    return bytes;
}

static size_t read_views(const struct results *results)
{
    const size_t duties = writ_sweep_count(results->sweep);
    const size_t nodes = writ_lineage_node_count(results->lineage);
    const size_t products = writ_score_count(results->score);
    size_t bytes = read_report(writ_sweep_report(results->sweep));

    assert_true(duties > 0 && nodes > 0 && products > 0);
    bytes += strlen(writ_sweep_row(results->sweep, 0)->why) +
             strlen(writ_sweep_row(results->sweep, 0)->policy) +
             strlen(writ_sweep_row(results->sweep, 0)->source) +
             strlen(writ_sweep_time(results->sweep));
    bytes += strlen(writ_lineage_node(results->lineage, 0)->id) +
             strlen(writ_lineage_node(results->lineage, 0)->source);
    bytes += strlen(writ_score_product(results->score, 0)->id) +
             strlen(writ_score_product(results->score, 0)->checks[0].source);
    assert_null(writ_sweep_row(results->sweep, duties));
    assert_null(writ_lineage_node(results->lineage, nodes));
    assert_null(writ_lineage_edge(results->lineage, writ_lineage_edge_count(results->lineage)));
    assert_null(writ_lineage_cycle(results->lineage, writ_lineage_cycle_count(results->lineage)));
    assert_null(writ_score_product(results->score, products));
    return bytes;
}

static size_t read_queries(const struct writ_sql_queries *queries)
{
    const struct writ_sql_query *query = writ_sql_query(queries, 0);

    assert_null(writ_sql_query(queries, writ_sql_query_count(queries)));
    return strlen(query->table.ptr) + strlen(query->sql.ptr) + writ_sql_remaining(queries).len;
}

static void a_result_outlives_its_engine(void **state)
{
    struct host host;
    struct results results = {.decision = NULL};
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    struct writ_verified verified;

    (void)state;
    host_make(&host);
    assert_int_equal(host_open(&host, &engine, &err), WRIT_OK);
    ask_everything(&host, engine, &results);
    writ_engine_close(engine);

    assert_true(read_report(results.report) > 0);
    assert_true(read_product(results.product) > 0);
    assert_true(read_why(results.why) > 0);
    assert_true(read_views(&results) > 0);
    assert_true(read_queries(results.queries) > 0);
    assert_int_equal(writ_verify(writ_decision_writ(results.decision),
                                 writ_decision_receipt(results.decision), writ_bytes_str(host.vkey),
                                 &verified, &err),
                     WRIT_OK);
    assert_int_equal(writ_impact_counts(results.impact).decisions, 1);
    assert_null(writ_impact_change(results.impact, writ_impact_change_count(results.impact)));
    for (int by = WRIT_IMPACT_BY_POLICY; by <= WRIT_IMPACT_BY_SUBJECT; by++) {
        const size_t count = writ_impact_tally_count(results.impact, (enum writ_impact_by)by);

        assert_null(writ_impact_tally(results.impact, (enum writ_impact_by)by, count));
    }
    free_everything(&results);
    host_done(&host);
}

static void freeing_nothing_is_fine(void **state)
{
    struct results nothing = {.decision = NULL};
    struct writ_bytes bytes = {NULL, 0};

    (void)state;
    free_everything(&nothing);
    writ_engine_close(NULL);
    writ_recorder_close(NULL);
    writ_console_close(NULL);
    writ_witness_stop(NULL);
    writ_bytes_free(&bytes);
    writ_bytes_free(&bytes);
}

static void no_error_record_is_needed(void **state)
{
    const struct writ_options nowhere = {.mesh_dir = "/nowhere"};
    struct writ_engine *engine = NULL;
    struct writ_decision *decision = NULL;
    struct writ_verified verified;
    struct writ_bytes bytes = {NULL, 0};
    struct host host;

    (void)state;
    host_make(&host);

    const struct writ_options evaluating = {.mesh_dir = host.mesh};

    assert_int_equal(writ_engine_open(&nowhere, &engine, NULL), WRIT_E_NOTFOUND);
    assert_null(engine);
    assert_int_equal(writ_engine_open(&evaluating, &engine, NULL), WRIT_OK);
    assert_int_equal(writ_engine_decide(engine, "r", writ_bytes_str(host.request), &decision, NULL),
                     WRIT_E_BUG);
    assert_int_equal(writ_engine_evaluate(engine, "r", writ_str_from("{"), &decision, NULL),
                     WRIT_E_SYNTAX);
    assert_null(decision);
    assert_int_equal(writ_verify(writ_str_from("{}"), writ_str_from(""), writ_bytes_str(host.vkey),
                                 &verified, NULL),
                     WRIT_E_SCHEMA);
    assert_int_equal(writ_read_file("/nowhere", 1, &bytes, NULL), WRIT_E_NOTFOUND);
    writ_engine_close(engine);
    host_done(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_outlives_its_engine),
        cmocka_unit_test(freeing_nothing_is_fine),
        cmocka_unit_test(no_error_record_is_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
