#!/bin/sh
# Writes both locks from the *.in lists. Every runtime pin holds in the test lock too, but for urllib3,
# which dash[testing] keeps below 2.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install -q uv
compile() { .venv/bin/python -m uv pip compile -q --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"; }
compile requirements.in -o requirements.txt
pins=$(mktemp)
trap 'rm -f "$pins"' EXIT
grep -v '^urllib3==' requirements.txt >"$pins"
compile requirements-test.in -c "$pins" -o requirements-test.txt

# What the same list needs on Windows beside that; scripts/wheelhouse.py takes it along for win_amd64.
compile requirements.in -c requirements.txt --python-platform x86_64-pc-windows-msvc -o "$pins"
grep -vxFf requirements.txt "$pins" >requirements-windows.txt || : >requirements-windows.txt
