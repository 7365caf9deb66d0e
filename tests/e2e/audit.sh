#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# An audit from outside: decide, list, prove, verify, forget a person, replay. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
writ=${WRIT_BIN:-}
[ -x "$writ" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
writ=$(realpath "$writ")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$WRIT_SOURCE/docs/examples/daff" "$work/daff"
cd "$work/daff"
sed -i "s/playlist-data-scientist@example.org/visitor@example.net/; s/playlist-team/visiting-desk-7/" \
    requests/advertising.json requests/recommendations.json
subject=visitor@example.net      # nobody whom the files of the mesh name
properties=visiting-desk-7
log=.writ/log

# Every base64url text in a file, decoded: what a disclosure hides from grep.
decoded() {
    { cat "$1"; grep -oaE '[A-Za-z0-9_-]{40,}' "$1" | while read -r text; do
        while [ $((${#text} % 4)) -ne 0 ]; do text+='='; done
        tr '_-' '/+' <<<"$text" | base64 -d 2>/dev/null || true
    done; } | tr -d '\0'
}

# Is a word anywhere below the log's folder, in clear or in a disclosure?
stands_in_log() {
    local file
    while IFS= read -r file; do
        if decoded "$file" | grep -qaF -- "$1"; then return 0; fi
    done < <(find "$log" -type f)
    return 1
}

"$writ" keygen --name daff/pdp-1/2026 .writ/log >/dev/null 2>&1
for request in advertising aggregate recommendations refused-consumer; do
    code=0
    "$writ" decide --out "$work/$request.writ" --receipt "$work/$request.receipt" "requests/$request.json" \
        >/dev/null 2>&1 || code=$?
    [ "$code" -le 1 ]
done
cp "$log/checkpoint" "$work/checkpoint.before"
cp -r "$log" "$work/older"

expect 0 'whole: 4 entries of daff/pdp-1/2026' "$writ" log verify --key .writ/log.vkey
expect 0 '^     0  .*  deny  listening-history  .*privacy.purpose-limitation$' "$writ" log query
expect 0 '"index":2' "$writ" log query --subject "$subject" --format json
python3 -m json.tool <"$work/out" >/dev/null
test "$("$writ" log query --subject "$subject" | wc -l)" -eq 2
test "$("$writ" log query --decision permit | wc -l)" -eq 1
test "$("$writ" log query --product nobody | wc -l)" -eq 0
test "$("$writ" log query --policy privacy.purpose-limitation --code PURPOSE | wc -l)" -eq 1
test "$("$writ" log query --limit 3 | wc -l)" -eq 3
expect 3 'RFC 3339' "$writ" log query --from monday
expect 2 'number of entries' "$writ" log query --limit many
test -s "$log/index.sqlite"

index=0
for request in advertising aggregate recommendations refused-consumer; do
    expect 0 proved "$writ" log prove "$index" --out "$work/$index.receipt" --leaf "$work/$index.leaf"
    expect 0 "entry $index of" "$writ" verify --key .writ/log.vkey "$work/$request.writ" "$work/$index.receipt"
    expect 0 "entry $index of" "$writ" verify --leaf --key .writ/log.vkey "$work/$index.leaf" "$work/$index.receipt"
    index=$((index + 1))
done
expect 0 proved "$writ" log prove 2 --out "$work/2.receipt" --writ "$work/chosen.writ" --disclose subject
expect 0 'entry 2 of' "$writ" verify --key .writ/log.vkey "$work/chosen.writ" "$work/2.receipt"
decoded "$work/chosen.writ" | grep -qF "$subject"
expect 0 proved "$writ" log prove 3 --out "$work/3.receipt" --writ "$work/chosen.writ"
if decoded "$work/chosen.writ" | grep -qF '"input"'; then echo "more than chosen is disclosed" >&2; exit 1; fi
expect 3 'nothing that a writ discloses' "$writ" log prove 2 --out "$work/2.receipt" --writ "$work/x" --disclose salt
expect 2 "needs --writ" "$writ" log prove 2 --out "$work/2.receipt" --disclose input
expect 0 '^receipt   under the checkpoint of 4 entries' "$writ" explain 0
expect 0 '^      rule writ:policies/privacy/purpose-limitation.lua:' "$writ" explain 0
expect 0 '^         | ' "$writ" explain 0
expect 1 'WRIT_E_CRYPTO' "$writ" verify --key .writ/log.vkey "$work/advertising.writ" "$work/1.receipt"
expect 3 'no leaf 9' "$writ" log prove 9 --out "$work/9.receipt"
expect 0 '^4 same$' "$writ" replay

stands_in_log "$subject" || { echo "the search finds nothing, so it proves nothing" >&2; exit 1; }
stands_in_log "$properties" || { echo "the search finds no properties, so it proves nothing" >&2; exit 1; }
expect 0 'erased: 2 disclosures, recorded as entry 4' "$writ" log erase --subject "$subject"
for word in "$subject" visitor "$properties"; do
    if stands_in_log "$word"; then echo "'$word' is still in the log's folder" >&2; exit 1; fi
done
expect 3 'no disclosures' "$writ" log erase --subject "$subject"
expect 0 '^     2  .*(erased)$' "$writ" log query
expect 0 '2 entries were not searched' "$writ" log query --subject "$subject"
expect 0 '2 entries were not searched' "$writ" log query --renew-index --subject "$subject"
if stands_in_log "$subject"; then echo "the index has the subject" >&2; exit 1; fi
echo "no index" >"$log/index.sqlite"
expect 0 '^     2  .*(erased)$' "$writ" log query
expect 0 '^erased    by entry 4' "$writ" explain 0
expect 0 '^     2  erased$' "$writ" replay
expect 0 '^2 same, 2 erased$' "$writ" replay
expect 0 '"erased":1' "$writ" replay --format json 1..2
python3 -m json.tool <"$work/out" >/dev/null

# What was proved stays proved, to who kept a receipt and to who asks for a new one.
expect 0 'extends the checkpoint of 4' "$writ" log verify --key .writ/log.vkey --since "$work/checkpoint.before"
expect 0 '"erased":2' "$writ" log verify --format json
expect 0 'deny, entry 0 of' "$writ" verify --leaf --key .writ/log.vkey "$work/0.leaf" "$work/0.receipt"
expect 0 'deny, entry 0 of' "$writ" verify --key .writ/log.vkey "$work/advertising.writ" "$work/advertising.receipt"
expect 0 proved "$writ" log prove 4 --out "$work/4.receipt" --leaf "$work/4.leaf"
expect 0 'erasure, entry 4 of' "$writ" verify --leaf --key .writ/log.vkey "$work/4.leaf" "$work/4.receipt"

# An older copy is whole; who kept a checkpoint knows better.
expect 0 'whole: 4' "$writ" log verify --key .writ/log.vkey "$work/older"
expect 1 'rollback' "$writ" log verify --key .writ/log.vkey --since "$log/checkpoint" "$work/older"
sed -i 's/PURPOSE/PURPOSX/' "$work/older/segment-00000000000000000000"
expect 1 'segment-00000000000000000000: error: at byte 0: ' "$writ" log verify "$work/older"
expect 1 '"whole":false' "$writ" log verify --format json "$work/older"

# Every entry is decided under the mesh it names, whatever the mesh is now; without that mesh, it is said.
echo 'more: 1' >data/more.yaml
code=0
"$writ" decide requests/aggregate.json >/dev/null 2>&1 || code=$?
[ "$code" -le 1 ]
expect 0 '^3 same, 2 erased$' "$writ" replay
bundle=$(ls -t "$log/store/bundle" | head -n 1)
expect 0 '^1 same$' "$writ" replay --bundle "sha256:$bundle"
expect 3 'is no digest' "$writ" replay --bundle sha256:12
mv "$log/store/bundle/$bundle" "$work/bundle"
expect 0 'other bundle' "$writ" replay
expect 0 '^1 same$' "$writ" replay --bundle .
sed 's/"path":"data/"path":"dato/' "$work/bundle" >"$log/store/bundle/$bundle"
expect 1 "store/bundle/$bundle" "$writ" replay

# A candidate, tried on what was asked; nothing is recorded by that.
cp -r . "$work/candidate"
echo "return policy { id = 'guild.freeze', title = 'T', phase = 'access', level = 'mandatory',
    rule = function(input, out) out.deny('closed') end }" >"$work/candidate/policies/mesh/freeze.lua"
expect 0 ' 0 permit to deny, 0 deny to permit, 0 other obligations, 2 not decidable' "$writ" impact
expect 0 ' 2 permit to deny' "$writ" impact --mesh "$work/candidate" --log "$log"
expect 0 '^  guild.freeze  *2          0            0$' "$writ" impact --mesh "$work/candidate" --log "$log"
expect 1 '"undecided":2' "$writ" impact --strict --format json --mesh "$work/candidate" --log "$log"
python3 -m json.tool <"$work/out" >/dev/null
expect 3 'no entry 99' "$writ" impact 99
expect 2 'no range' "$writ" impact 3..1

# What the mesh itself says of a person stays for replay, and that is said.
mv "$work/bundle" "$log/store/bundle/$bundle"
echo '{"visitor@example.net": 1}' >data/visitors.json
sed -i 's/"time": "2026-11-02/"time": "2026-11-03/' requests/advertising.json
code=0
"$writ" decide requests/advertising.json >/dev/null 2>&1 || code=$?
[ "$code" -le 1 ]
expect 0 'kept for replay, still names the subject, first .*(data/visitors.json)' "$writ" log erase --subject "$subject"

expect 2 'does not go with' "$writ" log query --since x
expect 2 'needs --out' "$writ" log prove 1
expect 2 'needs --subject' "$writ" log erase
expect 2 'knows verify, query, prove, publish, cosign, erase and rotate' "$writ" log show
expect 2 'no range' "$writ" replay 3..1
echo "audit: ok"
