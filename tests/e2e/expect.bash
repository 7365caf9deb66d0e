# SPDX-License-Identifier: Apache-2.0
#
# Sourced by tests of the program; $work is their folder.

# expect CODE PATTERN COMMAND...: the exit code, and a line of what it prints; kept in $work/out and $work/err.
expect() {
    local code=$1 pattern=$2 actual=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" || actual=$?
    if [ "$actual" -ne "$code" ] || ! grep -q -- "$pattern" "$work/out" "$work/err"; then
        echo "exit $actual, expected $code and '$pattern': $*" >&2
        cat "$work/out" "$work/err" >&2
        exit 1
    fi
}
