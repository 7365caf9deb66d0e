/* SPDX-License-Identifier: Apache-2.0
 *
 * What decisions were made under is kept, is the same when it is loaded again, and says so when it
 * is not.
 */
#include "cmocka_all.h"

#include "audited.h"
#include "base/embedded.h"
#include "descriptor/stdlib.h"
#include "engine/bundle.h"
#include "ledger/store.h"
#include "own_dir.h"

enum { TEXTS_MAX = 256 };

static void add_state(void *ctx, const struct writ_replay_entry *entry)
{
    static const char letters[] = "sdxoem";
    char *text = ctx;
    const size_t len = strlen(text);

    (void)snprintf(text + len, 512 - len, "%c%s ", letters[entry->state], entry->member);
}

static enum writ_status try_replay(const struct audited *audited,
                                   const struct writ_replay_terms *terms, char ret_text[512])
{
    const struct writ_replay_visitor visitor = {add_state, ret_text};
    struct writ_error err = {0};

    ret_text[0] = '\0';
    return writ_audit_replay(audited->dir, terms, &visitor, &err);
}

static void replay(const struct audited *audited, char ret_text[512])
{
    const struct writ_replay_terms terms = {.last = UINT64_MAX};

    assert_int_equal(try_replay(audited, &terms, ret_text), WRIT_OK);
}

static const struct {
    const char *label;
    struct mesh_file file;
} changes[] = {
    {"a policy",
     {"policies/domains/sales/readers.lua",
      "return policy { id = 'sales.readers', title = 'T', phase = 'access', "
      "level = 'mandatory', rule = function(input, out) "
      "out.deny('closed', { at = input.product.domain }) end }\n"}},
    {"a module", {"policies/lib/own.lua", "return { one = 1 }\n"}},
    {"a descriptor", {"products/orders.yaml", "# moved by a line\n" MESH_ORDERS}},
    {"mesh.yaml", {"mesh.yaml", "name: small\nbaseline: true\n"}},
    {"data", {"data/more.yaml", "a: 1\n"}},
};

/* A log of one decision before and one after each change. */
static void make_changing(struct audited *audited)
{
    audited_make(audited);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        mesh_dir_put(&audited->recording.dir, changes[i].file.path, changes[i].file.text);
        recording_open(&audited->recording);
        decide(&audited->recording, "dana", "orders");
        close_engine(audited);
    }
}

static void every_entry_is_decided_under_its_own_bundle(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    char text[512];

    (void)state;
    make_changing(&audited);
    mesh_dir_put(&audited.recording.dir, "mesh.yaml", "this is no mesh any more");
    replay(&audited, text);
    assert_string_equal(text, "s s s s s s s s s ");
}

static struct writ_bundle_id bundle_of(const struct audited *audited)
{
    struct writ_mesh *mesh = mesh_dir_load(&audited->recording.dir);
    const struct writ_bundle_id id = writ_bundle_of_mesh(mesh);

    writ_mesh_free(mesh);
    return id;
}

/* DIR/store/KIND/NAME of the mesh as it is now. */
static const char *kept_path(struct audited *audited, enum writ_kept kind,
                             const struct writ_digest *name, char path[RECORDING_PATH])
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    (void)snprintf(path, RECORDING_PATH, "%s", writ_store_path(&arena, audited->dir, kind, name));
    return path;
}

static void a_bundle_that_is_gone_is_another(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_replay_terms terms = {.last = UINT64_MAX};
    char path[RECORDING_PATH];
    char digest[WRIT_DIGEST_TEXT_SIZE] = "sha256:";
    char text[512];

    (void)state;
    make_changing(&audited);

    const struct writ_bundle_id id = bundle_of(&audited);

    assert_int_equal(unlink(kept_path(&audited, WRIT_KEPT_BUNDLE, &id.mesh, path)), 0);
    replay(&audited, text);
    assert_string_equal(text, "s s s s s s s s o/bundle ");
    terms.mesh_dir = mesh_dir_path(&audited.recording.dir);
    assert_int_equal(try_replay(&audited, &terms, text), WRIT_OK);
    assert_string_equal(text, "s ");
    writ_digest_hex(&id.mesh, digest + strlen(digest));
    terms = (struct writ_replay_terms){.last = UINT64_MAX, .bundle = digest};
    assert_int_equal(try_replay(&audited, &terms, text), WRIT_OK);
    assert_string_equal(text, "o/bundle ");
    terms.bundle = "sha256:12";
    assert_int_equal(try_replay(&audited, &terms, text), WRIT_E_SYNTAX);
}

static void a_changed_file_of_a_bundle_is_damage(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    const struct writ_str changed = WRIT_LIT("a: 1\n");
    struct writ_digest blob;
    struct writ_error err = {0};
    char path[RECORDING_PATH];
    char text[512];

    (void)state;
    make_changing(&audited);
    assert_int_equal(writ_sha256(&changed, 1, &blob, &err), WRIT_OK);
    own_write(kept_path(&audited, WRIT_KEPT_BLOB, &blob, path), WRIT_LIT("a: 2\n"), 0644);
    replay(&audited, text);
    assert_non_null(strstr(text, "s s s s s s s s x"));
    assert_non_null(strstr(text, ": the file's bytes do not hash to its name"));
}

static const struct {
    const char *label;
    const char *manifest;
    const char *said;
} manifests[] = {
    {"no JSON", "{", ""},
    {"no manifest", "{}", "this is no manifest of a bundle"},
    {"another version", "{\"v\":2}", "this is no manifest of a bundle"},
    {"a file without digest",
     "{\"v\":1,\"baseline\":\"sha256:"
     "0000000000000000000000000000000000000000000000000000000000000000\","
     "\"files\":[{\"path\":\"mesh.yaml\"}]}",
     "a file of the manifest has no path or no digest"},
};

