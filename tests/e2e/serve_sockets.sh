#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The service on sockets that a service manager has opened. Needs WRIT_BIN, WRIT_SOURCE and python3.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
[ -x "$WRIT_BIN" ] || { echo "SKIPPED: there is no $WRIT_BIN"; exit 77; }
writ=$(realpath "$WRIT_BIN")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$work"' EXIT
cp -r "$WRIT_SOURCE/docs/examples/daff" "$work/mesh"
cd "$work/mesh"
"$writ" keygen --name daff/pdp-1/2026 .writ/log 2>/dev/null >&2

# a manager: two sockets as descriptors 3 and 4, then the service in its place
cat >"$work/manager.py" <<'END'
import os, socket, sys
tcp = socket.create_server(("127.0.0.1", 0))
local = socket.socket(socket.AF_UNIX)
local.bind(sys.argv[1])
local.listen()
high = [os.dup2(s.fileno(), 100 + i) for i, s in enumerate((tcp, local))]
for i, fd in enumerate(high):
    os.dup2(fd, 3 + i, inheritable=True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2")
os.execv(sys.argv[2], sys.argv[2:])
END
python3 "$work/manager.py" "$work/socket" "$writ" serve 2>"$work/serve.err" &
server=$!
for _ in $(seq 400); do
    if [ "$(grep -c '^note: listening on ' "$work/serve.err")" -ge 2 ]; then break; fi
    sleep 0.05
done
address=$(sed -n 's/^note: listening on \(127.*\)/\1/p' "$work/serve.err")

expect 0 '^{}' curl -s "http://$address/health/ready"
expect 0 '^{}' curl -s --unix-socket "$work/socket" http://localhost/health/ready
expect 0 "^note: listening on unix:$work/socket" cat "$work/serve.err"

# the name is the manager's and stays
kill -TERM "$server"
wait "$server"
server=
expect 0 socket ls "$work/socket"
