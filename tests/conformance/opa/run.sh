#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh own|sdk BUILD: clients of Open Policy Agent, and proxies, get their answers. "own" are the cases beside this script; "sdk"
# is npm's @open-policy-agent/opa, installed below BUILD. Needs WRIT_BIN, WRIT_SOURCE, node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sdk=$2/tests/opa-sdk
command -v node >/dev/null || { echo "=== node is not installed: SKIPPED ==="; exit 77; }
if [ "$1" = sdk ] && [ ! -d "$sdk/node_modules/@open-policy-agent/opa" ]; then
    mkdir -p "$sdk"
    echo '{"private": true}' >"$sdk/package.json"
    (cd "$sdk" && npm install --silent --no-audit --no-fund @open-policy-agent/opa@2.0.0 >/dev/null 2>&1) ||
        { echo "=== npm cannot install @open-policy-agent/opa: SKIPPED ==="; exit 77; }
fi
source "$WRIT_SOURCE/tests/e2e/serving.bash"
begin_serving "$here/mesh" opa-fixture/local/1
serve 127.0.0.1:0
node "$here/$1.mjs" "http://$address" "$sdk"
stop_serving
"$writ" log verify --key .writ/log.vkey
