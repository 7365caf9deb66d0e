#!/usr/bin/env bash
# The members of every result as JSON are those of docs/reference/json.md. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
writ=$(realpath "$WRIT_BIN")
count=0

# says SECTION COMMAND...: whatever the exit code.
says() {
    local section=$1
    shift
    { "$writ" "$@" 2>/dev/null || true; } | python3 "$WRIT_SOURCE/tests/e2e/json_forms.py" "$WRIT_SOURCE/docs/reference/json.md" "$section"
    count=$((count + 1))
}

cd "$work"
"$writ" init mesh 2>/dev/null
cd mesh
"$writ" keygen --name mesh/local/1 .writ/log >/dev/null 2>&1
"$writ" decide requests/permitted.json --out a.writ --receipt a.receipt >/dev/null
"$writ" decide requests/refused.json >/dev/null || true
cp -r . ../other
sed -i '/property: lawfulBasis/,+1d; s/CustomerCare/Marketing/' ../other/products/sales/orders.yaml

says check check --format json --mesh ../other
says diff diff --format json products/sales/orders.yaml ../other/products/sales/orders.yaml
says test test --format json guild
says 'policy lint' policy lint --format json
says why why --format json requests/refused.json
says 'policy list' policy list --format json guild
says product product --format json products/sales/orders.yaml
says decide decide --format json requests/permitted.json
says sql sql --format json --dialect duckdb a.writ
says verify verify --format json --key .writ/log.vkey a.writ a.receipt
says verify verify --format json --key .writ/log.vkey requests/refused.json a.receipt
says impact impact --format json --mesh ../other --log .writ/log
says replay replay --format json
says version version --format json

"$writ" log erase --subject support-agent@example.org >/dev/null 2>&1
sed -i 's/period: "1"/period: "2"/' mesh.yaml
"$writ" keygen --name mesh/local/2 .writ/log-2 >/dev/null 2>&1
"$writ" log rotate --key .writ/log-2.key >/dev/null 2>&1
says 'log query' log query --format json .writ/log-1
says 'log query' log query --format json
says 'log verify' log verify --format json .writ/log-1
says 'log verify' log verify --format json --previous .writ/log-1
sed -i 's/continuation/continuatiom/' .writ/log/segment-*
says 'log verify' log verify --format json
echo "json forms: $count results are as the page says"
