#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# An installed Writ is usable by others: the guide to embedding works as it is written, with CMake and with pkg-config; the
# library exports the public API and no more; and a C++ program links all of it. Needs WRIT_BIN and WRIT_SOURCE.
set -eu
source "$WRIT_SOURCE/tests/e2e/blocks.bash"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PREFIX=$work/usr
cmake --install "$(dirname "$WRIT_BIN")" --prefix "$PREFIX" >/dev/null
export PATH=$PREFIX/bin:$PATH PKG_CONFIG_PATH=$PREFIX/lib/pkgconfig
library=$(dirname "$(find "$PREFIX" -name libwrit.so)")

if nm "$library/libwrit.so" | grep -q __asan_init; then
    echo "sanitized library: its users would need the sanitizer too; skipped"
    exit 77
fi

# Every exported name is declared in a public header, and every declared one is exported.
nm -D --defined-only "$library/libwrit.so" | awk '{print $3}' | sort >"$work/exported"
cat "$PREFIX"/include/writ/*.h | tr '\n' ' ' | grep -o 'WRIT_API[^;(]*(' | grep -o 'writ_[a-z0-9_]*($' | tr -d '(' | sort >"$work/declared"
diff "$work/declared" "$work/exported"

# A C++ program that names every function: each must have the linkage of C.
{
    printf '#include <writ/writ.h>\ntemplate <typename... T> static bool all(T *...each) { return ((each != nullptr) && ...); }\n'
    printf 'int main() { return all(%s) ? 0 : 1; }\n' "$(sed 's/^/\&/' "$work/declared" | paste -sd,)"
} >"$work/every.cpp"
${CXX:-c++} -std=c++17 -Wno-address "$work/every.cpp" -o "$work/every" $(pkg-config --cflags --libs writ) -Wl,-rpath,"$library"
"$work/every"

mkdir "$work/guide"
(cd "$work/guide" && CFLAGS="-Wall -Wextra -Wpedantic -Werror" run_blocks "$WRIT_SOURCE/docs/guide/embed.md" sh)
# The units are what systemd understands, and leave little to whoever breaks in.
if command -v systemd-analyze >/dev/null; then
    units=$PREFIX/lib/systemd/system
    sed -i "s|^ExecStart=[^ ]*|ExecStart=$PREFIX/bin/writ|" "$units/writ.service"
    SYSTEMD_UNIT_PATH=$units: systemd-analyze verify --man=no "$units/writ.service" "$units/writ.socket"
    systemd-analyze security --offline=true --threshold=20 --no-pager "$units/writ.service" | tail -n 1
fi
echo "install: ok ($(wc -l <"$work/exported") functions exported)"
