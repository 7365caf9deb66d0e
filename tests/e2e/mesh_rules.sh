#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Rules about more than one product or more than one moment, on the example mesh: what was published before, two versions
# of a descriptor, the sweep, what flows from one domain to another, and what two products tell together.
set -eu
source "$WRIT_SOURCE/tests/e2e/expect.bash"
writ=$(realpath "${WRIT_BIN:-writ}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$WRIT_SOURCE/docs/examples/daff" "$work/main"
cp -R "$work/main" "$work/branch"
cd "$work/branch"
now=2026-11-02T09:00:00Z
checks=0

# run CODE PATTERN ARGUMENT...: that exit code, and the pattern in what was printed ("" for any).
run() {
    local code=$1 pattern=$2
    shift 2
    checks=$((checks + 1))
    expect "$code" "$pattern" "$writ" "$@" </dev/null
}

json() { python3 -c "import json,sys; d=json.load(open('$work/out')); sys.exit(0 if ($1) else str(d)[:2000])"; }

# What was published before.
run 0 "12 products: 12 pass" check --previous "$work/main" --time $now
sed -i 's/^status: active/status: retired/' products/playlist/playlists.yaml
run 1 'status-transitions STATUS_TRANSITION' check --previous "$work/main" --time $now
grep -q '^products/playlist/playlists.yaml:7:9: error' "$work/out"
grep -q 'deprecation-period RETIRED_EARLY' "$work/out"
sed -i 's/^status: retired/status: deprecated/' products/playlist/playlists.yaml
run 1 'deprecation-period NO_END' check --previous "$work/main/products" --time $now products/playlist/playlists.yaml
cp "$work/main/products/playlist/playlists.yaml" products/playlist/
sed -i '/name: ms_played/,/tags:/d' products/listener/listening-history-contract.yaml
run 1 'breaking-changes REMOVED' check --previous "$work/main" --time $now
rm products/advertising/campaigns.yaml
run 1 'campaigns.yaml:9:18: warning: .*PRODUCT_GONE' check --previous "$work/main" --time $now
run 3 '/nowhere: error: .*WRIT_E_NOTFOUND' check --previous "$work/nowhere"
run 3 'deletions.yaml:2:1: error: ' check --previous "$work/main/data"

# Two versions of a descriptor.
old=$work/main/products/listener/listening-history-contract.yaml
new=products/listener/listening-history-contract.yaml
run 1 "$old:[0-9]*:[0-9]*: error: column 'plays.ms_played' is gone \[REMOVED\] (breaking)" diff "$old" $new
grep -q "^$new:6:10: error: a major version is needed, and the version stays '2.3.0'" "$work/out"
sed -i 's/^version: 2.3.0/version: 3.0.0/' $new
run 0 '1 breaking, 0 compatible' diff "$old" $new
run 0 '' diff --format json "$old" $new
json "d['version'] == 1 and d['command'] == 'diff' and d['entries'][0]['findings'][0]['note'] == 'breaking'"
run 0 '' diff --format sarif "$old" $new
run 0 '^::notice' diff --format github "$old" $new
cp "$old" $new
run 0 '0 breaking, 0 compatible, 0 documentation' diff "$old" $new
sed -i 's/^status: active/status: deprecated/' $new
run 0 'a minor version is needed' diff "$old" $new
run 1 'a minor version is needed' diff --strict "$old" $new
run 3 'mesh.yaml:2:1: error: ' diff mesh.yaml $new
run 2 'error: ' diff $new
cp -R "$work/main/." .

# The sweep.
run 0 '0 overdue, 3 undated, 1 upcoming, 1 held' sweep --time $now
grep -q '^upcoming  2026-11-14T00:00:00Z  listening-history: delete rows by plays.played_at before 2024-11-02T09:00:00Z$' "$work/out"
grep -q 'royalties:1: .* under the hold royalty-dispute-2025$' "$work/out"
run 1 '^overdue   2026-11-14T00:00:00Z' sweep --time 2026-11-15T00:00:00Z
sed -i 's/2024-10-15/2024-11-14/' data/deletions.yaml
run 0 '0 overdue' sweep --time 2026-11-15T00:00:00Z
sed -i 's/^  from:.*/&\n  released: "2026-11-01"/' data/legal_holds.yaml
run 0 'royalties:1: delete' sweep --time $now
grep -q '^upcoming  2026-12-01T00:00:00Z  urn:dmb:dp:finance:royalties:1' "$work/out"
run 0 '' sweep --time $now --format json
json "d['version'] == 1 and d['time'] == '$now' and {r['state'] for r in d['rows']} == {'undated', 'upcoming'} and all(r['line'] for r in d['rows'])"
run 3 "'tomorrow' is no RFC 3339 time" sweep --time tomorrow
run 3 'mesh.yaml: error: cannot read' sweep --mesh "$work"

# What flows: a product of another domain is refused until it is declared, or the evidence is cited.
reach=products/advertising/audience-reach.yaml
contract=products/advertising/audience-reach-contract.yaml
run 0 '' check --time $now products/advertising
sed -i '/declassification/d' $reach
run 1 "$reach:16:21: error: .* made from personal data: 'listening-history' \[lineage.sensitivity PERSONAL_LOST\]" check --time $now products/advertising
grep -q "$reach:16:21: error: .*lineage.sensitivity CLASSIFICATION_LOWERED" "$work/out"
sed -i 's/containsPii: false/containsPii: true/' $reach
sed -i 's/pii: false/pii: true/; s/classification: internal/classification: confidential/
s/^purposes:.*/&\nlawfulBasis: legitimate-interests\nsubjectKey: reach.user_id\nretentionMax: P3Y\nretentionElement: reach.week/
s/^      genre:/      user_id:\n        type: text\n        description: Who listened.\n        required: true\n        pii: true\n        classification: confidential\n        categories: [user.unique_id]\n&/' $contract
run 0 '3 products: 3 pass' check --time $now products/advertising
cp "$work/main/$reach" $reach
cp "$work/main/$contract" $contract
run 0 '3 products: 3 pass' check --time $now products/advertising
sed -i 's/purposes: listening-statistics/purposes: "dpv:Marketing"/' $reach
sed -i 's/containsPii: false//' $reach
sed -i 's/pii: false/pii: true/; s/^purposes:.*/purposes: ["dpv:Marketing"]/' $contract
run 1 'lineage.purposes PURPOSE_WIDENED' check --time $now products/advertising
cp -R "$work/main/." .

# The mosaic: two products that are not personal single people out when they are joined.
cp "$WRIT_SOURCE"/tests/conformance/bad_mesh/products/{panel,visits}.yaml products/
run 1 "products/visits.yaml:11:9: error: .*'visits.postcode'; 'panel.birth_year' of 'panel', joined by 'visits.card_no'.* \[privacy.mosaic MOSAIC\]" check --time $now products/visits.yaml
run 1 'products/panel.yaml:12:9: error: .*privacy.mosaic MOSAIC' check --time $now products/panel.yaml
sed -i 's/\(postcode.*\)pii:false/\1pii:true/' products/visits.yaml
run 1 '' check --time $now products/panel.yaml products/visits.yaml
if grep privacy.mosaic "$work/out"; then exit 1; fi
rm products/panel.yaml products/visits.yaml

# The picture.
run 0 'audience-reach (advertising)  \[confidential, personal; declassified: Guild decision 12' lineage
run 0 '^made into:' lineage listening-history
run 0 'n6 -.->|"confidential, personal"| n0' lineage --format mermaid
run 0 'n6 -> n7 \[label="confidential, personal"\];' lineage --format dot
run 0 '' lineage --format json
json "d['version'] == 1 and len(d['nodes']) == 8 and [e['to'] for e in d['edges']] == ['audience-reach', 'playlists'] and d['cycles'] == []"
sed -i 's/dataContractId: listening-history-contract/dataContractId: "crm\\"x"/' $reach
run 0 'crm"x unknown to the mesh' lineage
run 0 'n8 \[label="crm\\"x", style=dashed\];' lineage --format dot
run 0 'n8(\["crm#quot;x"\])' lineage --format mermaid
sed -i 's/dataContractId: .*x"$/dataContractId: playlists-contract/' $reach
sed -i 's/contractId: listening-history-contract/contractId: audience-reach-contract/' products/playlist/playlists.yaml
run 1 '^cycle: ' lineage
run 3 "no product 'nothing' is in the mesh" lineage nothing

# The score.
cp -R "$work/main/." .
run 0 '^4/4 .* listening-history$' score
run 0 '^missing  understandable .*listening-history-contract.yaml:38:9$' score listening-history
run 0 '' score --format json
json "d['version'] == 1 and d['command'] == 'score' and len(d['products']) == 8 and all(c['line'] for p in d['products'] for c in p['checks'])"
cp "$work/out" scores.json
sed -i '/^tags:/d' $reach $contract
run 0 '^3/4-1 .* audience-reach$' score --since scores.json
run 0 '(was declared)' score --since scores.json audience-reach
run 3 'mesh.yaml:2:1: error: this is no report of the scores' score --since mesh.yaml
run 3 "no product 'nothing'" score nothing
echo "mesh rules: $checks runs did what they should"
