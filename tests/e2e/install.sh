#!/usr/bin/env bash
# An installed Writ is usable by others: pkg-config, the CMake package, and exports that are the public API and no more.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$(dirname "$WRIT_BIN")" --prefix "$work/usr" >/dev/null
cat >"$work/main.c" <<'C'
#include <stdio.h>
#include <writ/writ.h>

int main(void)
{
    return puts(writ_version()) < 0;
}
C
export PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name writ.pc)")
library=$(dirname "$(find "$work/usr" -name libwrit.so)")

if nm "$library/libwrit.so" | grep -q __asan_init; then
    echo "sanitized library: its users would need the sanitizer too; skipped"
    exit 77
fi
${CC:-cc} "$work/main.c" $(pkg-config --cflags --libs writ) -o "$work/by-pkg-config"
LD_LIBRARY_PATH=$library "$work/by-pkg-config"

printf 'cmake_minimum_required(VERSION 3.21)\nproject(user C)\nfind_package(writ REQUIRED)\nadd_executable(user main.c)\ntarget_link_libraries(user writ::writ)\n' >"$work/CMakeLists.txt"
cmake -G Ninja -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/usr" >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/user"

# Every exported name is declared in a public header, and every declared one is exported.
nm -D --defined-only "$library/libwrit.so" | awk '{print $3}' | sort >"$work/exported"
cat "$WRIT_SOURCE"/engine/include/writ/*.h | tr '\n' ' ' | grep -o 'WRIT_API[^;(]*(' | grep -o 'writ_[a-z0-9_]*($' | tr -d '(' | sort >"$work/declared"
diff "$work/declared" "$work/exported"
echo "install: ok ($(wc -l <"$work/exported") functions exported)"
