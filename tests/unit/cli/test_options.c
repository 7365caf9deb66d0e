/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <stdio.h>

#include "options.h"

enum { WORDS = 6 };

static const struct {
    const char *label;
    const char *command;
    const char *words[WORDS];
    const char *option; /* looked up afterwards */
    const char *value;
    size_t operands;
    const char *last; /* the last operand */
} accepted[] = {
    {"nothing", "check", {NULL}, "mesh", NULL, 0, NULL},
    {"--x y", "check", {"--mesh", "m", "a"}, "mesh", "m", 1, "a"},
    {"--x=y", "check", {"--mesh=m"}, "mesh", "m", 0, NULL},
    {"--x= is empty, not absent", "check", {"--mesh="}, "mesh", "", 0, NULL},
    {"a value may contain =", "check", {"--time=a=b"}, "time", "a=b", 0, NULL},
    {"-x y", "check", {"-m", "m"}, "mesh", "m", 0, NULL},
    {"-xy", "check", {"-mm"}, "mesh", "m", 0, NULL},
    {"a value may look like an option", "check", {"--time", "--strict"}, "strict", NULL, 0, NULL},
    {"operands and options mix", "check", {"a", "--strict", "b"}, "strict", "", 2, "b"},
    {"-- ends the options", "check", {"a", "--", "--strict"}, "strict", NULL, 2, "--strict"},
    {"a second -- is an operand", "check", {"--", "--"}, "mesh", NULL, 1, "--"},
    {"- is an operand", "decide", {"-"}, "mesh", NULL, 1, "-"},
    {"the last one wins", "check", {"-m", "a", "--mesh=b"}, "mesh", "b", 0, NULL},
    {"a hidden option", "help", {"--man", "check"}, "man", "", 1, "check"},
    {"a required option", "verify", {"w", "r", "-k", "k"}, "key", "k", 2, "r"},
};

static const struct {
    const char *label;
    const char *command;
    const char *words[WORDS];
    const char *text;
    const char *hint;
} refused[] = {
    {"near", "check", {"--fromat=json"}, "unknown option '--fromat'", "did you mean '--format'?"},
    {"far", "check", {"--zzzzzzzz"}, "unknown option '--zzzzzzzz'", ""},
    {"hidden ones are not suggested", "help", {"--men"}, "unknown option '--men'", ""},
    {"unknown letter", "check", {"-q"}, "unknown option '-q'", ""},
    {"of another command", "test", {"--strict"}, "unknown option '--strict'", ""},
    {"no value", "check", {"--mesh"}, "option '--mesh' needs a value: DIR", ""},
    {"no value, short", "check", {"-m"}, "option '--mesh' needs a value: DIR", ""},
    {"flag with one", "check", {"--strict=1"}, "option '--strict' takes no value, but got '1'", ""},
    {"choice",
     "decide",
     {"-f", "jsn", "-"},
     "option '--format' must be pretty|json, not 'jsn'",
     "did you mean 'json'?"},
    {"not of this command",
     "test",
     {"--format=sarif"},
     "option '--format' must be pretty|json|junit|tap|github, not 'sarif'",
     ""},
    {"part of a choice",
     "decide",
     {"-f", "pretty|json", "-"},
     "option '--format' must be pretty|json, not 'pretty|json'",
     ""},
    {"too few", "verify", {"-k", "k", "w"}, "'writ verify' needs WRIT RECEIPT", ""},
    {"too many", "decide", {"a", "b"}, "unexpected argument 'b'", ""},
    {"required", "verify", {"w", "r"}, "'writ verify' needs --key FILE", ""},
};

/* The parser moves pointers inside argv, so each case gets its own. */
static bool parse(const char *command, const char *const words[WORDS], char *argv[WORDS + 1],
                  struct writ_args *args, struct writ_usage *usage)
{
    static char storage[WORDS][64];
    int argc = 0;

    for (; argc < WORDS && words[argc] != NULL; argc++) {
        (void)snprintf(storage[argc], sizeof(storage[argc]), "%s", words[argc]);
        argv[argc] = storage[argc];
    }
    argv[argc] = NULL;
    return writ_cli_parse(writ_cli_command_find(command), argc, argv, args, usage);
}

static void assert_text(const char *label, const char *actual, const char *expected)
{
    if ((actual == NULL) != (expected == NULL) ||
        (actual != NULL && strcmp(actual, expected) != 0)) {
        fail_msg("%s: '%s' is not '%s'", label, actual == NULL ? "(none)" : actual,
                 expected == NULL ? "(none)" : expected);
    }
}

static void reads_every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        char *argv[WORDS + 1];
        struct writ_args args;
        struct writ_usage usage;

        if (!parse(accepted[i].command, accepted[i].words, argv, &args, &usage)) {
            fail_msg("%s: %s", accepted[i].label, usage.text);
        }
        assert_text(accepted[i].label, writ_cli_value(&args, accepted[i].option),
                    accepted[i].value);
        assert_int_equal(args.operand_count, accepted[i].operands);
        assert_null(args.operands[args.operand_count]);
        if (accepted[i].last != NULL) {
            assert_text(accepted[i].label, args.operands[args.operand_count - 1], accepted[i].last);
        }
    }
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        char *argv[WORDS + 1];
        struct writ_args args;
        struct writ_usage usage;

        assert_false(parse(refused[i].command, refused[i].words, argv, &args, &usage));
        assert_text(refused[i].label, usage.text, refused[i].text);
        assert_text(refused[i].label, usage.hint, refused[i].hint);
    }
}

static void help_stands_anywhere_and_needs_nothing_else(void **state)
{
    static const char *const lines[][WORDS] = {
        {"--help"}, {"-h"}, {"w", "--help"}, {"-k", "k", "-h", "--unknown"}};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        char *argv[WORDS + 1];
        struct writ_args args;
        struct writ_usage usage;

        assert_true(parse("verify", lines[i], argv, &args, &usage));
        assert_true(args.is_help);
    }
}

static void finds_the_nearest_command(void **state)
{
    (void)state;
    assert_string_equal(writ_cli_command_nearest("chekc"), "check");
    assert_string_equal(writ_cli_command_nearest("verfy"), "verify");
    assert_null(writ_cli_command_nearest("publish-all"));
    assert_null(writ_cli_command_nearest(""));
    assert_null(writ_cli_command_nearest("a-word-that-is-longer-than-any-of-our-own-names"));
}

static void every_row_has_its_texts(void **state)
{
    (void)state;
    for (const struct writ_command *row = writ_cli_commands; row->name != NULL; row++) {
        assert_true(row->summary[0] != '\0' && row->about[0] != '\0');
        assert_true(row->least <= row->most);
    }
    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        const struct writ_command *command = &writ_cli_commands[row->command];

        assert_true(row->text[0] != '\0');
        assert_true(row->letter != 'h'); /* that one is --help */
        assert_ptr_equal(writ_cli_option_find(command, row->name, '\0'), row);
        assert_true(row->letter == '\0' || writ_cli_option_find(command, NULL, row->letter) == row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(help_stands_anywhere_and_needs_nothing_else),
        cmocka_unit_test(finds_the_nearest_command),
        cmocka_unit_test(every_row_has_its_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
