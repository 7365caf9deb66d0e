/* SPDX-License-Identifier: Apache-2.0 */
#include "coverage.h"

#include <inttypes.h>

#include "renderer.h"
#include "text.h"

static void add_points(struct writ_cover_share *share, const struct writ_cover_point *points,
                       size_t count, bool has_two_ways)
{
    for (size_t i = 0; i < count; i++) {
        share->all += has_two_ways ? 2 : 1;
        share->reached += points[i].yes > 0 ? 1 : 0;
        share->reached += points[i].no > 0 ? 1 : 0;
    }
}

struct writ_cover_totals writ_cli_coverage_totals(const struct writ_cover_file *files, size_t count)
{
    struct writ_cover_totals totals = {{0, 0}, {0, 0}, {0, 0}};

    for (size_t i = 0; i < count; i++) {
        add_points(&totals.effects, files[i].effects, files[i].effect_count, false);
        add_points(&totals.branches, files[i].branches, files[i].branch_count, true);
        totals.lines.all += files[i].line_count;
        for (size_t k = 0; k < files[i].line_count; k++) {
            totals.lines.reached += files[i].lines[k].hits > 0 ? 1 : 0;
        }
    }
    return totals;
}

static bool has_share(const struct writ_cover_share *share, unsigned percent)
{
    return share->reached * 100 >= share->all * percent;
}

bool writ_cli_coverage_meets(const struct writ_cover_totals *totals, unsigned percent)
{
    return has_share(&totals->effects, 100) && has_share(&totals->lines, percent) &&
           has_share(&totals->branches, percent);
}

struct place {
    const struct writ_term *term;
    const struct writ_cover_file *file;
    bool is_error;
};

static void show_missed(const struct place *place, uint32_t line, uint32_t column,
                        const char *message)
{
    const struct writ_finding finding = {
        .source = place->file->path,
        .line = line,
        .column = column,
        .severity = place->is_error ? WRIT_ERROR : WRIT_WARNING,
        .policy = place->file->policy,
        .code = "COVERAGE",
        .message = message,
        .hint = "",
        .note = "",
        .docs = "",
    };

    writ_cli_pretty_finding(place->term, place->file->path, &finding);
}

static void show_point(const struct place *place, const struct writ_cover_point *point,
                       const char *what)
{
    char message[256];

    (void)snprintf(message, sizeof(message), "'%s' %s", point->text, what);
    show_missed(place, point->line, point->column, message);
}

static void show_branches(const struct place *place)
{
    const struct writ_cover_file *file = place->file;

    for (size_t i = 0; i < file->branch_count; i++) {
        const struct writ_cover_point *branch = &file->branches[i];

        if (branch->yes == 0 && branch->no == 0) {
            show_point(place, branch, "is never reached by a test");
        } else if (branch->yes == 0) {
            show_point(place, branch, "is never true in a test");
        } else if (branch->no == 0) {
            show_point(place, branch, "is never false in a test");
        }
    }
}

static void show_file(const struct place *place)
{
    const struct writ_cover_file *file = place->file;

    for (size_t i = 0; i < file->effect_count; i++) {
        if (file->effects[i].yes == 0) {
            show_point(place, &file->effects[i], "is produced by no test");
        }
    }
    for (size_t i = 0; i < file->line_count; i++) {
        if (file->lines[i].hits == 0) {
            show_missed(place, file->lines[i].line, 1, "the line is never run by a test");
        }
    }
    show_branches(place);
}

/* Rounded down: only all of them are 100.0 %. */
static void show_share(FILE *out, const char *name, const struct writ_cover_share *share)
{
    const size_t tenths = share->all == 0 ? 1000 : share->reached * 1000 / share->all;

    (void)fprintf(out, "%s %zu of %zu (%zu.%zu %%)", name, share->reached, share->all, tenths / 10,
                  tenths % 10);
}

void writ_cli_coverage_show(const struct writ_term *term, const struct writ_cover_file *files,
                            size_t count, bool is_error)
{
    const struct writ_cover_totals totals = writ_cli_coverage_totals(files, count);

    for (size_t i = 0; i < count; i++) {
        const struct place place = {term, &files[i], is_error};

        show_file(&place);
    }
    (void)fputs("coverage of ", term->out);
    writ_cli_text_count(term->out, count, "policy");
    (void)fputs(": ", term->out);
    show_share(term->out, "effects", &totals.effects);
    show_share(term->out, ", lines", &totals.lines);
    show_share(term->out, ", branches", &totals.branches);
    (void)fputc('\n', term->out);
}

static void write_branches(FILE *out, const struct writ_cover_file *file)
{
    for (size_t i = 0; i < file->branch_count; i++) {
        const struct writ_cover_point *branch = &file->branches[i];
        const uint64_t taken[] = {branch->yes, branch->no};

        for (unsigned way = 0; way < 2; way++) {
            (void)fprintf(out, "BRDA:%" PRIu32 ",%zu,%u,", branch->line, i, way);
            if (branch->yes == 0 && branch->no == 0) {
                (void)fputs("-\n", out);
            } else {
                (void)fprintf(out, "%" PRIu64 "\n", taken[way]);
            }
        }
    }
}

static void write_file(FILE *out, const struct writ_cover_file *file)
{
    const struct writ_cover_totals totals = writ_cli_coverage_totals(file, 1);

    (void)fputs("TN:\nSF:", out);
    writ_cli_text_line(out, file->path);
    (void)fputc('\n', out);
    write_branches(out, file);
    (void)fprintf(out, "BRF:%zu\nBRH:%zu\n", totals.branches.all, totals.branches.reached);
    for (size_t i = 0; i < file->line_count; i++) {
        (void)fprintf(out, "DA:%" PRIu32 ",%" PRIu64 "\n", file->lines[i].line,
                      file->lines[i].hits);
    }
    (void)fprintf(out, "LF:%zu\nLH:%zu\nend_of_record\n", totals.lines.all, totals.lines.reached);
}

bool writ_cli_coverage_lcov(FILE *out, const struct writ_cover_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_file(out, &files[i]);
    }
    return ferror(out) == 0;
}
