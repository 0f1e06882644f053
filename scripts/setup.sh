#!/usr/bin/env bash
# Makes .venv from the lock. Installs uv under .tools where the machine has none.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "setup: this needs root or sudo: $*" >&2; exit 1
  fi
}

uv=$(bash scripts/find_uv.sh)
if [ ! -x "$uv" ]; then
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    echo "setup: Python's venv module is missing; installing the package python3-venv"
    as_root apt-get update -qq
    as_root apt-get install -y -qq python3-venv
  fi
  echo "setup: uv is missing; installing it under .tools"
  python3 -m venv .tools
  .tools/bin/python -m pip install --quiet "uv==0.13.9"
fi
"$uv" sync --frozen --all-extras --all-groups --no-group bench
