# SPDX-License-Identifier: Apache-2.0
#
# Sourced by tests of the documentation: run the commands of fenced blocks in a Markdown file, in this shell, and compare what
# they print with what the page shows.

# blocks FILE INFO [HEADING]: the lines of the blocks whose fence says exactly INFO; only below "## HEADING", if given.
blocks() {
    awk -v info="$2" -v heading="${3:-}" '
        /^## / { here = substr($0, 4) }
        /^```/ { if (inside) { inside = 0 } else { inside = (substr($0, 4) == info && (heading == "" || here == heading)) ? 1 : 2 } next }
        inside == 1 { print }' "$1"
}

# run_blocks FILE INFO [HEADING]: run line by line (a line that ends in "\" goes on); "# exits N" says another exit code than 0.
run_blocks() {
    local line command="" code expected count=0 list
    list=$(mktemp)
    blocks "$@" >"$list"
    while IFS= read -r line <&9; do
        command+="$line"$'\n'
        if [[ $line == *\\ || -z ${line// /} ]]; then continue; fi
        expected=0
        if [[ $line =~ \#\ exits\ ([0-9]+) ]]; then expected=${BASH_REMATCH[1]}; fi
        code=0
        eval "$command" >run.out 2>run.err || code=$?
        if [ "$code" -ne "$expected" ]; then
            printf '%s: exit code %s, expected %s, of:\n%s' "$1" "$code" "$expected" "$command" >&2
            cat run.out run.err >&2
            rm -f "$list"
            return 1
        fi
        count=$((count + 1))
        command=""
    done 9<"$list"
    rm -f "$list"
    if [ "$count" -eq 0 ]; then
        echo "$1: no command in blocks '$2' ${3:-}" >&2
        return 1
    fi
    echo "$1: $count commands did what the page says"
}

# prints_as SHOWN PRINTED: the same lines; a line "…" of SHOWN stands for any.
prints_as() {
    awk 'NR == FNR { shown[++last] = $0; next }
        { while (at < last && shown[at + 1] == "…") { at++; is_open = 1 }
          if (shown[at + 1] == $0 && at < last) { at++; is_open = 0 } else if (!is_open) { failed = 1; exit } }
        END { while (at < last && shown[at + 1] == "…") { at++ } exit failed || at < last }' "$1" "$2"
}

# check_console FILE [HEADING]: blocks "console" are a session: what is printed after "$ command", on both streams, is as shown.
check_console() {
    local line command="" count=0 list
    list=$(mktemp -d)
    { blocks "$1" console "${2:-}"; echo '$ '; } >"$list/session"
    : >"$list/shown"
    while IFS= read -r line <&9; do
        if [[ $line != '$ '* ]]; then
            printf '%s\n' "$line" >>"$list/shown"
            continue
        fi
        if [ -n "$command" ]; then
            eval "$command" >"$list/printed" 2>&1 || true
            if ! prints_as "$list/shown" "$list/printed"; then
                printf '%s: prints something else: %s\n' "$1" "$command" >&2
                diff "$list/shown" "$list/printed" >&2
                return 1
            fi
            count=$((count + 1))
        fi
        command=${line#'$ '}
        : >"$list/shown"
    done 9<"$list/session"
    rm -rf "$list"
    [ "$count" -gt 0 ] && echo "$1: $count commands printed what the page shows"
}
