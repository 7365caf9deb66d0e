#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh CASES: 600 generated row filters and every mask in PostgreSQL, DuckDB and SQLite give the rows and texts that
# their definitions give. A store that is not there is named and left out; without any, the test is skipped (77).
set -eu
cases=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
count=600 seed=20261122
work=$(mktemp -d)
ran=0
server=

stop() {
    if [ -n "$server" ]; then
        as_postgres "$server/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null || true
    fi
    rm -rf "$work"
}
trap stop EXIT
"$cases" expected "$count" "$seed" >"$work/expected"
"$cases" expected-sqlite "$count" "$seed" >"$work/expected-sqlite"

compare() {
    if ! cmp -s "$2" "$3"; then
        echo "$1 differs from the definition:" >&2
        diff "$2" "$3" | head -20 >&2
        exit 1
    fi
    echo "$1: $count row filters and $(grep -c ^MASK "$2") masked values are as defined"
    ran=$((ran + 1))
}

# The server refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@")
    else
        "$@"
    fi
}

run_postgresql() {
    if ! server=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1)") || [ "$server" = . ]; then
        server=
        echo "=== PostgreSQL is not installed: SKIPPED ==="
        return
    fi
    if [ "$(id -u)" = 0 ]; then chown postgres "$work"; fi
    chmod 755 "$work"
    as_postgres "$server/initdb" -D "$work/pg" -U writ --locale=C.UTF-8 -E UTF8 -A trust >/dev/null
    as_postgres "$server/pg_ctl" -D "$work/pg" -w -o "-k $work -c listen_addresses= -c fsync=off" -l "$work/pg.log" start >/dev/null
    # A session in another time zone, and the older reading of backslashes, must change nothing.
    for session in "SET timezone = 'UTC'" "SET timezone = 'Asia/Kolkata'" "SET standard_conforming_strings = off"; do
        { echo "DROP TABLE IF EXISTS t; $session;"; "$cases" postgresql "$count" "$seed"; } |
            PGOPTIONS="-c client_min_messages=error" psql -h "$work" -U writ -d postgres -AtqX -v ON_ERROR_STOP=1 >"$work/postgresql"
        compare "PostgreSQL ($session)" "$work/expected" "$work/postgresql"
    done
}

run_sqlite() {
    if ! command -v sqlite3 >/dev/null; then
        echo "=== sqlite3 is not installed: SKIPPED ==="
        return
    fi
    "$cases" sqlite "$count" "$seed" | sqlite3 -batch -bail >"$work/sqlite"
    compare SQLite "$work/expected-sqlite" "$work/sqlite"
}

run_duckdb() {
    if ! (cd "$work" && npm install --no-audit --no-fund @duckdb/node-api@1.5.6-r.1 >"$work/npm.log" 2>&1); then
        echo "=== @duckdb/node-api cannot be installed: SKIPPED ==="
        return
    fi
    "$cases" duckdb "$count" "$seed" | node "$here/duckdb.mjs" "$work" >"$work/duckdb"
    compare DuckDB "$work/expected" "$work/duckdb"
}

run_sqlite
run_postgresql
run_duckdb
[ "$ran" -gt 0 ] || exit 77
