#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh own|contract|linear: a service answers what Trino asks. "contract" sends every shape of the contract's file in
# WRIT_SHARED; "own" the cases beside this script, and counts what was recorded; "linear" batches of 1 000 and of 20 000
# tables. Needs WRIT_BIN, WRIT_SOURCE, node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shapes=$WRIT_SHARED/contracts/trino-payloads.json
[ "$1" != contract ] || [ -f "$shapes" ] || { echo "=== there is no $shapes: SKIPPED ==="; exit 77; }
command -v node >/dev/null || { echo "=== node is not installed: SKIPPED ==="; exit 77; }
source "$WRIT_SOURCE/tests/e2e/serving.bash"
writ=$(realpath "$WRIT_BIN")
work=$(mktemp -d)
trap 'stop_serving; rm -rf "$work"' EXIT
name=trino-fixture
if [ "$1" = linear ]; then
    name=wide
    node "$here/wide.mjs" make "$work/mesh"
else
    cp -r "$here/mesh" "$work/mesh"
fi
cd "$work/mesh"
"$writ" keygen --name $name/local/1 .writ/log >/dev/null 2>&1
serve 127.0.0.1:0

case $1 in
own) node "$here/own.mjs" "http://$address" ;;
contract) node "$here/contract.mjs" "http://$address" "$shapes" ;;
linear)
    limit_ms=100
    if grep -q __asan_init "$writ" || grep -q __tsan_init "$writ"; then limit_ms=1000; fi
    node "$here/wide.mjs" ask "http://$address" "$server" $limit_ms
    ;;
esac
stop_serving
"$writ" log verify --key .writ/log.vkey
