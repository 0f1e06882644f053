#!/usr/bin/env bash
# The tests of the office once more, on a real PostgreSQL that is started for them and thrown away.
# More arguments go to pytest: scripts/test_on_postgresql.sh -k audit -x
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d .venv/bin ] && PATH="$PWD/.venv/bin:$PATH"
where=(tests/office)
[ -d tests/journeys ] && where+=(tests/journeys)
exec python -m tests.support.postgres pytest -n 2 --dist loadgroup "${where[@]}" "$@"
