#!/usr/bin/env bash
# The two commands of the README, on a bare Debian 12 or newer with nothing but git and ca-certificates:
#   ./bootstrap.sh demo   install what is missing, build, and run the main job on docs/examples/daff
#   ./bootstrap.sh test   install what is missing, build twice (release; ASan+UBSan), and run every test
set -euo pipefail
cd "$(dirname "$0")"

build_packages=(gcc libc6-dev cmake ninja-build pkg-config liblua5.4-dev libyaml-dev libssl-dev libjansson-dev libsqlite3-dev libcmocka-dev
    libmicrohttpd-dev libgnutls28-dev libcurl4-openssl-dev libseccomp-dev)
test_packages=(g++ pahole python3 openssl nodejs golang-go golang-golang-x-mod-dev postgresql sqlite3 strace wrk nginx-light)

say() { printf '%s\n' "== $*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Install the packages that are not there. Node and Go from another source than Debian count as there.
install_missing() {
    local missing=() package
    for package in "$@"; do
        if [ "$package" = nodejs ] && command -v node >/dev/null; then continue; fi
        if [ "$package" = golang-go ] && command -v go >/dev/null; then continue; fi
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build() {
    say "building $1"
    cmake --preset "$1" >/dev/null
    cmake --build --preset "$1" -- --quiet
}

demo() {
    install_missing "${build_packages[@]}"
    build release
    bash docs/examples/daff/demo.sh build/release/writ
}

# ctest's own summary line is the last thing printed of each run; the first failure ends it all.
run_tests() {
    install_missing "${build_packages[@]}" "${test_packages[@]}"
    build release
    build asan
    say "testing release: everything"
    ctest --preset release -j "$(nproc)" --output-on-failure
    say "testing asan: everything but lint"
    ctest --preset asan -j "$(nproc)" --output-on-failure -LE 'lint'
}

case "${1:-}" in
demo) demo ;;
test) run_tests ;;
*)
    echo "usage: ./bootstrap.sh demo|test" >&2
    exit 2
    ;;
esac
