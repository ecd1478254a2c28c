#!/usr/bin/env bash
# Runs pytest with these arguments. At most five tests that fail are run once more, alone: a fault fails again, a machine
# that stood still does not. Both are printed, and what passed only alone is named at the end: it waits for its mending.
set -uo pipefail

MOST_AGAIN=5
CACHE=$(mktemp -d "${TMPDIR:-/tmp}/pytest-cache.XXXXXX")
trap 'rm -rf "$CACHE"' EXIT

.venv/bin/python -m pytest "$@" -o "cache_dir=$CACHE"
status=$?
failed=$CACHE/v/cache/lastfailed
[[ $status -eq 1 && -s $failed ]] || exit "$status"

mapfile -t names < <(.venv/bin/python -c 'import json, sys; print(*json.load(open(sys.argv[1])), sep="\n")' "$failed")
[[ ${#names[@]} -le $MOST_AGAIN ]] || exit "$status"

printf '==> %s failed: once more, alone\n' "${#names[@]}"
.venv/bin/python -m pytest "$@" -n 0 --last-failed --last-failed-no-failures none -o "cache_dir=$CACHE" || exit "$?"
printf '==> UNSTABLE: failed at first and passed alone\n'
printf '    %s\n' "${names[@]}"
