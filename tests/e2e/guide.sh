#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The guides and the quick start work as they are written: every command is run, in an empty folder.
# Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/blocks.bash"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$WRIT_BIN")" "$work/bin/writ"
export PATH="$work/bin:$PATH" WRIT_SOURCE

in_empty_folder() {
    mkdir "$work/$1"
    (
        trap 'kill $(jobs -p) 2>/dev/null || true' EXIT # a service that a page starts
        cd "$work/$1" && shift && run_blocks "$@"
    )
}

in_empty_folder start "$WRIT_SOURCE/docs/guide/start.md" sh
in_empty_folder daff "$WRIT_SOURCE/docs/guide/daff.md" sh
in_empty_folder audit "$WRIT_SOURCE/docs/guide/audit.md" sh
in_empty_folder witness "$WRIT_SOURCE/docs/guide/witness.md" sh
in_empty_folder enforce "$WRIT_SOURCE/docs/guide/enforce.md" sh
in_empty_folder serve "$WRIT_SOURCE/docs/guide/serve.md" sh
in_empty_folder trino "$WRIT_SOURCE/docs/guide/trino.md" sh
for page in first-policy domain-rule pipeline rollout; do
    in_empty_folder "$page" "$WRIT_SOURCE/docs/guide/$page.md" sh
done
mkdir "$work/readme"
(cd "$work/readme" && check_console "$WRIT_SOURCE/README.md")

# The starter's README names its commands in indented lines; they must be the ones that work.
mkdir "$work/starter"
cd "$work/starter"
writ init other-name 2>/dev/null
cd other-name
sed -n 's/^    writ /writ /p' README.md >"$work/commands"
while IFS= read -r line; do
    expected=0
    case $line in *refused*) expected=1 ;; esac
    code=0
    eval "$line" >"$work/out" 2>&1 </dev/null || code=$?
    if [ "$code" -ne "$expected" ]; then
        echo "starter README: exit code $code, expected $expected, of: $line" >&2
        cat "$work/out" >&2
        exit 1
    fi
done <"$work/commands"
test "$(wc -l <"$work/commands")" -ge 5
echo "the starter's README: $(wc -l <"$work/commands") commands did what it says"
