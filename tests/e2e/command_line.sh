#!/usr/bin/env bash
# The command line as an interface: exit codes, where things are printed, and what happens when printing fails.
set -u
writ=${WRIT_BIN:-}
[ -x "$writ" ] || { echo "skipped: WRIT_BIN does not name the program"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

# expect CODE PATTERN COMMAND...: the exit code, and a line of standard error ('' for an empty one).
expect() {
    local code=$1 pattern=$2 actual
    shift 2
    "$@" >out 2>err
    actual=$?
    if [ "$actual" != "$code" ]; then
        echo "FAIL: $*: exit $actual instead of $code"; cat err; failures=$((failures + 1))
    elif [ -z "$pattern" ] && [ -s err ]; then
        echo "FAIL: $*: unexpected on standard error:"; cat err; failures=$((failures + 1))
    elif [ -n "$pattern" ] && ! grep -q -- "$pattern" err; then
        echo "FAIL: $*: no '$pattern' on standard error:"; cat err; failures=$((failures + 1))
    fi
}

expect 0 '' "$writ" version
expect 0 '' "$writ" --version --format json
python3 -m json.tool <out >/dev/null || { echo "FAIL: version is not JSON"; failures=$((failures + 1)); }
expect 0 '' "$writ" help
expect 0 '' "$writ" --help
expect 0 '' "$writ" -h
sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out >commands
while read -r command; do
    expect 0 '' "$writ" help "$command"
    expect 0 '' "$writ" "$command" --help
done <commands

expect 2 'usage: writ COMMAND' "$writ"
expect 2 "^hint: did you mean 'check'?" "$writ" chekc
expect 2 "^hint: did you mean '--format'?" "$writ" check --fromat=json
expect 2 "must be pretty|json" "$writ" decide --format xml -
expect 2 'needs --key FILE' "$writ" verify a b
expect 2 'does not go with' "$writ" decide --dry-run --out x -
expect 2 'name the same file' "$writ" decide --out x --receipt x -

expect 3 '^missing: error: .* \[WRIT_E_NOTFOUND\]' "$writ" verify --key missing a b
expect 3 '^missing: error: ' "$writ" explain missing

# What is said by default is what somebody has to act on, and it is counted as what it is.
"$writ" init mesh 2>/dev/null || failures=$((failures + 1))
cd mesh || exit 1
expect 0 '' "$writ" test
[ "$(wc -l <out)" = 1 ] || { echo "FAIL: tests that pass are listed"; failures=$((failures + 1)); }
expect 0 '' "$writ" test --verbose
[ "$(wc -l <out)" -gt 100 ] || { echo "FAIL: --verbose lists no tests"; failures=$((failures + 1)); }
# A check in the wrong folder is no check.
mkdir ../nowhere
cd ../nowhere || exit 1
expect 3 '^hint: go into a mesh' "$writ" check
expect 3 'nothing was checked' "$writ" check .
cd ../mesh || exit 1

# Help fits a terminal.
for command in $(cat ../commands); do
    "$writ" help "$command" | sed '/^examples:/,$d' | awk -v command="$command" \
        'length > 80 { print "FAIL: help of " command " is wider than 80 columns: " $0; found = 1 } END { exit found }' ||
        failures=$((failures + 1))
done

# Completion knows the words of a command; options and files come behind them.
compopt() { :; }
eval "$("$writ" help --completion bash)"
# completes WORD... EXPECTED: the last word of the line, and what it may become.
completes() {
    local expected=${*: -1}
    COMP_WORDS=(writ "${@:1:$#-1}")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _writ
    [ "${COMPREPLY[*]}" = "$expected" ] || { echo "FAIL: ${COMP_WORDS[*]} completes to ${COMPREPLY[*]}"; failures=$((failures + 1)); }
}
completes lo 'log'
completes log p 'prove publish'
completes log verify --al '--allow-missing'
completes policy l 'list lint'
completes check --format s 'sarif'
completes check mesh.y 'mesh.yaml'

# What is easily mistaken is told apart.
"$writ" keygen --name mesh/local/1 .writ/log >/dev/null 2>&1
expect 0 '' "$writ" decide requests/permitted.json --out a.writ --receipt a.receipt
expect 3 '^hint: this is a receipt; the writ comes before it' "$writ" verify --key .writ/log.vkey a.receipt a.writ
expect 3 "^hint: it is the line that 'writ keygen' prints" "$writ" verify --key .writ/log.pub.pem a.writ a.receipt
expect 3 '^hint: write 2027-01-31T09:00:00Z' "$writ" check --time tomorrow
expect 0 '^note: no entry of the log is like that' "$writ" log query --product none
expect 3 "^hint: 'writ score' shows all" "$writ" score none
expect 3 '^hint: .*looked for odcs, dcs, .*, ord$' "$writ" product mesh.yaml

# A mesh that cannot be loaded has a place too, and programs are told it in their own form.
cp products/sales/orders.yaml orders.saved
echo 'version: 2.0.0' >>products/sales/orders.yaml
while read -r format pattern; do
    expect 3 '^products/sales/orders.yaml:91:1: error: .*twice' "$writ" check --format "$format"
    grep -q "$pattern" out || { echo "FAIL: check --format $format says no place: $(cat out)"; failures=$((failures + 1)); }
done <<'EOF'
github ^::error file=products/sales/orders.yaml,line=91,col=1,title=WRIT_E_SYNTAX::
json "state":"unreadable","findings":\[{"source":"products/sales/orders.yaml","line":91
sarif "startLine": *91
junit products/sales/orders.yaml:91:1
EOF
expect 3 'orders.yaml:91:1: error: ' "$writ" check
[ -s out ] && { echo "FAIL: people are told twice"; failures=$((failures + 1)); }
mv orders.saved products/sales/orders.yaml

expect 0 'next: writ test guild.twice' "$writ" policy new guild.twice
expect 3 '^hint: it stays as it is' "$writ" policy new guild.twice
sed -i '1i local function never() return undefined_name end' policies/mesh/twice.lua
expect 0 '' "$writ" check
grep -q 'undefined_name' out || { echo "FAIL: no lint"; failures=$((failures + 1)); }
grep -q '^1 product: 1 pass' out || { echo "FAIL: a policy is counted as a product"; failures=$((failures + 1)); }
cd ..

# A result that cannot be written is not a success.
if [ -w /dev/full ]; then
    "$writ" version >/dev/full 2>err
    code=$?
    if [ "$code" != 4 ] || ! grep -q 'cannot write the result' err; then
        echo "FAIL: full disk: exit $code"; failures=$((failures + 1))
    fi
fi
"$writ" version >&- 2>err
[ $? = 4 ] || { echo "FAIL: closed standard output"; failures=$((failures + 1)); }
"$writ" version 2>&- >out || { echo "FAIL: closed standard error"; failures=$((failures + 1)); }

[ "$failures" = 0 ] && echo "command line: ok"
exit $((failures > 0))
