#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The service when its processes are killed, its disk is full, or its mesh is replaced, under load: it goes on, every answer
# is in the log as it was given, and none is lost when it is told to end. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
source "$WRIT_SOURCE/tests/e2e/serving.bash"
command -v node >/dev/null || { echo "SKIPPED: there is no node"; exit 77; }
command -v prlimit >/dev/null || { echo "SKIPPED: there is no prlimit"; exit 77; }
load=
begin_serving
trap 'kill $load 2>/dev/null && wait $load; stop_serving; rm -rf "$work"' EXIT
json='Content-Type: application/json'

# members NAME: the processes of the service of this name, found below the supervisor
members() {
    local parent
    for parent in $server $(pgrep -P "$server" || true); do pgrep -P "$parent" -x "writ-$1" || true; done
}

# until SECONDS COMMAND...: try it again and again
until_ok() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || { echo "never: $*" >&2; cat "$work/serve.err" >&2; exit 1; }
        sleep 0.05
    done
}
asks() { curl -s -m 15 -H "$json" --data-binary @requests/recommendations.json "$url/access/v1/evaluation" | grep -q '"decision":true'; }
is_ready() { [ "$(curl -s -o "$work/ready" -w '%{http_code}' "$url/health/ready")" = 200 ]; }
has_said() { grep -q -- "$1" "$work/serve.err"; }

export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0 # else a crash becomes a report and an exit
serve 127.0.0.1:0 --workers 2
url=http://$address
node "$WRIT_SOURCE/tests/e2e/serve_load.mjs" "$url" requests/recommendations.json requests/advertising.json \
    "$work/answers" >"$work/load" 2>&1 &
load=$!
until_ok 10 asks

for victim in signer committer worker archive generation signer committer; do
    signal=9
    [ "$victim" != worker ] || signal=11
    for pid in $(members "$victim" | head -n 1); do kill "-$signal" "$pid"; done
    until_ok 20 asks
    until_ok 20 is_ready
    until_ok 20 has_said "killed by signal $signal"
done

# a mesh that cannot be loaded changes nothing; one that can takes over, and no connection is refused
cp mesh.yaml "$work/mesh.yaml"
echo 'no: [mesh' >mesh.yaml
kill -HUP "$server"
until_ok 20 has_said 'the mesh is not loaded, and the last one stays'
until_ok 10 asks
cp "$work/mesh.yaml" mesh.yaml
before=$(members generation)
kill -HUP "$server"
until_ok 20 has_said 'the mesh is loaded'
until_ok 10 asks
[ "$(members generation | tail -n 1)" != "$before" ]

# a full disk: everything is refused with the reason, until there is room; what it says on standard error still fits
prlimit --pid "$(members committer)" --fsize=65536:unlimited
until_ok 20 has_said 'no space left'
curl -s -m 15 -H "$json" --data-binary @requests/recommendations.json "$url/access/v1/evaluation" >"$work/refused" || true
expect 0 'no space left' cat "$work/refused"
expect 0 'make room' cat "$work/refused"
if is_ready; then exit 1; fi
prlimit --pid "$(members committer)" --fsize=unlimited:unlimited
until_ok 30 asks
until_ok 20 is_ready

# it ends under load: who asks afterwards is refused the connection, who asked before is answered
kill -TERM "$server"
wait "$server"
server=
kill -TERM $load
wait $load || { cat "$work/load" >&2; exit 1; }
load=
cat "$work/load"
expect 0 '"answered":[0-9]' cat "$work/load"
if grep -q 'wrong decision' "$work/load"; then exit 1; fi

if grep -q 'Sanitizer\|runtime error' "$work/serve.err"; then cat "$work/serve.err" >&2; exit 1; fi
expect 0 'whole: ' "$writ" log verify
"$writ" log query --format json >"$work/entries.json" 2>/dev/null
node -e '
const { readFileSync } = require("fs");
const entries = new Map(JSON.parse(readFileSync(process.argv[1])).entries.map((each) => [String(each.index), each.decision]));
const seen = new Set();
for (const line of readFileSync(process.argv[2], "utf8").trim().split("\n")) {
    const [index, decision] = line.split(" ");
    if (entries.get(index) !== decision || seen.has(index)) {
        console.error(`answered ${decision} as entry ${index}, which is ${entries.get(index)}`);
        process.exit(1);
    }
    seen.add(index);
}
console.log(`${seen.size} answers are among ${entries.size} entries`);
' "$work/entries.json" "$work/answers"
echo "serve_faults: ok"
