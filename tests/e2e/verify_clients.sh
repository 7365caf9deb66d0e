#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A decision of ours is verified by tools that are not ours: openssl, Node's crypto, and npm jose where npm can install it.
# Runs the commands of docs/guide/verify.md. Needs WRIT_BIN and WRIT_SOURCE; skips (77) without openssl or node.
set -eu
source "$WRIT_SOURCE/tests/e2e/blocks.bash"
for tool in openssl node; do
    if ! command -v "$tool" >/dev/null; then
        echo "SKIPPED: there is no $tool"
        exit 77
    fi
done
writ=$(realpath "$WRIT_BIN")
export WRIT_SOURCE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$WRIT_SOURCE/docs/examples/daff" "$work/daff"
cd "$work/daff"

"$writ" keygen --name daff/pdp-1/2026 .writ/log >/dev/null 2>&1
# Some decisions before it and one after, so that its inclusion path and its checkpoint are not trivial.
for request in advertising refused-consumer aggregate; do
    "$writ" decide "requests/$request.json" >/dev/null || test $? -eq 1
done
"$writ" decide requests/recommendations.json --out permit.writ --receipt permit.receipt >/dev/null
run_blocks "$WRIT_SOURCE/docs/guide/verify.md" sh

# Every entry of the log by its own receipt, not only the last; and none by the receipt of another.
for i in 1 2 3 4 5; do
    "$writ" decide requests/recommendations.json --out "$i.writ" --receipt "$i.receipt" >/dev/null
    node "$WRIT_SOURCE/docs/guide/verify/verify-receipt.mjs" "$i.writ" "$i.receipt" .writ/log.pub.pem >/dev/null
done
if node "$WRIT_SOURCE/docs/guide/verify/verify-receipt.mjs" 1.writ 2.receipt .writ/log.pub.pem 2>/dev/null; then
    echo "a writ verified with the receipt of another" >&2
    exit 1
fi

if command -v npm >/dev/null && (cd "$work" && timeout 60 npm view jose version >/dev/null 2>&1); then
    run_blocks "$WRIT_SOURCE/docs/guide/verify.md" "sh npm"
    sed '2s/.*/999/' .writ/log/checkpoint >other
    if node clients/verify-jws.mjs other .writ/log/checkpoint.jws .writ/log.jwk >/dev/null 2>&1; then
        echo "jose accepted another checkpoint" >&2
        exit 1
    fi
else
    echo "=== npm or its registry cannot be reached: jose was SKIPPED; Node's crypto checks the JWS instead ==="
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
echo "verified by openssl and node"
