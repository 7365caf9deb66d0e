#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh own|certification: a service with the fixture of the AuthZEN certification scenario answers every case, every
# decision it answered is in its log, and the log is whole. "certification" needs the scenario's cases in WRIT_SHARED; "own"
# are the cases beside this script, and a client that knows nothing but where the service is. Needs WRIT_BIN, WRIT_SOURCE, node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case $1 in
own) cases=$here/cases.json ;;
certification) cases=$WRIT_SHARED/contracts/authzen-certification-cases.json ;;
esac
[ -f "$cases" ] || { echo "=== there is no $cases: SKIPPED ==="; exit 77; }
command -v node >/dev/null || { echo "=== node is not installed: SKIPPED ==="; exit 77; }
source "$WRIT_SOURCE/tests/e2e/serving.bash"
begin_serving "$here/mesh" authzen-fixture/pdp/2026

serve --public-url https://pdp.example.com 127.0.0.1:0
node "$here/cases.mjs" "http://$address" "$cases" "$work/counts"
stop_serving

# What was answered is what is recorded: nothing more, and nothing less.
for decision in permit deny; do
    answered=$(node -p "JSON.parse(require('fs').readFileSync('$work/counts')).$decision")
    recorded=$("$writ" log query --decision "$decision" --limit 1000000 --format json | node -p "JSON.parse(require('fs').readFileSync(0)).entries.length")
    [ "$answered" = "$recorded" ] || { echo "$decision: $answered answered, $recorded recorded" >&2; exit 1; }
done
"$writ" log verify --key .writ/log.vkey
"$writ" replay >"$work/replayed"
tail -n 1 "$work/replayed"

if [ "$1" = own ]; then
    serve 127.0.0.1:0
    node "$here/client.mjs" "http://$address"
fi
