/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/mesh_dir.h - a small mesh in a folder of a test's own, from a table of texts.
 */
#ifndef WRIT_TESTS_MESH_DIR_H
#define WRIT_TESTS_MESH_DIR_H

#include "base/file.h"
#include "mesh/mesh.h"
#include "scratch.h"

/* A table of these ends with a NULL path. */
struct mesh_file {
    const char *path;
    const char *text;
};

struct mesh_dir {
    struct scratch scratch;
};

static inline const char *mesh_dir_path(const struct mesh_dir *mesh)
{
    return mesh->scratch.dir;
}

/* Add or replace a file; the folders above it are made. */
static inline void mesh_dir_put_bytes(struct mesh_dir *mesh, const char *path,
                                      struct writ_str bytes)
{
    char *full = strdup(scratch_path(&mesh->scratch, path));
    struct writ_error err = {0};

    assert_non_null(full);
    *strrchr(full, '/') = '\0';
    assert_int_equal(writ_dir_make(full, &err), WRIT_OK);
    free(full);

    FILE *file = fopen(scratch_path(&mesh->scratch, path), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static inline void mesh_dir_put(struct mesh_dir *mesh, const char *path, const char *text)
{
    mesh_dir_put_bytes(mesh, path, writ_str_from(text));
}

static inline void mesh_dir_put_all(struct mesh_dir *mesh, const struct mesh_file *files)
{
    for (const struct mesh_file *it = files; it->path != NULL; it++) {
        mesh_dir_put(mesh, it->path, it->text);
    }
}

static inline void mesh_dir_drop(struct mesh_dir *mesh, const char *path)
{
    assert_int_equal(unlink(scratch_path(&mesh->scratch, path)), 0);
}

/* A mesh of that name, without the baseline, until a file says otherwise. */
static inline void mesh_dir_make(struct mesh_dir *mesh, const struct mesh_file *files)
{
    scratch_make(&mesh->scratch);
    mesh_dir_put(mesh, "mesh.yaml", "name: small\nbaseline: false\n");
    if (files != NULL) {
        mesh_dir_put_all(mesh, files);
    }
}

static inline void mesh_dir_autop(struct mesh_dir *mesh)
{
    scratch_autop(&mesh->scratch);
}

static inline struct writ_mesh *mesh_dir_load(const struct mesh_dir *mesh)
{
    struct writ_mesh *loaded = NULL;
    struct writ_error err = {0};

    if (writ_mesh_load(mesh_dir_path(mesh), &loaded, &err) != WRIT_OK) {
        fail_msg("%s:%u:%u: %s", err.loc.source, err.loc.line, err.loc.column, err.text);
    }
    return loaded;
}

/* A mesh that must not load, what must be said and where. */
struct mesh_refusal {
    const char *label;
    struct mesh_file files[4];
    enum writ_status status;
    struct {
        const char *source;
        uint32_t line, column;
    } at;
    const char *message;
};

/* Prints what was got instead. */
static inline bool mesh_is_refused(const struct mesh_refusal *row)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;
    struct writ_mesh *mesh = NULL;
    struct writ_error err = {0};

    mesh_dir_make(&dir, row->files);

    const enum writ_status status = writ_mesh_load(mesh_dir_path(&dir), &mesh, &err);
    const bool is_right = status == row->status && err.status == status && mesh == NULL &&
                          strcmp(err.loc.source, row->at.source) == 0 &&
                          err.loc.line == row->at.line && err.loc.column == row->at.column &&
                          strcmp(err.text, row->message) == 0;

    if (!is_right) {
        print_error("%s: got %s at %s:%u:%u: %s\n", row->label, writ_status_name(status),
                    err.loc.source, err.loc.line, err.loc.column, err.text);
    }
    writ_mesh_free(mesh);
    return is_right;
}

static inline void mesh_check_refusals(const struct mesh_refusal *rows, size_t count)
{
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        wrong += mesh_is_refused(&rows[i]) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

/* Texts that many meshes share. */
#define MESH_POLICY(id, members)                                                                   \
    "return policy { id = '" id "', title = 'T', phase = { 'access', 'publish' }, "                \
    "level = 'mandatory', rule = function(input, out, params) end, " members " }\n"

/* A contract that stands for itself, with two columns: orders.id and orders.email. */
#define MESH_ORDERS                                                                                \
    "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nname: Orders\nversion: 1.0.0\n"           \
    "status: active\ndomain: sales\n"                                                              \
    "schema:\n  - name: orders\n    properties:\n"                                                 \
    "      - name: id\n        logicalType: string\n"                                              \
    "      - name: email\n        logicalType: string\n"

#endif
