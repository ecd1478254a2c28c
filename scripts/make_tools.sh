#!/usr/bin/env bash
# Makes .tools, a small virtual environment with uv, from any Python 3.11+ on this machine.
set -euo pipefail

find_python() {
  local name
  for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "Ljuspunkt needs Python 3.11 or newer (set PYTHON to its path)." >&2
  exit 1
}

python=$(find_python)

# Debian splits venv from Python: without ensurepip there is no pip to fetch uv with.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "This Python can't make virtual environments. Install it: sudo apt-get install $package" >&2
    exit 1
  fi
  apt-get update -qq </dev/null
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$package" </dev/null >/dev/null
fi

rm -rf .tools
"$python" -m venv .tools
.tools/bin/python -m pip install --quiet --no-input --require-hashes -r requirements/tools.txt
