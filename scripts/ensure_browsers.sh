#!/usr/bin/env bash
# Sees to it that WebKitGTK's driver, a screen for it and Firefox ESR are there for the smoke run (Debian packages).
set -euo pipefail

wanted=()
command -v WebKitWebDriver >/dev/null || wanted+=(webkit2gtk-driver)
command -v xvfb-run >/dev/null || wanted+=(xvfb xauth)
command -v firefox-esr >/dev/null || wanted+=(firefox-esr)
[ "${#wanted[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The smoke run needs these packages: sudo apt-get install ${wanted[*]}" >&2
  exit 1
fi
echo "==> Installing ${wanted[*]} (apt-get)"
apt-get update -qq </dev/null || true
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${wanted[@]}" </dev/null >/dev/null
