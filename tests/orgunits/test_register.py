"""The real register: its counts on known days, its successions, and the traps of the official codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from thuocdo.core.orgunits import Level, Register, UnknownCodeError
from thuocdo.planfiles.registers import COLUMNS, read_register

VN = Path(__file__).parent.parent.parent / "orgunits" / "vn"


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(VN)


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [
        ("2015-06-01", 27, 635),  # the first edition stands for the days before it
        ("2016-06-01", 27, 635),
        ("2019-11-30", 27, 635),
        ("2019-12-01", 27, 559),
        ("2019-12-31", 27, 559),
        ("2024-01-31", 27, 559),
        ("2024-02-01", 27, 558),
        ("2025-01-02", 26, 547),
        ("2025-07-02", 0, 166),
    ],
)
def test_counts_on_known_days(register: Register, day: str, districts: int, communes: int) -> None:
    on_map = register.on(date.fromisoformat(day))
    assert len(on_map.at_level(Level.DISTRICT)) == districts
    assert len(on_map.at_level(Level.COMMUNE)) == communes


@pytest.mark.parametrize(
    ("day", "xa", "phuong", "thi_tran"),
    [
        ("2016-06-01", 577, 30, 28),
        ("2017-04-19", 573, 34, 28),
        ("2019-12-31", 496, 34, 29),
        ("2020-06-01", 481, 50, 28),
    ],
)
def test_a_target_on_communes_of_one_type_has_another_denominator(
    register: Register, day: str, xa: int, phuong: int, thi_tran: int
) -> None:
    types = [unit.type for unit in register.on(date.fromisoformat(day)).at_level(Level.COMMUNE)]
    assert (types.count("Xã"), types.count("Phường"), types.count("Thị trấn")) == (xa, phuong, thi_tran)


def test_the_file_keeps_its_966_rows_and_columns() -> None:
    lines = (VN / "thanh_hoa_units.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 967
    assert lines[0].split(",") == [
        "code", "name", "type", "level", "parent_code", "valid_from", "valid_to", "predecessors", "resolution", "event",
        "partial_predecessors", "alt_codes", "source",
    ]  # fmt: skip
    assert set(lines[0].split(",")) == set(COLUMNS)


def test_the_merger_of_2019_made_67_of_143(register: Register) -> None:
    merged = [
        unit
        for unit in register.on(date(2019, 12, 1)).at_level(Level.COMMUNE)
        if unit.valid_from == date(2019, 12, 1) and len(register.predecessors[unit]) > 1
    ]
    parts = [share.orgunit for unit in merged for share in register.predecessors[unit]]
    assert (len(merged), len(parts), len(parts) - len(merged)) == (67, 143, 76)


def test_a_code_is_not_an_identity(register: Register) -> None:
    """15913 was Xã Hoằng Lý, and since 1 December 2019 is Phường Tào Xuyên, which was 15868 before."""
    before, after = register.resolve("15913", date(2019, 11, 30)), register.resolve("15913", date(2019, 12, 1))
    assert (before.name, after.name) == ("Xã Hoằng Lý", "Phường Tào Xuyên")
    assert register.lineages[before] is not register.lineages[after]
    assert register.resolve("15868", date(2019, 11, 30)).name == "Phường Tào Xuyên"


def test_a_code_published_for_a_while_still_finds_its_commune(register: Register) -> None:
    """Sơn Lư was first published under 14992, a code of one of its parts; reports of early 2020 carry it."""
    assert register.resolve("14992", date(2020, 1, 31)).code == "15016"


def test_a_code_that_ended_says_what_it_became(register: Register) -> None:
    ended = next(u for u in register.units if u.valid_to == date(2019, 12, 1) and u.code not in {
        v.code for v in register.units if v.valid_from == date(2019, 12, 1)
    } and not any(u.code in v.alt_codes for v in register.units))  # fmt: skip
    with pytest.raises(UnknownCodeError) as refused:
        register.resolve(ended.code, date(2019, 12, 31))
    assert refused.value.reason == "ended"
    assert len(refused.value.others) == 1


def test_a_renamed_district_is_the_same_lineage(register: Register) -> None:
    """Tĩnh Gia became the town of Nghi Sơn on 1 June 2020."""
    before, after = register.resolve("407", date(2020, 5, 31)), register.resolve("407", date(2020, 6, 1))
    assert (before.name, after.name) == ("Huyện Tĩnh Gia", "Thị xã Nghi Sơn")
    assert register.lineages[before] is register.lineages[after]


def test_the_district_level_ended_with_a_resolution(register: Register) -> None:
    gone = register.level_ended(Level.DISTRICT, date(2025, 7, 1))
    assert gone is not None
    assert gone.valid_to == date(2025, 7, 1)


def test_ten_communes_were_split_in_july_2025(register: Register) -> None:
    """A split leaves a question to a person: each row with partial predecessors."""
    split = {
        code for unit in register.units if unit.valid_from == date(2025, 7, 1) for code in unit.partial_predecessors
    }
    january = {
        code for unit in register.units if unit.valid_from == date(2025, 1, 1) for code in unit.partial_predecessors
    }
    assert (len(split), len(january)) == (10, 2)


def test_every_ended_commune_has_a_successor(register: Register) -> None:
    assert not [
        u.code
        for u in register.units
        if u.valid_to < date.max and not register.successors[u] and u.level is Level.COMMUNE
    ]
