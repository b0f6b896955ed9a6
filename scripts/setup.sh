#!/bin/sh
# Prepares .venv (and, for "test", what the tests need from the system). Usage: scripts/setup.sh runtime|test
set -eu
cd "$(dirname "$0")/.."
kind=$1
say() { printf '%s\n' "$*" >&2; }

install_system_packages() { # only what is missing, only where we may
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || return 1
    say "Memasang paket sistem: $*"
    apt-get install -y -qq "$@" >/dev/null 2>&1 || { apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq "$@" >/dev/null; }
}

make_environment() {
    [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
    python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        say "Perlu Python 3.11 atau lebih baru (python3). Pasang dahulu, atau sebut letaknya: make PYTHON=/jalur/python3"
        exit 1
    }
    rm -rf .venv
    "$python" -m venv .venv 2>/dev/null || {
        rm -rf .venv
        install_system_packages python3-venv || { say "Perlu paket sistem python3-venv: sudo apt-get install python3-venv"; exit 1; }
        "$python" -m venv .venv
    }
}

from_wheelhouse() { # where one lies here that fits this machine: nothing is fetched from anywhere
    [ -f wheelhouse/INFO ] || [ -f dist/wheelhouse/INFO ] || return 1
    "${PYTHON:-python3}" scripts/install_offline.py --quiet && return 0
    [ $? = 3 ] || exit 1 # it is damaged
    return 1
}

install_lock() { # a stamp holds the lock that was installed, so that a second run is instant
    stamp=.venv/.installed-$2
    cmp -s "$1" "$stamp" 2>/dev/null && return 0
    say "Memasang paket Python dari $1 ..."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps -r "$1"
    cp "$1" "$stamp"
}

# What typesets the PDF of a report. Without it everything else works, and that form says what to install.
PANGO="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core"

has_pango() {
    .venv/bin/python -c 'import ctypes.util as u, sys; sys.exit(not all(map(u.find_library, ("pango-1.0", "pangoft2-1.0"))))'
}

AXE=4.14.1 # the accessibility rules that tests/browser/test_accessibility.py runs in the page

install_axe() {
    grep -qs "\"version\": \"$AXE\"" .venv/npm/node_modules/axe-core/package.json && return 0
    say "Memasang axe-core $AXE untuk uji aksesibilitas ..."
    mkdir -p .venv/npm
    npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix .venv/npm "axe-core@$AXE" >/dev/null || {
        say "axe-core $AXE tidak dapat dipasang dengan npm. Periksa sambungan atau setelan registry npm, lalu ulangi: make test"
        exit 1
    }
}

if [ "$kind" = runtime ] && from_wheelhouse; then
    has_pango || say "Laporan PDF memerlukan paket sistem; yang lain tetap jalan: sudo apt-get install $PANGO"
    exit 0
fi
make_environment
case $kind in
runtime)
    # shellcheck disable=SC2086
    has_pango || install_system_packages $PANGO || say "Laporan PDF memerlukan paket sistem; yang lain tetap jalan: sudo apt-get install $PANGO"
    # The test lock holds every runtime package as well.
    cmp -s requirements-test.txt .venv/.installed-test 2>/dev/null && cmp -s requirements.txt .venv/.installed-runtime 2>/dev/null && exit 0
    install_lock requirements.txt runtime
    ;;
test)
    install_lock requirements.txt runtime
    install_lock requirements-test.txt test
    missing=""
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
    command -v ip >/dev/null 2>&1 || [ -x /usr/sbin/ip ] || missing="$missing iproute2"
    command -v fping >/dev/null 2>&1 || missing="$missing fping"
    command -v smbd >/dev/null 2>&1 || [ -x /usr/sbin/smbd ] || missing="$missing samba"
    command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
    command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
    command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
    command -v logrotate >/dev/null 2>&1 || [ -x /usr/sbin/logrotate ] || missing="$missing logrotate"
    command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
    command -v npm >/dev/null 2>&1 || missing="$missing npm"
    has_pango || missing="$missing $PANGO"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_system_packages $missing || {
        say "Uji memerlukan paket sistem:$missing. Pasang dahulu: sudo apt-get install$missing"
        exit 1
    }
    install_axe
    ;;
*)
    say "usage: scripts/setup.sh runtime|test"
    exit 2
    ;;
esac
