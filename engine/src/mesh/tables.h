/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/tables.h - which product a table of a query engine belongs to.
 * Layer: mesh (may include base, data, codec, crypto, script, descriptor).
 *
 * Descriptors say it: an output port of the protocol `trino` with its namespace. Where they do not,
 * mesh.yaml says it in `service.trino.tables`. Names are compared as the engine compares them,
 * without case. There is no index in a mesh without `service.trino`.
 */
#ifndef WRIT_MESH_TABLES_H
#define WRIT_MESH_TABLES_H

#include "mesh/mesh.h"

/** A table as a query names it: "catalog"."schema"."name". */
struct writ_table_name {
    struct writ_str catalog, schema, name;
};

/** A column as a query names it. */
struct writ_table_column {
    struct writ_str name;
    const struct writ_str
        *paths; /**< in the product model: its own, and those of what is inside it */
    size_t path_count;
};

/** A table that belongs to a product. */
struct writ_table {
    struct writ_table_name called;
    const struct writ_descriptor *descriptor;
    struct writ_str port;     /**< the product's; empty: of no port in particular */
    struct writ_str resource; /**< what a request calls the product: "ID" or "ID#PORT" */
    struct writ_str
        model; /**< the table in the product model: the first part of its columns' paths */
    struct writ_table_column *columns; /**< by name, without case */
    size_t column_count;
    size_t siblings; /**< tables that the resource has in the product model, this one included */
    size_t index;    /**< below writ_mesh_table_count() */
    size_t owner;    /**< the same for tables of one resource, below writ_mesh_table_owners() */
    uint64_t hash;
};

/** NULL when it belongs to no product. Takes the same time in a mesh of any size. */
const struct writ_table *writ_mesh_table(const struct writ_mesh *mesh,
                                         const struct writ_table_name *name);

/** NULL when the table has no such column. */
const struct writ_table_column *writ_table_column(const struct writ_table *table,
                                                  struct writ_str name);

size_t writ_mesh_table_count(const struct writ_mesh *mesh);

/** How many resources the tables belong to. */
size_t writ_mesh_table_owners(const struct writ_mesh *mesh);

#endif
