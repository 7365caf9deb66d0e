#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The same mesh and request give the same bytes in every process: whatever the locale, the time zone, the folder it
# runs in, the folder the mesh is in, and the name of the request's file.
set -u
writ=${WRIT_BIN:-}
[ -x "$writ" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
source=$(cd "${WRIT_SOURCE:-.}" && pwd) || exit 1
mesh=$source/docs/examples/daff
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
rounds=20

locales=(C POSIX)
for name in C.UTF-8 C.utf8 de_DE.UTF-8 de_DE.utf8 tr_TR.utf8; do
    locale -a 2>/dev/null | grep -qx "$name" && locales+=("$name")
done
zones=(UTC Pacific/Kiritimati America/St_Johns :/nowhere)

# decide ROUND REQUEST: one process, with everything varied that must not matter.
decide() {
    local round=$1 request=$2
    export LC_ALL=${locales[round % ${#locales[@]}]} LANG=C TZ=${zones[round % ${#zones[@]}]}
    case $((round % 5)) in
    0) cd "$source" && "$writ" decide --mesh docs/examples/daff --dry-run --format json "$request" ;;
    1) cd / && "$writ" decide --mesh "$mesh" --dry-run --format json "$request" ;;
    2) cd "$mesh/products/listener" && "$writ" decide --dry-run --format json "$request" ;;
    3) cd "$work" && "$writ" decide --mesh elsewhere/ --dry-run --format json - <"$request" ;;
    4) cd "$work" && cp "$request" renamed.json && "$writ" decide --mesh ./elsewhere/../elsewhere --dry-run \
        --format json ./renamed.json ;;
    esac
}

cp -R "$mesh" "$work/elsewhere" && rm -rf "$work/elsewhere/.writ"
mkdir "$work/requests" && cp "$mesh"/requests/*.json "$work/requests"
# findings that point into the request itself
sed 's/"plays.track_id"/"plays.nowhere"/' "$mesh/requests/recommendations.json" >"$work/requests/unknown-column.json"

for request in "$work"/requests/*.json; do
    name=$(basename "$request" .json)
    for ((round = 0; round < rounds; round++)); do
        (decide "$round" "$request") >"$work/$name.$round" 2>"$work/err"
        code=$?
        if [ "$code" -gt 1 ] || [ ! -s "$work/$name.$round" ]; then
            echo "FAIL: $name, process $round: exit $code"; cat "$work/err"; failures=$((failures + 1))
        elif ! cmp -s "$work/$name.0" "$work/$name.$round"; then
            echo "FAIL: $name: process $round decided other bytes"; failures=$((failures + 1))
            diff <(python3 -m json.tool "$work/$name.0") <(python3 -m json.tool "$work/$name.$round") | head -20
        fi
    done
done

[ "$failures" = 0 ] && echo "determinism: $(ls "$work/requests" | wc -l) requests in $rounds processes each (locales: ${locales[*]})"
exit $((failures > 0))
