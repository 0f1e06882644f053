"""Charts: the finding is true of the figures, the table the same data; nothing hangs on hue or on the machine."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
import vl_convert
from PIL import Image, ImageFont, ImageStat
from tests.support import pictures as made

from thuocdo.core.indicators import Better
from thuocdo.core.periods import Frequency
from thuocdo.core.targets import Rule, Standard
from thuocdo.reports.charts.coverage import Reports, Strip, coverage
from thuocdo.reports.charts.draw import packed, png, svg
from thuocdo.reports.charts.kinds import KINDS, picture_of
from thuocdo.reports.charts.look import CLASSES, DARK, HATCH, INK, PAPER, WIDTH, width_of
from thuocdo.reports.charts.ranked import ranked
from thuocdo.reports.charts.tiles import classes_of, tiles
from thuocdo.reports.fonts import FOLDER
from thuocdo.reports.outline import ChartSlot, Number, Pen
from thuocdo.wording import catalogue

if TYPE_CHECKING:
    from thuocdo.reports.charts.picture import Picture

VI, EN = catalogue("vi"), catalogue("en")
SOME = {"An": 16, "Bình": 15, "Cường": 4, "Dũng": None}


def of_ranking(kind: str, tops: dict[str, int | None] = SOME, texts=VI, *, synthetic: bool = False, **how) -> Picture:
    ranking = made.ranking(tops, **how)
    if kind == "tiles":
        return tiles(ranking, made.places(), texts, made.SOURCE, synthetic=synthetic)
    return ranked(ranking, texts, made.SOURCE, synthetic=synthetic)


def of_strip(texts=VI, *, synthetic: bool = False, **of_an: int) -> Picture:
    return coverage(made.strip(**of_an), texts, made.SOURCE, synthetic=synthetic)


ALL = [of_ranking("ranked"), of_ranking("tiles"), of_strip(missing=3, late=2, waiting=1, on_time=4)]


def words_of(drawing: str) -> str:
    """Every text of an SVG, in order."""
    return " ".join(node.text or "" for node in ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text"))


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# ---------------------------------------------------------------------------------------- findings


def test_ranked_dots_say_how_many_reach_the_line_and_who_is_furthest() -> None:
    assert of_ranking("ranked").title == (
        "Tỷ lệ xã có đèn, năm 2017: 2/4 huyện đạt ít nhất 75 %; thấp nhất là Huyện Cường, 20 %"
    )
    assert of_ranking("ranked", texts=EN).title == (
        "Communes with lighting, 2017: 2/4 districts reach at least 75%; lowest is Huyện Cường, 20%"
    )


def test_all_none_and_nobody_known_are_said_as_such() -> None:
    everyone = dict.fromkeys(made.NAMES, 18)
    assert of_ranking("ranked", everyone).title.endswith("cả 4 huyện đều đạt ít nhất 75 %")
    assert "chưa huyện nào đạt" in of_ranking("ranked", {"An": 3, "Bình": 5}).title
    assert of_ranking("ranked", {"An": None}).title.endswith("chưa có số liệu của huyện nào")


def test_without_a_standard_the_range_is_told() -> None:
    assert of_ranking("ranked", standard=None).title.endswith("từ 20 % (Huyện Cường) đến 80 % (Huyện An)")


def test_yes_or_no_of_each_is_told_as_how_many_have_it() -> None:
    picture = of_ranking("tiles", {"An": 1, "Bình": 0, "Cường": None}, bottom=1)
    assert picture.title.endswith("năm 2017: 1/3 huyện có, 1 chưa có số liệu")
    assert {entry.text for entry in picture.key} == {"Có", "Chưa", "Chưa có số liệu"}


@pytest.mark.parametrize(
    ("of_an", "says"),
    [
        ({"on_time": 10}, "Cả 80 báo cáo đến hạn đều đã được duyệt"),
        ({"on_time": 8, "late": 2}, "Cả 80 báo cáo đến hạn đều đã được duyệt; 2 gửi muộn"),
        ({"on_time": 9, "waiting": 1}, "79/80 báo cáo đến hạn đã được duyệt; còn 1 chờ duyệt"),
        (
            {"on_time": 7, "missing": 3},
            "77/80 báo cáo đến hạn đã được duyệt; còn thiếu 3, nhiều nhất ở Huyện An (3 báo cáo)",
        ),
        ({"not_yet_due": 10}, "Cả 70 báo cáo đến hạn đều đã được duyệt"),
    ],
)
def test_the_strip_says_what_came_and_where_most_is_missing(of_an: dict[str, int], says: str) -> None:
    assert of_strip(**of_an).title == says


# ---------------------------------------------------------------------------------------- the drawing


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.kind)
def test_an_svg_has_title_description_and_its_own_patterns_and_fonts(picture: Picture) -> None:
    drawing = svg(picture)
    root = ET.fromstring(drawing)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == picture.title
    assert root.findtext(f"{space}desc") == picture.alt
    assert set(re.findall(r"url\(#([\w-]+)\)", drawing)) <= set(re.findall(r'<pattern id="([\w-]+)"', drawing))
    assert {node.get("font-family") for node in root.iter(f"{space}text")} == {"Arimo, Arial, Helvetica, sans-serif"}
    assert picture.source in words_of(drawing)


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.kind)
def test_a_drawing_is_the_same_every_time_and_as_wide_as_every_other(picture: Picture) -> None:
    assert png(picture) == png(picture)
    width = Image.open(io.BytesIO(png(picture, scale=1))).width
    assert WIDTH <= width <= WIDTH + 16


def test_packing_changes_no_pixel() -> None:
    loose = vl_convert.svg_to_png(svg(ALL[0]), scale=1)
    assert Image.open(io.BytesIO(packed(loose))).tobytes() == Image.open(io.BytesIO(loose)).tobytes()
    assert len(packed(loose)) < len(loose)


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.kind)
def test_the_specification_is_legal_vega_lite(picture: Picture) -> None:
    assert picture.chart().to_dict(validate=True)["height"] == picture.plot.height


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.kind)
def test_a_paper_can_have_the_drawing_without_title_and_source(picture: Picture) -> None:
    bare = words_of(svg(picture, framed=False))
    assert picture.source not in bare
    assert picture.title.split(":")[0] not in bare


@pytest.mark.parametrize("synthetic", [True, False])
def test_made_up_data_are_marked_inside_every_picture(synthetic: bool) -> None:
    for picture in (of_ranking("ranked", synthetic=synthetic), of_ranking("tiles", synthetic=synthetic)):
        for framed in (True, False):
            assert ("SỐ LIỆU MẪU" in words_of(svg(picture, framed=framed))) is synthetic


def test_numbers_on_axes_are_written_in_the_language() -> None:
    assert "100\u00a0%" in words_of(svg(of_ranking("ranked"))).replace("100 %", "100\u00a0%")
    assert "100%" in words_of(svg(of_ranking("ranked", texts=EN)))


# ---------------------------------------------------------------------------------------- no data is no class


def fill_at(picture: Picture, text: str) -> list[tuple[int, int, int]]:
    """The colours of a tile, found by the name on it."""
    drawing = svg(picture, framed=False)
    image = Image.open(io.BytesIO(png(picture, framed=False, scale=1))).convert("RGB")
    tile = next(t for t in made.places().values() if t.label == text)
    left = 2 + picture.plot.left + tile.col * 84
    top = image.height - picture.plot.height - picture.plot.below - 4 + tile.row * 52
    assert text in words_of(drawing)
    return [image.getpixel((int(left) + x, int(top) + y)) for x in range(6, 24) for y in range(4, 10)]


def test_no_data_is_hatched_and_never_the_lowest_class() -> None:
    picture = of_ranking("tiles")
    lowest = tuple(int(CLASSES[0][n : n + 2], 16) for n in (1, 3, 5))
    assert set(fill_at(picture, "Cường")) == {lowest}
    hatched = set(fill_at(picture, "Dũng"))
    assert lowest not in hatched
    assert len(hatched) > 2
    assert any(entry.fill == HATCH for entry in picture.key)


def test_a_reported_nought_is_the_lowest_class_and_printed_as_one() -> None:
    picture = of_ranking("tiles", {"An": 0, "Bình": 16})
    assert "0\u00a0%" in words_of(svg(picture))
    assert not any(entry.fill == HATCH for entry in picture.key)


def test_missing_reports_are_hatched_in_the_strip() -> None:
    assert HATCH in str(of_strip(missing=1, on_time=9).spec())
    assert 'pattern id="khong-co-so"' in svg(of_strip(missing=1, on_time=9))
    assert "khong-co-so" not in svg(of_strip(on_time=10))


# ---------------------------------------------------------------------------------------- grey and colour-blind safe


def test_classes_differ_in_lightness_alone() -> None:
    shades = [luminance(colour) for colour in CLASSES]
    assert shades == sorted(shades, reverse=True)
    assert all(contrast(one, other) >= 1.4 for one, other in pairwise(CLASSES))


def test_what_is_written_can_be_read() -> None:
    for colour, ink in zip(CLASSES, (INK, INK, PAPER, PAPER), strict=True):
        assert contrast(colour, ink) >= 4.5
    assert contrast(DARK, PAPER) >= 4.5


def test_reached_and_not_reached_differ_in_shape() -> None:
    signs = {entry.sign for entry in of_ranking("ranked").key if "mốc" in entry.text}
    assert signs == {"circle", "diamond"}


def test_the_states_of_a_strip_differ_in_grey() -> None:
    """Each state fills one quarter; on a grey printer each still has a lightness of its own, beside its pattern."""
    quarters = made.year(2017).parts(Frequency.QUARTER)
    cells = (Reports(on_time=9), Reports(late=9), Reports(waiting=9), Reports(missing=9))
    strip = Strip(made.district("An"), ((made.district("An"), cells),), quarters, None)
    picture = coverage(strip, VI, made.SOURCE, synthetic=False)
    image = Image.open(io.BytesIO(png(picture, framed=False, scale=4))).convert("L")
    middle = image.height - 4 * (picture.plot.below + picture.plot.height / 2 + 6)
    looks = []
    for place in range(4):
        left = 4 * (2 + picture.plot.left + place * picture.plot.width / 4 + 10)
        cell = image.crop((int(left), int(middle) - 16, int(left) + 80, int(middle) + 16))
        looks.append(ImageStat.Stat(cell).mean[0])
    assert looks == sorted(looks)
    assert all(abs(one - other) > 25 for one, other in combinations(looks, 2)), looks


# ---------------------------------------------------------------------------------------- classes


def test_the_line_of_the_standard_parts_light_from_dark() -> None:
    classes = classes_of(made.ranking({"An": 18, "Bình": 15, "Cường": 14, "Dũng": 9}))
    assert [(c.low, c.high, c.is_dark) for c in classes] == [
        (40, 60, False), (60, 75, False), (75, 90, True), (90, 100, True),
    ]  # fmt: skip


def test_without_a_standard_classes_have_round_ends_and_hold_everything() -> None:
    classes = classes_of(made.ranking({"An": 18, "Bình": 15, "Cường": 9}, standard=None))
    assert [c.low for c in classes] == [40, 60, 80]
    assert classes[-1].high == 100


def test_where_less_is_better_the_ranking_turns_and_says_who_has_most() -> None:
    ranking = made.ranking(SOME, standard=Standard(Rule.AT_MOST, Fraction(30)))
    ranking = replace(ranking, indicator=replace(made.LIGHTING, better=Better.LOWER))
    picture = ranked(ranking, VI, made.SOURCE, synthetic=False)
    assert picture.title.endswith("1/4 huyện đạt nhiều nhất 30 %; cao nhất là Huyện An, 80 %")
    assert picture.table.rows[0].cells[0].runs[0].text == "Huyện Cường"


# ---------------------------------------------------------------------------------------- the table


def test_the_table_has_the_same_data_in_typed_cells() -> None:
    table = of_ranking("ranked").table
    assert [column.key for column in table.columns] == [
        "orgunit", "numerator", "denominator", "value", "low", "high", "before", "change",
    ]  # fmt: skip
    first = table.rows[0].cells
    assert [cell.number.exact for cell in first[1:4]] == [16, 20, 80]
    assert first[7].number.text == "+40"
    assert table.columns[3].over == ("numerator", "denominator")
    last = table.rows[-1].cells
    assert last[3].number is None
    assert last[3].runs[0].text == "còn thiếu báo cáo"


def test_every_number_of_a_table_has_its_own_bookmark() -> None:
    pen = Pen()
    pen.number("1", None)
    table = ranked(made.ranking(SOME), VI, made.SOURCE, synthetic=False, pen=pen).table
    marks = [run.bookmark for row in table.rows for cell in row.cells for run in cell.runs if isinstance(run, Number)]
    assert len(marks) == len(set(marks)) > 10
    assert "so_0001" not in marks


def test_the_strips_table_adds_up() -> None:
    for row in of_strip(missing=3, late=2, waiting=1, on_time=4).table.rows:
        owed, *states, not_yet = (cell.number.exact for cell in row.cells[2:])
        assert owed == sum(states)
        assert not_yet == 0


def test_those_who_do_not_see_it_hear_the_finding_and_every_district() -> None:
    picture = of_ranking("tiles")
    assert picture.alt.startswith(picture.title)
    assert all(f"Huyện {name}" in picture.alt for name in made.NAMES)
    assert "Huyện Dũng: còn thiếu báo cáo" in picture.alt


# ---------------------------------------------------------------------------------------- places, slots, fonts


def test_without_tiles_the_map_is_laid_out_by_code_and_says_so() -> None:
    ranking = made.ranking(SOME)
    picture = tiles(ranking, {}, VI, made.SOURCE, synthetic=False)
    assert "xếp theo mã" in picture.subtitle
    assert "đặt theo vị trí" in of_ranking("tiles").subtitle


def test_a_slot_of_an_outline_names_its_chart() -> None:
    arguments = {"ranking": made.ranking(SOME), "source": made.SOURCE, "synthetic": False}
    slot = ChartSlot("c", "ranked", arguments, "Các huyện")
    assert picture_of(slot, VI).title == of_ranking("ranked").title
    assert set(KINDS) == {"trajectory", "coverage", "ranked", "tiles"}


LETTERS = "".join(map(chr, range(0x1EA0, 0x1EFA))) + "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ–“”…≥≤×−"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.ttf")))
def test_the_bundled_fonts_have_every_vietnamese_letter(name: str) -> None:
    font = ImageFont.truetype(str(FOLDER / name), 40)
    nothing = bytes(font.getmask("\ue123"))
    assert not [letter for letter in LETTERS if bytes(font.getmask(letter)) == nothing]


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_widths_are_those_of_the_font() -> None:
    font = ImageFont.truetype(str(FOLDER / "Arimo-Regular.ttf"), 1000)
    for text in ("Tỷ lệ xã duy trì tuyên truyền: 74,96 %", "Huyện Đông Sơn (3.750)", "WMOQ ijl – +12,3"):
        assert abs(width_of(text, 1000) / font.getlength(text) - 1) < 0.02
