#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Input that cannot be used, and disks that are full: one error with its place, the exit code that is documented,
# nothing on standard output and no file left behind.
set -u
writ=${WRIT_BIN:-}
[ -x "$writ" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
source=$(cd "${WRIT_SOURCE:-.}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
mounted=""
trap '[ -n "$mounted" ] && umount "$mounted"; rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

fail() {
    echo "FAIL: $*"
    cat err
    failures=$((failures + 1))
}

files() { find . -path ./disk -prune -o ! -name out ! -name err ! -name before ! -name after -print | sort; }

# refused CODE PATTERN COMMAND...: that exit code, one line with "error: ", which matches; no result and no new file.
refused() {
    local code=$1 pattern=$2 actual
    shift 2
    files >before
    "$@" >out 2>err
    actual=$?
    files >after
    checks=$((checks + 1))
    if [ "$actual" != "$code" ]; then
        fail "$*: exit $actual instead of $code"
    elif [ "$(grep -c 'error: ' err)" != 1 ]; then
        fail "$*: not one error"
    elif ! grep -q -- "$pattern" err; then
        fail "$*: no '$pattern'"
    elif [ -s out ]; then
        fail "$*: a result on standard output"
    elif ! cmp -s before after; then
        fail "$*: files left behind: $(diff before after | tr '\n' ' ')"
    fi
}

cp -R "$source/docs/examples/starter" mesh && rm -rf mesh/.writ
"$writ" keygen --name starter/local/1 mesh/.writ/log >/dev/null 2>&1 || exit 1
request=mesh/requests/permitted.json
mkdir folder
"$writ" decide --mesh mesh "$request" >/dev/null || exit 1 # makes the log

nested() { python3 -c "import sys; sys.stdout.write(sys.argv[1] * 1000 + sys.argv[2] * 1000)" "$1" "$2"; }

printf '{"apiVersion": "v3.1.0", "kind": ' >cut.json
printf 'apiVersion: v3.1.0\nkind: "DataCon' >cut.yaml
{ printf 'id: "'; head -c 10485760 /dev/zero | tr '\0' a; printf '"\n'; } >large.yaml
{ printf '{"id": "'; head -c 10485760 /dev/zero | tr '\0' a; printf '"}\n'; } >large.json
nested '[' ']' >deep.json
nested '{"a":' '' >deep-cut.json
nested '[' ']' >deep.yaml
python3 -c 'print("".join(" " * i + "a:\n" for i in range(1000)))' >deep-block.yaml
printf '{"id": 1,\n "id": 2}' >twice.json
printf 'id: 1\nkind: x\nid: 2\n' >twice.yaml
printf 'id: &a x\nname: y\n' >anchor.yaml
printf 'id: x\nname: *a\n' >alias.yaml
printf 'id: !!str x\n' >tag.yaml
printf 'id: !python/object:os.system x\n' >tag-own.yaml
printf '<<: {a: 1}\nid: x\n' >merge.yaml
printf '? [a]\n: 1\n' >key.yaml
printf 'id: a\n---\nid: b\n' >documents.yaml
printf '[1, 2]' >list.json
printf -- '- 1\n- 2\n' >list.yaml
printf '"orders"' >text.json
printf 'orders\n' >text.yaml
printf '{"title": "nothing known"}' >unknown.json
printf '' >empty.json
printf '# nothing\n' >empty.yaml
printf '{"id": "\xff\xfe"}' >utf8.json
printf 'id: "\xc0\xaf"\n' >utf8.yaml
printf '{"id": "\xed\xa0\x80"}' >surrogate.json
printf '{"id": "a\0b"}' >nul.json
printf 'id: a\0b\n' >nul.yaml
printf '{"id": "\\u0000"}' >nul-escaped.json
printf '{"id": 1e999}' >range.json
printf '{"id": NaN}' >nan.json

while read -r file pattern; do
    refused 3 "^$file:$pattern" "$writ" product --mesh mesh "$file"
done <<'END'
cut.json 1:34: error: .*WRIT_E_SYNTAX
cut.yaml [0-9]*:[0-9]*: error: .*WRIT_E_SYNTAX
large.yaml .*error: .*WRIT_E_LIMIT
large.json .*error: .*WRIT_E_LIMIT
deep.json 1:65: error: .*WRIT_E_LIMIT
deep-cut.json 1:[0-9]*: error: .*WRIT_E_LIMIT
deep.yaml 1:65: error: .*WRIT_E_LIMIT
deep-block.yaml 6[0-9]:[0-9]*: error: .*WRIT_E_LIMIT
twice.json 2:2: error: .*'id'.*WRIT_E_SYNTAX
twice.yaml 3:1: error: .*'id'.*WRIT_E_SYNTAX
anchor.yaml 1:5: error: .*anchor.*WRIT_E_SYNTAX
alias.yaml 2:7: error: .*alias.*WRIT_E_SYNTAX
tag.yaml 1:5: error: .*tag.*WRIT_E_SYNTAX
tag-own.yaml 1:5: error: .*tag.*WRIT_E_SYNTAX
merge.yaml 1:1: error: .*merge.*WRIT_E_SYNTAX
key.yaml 1:[0-9]*: error: .*WRIT_E_SYNTAX
documents.yaml 2:1: error: .*WRIT_E_SYNTAX
list.json 1:1: error: .*WRIT_E_SCHEMA
list.yaml 1:1: error: .*WRIT_E_SCHEMA
text.json 1:1: error: .*WRIT_E_SCHEMA
text.yaml 1:1: error: .*WRIT_E_SCHEMA
unknown.json 1:1: error: .*none of the descriptor dialects.*WRIT_E_SCHEMA
empty.json 1:1: error: .*WRIT_E_SYNTAX
empty.yaml [12]:1: error: .*WRIT_E_SYNTAX
utf8.json 1:9: error: .*WRIT_E_SYNTAX
utf8.yaml 1:6: error: .*WRIT_E_SYNTAX
surrogate.json 1:9: error: .*WRIT_E_SYNTAX
nul.json 1:10: error: .*WRIT_E_SYNTAX
nul.yaml 1:6: error: .*WRIT_E_SYNTAX
nul-escaped.json 1:[0-9]*: error: .*WRIT_E_SYNTAX
range.json 1:8: error: .*WRIT_E_SYNTAX
nan.json 1:8: error: .*WRIT_E_SYNTAX
folder .*error: .*directory.*WRIT_E_IO
missing.yaml .*error: .*WRIT_E_NOTFOUND
END

for file in cut.json deep.json twice.json list.json text.json empty.json utf8.json surrogate.json nul.json nul-escaped.json \
    nan.json range.json large.json folder missing.json; do
    refused 3 "^$file:.*error: " "$writ" decide --mesh mesh "$file"
    refused 3 "^$file:.*error: " "$writ" decide --mesh mesh --dry-run "$file"
    refused 3 "^$file:.*error: " "$writ" explain "$file"
done
[ "$("$writ" log query --mesh mesh | wc -l)" = 1 ] || fail "a request that is none was recorded"

# Not a writ, or none that is canonical: the first is an input that cannot be used, the second does not verify.
for file in cut.json deep.json twice.json empty.json utf8.json nul.json nan.json folder missing.json text.json unknown.json; do
    code=3
    [ "$file" = unknown.json ] && code=1
    refused $code "^$file:.*error: " "$writ" verify --key mesh/.writ/log.vkey "$file" "$file"
    refused 3 "^$file:.*error: " "$writ" verify --key "$file" "$file" "$file"
    refused 3 "^$file:.*error: " "$writ" sql --mesh mesh --dialect duckdb "$file"
done

# An empty file is no key and no checkpoint, rather than none that was given.
refused 3 '^empty.json: error: .*vkey.*WRIT_E_SYNTAX' "$writ" log verify --mesh mesh --key empty.json
refused 3 '^empty.json: error: .*WRIT_E_SYNTAX' "$writ" log verify --mesh mesh --since empty.json
refused 3 '^empty.json: error: .*vkey.*WRIT_E_SYNTAX' "$writ" report --mesh mesh --key empty.json --out page.html
refused 3 '^empty.json/checkpoint: error: .*WRIT_E_IO' "$writ" log publish --mesh mesh empty.json

# A file nobody may read: root may read everything.
if [ "$(id -u)" != 0 ]; then
    printf 'id: x\n' >secret.yaml && chmod 000 secret.yaml
    refused 3 '^secret.yaml: error: .*denied.*WRIT_E_IO' "$writ" product --mesh mesh secret.yaml
    rm -f secret.yaml
fi
mkfifo pipe
refused 3 '^pipe: error: .*regular.*WRIT_E_IO' "$writ" product --mesh mesh pipe
rm -f pipe

# Meshes that cannot be loaded.
for file in twice.yaml anchor.yaml tag.yaml list.yaml text.yaml utf8.yaml nul.yaml deep.yaml large.yaml; do
    rm -rf broken && cp -R mesh broken && cp "$file" broken/mesh.yaml
    refused 3 'mesh.yaml:.*error: ' "$writ" decide --mesh broken --dry-run "$request"
    rm -rf broken && cp -R mesh broken && cp "$file" broken/products/one.yaml
    refused 3 'products/one.yaml:.*error: ' "$writ" check --mesh broken
done
rm -rf broken && cp -R mesh broken && printf 'return {' >broken/policies/mesh/one.lua
refused 3 'policies/mesh/one.lua:1.*error: ' "$writ" check --mesh broken
rm -rf broken && cp -R mesh broken && printf '\033Lua' >broken/policies/mesh/one.lua
refused 3 'policies/mesh/one.lua:.*error: ' "$writ" check --mesh broken
rm -rf broken

# Keys.
refused 3 '^missing.key: error: .*WRIT_E_NOTFOUND' "$writ" decide --mesh mesh --key missing.key "$request"
chmod 0644 mesh/.writ/log.key
refused 3 'log.key: error: .*mode 0644.*WRIT_E_CRYPTO' "$writ" decide --mesh mesh "$request"
chmod 0600 mesh/.writ/log.key
refused 3 'error: .*exists.*WRIT_E_IO' "$writ" keygen --name starter/local/1 mesh/.writ/log
refused 3 "error: 'no name' is not a key name" "$writ" keygen --name 'no name' new
refused 3 'error: .*not empty.*WRIT_E_IO' "$writ" init --name m mesh
refused 2 'error: ' "$writ" product --mesh mesh
refused 2 'error: ' "$writ" decide --mesh mesh "$request" more
refused 2 'error: ' "$writ" verify only-one

# A full disk: a small one of our own when that is allowed, else files that may not grow.
mkdir disk
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
    mounted=$work/disk
    full() {
        rm -rf disk/* disk/.writ
        mkdir disk/empty
        head -c 1048576 /dev/zero >disk/filler 2>/dev/null
        "$@"
    }
else
    full() { (trap '' XFSZ; ulimit -f 0; "$@" >out 2>err); }
    echo "bad input: no disk of our own, files are kept from growing instead"
fi
# A log keeps its lock, and takes its own temporary files back when it is opened again.
left() { find disk -type f ! -name filler ! -path 'disk/log/lock' ! -path 'disk/log/*.tmp'; }

# full_disk COMMAND...: an error, and no file in part.
full_disk() {
    checks=$((checks + 1))
    full "$@" >out 2>err
    local code=$?
    if [ "$code" != 3 ] && [ "$code" != 4 ]; then
        fail "$*: exit $code on a full disk"
    elif [ "$(grep -c 'error: ' err)" != 1 ]; then
        [ -n "$mounted" ] && fail "$*: not one error on a full disk"
    elif [ -n "$(left)" ]; then
        fail "$*: left behind on a full disk: $(left | tr '\n' ' ')"
    fi
}

full_disk "$writ" keygen --name starter/local/1 disk/log
full_disk "$writ" init --name m disk/new
full_disk "$writ" decide --mesh mesh --out disk/one.writ --receipt disk/one.receipt "$request"
[ -n "$mounted" ] && full_disk "$writ" decide --mesh mesh --log disk/log "$request"
full_disk "$writ" decide --mesh mesh --receipt disk/one.receipt "$request"

# A result that cannot be printed is none.
if [ -w /dev/full ]; then
    for command in "product --mesh mesh mesh/products/sales/orders.yaml" "check --mesh mesh" "test --mesh mesh" \
        "decide --mesh mesh --dry-run $request" "decide --mesh mesh --dry-run --format json $request" \
        "decide --mesh mesh $request" "version" "help"; do
        checks=$((checks + 1))
        # shellcheck disable=SC2086
        "$writ" $command >/dev/full 2>err
        code=$?
        : >out
        [ "$code" = 4 ] || fail "$command: exit $code when standard output is full"
        [ "$(grep -c 'error: ' err)" = 1 ] || fail "$command: not one error when standard output is full"
    done
fi

[ "$failures" = 0 ] && echo "bad input: $checks refusals"
exit $((failures > 0))
