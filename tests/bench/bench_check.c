/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_check.c - products checked per second, the gas and the memory that it takes: a
 * generated mesh under the baseline's policies, through the public API.
 *
 * Usage: bench_check SCRATCH [PRODUCTS]
 * SCRATCH is an empty folder. A third of the products are a Bitol product with an ODCS contract, a
 * third a DPS product with a DCS contract, a third an ODCS contract alone; each has 3 to 40 columns
 * and most read another one's port, usually of another domain.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bench.h"
#include "writ/why.h"
#include "writ/writ.h"

enum {
    PRODUCTS = 600, /* with their contracts 1 000 descriptors, each of which is checked */
    DOMAINS = 8,
    COLUMNS_LEAST = 3,
    COLUMNS_MOST = 40,
    REPEATS = 3,
    SAMPLES = 30, /* descriptors whose gas is counted */
};

static const struct {
    const char *name;
    const char *type;
    bool is_personal;
} columns[] = {
    {"order_id", "string", false},      {"user_id", "string", true},
    {"created_at", "timestamp", false}, {"country_code", "string", false},
    {"amount", "decimal", false},       {"currency", "string", false},
    {"email", "string", true},          {"birth_date", "date", true},
    {"device_type", "string", false},   {"plan_tier", "string", false},
    {"score", "double", false},         {"play_count", "integer", false},
};

enum { COLUMN_KINDS = sizeof(columns) / sizeof(*columns) };

/* Time of the processor, since it is one core's that counts and others may be at work. */
static double now_ms(void)
{
    return now_us(CLOCK_PROCESS_CPUTIME_ID) / 1e3;
}

/* The same for every run and machine. */
static unsigned spread(unsigned of)
{
    return (of * 2654435761u) >> 8;
}

static unsigned column_count(unsigned number)
{
    return COLUMNS_LEAST + spread(number) % (COLUMNS_MOST - COLUMNS_LEAST + 1);
}

static FILE *create(const char *folder, const char *what, unsigned number)
{
    char path[4200];

    (void)snprintf(path, sizeof(path), "%.4096s/%s-%u.yaml", folder, what, number);
    return fopen(path, "w");
}

static void write_odcs_columns(FILE *file, unsigned number)
{
    for (unsigned i = 0; i < column_count(number); i++) {
        const unsigned kind = i % COLUMN_KINDS;

        fprintf(file,
                "      - name: %s_%u\n        logicalType: %s\n        description: Column %u.\n"
                "        classification: %s\n        tags: [\"%s\"]\n",
                columns[kind].name, i, columns[kind].type, i,
                columns[kind].is_personal ? "confidential" : "internal",
                columns[kind].is_personal ? "pii" : "pii:false");
    }
}

static void write_odcs(FILE *file, unsigned number)
{
    fprintf(file,
            "apiVersion: v3.1.0\nkind: DataContract\nid: contract-%u\nname: Contract %u\n"
            "version: 1.2.0\nstatus: active\ndomain: domain-%u\n"
            "description:\n  purpose: What product %u promises.\n"
            "servers:\n  - server: warehouse\n    type: bigquery\n    project: p\n    dataset: d\n"
            "    customProperties:\n      - property: region\n        value: europe-north1\n"
            "schema:\n  - name: facts\n    physicalType: table\n    description: One row each.\n"
            "    properties:\n",
            number, number, number % DOMAINS, number);
    write_odcs_columns(file, number);
    fprintf(file,
            "team:\n  name: team-%u\nslaProperties:\n  - property: retention\n    value: P2Y\n"
            "    element: facts.created_at_2\n"
            "customProperties:\n  - property: purposes\n    value: [\"dpv:ServiceProvision\"]\n",
            number % DOMAINS);
}

