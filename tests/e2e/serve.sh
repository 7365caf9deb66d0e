#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The service from outside: what it answers, that it is in the log, and how it ends. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
source "$WRIT_SOURCE/tests/e2e/serving.bash"
begin_serving

serve 127.0.0.1:0
url=http://$address
json='Content-Type: application/json'

# post PATH FILE [CURL OPTION...]: the answer with its head
post() { curl -si -X POST -H "$json" --data-binary "@$2" "${@:3}" "$url$1"; }

expect 0 '^{"context":{"obligations":\[.*"decision":true}' post /access/v1/evaluation requests/recommendations.json
expect 0 '^Writ-Decision: daff/pdp-1/2026#1' post /access/v1/evaluation requests/recommendations.json
expect 0 '^X-Request-ID: r-7' post /access/v1/evaluation requests/recommendations.json -H 'X-Request-ID: r-7'
expect 0 '^{"decision":false}' post /access/v1/evaluation requests/advertising.json

# a decision with its proof is one that the command verifies
curl -s -H "$json" --data-binary @requests/recommendations.json "$url/v1/decide" >"$work/decided.json"
node -e '
const {writ, receipt, decision} = JSON.parse(require("fs").readFileSync(process.argv[1]));
if (decision !== true) process.exit(1);
const sorted = (v) => Array.isArray(v) ? v.map(sorted) : v === null || typeof v !== "object" ? v :
    Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])]));
require("fs").writeFileSync(process.argv[2], JSON.stringify(sorted(writ)));
require("fs").writeFileSync(process.argv[3], receipt);
' "$work/decided.json" "$work/one.writ" "$work/one.receipt"
expect 0 'verified' "$writ" verify --key .writ/log.vkey "$work/one.writ" "$work/one.receipt"

# a token verifies with the key beside the log's, and says what was decided and where that is recorded
node -e '
const fs = require("fs"), crypto = require("crypto");
const request = JSON.parse(fs.readFileSync("requests/recommendations.json"));
request.context.writ = ["token", "id"];
(async () => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(process.argv[1] + "/access/v1/evaluation", { method: "POST", headers, body: JSON.stringify(request) });
    const { context: { writ } } = await response.json();
    const [head, payload, signature] = writ.token.split(".");
    const key = crypto.createPublicKey({ key: JSON.parse(fs.readFileSync(".writ/log.jwk")), format: "jwk" });
    if (!crypto.verify(null, Buffer.from(head + "." + payload), key, Buffer.from(signature, "base64url"))) throw new Error("forged");
    const { typ, alg } = JSON.parse(Buffer.from(head, "base64url"));
    const { iss, index, leaf, claims } = JSON.parse(Buffer.from(payload, "base64url"));
    console.log(typ, alg, iss + "#" + index === writ.id, leaf.length, claims.decision, claims.subject.id === request.subject.id);
    process.exit(0);
})();
' "$url" >"$work/token"
expect 0 '^writ-decision+jwt EdDSA true 71 permit true$' cat "$work/token"

# what is wrong with a request is said, and nothing is recorded
echo '{"subject": 1}' >"$work/bad.json"
expect 0 '^HTTP/1.1 400' post /access/v1/evaluation "$work/bad.json"
expect 0 'body:1:13: .subject. is not an object' post /access/v1/evaluation "$work/bad.json"
expect 0 '^HTTP/1.1 400' curl -si -d '{}' "$url/access/v1/evaluation"
expect 0 '^HTTP/1.1 405' curl -si "$url/access/v1/evaluation"
expect 0 '^Allow: POST' curl -si "$url/access/v1/evaluation"
expect 0 '^HTTP/1.1 404' curl -si "$url/nowhere"

# a descriptor is checked as it is sent
expect 0 '"name":"listening-history".*"state":"pass"' curl -s -H 'Content-Type: application/yaml' \
    --data-binary @products/listener/listening-history.yaml "$url/v1/check"
expect 0 '"state":"unreadable"' curl -s -H "$json" -d '{"no": "descriptor"}' "$url/v1/check"
expect 0 '"id":"listening-history"' curl -s "$url/v1/products"
expect 0 '"id":"privacy.residency"' curl -s "$url/v1/policies"

