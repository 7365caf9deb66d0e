/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auto.h"
#include "cmd.h"
#include "say.h"

enum { NAME_MAX_BYTES = 64 };

/* What a mesh name keeps of a byte: a letter as lower case, a digit, '-' for anything else. */
static char name_byte(char byte)
{
    static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char kept[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    const char *at = strchr(upper, byte);

    if (at != NULL) {
        return kept[at - upper];
    }
    if (strchr(kept, byte) == NULL) {
        return '-';
    }
    return byte;
}

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static size_t trim_slashes(const char *path)
{
    size_t end = strlen(path);

    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    return end;
}

/* The last folder of a path as a mesh name: "Data_Mesh/" becomes "data-mesh". */
static void name_of(const char *path, char name[NAME_MAX_BYTES])
{
    const size_t end = trim_slashes(path);
    size_t start = end;
    size_t len = 0;

    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    for (size_t i = start; i < end && len + 1 < NAME_MAX_BYTES; i++) {
        const char byte = name_byte(path[i]);

        if (len > 0 || is_letter(byte)) { /* a name starts with a letter */
            name[len++] = byte;
        }
    }
    name[len] = '\0';
}

static void derive_name(const char *dir, char name[NAME_MAX_BYTES])
{
    char here[4096] = "";
    const bool is_here = strcmp(dir, ".") == 0 || strcmp(dir, "./") == 0;

    name_of(is_here && getcwd(here, sizeof(here)) != NULL ? here : dir, name);
    if (name[0] == '\0') {
        (void)snprintf(name, NAME_MAX_BYTES, "mesh");
    }
}

enum writ_exit writ_cli_init(const struct writ_args *args, struct writ_error *err)
{
    const char *dir = args->operands[0];
    const char *name = writ_cli_value(args, "name");
    char derived[NAME_MAX_BYTES];

    if (name == NULL) {
        derive_name(dir, derived);
        name = derived;
    }

    const enum writ_status status = writ_mesh_init(dir, name, err);

    if (status == WRIT_OK) {
        writ_cli_note("made the mesh '%s' in %s", name, dir);
        writ_cli_note("next: writ check --mesh %s; writ test --mesh %s", dir, dir);
    }
    return writ_cli_exit_of(status);
}
