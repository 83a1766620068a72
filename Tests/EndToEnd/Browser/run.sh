#!/usr/bin/env bash
# The page in a real browser: the whole loop on virtual devices, names and contrast, and many screens at once.
# BILANX_BIN names the program; pictures are kept in .cache/browser/shots.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export BILANX_BIN=${BILANX_BIN:-$PWD/.build-test/release/bilanx}
cache=$PWD/.cache/browser
shots=$cache/shots
if ! command -v chromium >/dev/null || ! command -v pdftotext >/dev/null; then
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    $sudo apt-get update -q >/dev/null
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium poppler-utils fonts-dejavu-core >/dev/null
fi
[ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv"
"$cache/venv/bin/python" -c 'import playwright, websockets' 2>/dev/null ||
    "$cache/venv/bin/pip" install -q 'playwright==1.*' 'websockets>=12,<17'
here=Tests/EndToEnd/Browser
rm -rf "$shots"
for part in "${@:-three_tests training calibration certificate roster load against}"; do
    for name in $part; do
        timeout 420 "$cache/venv/bin/python" "$here/$name.py" "$shots"
    done
done