static void write_dcs(FILE *file, unsigned number)
{
    fprintf(
        file,
        "dataContractSpecification: 1.2.0\nid: contract-%u\n"
        "info:\n  title: Contract %u\n  version: 0.4.0\n  status: active\n  owner: team-%u\n"
        "  domain: domain-%u\n"
        "purposes: [\"dpv:ServiceProvision\"]\n"
        "servers:\n  production:\n    type: postgres\n    host: db.example.org\n    port: 5432\n"
        "    database: d\n    schema: public\n    region: eu-central-1\n"
        "models:\n  facts:\n    type: table\n    description: One row each.\n    fields:\n",
        number, number, number % DOMAINS, number % DOMAINS);
    for (unsigned i = 0; i < column_count(number); i++) {
        const unsigned kind = i % COLUMN_KINDS;

        fprintf(file,
                "      %s_%u:\n        type: %s\n        description: Column %u.\n"
                "        pii: %s\n        classification: %s\n",
                columns[kind].name, i, columns[kind].type, i,
                columns[kind].is_personal ? "true" : "false",
                columns[kind].is_personal ? "confidential" : "internal");
    }
}

/* The number of a product that this one reads from. */
static unsigned source_of(unsigned number)
{
    return number == 0 ? 0 : spread(number + 17) % number;
}

static void write_bitol(FILE *file, unsigned number)
{
    fprintf(file,
            "apiVersion: v1.0.0\nkind: DataProduct\nid: product-%u\nname: Product %u\n"
            "version: 1.2.0\nstatus: active\ndomain: domain-%u\n"
            "description:\n  purpose: Facts of domain %u.\n"
            "inputPorts:\n  - name: facts\n    version: 1.2.0\n    contractId: contract-%u\n"
            "outputPorts:\n  - name: facts\n    description: The facts.\n    type: tables\n"
            "    version: 1.2.0\n    contractId: contract-%u\n"
            "team:\n  name: team-%u\n"
            "customProperties:\n  - property: purposes\n    value: [\"dpv:ServiceProvision\"]\n",
            number, number, number % DOMAINS, number % DOMAINS, source_of(number), number,
            number % DOMAINS);
}

static void write_dps(FILE *file, unsigned number)
{
    fprintf(file,
            "dataProductSpecification: 0.0.1\nid: product-%u\n"
            "info:\n  title: Product %u\n  domain: domain-%u\n  owner: team-%u\n"
            "  description: Facts of the domain.\n  status: active\n  version: 0.4.0\n"
            "inputPorts:\n  - id: facts\n    name: Facts\n    sourceSystemId: product-%u\n"
            "    dataContractId: contract-%u\n"
            "outputPorts:\n  - id: facts\n    name: Facts\n    description: The facts.\n"
            "    type: Postgres\n    status: active\n    dataContractId: contract-%u\n"
            "custom:\n  purposes: \"dpv:ServiceProvision\"\n",
            number, number, number % DOMAINS, number % DOMAINS, source_of(number),
            source_of(number), number);
}

static bool write_one(const char *folder, unsigned number)
{
    FILE *contract = create(folder, "contract", number);
    FILE *product = number % 3 == 2 ? NULL : create(folder, "product", number);

    if (contract == NULL || (product == NULL && number % 3 != 2)) {
        return false;
    }
    if (number % 3 == 1) {
        write_dcs(contract, number);
        write_dps(product, number);
    } else {
        write_odcs(contract, number);
        if (product != NULL) {
            write_bitol(product, number);
        }
    }
    return fclose(contract) == 0 && (product == NULL || fclose(product) == 0);
}

static bool write_settings(const char *dir)
{
    char path[4096];

    (void)snprintf(path, sizeof(path), "%s/mesh.yaml", dir);

    FILE *file = fopen(path, "w");

    if (file == NULL) {
        return false;
    }
    fputs("name: bench\nbaseline: true\ndomains:\n", file);
    for (int i = 0; i < DOMAINS; i++) {
        fprintf(file, "  domain-%d: {owner: team-%d, contact: team-%d@example.org}\n", i, i, i);
    }
    fputs("extensions:\n  purposes: purposes\n  region: region\n", file);
    return fclose(file) == 0;
}

