#!/usr/bin/env bash
# Writes requirements/*.txt from *.in: every file's hash, every Linux, and no registry's address.
set -euo pipefail

uv=.tools/bin/uv
options=(--quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url)

for name in tools build dev; do
  "$uv" pip compile "${options[@]}" --output-file "requirements/$name.txt" "requirements/$name.in"
done
# What runs has the versions that the tests ran with.
"$uv" pip compile "${options[@]}" --constraint requirements/dev.txt --output-file requirements/base.txt requirements/base.in
