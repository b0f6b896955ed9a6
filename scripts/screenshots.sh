#!/bin/sh
# Makes the pictures of docs/panduan with a headless chromium: scripts/screenshots.sh http://127.0.0.1:8050
set -eu
url=${1:?"pakai: scripts/screenshots.sh ALAMAT (misalnya http://127.0.0.1:8050)"}
here=$(cd "$(dirname "$0")/.." && pwd)
out=${2:-$here/docs/panduan/gambar}
browser=${CHROMIUM:-chromium}
mkdir -p "$out"

shot() { # shot NAME PATH WIDTH HEIGHT
  profile=$(mktemp -d)
  # No address but the dashboard's own is reached; the profile is thrown away.
  timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --user-data-dir="$profile" --window-size="$3,$4" --timeout=15000 --virtual-time-budget=12000 \
    --screenshot="$out/$1.png" "${url%/}$2" >/dev/null 2>&1
  rm -rf "$profile"
  echo "$out/$1.png"
}

shot layar-semua "/?tema=terang" 1366 768
shot layar-satu "/?kantor=35.03&tema=terang" 1366 768
shot kepatuhan "/kepatuhan?kantor=51.08&tema=terang" 1366 1180
shot sop "/sop/buleleng-01-perbaikan-perangkat?tema=terang" 1366 900
