#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A published log is verified from its files alone: by a script over HTTP, and by Go's own transparency-log library where Go
# is there. Needs WRIT_BIN, WRIT_LOG_MAKER and WRIT_SOURCE.
set -eu
for program in "$WRIT_BIN" "$WRIT_LOG_MAKER"; do
    [ -x "$program" ] || { echo "SKIPPED: there is no $program"; exit 77; }
done
writ=$(realpath "$WRIT_BIN")
maker=$(realpath "$WRIT_LOG_MAKER")
tiles=$WRIT_SOURCE/tests/e2e/tiles
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT
cd "$work"

go_verify=
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
    GOCACHE=$work/cache GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS=-buildvcs=false go build -o verify_go "$tiles/main.go"
    go_verify=./verify_go
else
    echo "=== there is no Go with golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev): its part is SKIPPED ===" >&2
fi

"$writ" keygen --name acme/node-1/2026 log >/dev/null 2>&1
before=0
for size in 1 255 256 257 700 66000; do
    "$maker" log.d log.key acme/node-1/2026 "$size" a
    "$writ" log publish --log log.d public | grep -q "^published: $size .*, $((size - before)) new"
    if [ "$size" -le 700 ]; then test "$(python3 "$tiles/verify_tiles.py" public)" = "$size"; fi
    if [ -n "$go_verify" ]; then "$go_verify" log.vkey public; fi
    before=$size
done

# Any web server will do.
python3 -u -m http.server --bind 127.0.0.1 --directory public 0 >server.out 2>&1 &
server=$!
for _ in $(seq 100); do
    port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' server.out)
    if [ -n "$port" ]; then break; fi
    sleep 0.05
done
test "$(python3 "$tiles/verify_tiles.py" - "http://127.0.0.1:$port")" = 66000

# Nothing private is public: only the checkpoint and tiles, and no text of the side store.
test "$(cd public && echo *)" = "checkpoint tile"
if grep -rqa private public; then echo "a side record was published" >&2; exit 1; fi

# Publishing again writes no tile; an older copy and another log are refused, and nothing changes.
find public -type f -printf '%p %i %s\n' | grep -v checkpoint | sort >files
cp public/checkpoint checkpoint
"$writ" log publish --log log.d public | grep -q ', 0 new'
"$maker" older.d log.key acme/node-1/2026 300 a
"$maker" other.d log.key acme/node-1/2026 66001 b
for log in older.d other.d; do
    code=0
    "$writ" log publish --log "$log" public 2>err || code=$?
    test "$code" -eq 1
done
find public -type f -printf '%p %i %s\n' | grep -v checkpoint | sort | diff files -
cmp public/checkpoint checkpoint

# A changed byte anywhere is noticed by who verifies.
printf 'X' | dd of=public/tile/entries/001 bs=1 seek=100 conv=notrunc status=none
if python3 "$tiles/verify_tiles.py" public >/dev/null 2>&1; then echo "a changed entry was accepted" >&2; exit 1; fi
echo "publish: ok"
