/* SPDX-License-Identifier: Apache-2.0
 *
 * Products and the contracts their ports name.
 */
#include <stdlib.h>

#include "base/try.h"
#include "codec/codec.h"
#include "mesh/load.h"

bool writ_is_contract(const struct writ_descriptor *descriptor)
{
    return writ_value_is_text(writ_value_member(descriptor->product, "kind"), "contract");
}

static bool names_contract(const struct writ_value *product, struct writ_str id)
{
    const struct writ_value *ports = writ_value_member(product, "ports");

    for (size_t i = 0; id.len > 0 && i < writ_value_count(ports); i++) {
        const struct writ_value *contract =
            writ_value_member(writ_value_item(ports, i), "contract");

        if (writ_str_eq(writ_value_text(contract), id)) {
            return true;
        }
    }
    return false;
}

/* A contract that some product's port names is that product's; on its own it may be asked for like
 * a product. */
static bool is_referenced(const struct writ_mesh *mesh, const struct writ_str id)
{
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        if (names_contract(mesh->descriptors[i].product, id)) {
            return true;
        }
    }
    return false;
}

/* Give a product those of the list's contracts that its ports name. */
static enum writ_status join(const struct writ_mesh *mesh, struct writ_arena *arena,
                             const struct writ_descriptor *list, size_t count,
                             struct writ_descriptor *descriptor, struct writ_error *err)
{
    const struct writ_value *named;
    struct writ_build build;

    writ_build_array(&build, arena);
    for (size_t i = 0; i < count; i++) {
        if (writ_is_contract(&list[i]) &&
            names_contract(descriptor->product,
                           writ_value_text(writ_value_member(list[i].product, "id")))) {
            writ_build_item(&build, list[i].product);
        }
    }
    named = writ_build_end(&build);
    return named == NULL ? writ_mesh_no_memory(err)
                         : writ_reader_join(mesh->reader, arena, named, descriptor, err);
}

enum writ_status writ_mesh_join_contracts(struct writ_mesh *mesh, struct writ_descriptor *list,
                                          size_t count, struct writ_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!writ_is_contract(&list[i])) {
            WRIT_TRY(join(mesh, &mesh->arena, list, count, &list[i], err));
        }
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_join_one(const struct writ_mesh *mesh, struct writ_arena *arena,
                                    struct writ_descriptor *descriptor, struct writ_error *err)
{
    return writ_is_contract(descriptor)
               ? WRIT_OK
               : join(mesh, arena, mesh->descriptors, mesh->descriptor_count, descriptor, err);
}

static bool are_versions(const struct writ_descriptor *a, const struct writ_descriptor *b)
{
    return writ_is_contract(a) && writ_is_contract(b) &&
           !writ_value_equal(writ_value_member(a->product, "version"),
                             writ_value_member(b->product, "version"));
}

/* Two descriptors with one id would make every decision depend on the order of files. */
enum writ_status writ_mesh_check_ids(const struct writ_descriptor *list, size_t count,
                                     struct writ_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *id = writ_value_member(list[i].product, "id");
        const struct writ_loc at = writ_value_loc(id == NULL ? list[i].product : id);

        if (id == NULL) {
            return writ_fail(err, WRIT_E_SCHEMA, &at,
                             "the descriptor has no id, so nothing can be decided about it");
        }
        for (size_t k = 0; k < i; k++) {
            const struct writ_value *other = list[k].product;

            if (writ_value_equal(id, writ_value_member(other, "id")) &&
                !are_versions(&list[i], &list[k])) {
                return writ_fail(err, WRIT_E_SCHEMA, &at, "the id '%.*s' is already that of %s",
                                 WRIT_FMT(id->text), list[k].path);
            }
        }
    }
    return WRIT_OK;
}

static enum writ_status read_product(struct writ_mesh *mesh, const char *path,
                                     struct writ_error *err)
{
    struct writ_descriptor *descriptor = &mesh->descriptors[mesh->descriptor_count];
    const struct writ_value *document = NULL;
    struct writ_str bytes;

    WRIT_TRY(writ_mesh_read(mesh, path, &bytes, err));
    WRIT_TRY(writ_document_read(&mesh->arena, path, bytes, WRIT_CODEC_LIMITS, &document, err));
    WRIT_TRY(writ_reader_normalise(mesh->reader, &mesh->arena, document, bytes, descriptor, err));
    mesh->descriptor_count++;
    return writ_mesh_absorb(
        mesh, path, (struct writ_str){(const char *)descriptor->raw_digest.bytes, WRIT_SHA256_SIZE},
        err);
}

