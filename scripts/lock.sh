#!/usr/bin/env bash
# Writes requirements/*.txt from *.in and the phone app's package-lock.json: every file's hash, every Linux,
# and no registry's address.
set -euo pipefail

uv=.tools/bin/uv
options=(--quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url)

for name in tools build dev; do
  "$uv" pip compile "${options[@]}" --output-file "requirements/$name.txt" "requirements/$name.in"
done
# What is compared with has the versions that the tests ran with, as far as they meet.
"$uv" pip compile "${options[@]}" --constraint requirements/dev.txt --output-file requirements/bench-hotspots.txt requirements/bench-hotspots.in
# What runs has the versions that the tests ran with.
"$uv" pip compile "${options[@]}" --constraint requirements/dev.txt --output-file requirements/base.txt requirements/base.in

# Beside an installed node_modules, npm leaves other platforms' packages out of the lock, and `npm ci` then refuses it
# everywhere: resolve in an empty folder.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp static/pwa/package.json static/pwa/.npmrc "$folder"
(cd "$folder" && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$folder/package-lock.json" static/pwa/package-lock.json