static void a_changed_manifest_is_damage(void **state)
{
    WRIT_AUTO(audited) struct audited audited;

    (void)state;
    audited_make(&audited);

    const struct writ_bundle_id id = bundle_of(&audited);

    for (size_t i = 0; i < sizeof(manifests) / sizeof(manifests[0]); i++) {
        struct writ_engine *engine = NULL;
        struct writ_error err = {0};
        char path[RECORDING_PATH];

        own_write(kept_path(&audited, WRIT_KEPT_BUNDLE, &id.mesh, path),
                  writ_str_from(manifests[i].manifest), 0644);
        if (writ_bundle_open(audited.dir, &id, &engine, &err) != WRIT_E_CORRUPT ||
            strstr(err.text, manifests[i].said) == NULL || strcmp(err.loc.source, path) != 0) {
            fail_msg("%s: %s: %s", manifests[i].label, err.loc.source, err.text);
        }
    }
}

/* A manifest of other files than the mesh's, each of them there: only the digest of the whole
 * tells. */
static void files_of_another_mesh_are_damage(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    char first[RECORDING_PATH];
    char second[RECORDING_PATH];

    (void)state;
    audited_make(&audited);

    const struct writ_bundle_id before = bundle_of(&audited);

    mesh_dir_put(&audited.recording.dir, "data/more.yaml", "a: 1\n");

    const struct writ_bundle_id after = bundle_of(&audited);

    assert_int_equal(rename(kept_path(&audited, WRIT_KEPT_BUNDLE, &before.mesh, first),
                            kept_path(&audited, WRIT_KEPT_BUNDLE, &after.mesh, second)),
                     0);
    assert_int_equal(writ_bundle_open(audited.dir, &after, &engine, &err), WRIT_E_CORRUPT);
    assert_string_equal(err.text, "the mesh of this manifest has another digest");
}

/* The library as it may have been in an older program: one module has another text. */
static struct writ_mesh *load_under_older_library(const struct audited *audited,
                                                  struct writ_embedded texts[TEXTS_MAX])
{
    struct writ_mesh_source source = writ_mesh_folder(mesh_dir_path(&audited->recording.dir));
    struct writ_mesh *mesh = NULL;
    struct writ_error err = {0};
    size_t count = 0;

    for (const struct writ_embedded *it = source.library; it->name != NULL; it++) {
        assert_true(count + 1 < TEXTS_MAX);
        texts[count++] = *it;
    }
    texts[count] = (struct writ_embedded){.name = NULL};
    texts[0].text = "return { older = true }\n";
    texts[0].len = strlen(texts[0].text);
    source.library = texts;
    if (writ_mesh_load_from(&source, &mesh, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return mesh;
}

static void an_older_library_is_kept_and_used(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_embedded texts[TEXTS_MAX];
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    audited_make(&audited);
    mesh_dir_put(&audited.recording.dir, "mesh.yaml", "name: small\nbaseline: false\nlimits: {}\n");

    struct writ_mesh *mesh = load_under_older_library(&audited, texts);
    const struct writ_bundle_id id = writ_bundle_of_mesh(mesh);

    assert_int_equal(writ_bundle_open(audited.dir, &id, &engine, &err), WRIT_E_NOTFOUND);
    err = (struct writ_error){0};
    assert_int_equal(writ_bundle_keep(audited.dir, mesh, &err), WRIT_OK);
    writ_mesh_free(mesh);
    assert_int_equal(writ_bundle_open(audited.dir, &id, &engine, &err), WRIT_OK);
    assert_true(engine->mesh->source.library != writ_stdlib_texts());
    writ_engine_close(engine);
    own_write(kept_path(&audited, WRIT_KEPT_TEXTS, &id.library, path),
              WRIT_LIT("[{\"name\":\"a\",\"text\":\"b\"}]"), 0644);
    assert_int_equal(writ_bundle_open(audited.dir, &id, &engine, &err), WRIT_E_CORRUPT);
    assert_string_equal(err.text, "the texts do not hash to the file's name");
}

static void what_names_a_subject_is_found(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_bundle_mention mention;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_bundle_mentions(&arena, audited.dir, WRIT_LIT("dana"), &mention, &err),
                     WRIT_OK);
    assert_int_equal(mention.files, 0);
    assert_int_equal(writ_bundle_mentions(&arena, audited.dir, WRIT_LIT("bob"), &mention, &err),
                     WRIT_OK);
    assert_int_equal(mention.files, 1);
    assert_string_equal(mention.first, "policies/domains/sales/readers.lua");
}

/* What cannot be kept must not be decided under. */
static void a_store_that_cannot_be_written_stops_recording(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&recording);
    mesh_dir_put(&recording.dir, ".writ/log/store", "in the way");
    assert_int_equal(recording_try_open(&recording, true, &err), WRIT_E_IO);
    assert_null(recording.engine);
    assert_non_null(strstr(err.loc.source, recording_path(&recording, ".writ/log/store", path)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_decided_under_its_own_bundle),
        cmocka_unit_test(a_bundle_that_is_gone_is_another),
        cmocka_unit_test(a_changed_file_of_a_bundle_is_damage),
        cmocka_unit_test(a_changed_manifest_is_damage),
        cmocka_unit_test(files_of_another_mesh_are_damage),
        cmocka_unit_test(an_older_library_is_kept_and_used),
        cmocka_unit_test(what_names_a_subject_is_found),
        cmocka_unit_test(a_store_that_cannot_be_written_stops_recording),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
