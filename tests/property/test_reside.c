/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/script/fixture.h"

#include "codec/codec.h"

static const char product[] =
    "{\"id\":\"p\",\"columns\":[{\"path\":\"a\",\"required\":true},{\"path\":\"b\"}],\"none\":null,"
    "\"wide\":{\"k01\":1,\"k02\":2,\"k03\":3,\"k04\":4,\"k05\":5,\"k06\":6,\"k07\":7,\"k08\":8,"
    "\"k09\":9,"
    "\"k10\":10,\"k11\":11,\"k12\":12,\"k13\":13,\"k14\":14,\"k15\":15,\"k16\":16,\"k17\":17,"
    "\"k18\":18}}";

/* Everything a script can find out about a table of the input. */
static const char looks[] =
    "return function(p)\n"
    "  local keys = {}\n"
    "  for k, v in pairs(p.wide) do keys[#keys + 1] = k .. '=' .. v end\n"
    "  for i, c in ipairs(p.columns) do keys[#keys + 1] = i .. c.path .. tostring(c.required) end\n"
    "  local writes = pcall(function() p.id = 'q' end) or pcall(function() p.columns[3] = 1 end)\n"
    "  return { keys = keys, kind = type(p), count = #p.columns, none = p.none == nil, missing = "
    "p.columns[3] == nil,\n"
    "           first = next(p.wide), same = p.columns == p.columns,\n"
    "           other = p.columns == p.wide or p.columns[1] == string, writes = writes, columns = "
    "p.columns,\n"
    "           odd = p.columns[1.5] == nil and p[1] == nil and p.columns.x == nil,\n"
    "           unpacked = select('#', table.unpack(p.columns)) }\n"
    "end";

static const struct writ_value *read_product(struct fixture *f)
{
    const struct writ_value *value = NULL;

    assert_int_equal(writ_json_read(&f->arena, "p.json", writ_str_from(product), WRIT_CODEC_LIMITS,
                                    &value, &f->err),
                     WRIT_OK);
    return value;
}

static void call(struct fixture *f, int chunk, const struct writ_value *value)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *const args[1] = {value};
    const struct writ_call ask = {.chunk = chunk, .args = args, .arg_count = 1, .arena = &f->arena};
    const struct writ_value *result = NULL;

    writ_buf_init(&buf, &f->alloc, sizeof(f->json) - 1);
    writ_sandbox_begin(f->sandbox);
    assert_int_equal(writ_sandbox_call(f->sandbox, &ask, &result, &f->err), WRIT_OK);
    writ_sandbox_end(f->sandbox);
    assert_int_equal(writ_canonical_write(&buf, result, &f->err), WRIT_OK);
    memcpy(f->json, buf.ptr, buf.len);
    f->json[buf.len] = '\0';
}

static void a_resident_value_looks_like_any_other(void **state)
{
    struct fixture f;
    char plain[sizeof(f.json)];

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const struct writ_value *value = read_product(&f);

    call(&f, (fixture_load(&f, "looks", looks)), value);
    memcpy(plain, f.json, sizeof(plain));

    fixture_open(&f);

    const int chunk = fixture_load(&f, "looks", looks);

    assert_int_equal(writ_sandbox_reside(f.sandbox, &value, 1, &f.err), WRIT_OK);
    assert_int_equal(writ_sandbox_reside(f.sandbox, &value, 1, &f.err),
                     WRIT_OK); /* twice is fine */
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_OK);
    call(&f, chunk, value);
    assert_string_equal(f.json, plain);
    assert_non_null(strstr(plain, "\"writes\":false"));
    fixture_done(&f);
}

/* Texts made in an evaluation make Lua's table of strings grow and relink every text it holds. */
static void residents_survive_what_evaluations_do(void **state)
{
    static const char hungry[] =
        "return function(p)\n"
        "  local t = {}\n"
        "  for i = 1, 5000 do t[i] = p.id .. i end\n"
        "  return { last = t[#t], path = p.columns[2].path, k = p.wide.k07 }\n"
        "end";
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const struct writ_value *value = read_product(&f);
    const int chunk = fixture_load(&f, "hungry", hungry);

    assert_int_equal(writ_sandbox_reside(f.sandbox, &value, 1, &f.err), WRIT_OK);
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_OK);
    for (int i = 0; i < 20; i++) {
        call(&f, chunk, value);
        assert_string_equal(f.json, "{\"k\":7,\"last\":\"p5000\",\"path\":\"b\"}");
    }
    fixture_done(&f);
}

static void sealed_is_too_late(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_OK);

    const struct writ_value *value = read_product(&f);

    assert_int_equal(writ_sandbox_reside(f.sandbox, &value, 1, &f.err), WRIT_E_BUG);
    fixture_done(&f);
}

static void without_room_evaluations_do_without(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.limits.live_bytes = 96 * 1024;
    fixture_open(&f);

    const struct writ_value *value = read_product(&f);
    const int chunk = fixture_load(&f, "looks", looks);
    struct writ_build many;

    writ_build_array(&many, &f.arena);
    for (int i = 0; i < 5000; i++) {
        writ_build_item(&many, writ_value_number(&f.arena, i));
    }

    const struct writ_value *const values[] = {value, writ_build_end(&many)};

    assert_int_equal(writ_sandbox_reside(f.sandbox, values, 2, &f.err), WRIT_OK);
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_OK);
    call(&f, chunk, value);
    assert_non_null(strstr(f.json, "\"count\":2"));
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resident_value_looks_like_any_other),
        cmocka_unit_test(residents_survive_what_evaluations_do),
        cmocka_unit_test(sealed_is_too_late),
        cmocka_unit_test(without_room_evaluations_do_without),
    };
    return cmocka_run_group_tests_name("script/reside", tests, NULL, NULL);
}
