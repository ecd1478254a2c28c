#!/usr/bin/env bash
# Runs a command with a temporary folder of its own, removed afterwards: two runs never meet, none leaves anything.
set -euo pipefail

TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/ljuspunkt.XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# PostgreSQL refuses to run as root, and the other user has to walk through this folder.
chmod 711 "$TMPDIR"

"$@"
