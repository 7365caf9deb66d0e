#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The audit report verifies itself: its own script accepts it and refuses damage, its receipts are those of `writ log prove`, and
# it reaches for nothing outside. Needs WRIT_BIN and WRIT_SOURCE; skips (77) without node.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
if ! command -v node >/dev/null; then
    echo "SKIPPED: there is no node"
    exit 77
fi
writ=$(realpath "$WRIT_BIN")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$WRIT_SOURCE/docs/examples/daff" "$work/daff"
cd "$work/daff"
"$writ" keygen --name daff/pdp-1/2026 .writ/log >/dev/null 2>&1
for i in 1 2 3; do
    for request in recommendations advertising aggregate; do
        "$writ" decide "requests/$request.json" >/dev/null || test $? -eq 1
    done
done
subject=$(python3 -c 'import json; print(json.load(open("requests/aggregate.json"))["subject"]["id"])')
"$writ" log erase --subject "$subject" >/dev/null

"$writ" report --key .writ/log.vkey --out all.html
"$writ" log prove 1 --out 1.receipt >/dev/null
node "$WRIT_SOURCE/tests/e2e/report.mjs" all.html 1.receipt
test "$(grep -c '</script>' all.html)" -eq 3
if grep -E 'https?://' all.html | grep -v 'http://www.w3.org/2000/svg'; then
    echo "the page names a place outside itself" >&2
    exit 1
fi
"$writ" report 4..8 --out some.html
"$writ" log prove 5 --out 5.receipt >/dev/null
node "$WRIT_SOURCE/tests/e2e/report.mjs" some.html 5.receipt

expect 3 'error: ' "$writ" report 4..99 --out none.html
expect 2 'error: ' "$writ" report 8..4 --out none.html
expect 2 'error: ' "$writ" report x --out none.html
expect 2 'error: ' "$writ" report
expect 3 'error: ' "$writ" report --out missing/folder.html
"$writ" keygen --name daff/pdp-1/2026 other >/dev/null 2>&1
expect 1 'error: ' "$writ" report --key other.vkey --out none.html
sed -i 's/PURPOSE/PURPOSX/' .writ/log/segment-*
expect 1 'error: ' "$writ" report --out none.html
test ! -e none.html

if command -v npm >/dev/null && (cd "$work" && timeout 120 npm install --no-audit --no-fund jsdom@26 >/dev/null 2>&1); then
    node "$WRIT_SOURCE/tests/e2e/report-page.mjs" "$work" all.html
else
    echo "=== npm or its registry cannot be reached: the page in jsdom was SKIPPED ==="
fi
