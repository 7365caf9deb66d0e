#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A real nginx asks the service with auth_request: one request passes, the others do not, and a client cannot speak for the
# proxy. Needs WRIT_BIN, WRIT_SOURCE, curl, nginx with its module auth_request.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
source "$WRIT_SOURCE/tests/e2e/serving.bash"
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { echo "=== nginx is not installed: SKIPPED ==="; exit 77; }
"$nginx" -V 2>&1 | grep -q http_auth_request_module || { echo "=== nginx has no auth_request: SKIPPED ==="; exit 77; }
command -v curl >/dev/null || { echo "=== curl is not installed: SKIPPED ==="; exit 77; }
writ=$(realpath "$WRIT_BIN")
work=$(mktemp -d)
stop_all() {
    if [ -f "$work/nginx/pid" ]; then kill "$(cat "$work/nginx/pid")" 2>/dev/null || true; fi
    stop_serving
    rm -rf "$work"
}
trap stop_all EXIT
cp -r "$WRIT_SOURCE/tests/conformance/opa/mesh" "$work/mesh"
mkdir -p "$work/nginx/html/orders" "$work/nginx/html/returns"
echo "the rows of orders" | tee "$work/nginx/html/orders/rows" >"$work/nginx/html/returns/rows"
chmod -R a+rX "$work"
cd "$work/mesh"
"$writ" keygen --name opa-fixture/local/1 .writ/log >/dev/null 2>&1
serve 127.0.0.1:0

# Who the user is, the proxy knows, here by a password; what a client says in these headers is replaced.
sed -n '/^```nginx$/,/^```$/p' "$WRIT_SOURCE/docs/guide/proxies.md" | sed '1d;$d' |
    sed "s|127.0.0.1:8181|$address|; s|/etc/nginx/|$work/nginx/|; s|/srv/www|$work/nginx/html|" >"$work/nginx/site"
printf '%s:{PLAIN}%s\n' alice wonder bob builder >"$work/nginx/passwords"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
cat >"$work/nginx/conf" <<CONF
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $work/nginx/body;
    proxy_temp_path $work/nginx/proxy;
    fastcgi_temp_path $work/nginx/fastcgi;
    uwsgi_temp_path $work/nginx/uwsgi;
    scgi_temp_path $work/nginx/scgi;
    server {
        listen 127.0.0.1:$port;
$(cat "$work/nginx/site")
    }
}
CONF
"$nginx" -p "$work/nginx" -e "$work/nginx/error.log" -c "$work/nginx/conf"
for _ in $(seq 100); do [ -s "$work/nginx/pid" ] && break; sleep 0.1; done

# fetch USER PATH [CURL OPTION...]: the status and what comes
fetch() { curl -s -w '%{http_code}' --path-as-is -u "$1" "http://127.0.0.1:$port$2" "${@:3}"; }

expect 0 '^the rows of orders' fetch alice:wonder /orders/rows
expect 0 '^200$' fetch alice:wonder /orders/rows -o "$work/rows"
expect 0 '403$' fetch bob:builder /orders/rows
expect 0 '403$' fetch alice:wonder /returns/rows
expect 0 '403$' fetch alice:wonder /orders/%2e%2e/returns/rows
expect 0 '403$' fetch alice:wonder /orders/rows -X DELETE
expect 0 '401$' fetch alice:guess /orders/rows
expect 0 '403$' fetch bob:builder /orders/rows -H 'X-Forwarded-User: alice'
expect 0 '403$' fetch bob:builder /orders/rows -H 'X-Forwarded-Groups: readers'
expect 0 '403$' fetch alice:wonder /returns/rows -H 'X-Original-URI: /orders/rows'
expect 0 '200$' fetch alice:wonder /orders/rows -H 'Content-Length: 0' -o "$work/rows"

stop_serving
expect 0 '500$' fetch alice:wonder /orders/rows # the proxy's own word for a door that does not answer
"$writ" log verify --key .writ/log.vkey | grep -q 'whole: 9 entries'
[ "$("$writ" log query --decision permit --format json | node -p 'JSON.parse(require("fs").readFileSync(0)).entries.length')" = 3 ]
echo "nginx let 3 requests through and stopped 7"
