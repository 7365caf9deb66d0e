#!/usr/bin/env bash
# The main job on this mesh, step by step. Usage: demo.sh PATH-OF-WRIT. Nothing is written into the example itself.
set -euo pipefail
writ=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/." "$work/daff"
cd "$work/daff"

step() { printf '\n## %s\n' "$*"; }

# run EXPECTED-EXIT COMMAND…: show the command, run it, and insist on its exit code.
run() {
    local expected=$1 code=0
    shift
    printf '$ writ %s\n' "$*"
    "$writ" "$@" || code=$?
    if [ "$code" -ne "$expected" ]; then
        echo "demo: exit code $code, expected $expected" >&2
        exit 1
    fi
}

step "The guild's policies pass their own tests"
run 0 test

step "Eight products in eight dialects conform (one finding is waived)"
run 0 check --time 2026-11-02T09:00:00Z

step "A signing key for this node's log"
run 0 keygen --name daff/pdp-1/2026 .writ/log

step "A data scientist asks for listening history, to recommend: permitted, with a mask and a row filter"
run 0 decide requests/recommendations.json --out decision.json --receipt receipt.txt

step "The same request for advertising: refused, and it says by which policy and which line"
run 1 decide requests/advertising.json --out refused.json --receipt refused-receipt.txt

step "A consumer without agreement and clearance: refused"
run 1 decide requests/refused-consumer.json

step "Anyone with the public key can verify the decisions, offline"
run 0 verify --key .writ/log.vkey decision.json receipt.txt
run 0 verify --key .writ/log.vkey refused.json refused-receipt.txt

step "Turn the refusal into a permit, and it no longer verifies"
sed 's/"decision":"deny"/"decision":"permit"/' refused.json >forged.json
run 1 verify --key .writ/log.vkey forged.json refused-receipt.txt

printf '\nThe demo did what it says.\n'
