#!/usr/bin/env bash
# What the tests need beside Python: LibreOffice renders Word and recalculates workbooks, PostgreSQL is the office's other
# database, Chromium opens its pages. Installs what is missing, as root or by sudo, and says so;
# where neither can be, it says what to install and ends with 1: no such test is ever skipped.
set -euo pipefail
needed=(libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-liberation2 postgresql chromium)
command -v dpkg-query > /dev/null || { echo "apt_needed: no dpkg here; install LibreOffice (soffice), poppler (pdftoppm), PostgreSQL (initdb, pg_ctl) and Chromium by hand" >&2; exit 0; }
missing=()
for package in "${needed[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
as=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2> /dev/null || { echo "apt_needed: please install: apt-get install ${missing[*]}" >&2; exit 1; }
  as=(sudo)
fi
echo "apt_needed: installing ${missing[*]}" >&2
"${as[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
