#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The policies of the baseline and of the example mesh answer alike in 20 processes and under every locale there is.
# tests/property/test_repeat.c does the same three times in one process.
set -eu
writ=${WRIT_BIN:-}
[ -x "$writ" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mesh=$WRIT_SOURCE/docs/examples/daff

# Those of the list that are installed.
locales=(C)
for locale in C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8; do
    if [ "$(LC_ALL=$locale locale charmap 2>&1)" = UTF-8 ]; then
        locales+=("$locale")
    fi
done
echo "locales: ${locales[*]}"

LC_ALL=C "$writ" test --mesh "$mesh" --format json >"$work/first"
[ "$(grep -o '"group"' "$work/first" | wc -l)" -gt 100 ] || { echo "FAIL: hardly any test was run"; exit 1; }
LC_ALL=C "$writ" check --mesh "$mesh" --time 2026-11-02T09:00:00Z --format json >"$work/first.check"
for process in $(seq 20); do
    locale=${locales[$((process % ${#locales[@]}))]}
    LC_ALL=$locale "$writ" test --mesh "$mesh" --format json >"$work/next"
    LC_ALL=$locale "$writ" check --mesh "$mesh" --time 2026-11-02T09:00:00Z --format json >"$work/next.check"
    for what in '' .check; do
        cmp "$work/first$what" "$work/next$what" || { echo "FAIL: process $process, $locale"; exit 1; }
    done
done
