#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# After a person is erased, no byte of what they are called or are is left in the log's folder, every proof holds, and the
# records of everybody else replay byte for byte. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
[ -x "${WRIT_BIN:-}" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/given"
ln -s "$(realpath "$WRIT_BIN")" "$work/bin/writ"
export PATH="$work/bin:$PATH"
find_traces=$WRIT_SOURCE/tests/e2e/find-traces
log=.writ/log
person=Dana.Meyer+7@example.net
words=("$person" night-desk-41 K-4711-XQ "Zoë of the Ångström row")
count=0

fail() {
    echo "erasure: $*" >&2
    exit 1
}

# ask WHO: one decision about them, answer and receipt kept outside the log.
ask() {
    local code=0
    cat >"$work/request.json" <<END
{"subject": {"type": "user", "id": "$1", "properties": {"team": "${2:-day-desk-2}", "badge": "${3:-none}", "name": "${4:-none}"}},
 "action": {"name": "read"}, "resource": {"type": "data_product", "id": "orders"},
 "context": {"time": "2026-11-02T09:00:00Z", "purpose": "dpv:CustomerCare"}}
END
    writ decide --out "$work/given/$count.writ" --receipt "$work/given/$count.receipt" "$work/request.json" \
        >/dev/null 2>"$work/err" || code=$?
    [ "$code" -le 1 ] || { cat "$work/err" >&2; fail "decision $count exits $code"; }
    count=$((count + 1))
}

ask_everybody() {
    ask "$person" night-desk-41 K-4711-XQ "Zoë of the Ångström row"
    ask "robin@example.net"
    ask "$person" night-desk-41 K-4711-XQ
    ask "Dana.Meyers@example.net" # another person, whose name goes on
}

# Every answer that was ever given, and every proof made anew, hold under the public key.
check_proofs() {
    local n
    for ((n = 0; n < count; n++)); do
        writ log prove "$n" --out "$work/receipt" --leaf "$work/leaf" >/dev/null 2>&1 || fail "no proof of entry $n"
        writ verify --leaf --key "$work/log.vkey" "$work/leaf" "$work/receipt" >/dev/null || fail "the proof of entry $n"
        if [ -e "$work/given/$n.writ" ]; then
            writ verify --key "$work/log.vkey" "$work/given/$n.writ" "$work/given/$n.receipt" >/dev/null || fail "answer $n"
            writ verify --leaf --key "$work/log.vkey" "$work/leaf" "$work/given/$n.receipt" >/dev/null || fail "leaf $n"
        fi
    done
    writ log verify --key "$work/log.vkey" --since "$work/checkpoint" >/dev/null || fail "the log is not whole"
}

cd "$work"
writ init mesh 2>/dev/null
cd mesh
writ keygen --name mesh/local/1 .writ/log >/dev/null 2>&1
cp .writ/log.vkey "$work"
for _ in 1 2 3; do ask_everybody; done
cp "$log/checkpoint" "$work/checkpoint"

# What finds nothing must be able to find something: each word in clear, and one of them in disguise.
for disguise in "base64 -w0" "basenc --base64url -w0" "basenc --base16 -w0" "iconv -t UTF-16LE" sha256sum; do
    mkdir "$work/planted"
    printf 'a%s' "$person" | if [ "$disguise" = sha256sum ]; then tail -c +2; else cat; fi | $disguise >"$work/planted/file"
    if "$find_traces" "$work/planted" "$person" >/dev/null; then fail "the search does not see through $disguise"; fi
    rm -r "$work/planted"
done
for word in "${words[@]}"; do
    if "$find_traces" "$log" "$word" >/dev/null; then fail "the search does not find '$word', so it would prove nothing"; fi
done
[ "$(writ replay | tail -n 1)" = "12 same" ] || fail "not every record replays"

# Twice, for what is decided after an erasure can be erased as well. Replay exits 1 when anything differs.
for round in 1 2; do
    writ log erase --subject "$person" >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "erasing"; }
    count=$((count + 1)) # the record of it
    "$find_traces" "$log" "${words[@]}" >"$work/out" || { cat "$work/out" >&2; fail "round $round has left traces"; }
    check_proofs
    if [ "$round" -eq 1 ]; then
        [ "$(writ replay | tail -n 1)" = "6 same, 6 erased" ] || fail "replay says $(writ replay | tail -n 1)"
        ask_everybody
    fi
done
[ "$(writ replay | tail -n 1)" = "8 same, 8 erased" ] || fail "replay says $(writ replay | tail -n 1)"
writ log query --subject "Dana.Meyers@example.net" | grep -c orders | grep -qx 4 || fail "another person is not found any more"
echo "erasure: $(cat "$work/out"); $count proofs hold, 8 records replay, 8 are erased"
