#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by tests of the service; $writ is the program and $work their folder.

server=

# begin_serving [MESH NAME]: a copy of the mesh, or of the example's, with a key of that name, as the current folder below a
# fresh $work, which goes with the test.
begin_serving() {
    writ=$(realpath -e "$WRIT_BIN")
    work=$(mktemp -d)
    trap 'stop_serving; rm -rf "$work"' EXIT
    cp -r "${1:-$WRIT_SOURCE/docs/examples/daff}" "$work/mesh"
    cd "$work/mesh"
    "$writ" keygen --name "${2:-daff/pdp-1/2026}" .writ/log 2>/dev/null >&2
}

# serve ADDRESS [OPTION...]: in the mesh of the current folder; sets `server` and the first `address` it listens on.
serve() {
    "$writ" serve "$@" 2>"$work/serve.err" &
    server=$!
    for _ in $(seq 400); do
        address=$(sed -n 's/^note: listening on //p' "$work/serve.err" 2>/dev/null | head -n 1)
        if [ -n "$address" ]; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    cat "$work/serve.err" >&2
    exit 1
}

# stop_serving: let it end in its own time; its exit code.
stop_serving() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" || true
        server=
    fi
}
