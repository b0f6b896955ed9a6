#!/bin/sh
# Menyiapkan aplikasi dari arsip `make wheelhouse`, tanpa internet. Python lain: PYTHON=/usr/bin/python3.11 scripts/install-offline.sh
set -eu
cd "$(dirname "$0")/.."
exec "${PYTHON:-python3}" scripts/install_offline.py "$@"
