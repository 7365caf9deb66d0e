#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What clients and policies that mean no good do to the service: bodies of 1 GiB, malformed requests, slow and idle connections
# in thousands, a policy that never ends. It keeps serving, and denies what it must. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
source "$WRIT_SOURCE/tests/e2e/serving.bash"
begin_serving
idle=10000
[ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -ge 12000 ] || idle=$(($(ulimit -Hn) * 4 / 5))
ulimit -n "$(ulimit -Hn)"
growth=64
if nm "$writ" 2>/dev/null | grep -q __asan_init; then growth=512; fi # a sanitizer keeps what is freed for a while

serve 127.0.0.1:0
family() { echo "$1"; for child in $(cat /proc/"$1"/task/"$1"/children); do family "$child"; done; }
node "$WRIT_SOURCE/tests/e2e/serve_abuse.mjs" "$address" requests/recommendations.json "$(family "$server" | paste -sd,)" "$idle" "$growth"
stop_serving

# a policy that never ends costs its request, and no other
mkdir -p policies/mesh
cat >policies/mesh/endless.lua <<'LUA'
return policy {
  id = "daff.endless", title = "Never ends", level = "mandatory", phase = "access",
  applies = function(input) return input.subject.id == "mallory" end,
  rule = function() while true do end end,
}
LUA
serve 127.0.0.1:0
sed 's/"id": *"[^"]*@example.org"/"id": "mallory"/' requests/recommendations.json >"$work/mallory.json"
ask() { curl -s -m 20 -H 'Content-Type: application/json' --data-binary "@$1" "http://$address/v1/decide"; }
for _ in 1 2 3; do
    expect 0 '"code":"GAS"' ask "$work/mallory.json"
    expect 0 '^{"decision":true' ask requests/recommendations.json
done
stop_serving
"$writ" log verify >/dev/null
echo "serve_abuse: ok"
