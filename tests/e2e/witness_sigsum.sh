#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A witness that is not ours, sigsum-witness, cosigns the honest log and refuses rollback, rewrite and fork. It is in Debian's
# backports (package sigsum-go): taken from the PATH, else fetched into a folder of this test's own; skipped where neither works.
# It watches only logs whose origin is sigsum.org/v1/tree/<hash of the key>, so the log here has such an origin.
# Needs WRIT_BIN, WRIT_LOG_MAKER and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
for program in "$WRIT_BIN" "$WRIT_LOG_MAKER"; do
    [ -x "$program" ] || { echo "SKIPPED: there is no $program"; exit 77; }
done
for tool in openssl curl; do
    command -v $tool >/dev/null || { echo "SKIPPED: there is no $tool"; exit 77; }
done
writ=$(realpath "$WRIT_BIN")
maker=$(realpath "$WRIT_LOG_MAKER")
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
cd "$work"

# Nothing of the system's apt configuration is changed, and nothing is installed.
fetch() {
    mkdir -p apt/lists/partial apt/archives/partial unpacked
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main" >apt/sources
    local options=(-o Dir::Etc::SourceList="$work/apt/sources" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::lists="$work/apt/lists"
        -o Dir::Cache="$work/apt" -o Acquire::Retries=0 -o Acquire::http::Timeout=10)
    timeout 60 apt-get "${options[@]}" -qq update && timeout 60 apt-get "${options[@]}" -qq download sigsum-go &&
        dpkg-deb -x sigsum-go_*.deb unpacked
}
if ! command -v sigsum-witness >/dev/null; then
    if ! fetch >fetched 2>&1; then
        echo "=== sigsum-witness is not there and cannot be fetched (Debian: sigsum-go in bookworm-backports): SKIPPED ==="
        exit 77
    fi
    PATH=$work/unpacked/usr/bin:$PATH
fi

# The key comes first: its hash is part of the origin.
"$writ" keygen --name temporary log >/dev/null 2>&1
hash=$(openssl pkey -in log.key -pubout -outform DER | tail -c 32 | sha256sum | cut -d' ' -f1)
origin=sigsum.org/v1/tree/$hash
"$maker" log.d log.key "$origin" 10 a
sigsum-key from-vkey -k log.d/key.vkey -o log.pub
sigsum-key generate -o witness
name=sigsum.org/v1/witness/$(sigsum-key to-hash -k witness.pub)

# Debian builds it without a go.mod, so that Go takes the routing rules of 1.21, under which it answers 404 to everything.
export GODEBUG=httpmuxgo121=0
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    sigsum-witness -k witness --log-key log.pub --state-file state 127.0.0.1:$port 2>served &
    server=$!
    sleep 0.5
    if kill -0 $server 2>/dev/null; then break; fi
done
echo "$(sigsum-key to-vkey -k witness.pub -n "$name" -t cosignature/v1) http://127.0.0.1:$port" >witnesses

expect 0 'the checkpoint of 10 entries' "$writ" log cosign --log log.d --witness witnesses
cp -r log.d older.d
for size in 11 256 300; do
    "$maker" log.d log.key "$origin" $size a
    expect 0 "the checkpoint of $size entries" "$writ" log cosign --log log.d --witness witnesses
done
expect 0 proved "$writ" log prove --log log.d 123 --out receipt --leaf leaf
expect 0 'cosigned by 1 witness' "$writ" verify --leaf --key log.d/key.vkey --witness witnesses leaf receipt

"$maker" rewritten.d log.key "$origin" 300 b
"$maker" fork.d log.key "$origin" 310 b
expect 1 'rollback: a witness has cosigned 300 entries' "$writ" log cosign --log older.d --witness witnesses
expect 1 'rewritten or forked (422)' "$writ" log cosign --log rewritten.d --witness witnesses
expect 1 'rewritten or forked (422)' "$writ" log cosign --log fork.d --witness witnesses

# The refusals in its own words, whatever our client would have sent.
post() { curl -s -o answer -w '%{http_code}' --data-binary @- "http://127.0.0.1:$port/add-checkpoint"; }
test "$({ printf 'old 10\n\n'; cat older.d/checkpoint; } | post)" = 409 && test "$(cat answer)" = 300
test "$({ printf 'old 300\n\n'; cat rewritten.d/checkpoint; } | post)" = 422
test "$({ printf 'old 300\n\n'; cat fork.d/checkpoint; } | post)" = 400 # growth without a proof
expect 0 'of 300' "$writ" log cosign --log log.d --witness witnesses
echo "witnessed by sigsum-witness: 5 honest checkpoints cosigned; rollback, rewrite and fork refused"
