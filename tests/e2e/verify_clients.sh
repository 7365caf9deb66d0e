#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A decision of ours is verified by programs that are not ours: openssl, Node's crypto, Go's checksum database, and npm jose
# and @sigstore/verify where npm can install them. Each also refuses what was changed. Runs the commands of
# docs/guide/verify.md. Needs WRIT_BIN and WRIT_SOURCE; skips (77) without openssl or node.
set -eu
source "$WRIT_SOURCE/tests/e2e/blocks.bash"
for tool in openssl node; do
    if ! command -v "$tool" >/dev/null; then
        echo "SKIPPED: there is no $tool"
        exit 77
    fi
done
writ=$(realpath "$WRIT_BIN")
guide=$WRIT_SOURCE/docs/guide/verify.md
export WRIT_SOURCE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$WRIT_SOURCE/docs/examples/daff" "$work/daff"
cd "$work/daff"

skipped() { echo "=== $1: SKIPPED ===" >&2; }

npm_has() {
    command -v npm >/dev/null && timeout 60 npm view "$1" version >/dev/null 2>&1
}

# Checking a writ, a receipt and the log's key, each by another program. Node has no library for this: the program is its own.
with_node() { node "$WRIT_SOURCE/docs/guide/verify/verify-receipt.mjs" "$1" "$2" "${3:-.writ/log}.pub.pem"; }
with_go() { ./verify-receipt "$1" "$2" "${3:-.writ/log}.vkey"; }
with_sigstore() { node clients/verify-inclusion.mjs "$1" "$2" "${3:-.writ/log}.pub.pem"; }
verifiers=(with_node)

# Some decisions before it and some after, so that its inclusion path and its checkpoint are not trivial.
"$writ" keygen --name daff/pdp-1/2026 .writ/log >/dev/null 2>&1
for request in advertising refused-consumer aggregate; do
    "$writ" decide "requests/$request.json" >/dev/null || test $? -eq 1
done
"$writ" decide requests/recommendations.json --out permit.writ --receipt permit.receipt >/dev/null
for i in 4 5 6 7 8; do
    "$writ" decide requests/recommendations.json --out "$i.writ" --receipt "$i.receipt" >/dev/null
done

run_blocks "$guide" sh
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
    export GOCACHE=$work/cache GOFLAGS=-buildvcs=false
    run_blocks "$guide" "sh go"
    verifiers+=(with_go)
else
    skipped "there is no Go with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)"
fi
if npm_has @sigstore/verify; then
    run_blocks "$guide" "sh sigstore"
    verifiers+=(with_sigstore)
else
    skipped "npm or its registry cannot be reached, so @sigstore/verify"
fi

# Every entry by the receipt it was given and by one of the whole log; index 3 of 9 has hashes on both sides of it.
for i in 4 5 6 7 8; do
    "$writ" log prove "$i" --out "$i.later" >/dev/null
    for verify in "${verifiers[@]}"; do
        "$verify" "$i.writ" "$i.receipt" >/dev/null
        "$verify" "$i.writ" "$i.later" >/dev/null
    done
done
"$writ" log prove 3 --out permit.receipt >/dev/null
test "$(sed '/^$/,$d' permit.receipt | wc -l)" -eq 6

# What was changed is refused, by every program and in words.
refused() {
    local verify code count=0
    for verify in "${verifiers[@]}"; do
        code=0
        "$verify" "$@" >out 2>err || code=$?
        if [ "$code" -ne 1 ] || ! grep -q '^does not hold: ' err; then
            echo "exit code $code, and not refused in words: $verify $*" >&2
            cat out err >&2
            exit 1
        fi
        count=$((count + 1))
    done
    refusals=$((refusals + count))
}

# changed WHAT SED-SCRIPT: refuse the receipt with that change.
changed() {
    sed "$2" permit.receipt >"$1"
    if cmp -s "$1" permit.receipt; then echo "nothing was changed: $1" >&2; exit 1; fi
    refused permit.writ "$1"
}
refusals=0
for verify in "${verifiers[@]}"; do "$verify" permit.writ permit.receipt >/dev/null; done
changed "another index" 's/^index 3$/index 2/'
changed "an index beyond the log" 's/^index 3$/index 9/'
changed "a hash of the path" '3s/^A/B/; t; 3s/^./A/'
changed "a shorter path" 4d
changed "a longer path" 4p
changed "a path in another order" '3{h; d}; 4G'
changed "the checkpoint's size" 's/^9$/10/'
changed "the checkpoint's root" '/^9$/{n; s/^A/B/; t; s/^./A/}'
changed "the checkpoint's text" '/^9$/{n; s/$/\nan extension/}'
changed "the checkpoint's signature" 's/^\(— [^ ]* .\{30\}\)A/\1B/; t; s/^\(— [^ ]* .\{30\}\)./\1A/'
changed "the checkpoint's name" 's/^daff/deaf/'
changed "no signature" '/^— /d'
sed 's/\("leaf":.*\)"decision":"permit"/\1"decision":"deny"/' permit.writ >leaf.writ
grep -q '"leaf":.*"decision":"deny"' leaf.writ
refused leaf.writ permit.receipt
refused 4.writ permit.receipt
refused permit.writ 4.later
for name in daff/pdp-1/2026 daff/pdp-2/2026; do
    rm -f other.*
    "$writ" keygen --name "$name" other >/dev/null 2>&1
    refused permit.writ permit.receipt other
done

if npm_has jose; then
    run_blocks "$guide" "sh jose"
    sed '2s/.*/999/' .writ/log/checkpoint >other
    if node clients/verify-jws.mjs other .writ/log/checkpoint.jws .writ/log.jwk >/dev/null 2>&1; then
        echo "jose accepted another checkpoint" >&2
        exit 1
    fi
else
    skipped "npm or its registry cannot be reached, so jose (Node's crypto checks the JWS instead)"
    node --input-type=module - .writ/log/checkpoint .writ/log/checkpoint.jws .writ/log.jwk <<'JS'
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [note, jws, jwk] = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));
const payload = note.slice(0, note.lastIndexOf('\n\n') + 1);
const [header, , signature] = jws.trim().split('.');
const { alg, b64, crit } = JSON.parse(Buffer.from(header, 'base64url'));
if (alg !== 'EdDSA' || b64 !== false || !crit.includes('b64')) throw new Error(`unexpected header ${header}`);
const key = createPublicKey({ key: JSON.parse(jwk), format: 'jwk' });
if (!verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) throw new Error('the JWS does not hold');
JS
fi
echo "verified by openssl and ${verifiers[*]}: $refusals forgeries were refused"
