#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# usage: serve_reload.sh [RELOADS]. A mesh is replaced over and over under as many requests as the machine can make: none
# fails, and every decision names a mesh that was there. One that cannot be loaded changes nothing. Needs WRIT_BIN, WRIT_SOURCE
# and wrk.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
source "$WRIT_SOURCE/tests/e2e/serving.bash"
reloads=${1:-20}
command -v wrk >/dev/null || { echo "SKIPPED: there is no wrk"; exit 77; }
load=
begin_serving
trap 'stop_serving; [ -z "$load" ] || kill "$load" 2>/dev/null || true; rm -rf "$work"' EXIT

# loaded COUNT: wait until so many meshes were loaded since the start
loaded() {
    for _ in $(seq 1200); do
        if [ "$(grep -c '^note: the mesh is loaded' "$work/serve.err")" -ge "$1" ]; then return; fi
        sleep 0.05
    done
    cat "$work/serve.err" >&2
    exit 1
}
bundle() { curl -s "http://$address/v1/policies" | grep -o '"bundle":"[^"]*"' | cut -d'"' -f4; }
# await_another: the workers of the mesh before may still take a connection or two; sets `last`.
last=
await_another() {
    local now
    for _ in $(seq 400); do
        now=$(bundle)
        if [ -n "$now" ] && [ "$now" != "$last" ]; then
            last=$now
            return
        fi
        sleep 0.02
    done
    echo "the mesh that was loaded is not served" >&2
    exit 1
}

serve 127.0.0.1:0
last=$(bundle)
wrk -t1 -c32 -d600s --timeout 30s -s "$WRIT_SOURCE/tests/bench/peers/load.lua" "http://$address/access/v1/evaluation" -- \
    "$PWD"/requests/recommendations.json "$PWD"/requests/advertising.json >"$work/wrk.out" &
load=$!
for i in $(seq "$reloads"); do
    echo "{ turn: $i }" >data/turn.yaml
    kill -HUP "$server"
    loaded "$i"
    await_another
    echo "$last" >>"$work/bundles"
done

# a mesh that is wrong
before=$(bundle)
echo "name: [" >mesh.yaml
kill -HUP "$server"
for _ in $(seq 400); do
    grep -q 'mesh.yaml' "$work/serve.err" && break
    sleep 0.05
done
expect 0 'mesh.yaml' cat "$work/serve.err"
[ "$(bundle)" = "$before" ] || { echo "a wrong mesh took the place of a good one" >&2; exit 1; }

kill -INT "$load"
wait "$load" || true
load=
stop_serving
cp "$WRIT_SOURCE/docs/examples/daff/mesh.yaml" mesh.yaml
grep -E 'requests in|Requests/sec' "$work/wrk.out"
if grep -E 'Non-2xx|Socket errors' "$work/wrk.out"; then exit 1; fi
[ "$(sort -u "$work/bundles" | wc -l)" -eq "$reloads" ] || { echo "not every mesh was served" >&2; exit 1; }

# every decision names one of the meshes, or the one from before
"$writ" log verify 2>/dev/null | head -n 1
grep -aoh '"bundle":{"digest":"sha256:[0-9a-f]*' .writ/log/segment-* | cut -d'"' -f6 | sort | uniq -c >"$work/named"
foreign=$(awk '{ print $2 }' "$work/named" | grep -vxF -f "$work/bundles" | wc -l)
echo "decisions under $(wc -l <"$work/named") meshes, of $((reloads + 1))"
[ "$foreign" -le 1 ] && [ "$(wc -l <"$work/named")" -gt $((reloads / 2)) ]
echo "serve_reload: ok"