static bool has_policies(const struct writ_mesh *mesh, const struct writ_value *folder)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (mesh->policies[i].layer == WRIT_LAYER_PRODUCT &&
            writ_value_is_text(folder, mesh->policies[i].scope)) {
            return true;
        }
    }
    return false;
}

/* A product that asks for policies and gets none, because of a slip of the pen, would be less
 * guarded than its owner thinks. */
static enum writ_status check_named_policies(const struct writ_mesh *mesh,
                                             const struct writ_value *product,
                                             struct writ_error *err)
{
    const struct writ_value *named = writ_value_path(product, "gov.policies");
    const bool is_list = named != NULL && named->kind == WRIT_ARRAY;

    for (size_t i = 0; i < (is_list ? named->as.array.count : named != NULL); i++) {
        const struct writ_value *folder = is_list ? named->as.array.items[i] : named;
        const struct writ_loc at = writ_value_loc(folder);

        if (!has_policies(mesh, folder)) {
            return writ_fail(
                err, WRIT_E_SCHEMA, &at,
                "the product names the policies '%.*s', but policies/products/ has none",
                WRIT_FMT(writ_value_text(folder)));
        }
    }
    return WRIT_OK;
}

/* Policies about more than one product, such as lineage, see every model of the mesh; what they
 * look models up in is made once, since each evaluation would make it anew. */
static enum writ_status build_catalogue(struct writ_mesh *mesh, struct writ_error *err)
{
    struct writ_build list, catalogue;
    const struct writ_value *index = NULL;

    writ_build_array(&list, &mesh->arena);
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        writ_build_item(&list, mesh->descriptors[i].product);
    }

    const struct writ_value *products = writ_build_end(&list);

    if (products == NULL) {
        return writ_mesh_no_memory(err);
    }
    WRIT_TRY(writ_reader_index(mesh->reader, &mesh->arena, products, &index, err));
    writ_build_object(&catalogue, &mesh->arena);
    writ_build_put(&catalogue, "products", products);
    writ_build_put(&catalogue, "index", index);
    mesh->catalogue = writ_build_end(&catalogue);
    return mesh->catalogue == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

enum writ_status writ_mesh_load_products(struct writ_mesh *mesh, struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;

    WRIT_TRY(writ_mesh_list(mesh, "products", &paths, &count, err));
    mesh->descriptors = writ_arena_array(&mesh->arena, count + 1, sizeof(*mesh->descriptors));
    if (mesh->descriptors == NULL) {
        return writ_mesh_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (writ_is_document_name(paths[i])) {
            WRIT_TRY(read_product(mesh, paths[i], err));
        }
    }
    WRIT_TRY(writ_mesh_check_ids(mesh->descriptors, mesh->descriptor_count, err));
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        WRIT_TRY(check_named_policies(mesh, mesh->descriptors[i].product, err));
    }
    WRIT_TRY(writ_mesh_join_contracts(mesh, mesh->descriptors, mesh->descriptor_count, err));
    return build_catalogue(mesh, err);
}

const struct writ_descriptor *writ_mesh_product(const struct writ_mesh *mesh, struct writ_str id)
{
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        const struct writ_descriptor *descriptor = &mesh->descriptors[i];

        if (id.len > 0 &&
            writ_str_eq(writ_value_text(writ_value_member(descriptor->product, "id")), id) &&
            (!writ_is_contract(descriptor) || !is_referenced(mesh, id))) {
            return descriptor;
        }
    }
    return NULL;
}

bool writ_product_has_port(const struct writ_value *product, struct writ_str id)
{
    const struct writ_value *ports = writ_value_member(product, "ports");

    for (size_t i = 0; i < writ_value_count(ports); i++) {
        if (writ_str_eq(writ_value_text(writ_value_member(writ_value_item(ports, i), "id")), id)) {
            return true;
        }
    }
    return false;
}

const struct writ_descriptor *writ_mesh_resource(const struct writ_mesh *mesh, struct writ_str name,
                                                 struct writ_str *ret_port)
{
    const size_t hash = writ_str_find_last(name, '#');
    const struct writ_descriptor *whole = writ_mesh_product(mesh, name);
    const struct writ_descriptor *descriptor =
        whole != NULL ? whole : writ_mesh_product(mesh, writ_str_cut(name, 0, hash));

    *ret_port = whole != NULL ? WRIT_LIT("") : writ_str_cut(name, hash + 1, name.len);
    return descriptor == whole || writ_product_has_port(descriptor->product, *ret_port) ? descriptor
                                                                                        : NULL;
}
