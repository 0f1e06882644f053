"""Charts of the sample: what a chart says is what the board and the obligations say."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.conftest import ROOT

from thuocdo.answers import pictures
from thuocdo.answers.duedays import Standing, owed
from thuocdo.answers.opening import Sources, open_book
from thuocdo.core.book import Question
from thuocdo.core.calculate import figure
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency, Period
from thuocdo.core.rows import row
from thuocdo.planfiles.registers import read_register
from thuocdo.reports.charts.coverage import coverage
from thuocdo.reports.charts.draw import svg
from thuocdo.reports.charts.ranked import ranked
from thuocdo.reports.charts.tiles import _is_newly_named, tiles
from thuocdo.reports.charts.trajectory import trajectory
from thuocdo.wording import LANGUAGES, catalogue

if TYPE_CHECKING:
    from tests.conftest import Sample

    from thuocdo.core.book import Book

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]
VI = catalogue("vi")
ON_2017 = date(2017, 12, 31)


@pytest.fixture(scope="module")
def book(sample: Sample) -> Book:
    return open_book(Sources(sample.plan, [sample.values]))


def asked(on: date, period: str | None = None) -> Question:
    return Question(on=on, known_at=on, plan_as_of=on, period=period)


def target(book: Book, seed: str) -> str:
    return next(name for name, target in book.plan.targets.items() if target.seed == seed)


def way(book: Book, seed: str, on: date, language: str = "vi"):
    question = asked(on)
    made = pictures.course(book, question, row(book, question, target(book, seed), figure))
    return made and trajectory(made, catalogue(language), "Nguồn: mẫu.", synthetic=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("on", [ON_2017, date(2020, 12, 31)])
def test_every_target_with_an_indicator_has_a_trajectory_in_both_languages(book: Book, on: date, language: str) -> None:
    drawn = {}
    for target in book.plan.targets.values():
        picture = way(book, target.seed or "", on, language)
        if picture is None:
            assert target.measured_by is None or target.parts
            continue
        drawn[target.seed] = picture
        assert picture.title in svg(picture).replace("&#x27;", "'").replace("&amp;", "&")
        assert len(picture.table.rows) >= 2
    assert len(drawn) == 12


def test_the_title_is_the_verdict_of_the_board(book: Book) -> None:
    question = asked(ON_2017)
    made = row(book, question, target(book, "S2"), figure)
    short = made.judgement.short_by
    top = made.figure.numerator
    assert way(book, "S2", ON_2017).title == (
        f"Tỷ lệ xã duy trì tuyên truyền: năm 2017 đạt {top}/635 ({VI.measured(Fraction(top * 100, 635), 'percent')}), "
        f"thiếu {short} xã so với yêu cầu ít nhất 75 %"
    )


def test_the_pace_still_needed_and_where_it_leads_are_said(book: Book) -> None:
    question = asked(ON_2017)
    course = row(book, question, target(book, "S2"), figure).trajectory
    assert f"mỗi năm còn cần {VI.number(course.needed, 1)} điểm phần trăm" in way(book, "S2", ON_2017).subtitle
    assert "Giữ nhịp đến nay thì đạt mốc năm 2020." in way(book, "S2", ON_2017).subtitle


def test_an_uoc_is_drawn_as_a_ring_and_named_in_the_key(book: Book) -> None:
    picture = way(book, "S9", ON_2017)
    assert "Kết quả còn là ước" in {entry.text for entry in picture.key}
    assert any("(ước)" in "".join(run.text for run in cell.runs) for line in picture.table.rows for cell in line.cells)


def test_months_that_miss_are_crossed(book: Book) -> None:
    picture = way(book, "S1", date(2020, 12, 31))
    assert re.search(r"có \d+/1[12] kỳ đạt yêu cầu", picture.title)
    assert ("Kỳ không đạt" in {entry.text for entry in picture.key}) == any(
        line.cells[1].number is not None and line.cells[1].number.exact == 0 for line in picture.table.rows
    )


def test_the_strip_counts_every_obligation_of_the_year_once(book: Book) -> None:
    on = date(2017, 12, 19)
    quarters = Period.parse("2017", book.plan.calendar).parts(Frequency.QUARTER)
    strip = pictures.strip(book, asked(on), quarters, Level.DISTRICT)
    listed = [o for o in owed(book, asked(on)) if o.obligation.period.year == 2017 and o.standing is not Standing.ENDED]
    counts = {state: sum(o.standing is state for o in listed) for state in Standing}
    whole = strip.whole
    assert whole.missing == counts[Standing.MISSING]
    assert whole.waiting == counts[Standing.WAITING]
    assert whole.accepted == counts[Standing.ACCEPTED]
    assert whole.not_yet_due == counts[Standing.NOT_YET_DUE]
    assert len(strip.rows) == 28
    assert "cấp mình" in svg(coverage(strip, VI, "Nguồn: mẫu.", synthetic=True))


def test_a_district_has_the_figure_that_the_board_has_for_it(book: Book) -> None:
    year = Period.parse("2017", book.plan.calendar)
    indicator = "communes_with_communication_share"
    question = asked(ON_2017)
    ranking = pictures.ranking(book, question, indicator, year, Level.DISTRICT, before=year.previous())
    assert len(ranking.now) == 27
    assert sum(f.numerator for f in ranking.now) == row(book, question, target(book, "S2"), figure).figure.numerator
    assert len(ranking.before) == 27
    picture = ranked(ranking, VI, "Nguồn: mẫu.", synthetic=True)
    assert next(line.cells[0].runs[0].text for line in picture.table.rows) == ranking.known[0].orgunit.name


def test_the_sample_has_its_own_tiles_and_all_its_districts_are_on_them(book: Book) -> None:
    real = read_register(ROOT / "orgunits/vn").tiles
    mine = book.register.tiles
    assert len(mine) == len(real) == 27
    assert {(t.row, t.col) for t in mine.values()} != {(t.row, t.col) for t in real.values()}
    year = Period.parse("2019", book.plan.calendar)
    question = asked(date(2019, 12, 31))
    ranking = pictures.ranking(book, question, "clean_communes_share_of_all", year, Level.DISTRICT)
    picture = tiles(ranking, mine, VI, "Nguồn: mẫu.", synthetic=True)
    assert "đặt theo vị trí" in picture.subtitle
    drawing = svg(picture)
    assert all(f">Mẫu {number:02d}<" in drawing for number in range(1, 28))


def test_a_tile_takes_the_name_of_the_maps_day() -> None:
    register = read_register(ROOT / "orgunits/vn")
    tile = register.tiles["407"]
    assert tile.label == "Tĩnh Gia"
    assert not _is_newly_named(register.on(date(2019, 12, 31)).by_code["407"], tile)
    assert _is_newly_named(register.on(date(2021, 12, 31)).by_code["407"], tile)
