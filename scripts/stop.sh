#!/usr/bin/env bash
# Closes the office that make demo opened, if it is still open.
cd "$(dirname "$0")/.."
[ -f out/office.pid ] || exit 0
kill "$(cat out/office.pid)" 2> /dev/null || true
rm -f out/office.pid