static bool write_mesh(const char *dir, unsigned count)
{
    char folder[4096];
    bool is_written = write_settings(dir);

    (void)snprintf(folder, sizeof(folder), "%s/products", dir);
    is_written = mkdir(folder, 0777) == 0 && is_written;
    for (unsigned i = 0; i < count && is_written; i++) {
        is_written = write_one(folder, i);
    }
    return is_written;
}

static void print_rate(const char *what, size_t count, double ms)
{
    printf("%-12s%8.1f ms  %8.0f /s\n", what, ms, (double)count / ms * 1e3);
}

/* The best of several checks; negative on failure. */
static double check_ms(struct writ_engine *engine, size_t *ret_entries, struct writ_error *err)
{
    double best = 1e18;

    for (int i = 0; i < REPEATS; i++) {
        struct writ_report *report = NULL;
        const double start = now_ms();

        if (writ_engine_check(engine, NULL, 0, "2026-01-01T00:00:00Z", &report, err) != WRIT_OK) {
            return -1;
        }

        const double each = now_ms() - start;

        best = each < best ? each : best;
        *ret_entries = writ_report_count(report);
        writ_report_free(report);
    }
    return best;
}

static enum writ_status add_gas(struct writ_engine *engine, const char *path, uint64_t *gas,
                                struct writ_error *err)
{
    struct writ_why *why = NULL;
    const enum writ_status status =
        writ_engine_why(engine, path, "2026-01-01T00:00:00Z", &why, err);

    if (status == WRIT_OK) {
        for (size_t i = 0; i < writ_why_count(why); i++) {
            *gas += writ_why_row(why, i)->gas;
        }
        writ_why_free(why);
    }
    return status;
}

/* Of contracts spread over the mesh, and of the products that offer them. */
static enum writ_status sample_gas(struct writ_engine *engine, const char *dir, unsigned products,
                                   double *ret_gas, struct writ_error *err)
{
    const unsigned step = products / SAMPLES + 1;
    char path[4300];
    uint64_t gas = 0;
    unsigned count = 0;

    for (unsigned i = 0; i < products; i += step) {
        for (int is_product = 0; is_product < (i % 3 == 2 ? 1 : 2); is_product++) {
            (void)snprintf(path, sizeof(path), "%.4096s/products/%s-%u.yaml", dir,
                           is_product ? "product" : "contract", i);

            const enum writ_status status = add_gas(engine, path, &gas, err);

            if (status != WRIT_OK) {
                return status;
            }
            count++;
        }
    }
    *ret_gas = (double)gas / count;
    return WRIT_OK;
}

static int measure(const char *dir, unsigned products)
{
    const struct writ_options options = {.mesh_dir = dir};
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    struct rusage usage;
    size_t count = 0;
    double gas = 0;
    const double start = now_ms();

    if (writ_engine_open(&options, &engine, &err) != WRIT_OK) {
        return die(&err);
    }

    const double opened = now_ms() - start;
    const double checked = check_ms(engine, &count, &err);

    (void)getrusage(RUSAGE_SELF, &usage);

    const bool is_done = checked >= 0 && sample_gas(engine, dir, products, &gas, &err) == WRIT_OK;

    writ_engine_close(engine);
    if (!is_done) {
        return die(&err);
    }
    printf("descriptors %8zu\n", count);
    print_rate("load", count, opened);
    print_rate("check", count, checked);
    print_rate("together", count, opened + checked);
    printf("gas, each   %8.0f\n", gas);
    printf("peak memory %8ld KiB\n", usage.ru_maxrss);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_check SCRATCH [PRODUCTS]\n", stderr);
        return 2;
    }

    const long count = argc > 2 ? strtol(argv[2], NULL, 10) : PRODUCTS;

    if (count < 1 || count > 100000 || !write_mesh(argv[1], (unsigned)count)) {
        fprintf(stderr, "%s: a mesh cannot be written there\n", argv[1]);
        return 1;
    }
    return measure(argv[1], (unsigned)count);
}
