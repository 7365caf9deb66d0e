/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/try.h"
#include "data/pointer.h"

/* The document of RFC 6901, section 5, with parents as a reader sets them. */
static struct writ_value foo_items[2] = {
    {.kind = WRIT_STRING, .text = {"bar", 3}},
    {.kind = WRIT_STRING, .text = {"baz", 3}},
};
static const struct writ_value *foo_list[2] = {&foo_items[0], &foo_items[1]};
static struct writ_value foo = {.kind = WRIT_ARRAY, .as.array = {2, foo_list}};
static struct writ_value numbers[9];
static struct writ_member members[10];
static struct writ_value root = {.kind = WRIT_OBJECT, .as.object = {10, members}};

static int make_document(void **state)
{
    static const char *const keys[] = {"", "a/b", "c%d", "e^f", "g|h", "i\\j", "k\"l", " ", "m~n"};

    (void)state;
    members[0] = (struct writ_member){.key = WRIT_LIT("foo"), .value = &foo};
    foo.parent = &root;
    foo_items[0].parent = foo_items[1].parent = &foo;
    for (size_t i = 0; i < 9; i++) {
        numbers[i] =
            (struct writ_value){.kind = WRIT_NUMBER, .parent = &root, .as.number = (double)i};
        members[i + 1] = (struct writ_member){.key = writ_str_from(keys[i]), .value = &numbers[i]};
    }
    return 0;
}

static const struct {
    const char *pointer;
    const struct writ_value *value;
} examples[] = {
    {"", &root},
    {"/foo", &foo},
    {"/foo/0", &foo_items[0]},
    {"/foo/1", &foo_items[1]},
    {"/", &numbers[0]},
    {"/a~1b", &numbers[1]},
    {"/c%d", &numbers[2]},
    {"/e^f", &numbers[3]},
    {"/g|h", &numbers[4]},
    {"/i\\j", &numbers[5]},
    {"/k\"l", &numbers[6]},
    {"/ ", &numbers[7]},
    {"/m~0n", &numbers[8]},
};

static void the_examples_of_the_rfc_find_their_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        assert_ptr_equal(writ_pointer_find(&root, writ_str_from(examples[i].pointer)),
                         examples[i].value);
    }
}

static void a_nodes_pointer_finds_it_again(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, 256);
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        struct writ_str view = {0};

        writ_buf_clear(&buf);
        writ_pointer_of(&buf, examples[i].value);
        assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
        assert_true(writ_str_is(view, examples[i].pointer));
    }
}

static void what_names_nothing_finds_nothing(void **state)
{
    static const char *const rows[] = {
        "foo",     "/fo",     "/fooo",   "/foo/2",  "/foo/-",
        "/foo/00", "/foo/01", "/foo/+1", "/foo/0/", "/foo/0/x",
        "/m~n",    "/m~2n",   "/m~",     "/a/b",    "/foo/18446744073709551616"};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (writ_pointer_find(&root, writ_str_from(rows[i])) != NULL) {
            fail_msg("'%s' finds something", rows[i]);
        }
    }
    assert_null(writ_pointer_find(NULL, WRIT_LIT("/foo")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_rfc_find_their_values),
        cmocka_unit_test(a_nodes_pointer_finds_it_again),
        cmocka_unit_test(what_names_nothing_finds_nothing),
    };
    return cmocka_run_group_tests_name("data/pointer", tests, make_document, NULL);
}