expect 0 '^{}' curl -s "$url/health/live"
expect 0 '^{}' curl -s "$url/health/ready"
expect 0 '^writ_decisions_total{decision="permit"} 5' curl -s "$url/metrics"
expect 0 '^writ_decisions_total{decision="deny"} 1' curl -s "$url/metrics"

stop_serving
digest() { printf "sha256:%s" "$(printf %s "$1" | sha256sum | cut -d' ' -f1)"; }
printf '%s trino-prod\n%s auditor explain\n' "$(digest s3cret)" "$(digest 0ther)" >"$work/clients"
serve 127.0.0.1:0 --clients "$work/clients"
url=http://$address
expect 0 '^HTTP/1.1 401' post /access/v1/evaluation requests/recommendations.json
expect 0 '^WWW-Authenticate: Bearer' post /access/v1/evaluation requests/recommendations.json
expect 0 '^HTTP/1.1 401' post /access/v1/evaluation requests/recommendations.json -H 'Authorization: Bearer s3cre'
expect 0 '^HTTP/1.1 401' curl -si "$url/metrics"
expect 0 '^{}' curl -s "$url/health/live"
expect 0 "\"policy_decision_point\":\"$url\"" curl -s "$url/.well-known/authzen-configuration"
expect 0 '^{"decision":false}' post /access/v1/evaluation requests/advertising.json -H 'Authorization: bearer s3cret'
expect 0 '^HTTP/1.1 401' curl -si "$url/v1/explain/0"
expect 0 '^HTTP/1.1 403' curl -si "$url/v1/explain/0" -H 'Authorization: Bearer s3cret'
expect 0 '^decision  *permit' curl -s "$url/v1/explain/0" -H 'Authorization: Bearer 0ther'
expect 0 '^daff/pdp-1/2026$' curl -s "$url/log/checkpoint" -H 'Authorization: Bearer s3cret'

# TLS, and clients that must show a certificate; keys are of their owner alone
stop_serving
openssl req -x509 -newkey ed25519 -noenc -subj /CN=ca -days 2 -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
for who in 127.0.0.1 trino-prod; do
    openssl req -newkey ed25519 -noenc -subj "/CN=$who" -keyout "$work/$who.key" -out "$work/$who.csr" 2>/dev/null
    openssl x509 -req -in "$work/$who.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 2 -out "$work/$who.pem" \
        -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1") 2>/dev/null
done
chmod 600 "$work"/*.key
serve 127.0.0.1:0 "unix:$work/pdp.sock" --cert "$work/127.0.0.1.pem" --cert-key "$work/127.0.0.1.key" --client-ca "$work/ca.pem"
url=https://$address
own=(--cacert "$work/ca.pem" --cert "$work/trino-prod.pem" --key "$work/trino-prod.key")
expect 0 '"decision":true}' post /access/v1/evaluation requests/recommendations.json "${own[@]}"
expect 0 "\"policy_decision_point\":\"$url\"" curl -s "${own[@]}" "$url/.well-known/authzen-configuration"
expect 0 '^{}' curl -s --unix-socket "$work/pdp.sock" http://pdp/health/live
if curl -s --cacert "$work/ca.pem" "$url/health/live"; then echo "served without a certificate" >&2; exit 1; fi
if curl -s "http://$address/health/live"; then echo "served in the clear" >&2; exit 1; fi
stop_serving
chmod 644 "$work/127.0.0.1.key"
expect 3 'key' "$writ" serve 127.0.0.1:0 --cert "$work/127.0.0.1.pem" --cert-key "$work/127.0.0.1.key"
stop_serving

# who listens on a UNIX socket alone does not know what clients call it
serve "unix:$work/alone.sock"
expect 0 '^HTTP/1.1 404' curl -si --unix-socket "$work/alone.sock" http://pdp/.well-known/authzen-configuration
expect 0 '^{"decision":false}' curl -s --unix-socket "$work/alone.sock" -H "$json" --data-binary @requests/advertising.json \
    http://pdp/access/v1/evaluation
stop_serving
expect 0 'whole: 9 entries' "$writ" log verify
echo "serve: ok"
