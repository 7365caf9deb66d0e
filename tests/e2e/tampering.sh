#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The table "What is found" of docs/guide/audit.md is true: every attack is made on a copy of a log, and the command that
# stands beside it exits and speaks as the table says. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
[ -x "${WRIT_BIN:-}" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
work=$(mktemp -d)
witness=
trap 'if [ -n "$witness" ]; then kill "$witness"; fi; rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$WRIT_BIN")" "$work/bin/writ"
export PATH="$work/bin:$PATH"
forge=$WRIT_SOURCE/tests/e2e/forge
segment=.writ/log/segment-00000000000000000000
side=.writ/log/side/00000000000000000000

# decide REQUEST [OPTION...]: permitted or not, it is recorded.
decide() {
    local code=0
    writ decide "${@:2}" "$1" >/dev/null 2>&1 || code=$?
    [ "$code" -le 1 ]
}

# A log of six entries: "monday" is when it had three, "later" when it has seven.
mkdir "$work/made"
cd "$work/made"
writ init mesh 2>/dev/null
cd mesh
writ keygen --name mesh/local/1 .writ/log >/dev/null 2>&1
cp .writ/log.vkey ..
sed 's/support-agent@example.org/dana@example.org/' requests/permitted.json >requests/dana.json
for n in 0 1 2; do decide requests/dana.json --out "../$n.writ" --receipt "../$n.receipt"; done
cp .writ/log/checkpoint ../checkpoint.monday
cp -r .writ/log ../log.monday
for n in 3 4 5; do decide requests/refused.json --out "../$n.writ" --receipt "../$n.receipt"; done
cp -r ../mesh ../later
(cd ../later && decide requests/refused.json && cp .writ/log/checkpoint ../checkpoint.later)

# What a witness makes of the six; kept aside, for most attacks are found without it.
writ keygen --witness --name witness.example/w1 ../w1 >/dev/null 2>&1
writ witness serve --listen 127.0.0.1:0 --key ../w1.key --name witness.example/w1 --state ../w1.state --logs ../log.vkey 2>../w1.err &
witness=$!
for _ in $(seq 200); do
    if grep -q cosigning ../w1.err; then break; fi
    sleep 0.05
done
echo "$(cat ../w1.vkey) http://$(sed -n 's/^note: listening on //p' ../w1.err)" >../witnesses
writ log cosign --witness ../witnesses >/dev/null 2>&1
mv .writ/log/checkpoint.cosigned ..

as_of_monday() {
    rm -r .writ/log
    cp -r ../log.monday .writ/log
}

# attack WORDS: what the first column of the table says was done, done here.
attack() {
    case $1 in
    "a byte of a leaf was changed") "$forge" $segment edit 1 deny denj ;;
    "a leaf was deleted") "$forge" $segment delete 1 ;;
    "a leaf was inserted") "$forge" $segment copy 1 ;;
    "two leaves changed places") "$forge" $segment swap 1 4 ;;
    "a leaf was changed, and all checksums and roots made to fit") "$forge" --fit $segment edit 4 '"decision":"deny"' '"decision":"permit"' ;;
    "a leaf was deleted, and all made to fit") "$forge" --fit $segment delete 1 ;;
    "the last leaf was deleted, and all made to fit") "$forge" --fit $segment delete 5 ;;
    "two leaves changed places, and all made to fit") "$forge" --fit $segment swap 1 4 ;;
    "the end was cut off") truncate -s -100 $segment ;;
    "the segment was deleted") rm $segment ;;
    "the checkpoint was put back to an older one") cp ../checkpoint.monday .writ/log/checkpoint ;;
    "its second signature was put back too")
        cp ../checkpoint.monday .writ/log/checkpoint
        cp ../log.monday/checkpoint.jws .writ/log/ ;;
    "only its second signature was put back") cp ../log.monday/checkpoint.jws .writ/log/ ;;
    "the checkpoint was edited") sed -i '2s/6/5/' .writ/log/checkpoint ;;
    "the checkpoint was deleted") rm .writ/log/checkpoint ;;
    "the whole log was put back to an older copy") as_of_monday ;;
    "the log was put back and went on otherwise: a fork")
        as_of_monday
        for _ in 0 1 2 3 4; do decide requests/permitted.json; done ;;
    "the same, but what witnesses had cosigned was left")
        attack "the log was put back and went on otherwise: a fork"
        cp ../checkpoint.cosigned .writ/log ;;
    "an older copy was put back, but what witnesses had cosigned was left")
        as_of_monday
        cp ../checkpoint.cosigned .writ/log ;;
    "what witnesses had cosigned was edited") sed '2s/6/5/' ../checkpoint.cosigned >.writ/log/checkpoint.cosigned ;;
    "the whole log was made again with the same key")
        rm -r .writ/log
        for _ in 0 1 2 3 4 5; do decide requests/refused.json; done ;;
    "the whole log was made again with another key")
        rm -r .writ
        writ keygen --name mesh/local/1 .writ/log >/dev/null 2>&1
        for _ in 0 1 2 3 4 5; do decide requests/refused.json; done ;;
    "somebody was given the receipt of another decision") cp ../1.receipt ../0.receipt ;;
    "somebody was given another decision with the receipt") cp ../1.writ ../0.writ ;;
    "the decision that was given was edited") sed -i 's/"decision":"deny"/"decision":"permit"/' ../0.writ ;;
    "disclosures were edited") sed -i 's/dana@example.org/nina@example.org/' $side ;;
    "the side segment was deleted") rm $side ;;
    "disclosures were put back after an erasure")
        cp $side ../side
        writ log erase --subject dana@example.org >/dev/null 2>&1
        dd if=../side of=$side conv=notrunc status=none ;;
    "an erasure was recorded, and disclosures only marked as erased")
        attack "disclosures were put back after an erasure"
        for n in 0 1 2; do "$forge" $side mark $n; done ;;
    "a file of the store was changed") sed -i 's/"path":"/&x/' .writ/log/store/bundle/* ;;
    *) echo "tampering: no attack is called '$1'" >&2; return 1 ;;
    esac
}

rows=$(awk '/^## / { here = ($0 == "## What is found") } here && /^\| / && !/^\| what/' "$WRIT_SOURCE/docs/guide/audit.md")
count=0
while IFS='|' read -r _ words command code says _; do
    words=$(sed 's/^ *//; s/ *$//' <<<"$words")
    command=$(sed 's/^ *`//; s/` *$//' <<<"$command")
    says=$(sed 's/^ *`//; s/` *$//' <<<"$says")
    rm -rf "$work/try"
    cp -r "$work/made" "$work/try"
    cd "$work/try/mesh"
    attack "$words"
    actual=0
    eval "$command" >"$work/out" 2>&1 || actual=$?
    if [ "$actual" -ne "$code" ] || ! grep -qF -- "$says" "$work/out"; then
        printf "%s: '%s' exits %s and says\n" "$words" "$command" "$actual" >&2
        cat "$work/out" >&2
        printf "the table says exit %s and '%s'\n" "$code" "$says" >&2
        exit 1
    fi
    count=$((count + 1))
done <<<"$rows"
test "$count" -ge 34
echo "tampering: $count attacks were found as the table says"
