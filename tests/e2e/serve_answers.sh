#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Everybody gets the answers to his own questions: many in a row on one connection, in pieces, beside clients that leave in the
# middle of a question or an answer, while meshes are replaced. Needs WRIT_BIN, WRIT_SOURCE and node.
set -eu
source "$WRIT_SOURCE/tests/e2e/serving.bash"
command -v node >/dev/null || { echo "SKIPPED: there is no node"; exit 77; }
begin_serving "$WRIT_SOURCE/tests/conformance/opa/mesh" opa-fixture/local/1

serve 127.0.0.1:0 --workers 2
node "$WRIT_SOURCE/tests/e2e/serve_answers.mjs" "$address" "$server"
stop_serving
"$writ" log verify --key .writ/log.vkey >/dev/null
if grep -q 'Sanitizer\|runtime error\|killed' "$work/serve.err"; then cat "$work/serve.err" >&2; exit 1; fi
echo "serve_answers: ok"
