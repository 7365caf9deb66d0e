#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Two witnesses of ours watch a log: they cosign growth, across restarts and a kill -9, and refuse rollback, rewrite and fork;
# receipts carry their cosignatures. Needs WRIT_BIN, WRIT_LOG_MAKER and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
for program in "$WRIT_BIN" "$WRIT_LOG_MAKER"; do
    [ -x "$program" ] || { echo "SKIPPED: there is no $program"; exit 77; }
done
writ=$(realpath "$WRIT_BIN")
maker=$(realpath "$WRIT_LOG_MAKER")
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
origin=acme/node-1/2026

# start NAME ADDRESS: a witness with the key and the memory of that name; sets `pid` and `address`.
start() {
    "$writ" witness serve --listen "$2" --key "$1.key" --name "witness.example/$1" --state "$1.state" --logs logs 2>"$1.err" &
    pid=$!
    pids+=("$pid")
    for _ in $(seq 200); do
        address=$(sed -n 's/^note: listening on //p' "$1.err" 2>/dev/null || true)
        if [ -n "$address" ]; then return; fi
        sleep 0.05
    done
    cat "$1.err" >&2
    exit 1
}

"$writ" keygen --name $origin log >/dev/null 2>&1
for name in w1 w2; do
    "$writ" keygen --witness --name "witness.example/$name" $name >/dev/null 2>&1
done
{ echo "# watched"; cat log.vkey; } >logs
"$maker" log.d log.key $origin 10 a
start w1 127.0.0.1:0
w1=$pid
echo "$(cat w1.vkey) http://$address" >witnesses
address1=$address
start w2 127.0.0.1:0
echo "$(cat w2.vkey) http://$address/" >>witnesses

# Growth is cosigned by both; receipts of entries below carry that.
expect 0 'the checkpoint of 10 entries' "$writ" log cosign --log log.d --witness witnesses
cp -r log.d older.d
"$maker" log.d log.key $origin 300 a
expect 0 'the checkpoint of 300 entries' "$writ" log cosign --log log.d --witness witnesses
expect 0 proved "$writ" log prove --log log.d 7 --out 7.receipt --leaf 7.leaf
expect 0 'cosigned by 2 witnesses' "$writ" verify --leaf --key log.vkey --witness witnesses 7.leaf 7.receipt
expect 0 '"witnesses":2' "$writ" verify --format json --leaf --key log.vkey --witness witnesses 7.leaf 7.receipt
"$maker" log.d log.key $origin 301 a
expect 0 proved "$writ" log prove --log log.d 300 --out 300.receipt --leaf 300.leaf
expect 1 'quorum is not reached: 0' "$writ" verify --leaf --key log.vkey --witness witnesses --quorum 1 300.leaf 300.receipt
expect 3 'cannot be reached' "$writ" verify --leaf --key log.vkey --witness witnesses --quorum 3 7.leaf 7.receipt
expect 2 'no number of witnesses' "$writ" verify --leaf --key log.vkey --witness witnesses --quorum 0 7.leaf 7.receipt
expect 2 'needs --witness' "$writ" verify --leaf --key log.vkey --quorum 1 7.leaf 7.receipt
sed '$d' 7.receipt >one.receipt
expect 1 'quorum is not reached: 1 of at least 2' "$writ" verify --leaf --key log.vkey --witness witnesses 7.leaf one.receipt
expect 0 'cosigned by 1 witness' "$writ" verify --leaf --key log.vkey --witness witnesses --quorum 1 7.leaf one.receipt
expect 1 "logs:2:1: error" "$writ" verify --leaf --key log.vkey --witness logs 7.leaf 7.receipt

# A published checkpoint carries the cosignatures when it is the cosigned one.
expect 0 'of 301' "$writ" log cosign --log log.d --witness witnesses
expect 0 published "$writ" log publish --log log.d public
test "$(grep -c '^— witness.example/' public/checkpoint)" = 2

# Rollback, rewrite and fork: the log is told loudly, and keeps what it had.
cp log.d/checkpoint.cosigned kept
expect 1 'rollback' "$writ" log cosign --log older.d --witness witnesses --quorum 1
"$maker" rewritten.d log.key $origin 301 b
"$maker" fork.d log.key $origin 310 b
for history in rewritten fork; do
    expect 1 'rewritten or forked' "$writ" log cosign --log $history.d --witness witnesses --quorum 1
    test ! -e $history.d/checkpoint.cosigned
done
# Also when it asks as if it knew nothing, and in the witness's own words.
post() { curl -s -o answer -w '%{http_code} %{content_type}' --data-binary @- "http://$address1/add-checkpoint"; }
if command -v curl >/dev/null; then
    test "$({ printf 'old 301\n\n'; cat fork.d/checkpoint; } | post)" = "422 text/plain; charset=utf-8"
    test "$({ printf 'old 10\n\n'; cat older.d/checkpoint; } | post)" = "409 text/x.tlog.size"
    test "$(cat answer)" = 301
    test "$({ printf 'old 11\n\n'; cat older.d/checkpoint; } | post)" = "400 text/plain; charset=utf-8"
    test "$(sed '$d' older.d/checkpoint | post)" = "400 text/plain; charset=utf-8"
    test "$({ printf 'old 301\n\n'; sed 's/node-1/node-2/' fork.d/checkpoint; } | post)" = "404 text/plain; charset=utf-8"
    test "$(curl -s -o /dev/null -w '%{http_code}' "http://$address1/add-checkpoint")" = 405
    test "$(curl -s -o /dev/null -w '%{http_code}' "http://$address1/../../etc/passwd" --path-as-is)" = 404
    hash=$(printf %s $origin | sha256sum | cut -d' ' -f1)
    curl -s "http://$address1/$hash/checkpoint" | grep -q '^— witness.example/w1 '
fi

# A witness forgets nothing: neither after SIGTERM, which it obeys with exit code 0, nor after kill -9.
kill -TERM "$w1"
wait "$w1"
start w1 "$address1"
expect 1 'rewritten or forked' "$writ" log cosign --log fork.d --witness witnesses --quorum 1
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
expect 1 '1 of at least 2' "$writ" log cosign --log log.d --witness witnesses
grep -q 'no answer' err
expect 0 'of 301' "$writ" log cosign --log log.d --witness witnesses --quorum 1
start w1 "$address1"
expect 1 'rewritten or forked' "$writ" log cosign --log fork.d --witness witnesses --quorum 1
"$maker" log.d log.key $origin 400 a
expect 0 'of 400' "$writ" log cosign --log log.d --witness witnesses

# Two processes with one memory could cosign two histories; a damaged memory is none.
serve() { timeout 10 "$writ" witness serve --listen "${2:-127.0.0.1:0}" --key w1.key --name witness.example/w1 --state "$1" --logs logs; }
expect 3 'another process has it' serve w1.state
expect 3 'are in the clear' serve new.state 0.0.0.0:0
cp -r w1.state bad.state
sed -i 's/^400$/401/' bad.state/????????*
expect 3 'cannot be used' serve bad.state
expect 3 "no URL for the witness" "$writ" log cosign --log log.d --witness w1.vkey
echo "witness: ok"
