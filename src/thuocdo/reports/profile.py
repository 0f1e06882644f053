"""The rules of form that hold on a paper's date: margins, sizes, bold, italic, lines, page numbers.

Two profiles, chosen by the date of the paper: Circular 01/2011/TT-BNV before 5 March 2020, Decree 30/2020/NĐ-CP
(Annex I) from that day on. The rules give ranges; a profile takes one size inside each, the same for both, so
that a paper looks alike on either side of the day. Of the Circular only the margins and the paper were seen in
its text; its other rules are taken as the Decree's, which followed it, and can be changed here.

>>> from datetime import date
>>> profile_on(date(2020, 3, 4)).id, profile_on(date(2020, 3, 5)).id
('circular_01_2011', 'decree_30_2020')
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Face:
    """How a kind of line is set: size in points, and whether it is bold, italic or in capitals."""

    size: float
    bold: bool = False
    italic: bool = False
    capitals: bool = False


@dataclass(frozen=True)
class Margins:
    """Margins of a page in millimetres."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True)
class Range:
    """What a rule allows, both ends included."""

    least: float
    most: float

    def holds(self, number: float) -> bool:
        """Whether a number is inside."""
        return self.least <= number <= self.most


@dataclass(frozen=True)
class Profile:
    """One set of rules. ``verified`` says what of it was seen in its own text."""

    id: str
    cite: str
    from_day: date
    verified: str
    font: str = "Times New Roman"
    paper_mm: tuple[float, float] = (210.0, 297.0)
    margins: Margins = Margins(top=20, bottom=20, left=30, right=20)
    allowed: tuple[Range, Range, Range, Range] = (Range(20, 25), Range(20, 25), Range(30, 35), Range(15, 20))
    page_number: Face = Face(13)
    page_number_place: str = "top centre"
    page_number_on_first: bool = False
    motto: Face = Face(12, bold=True, capitals=True)
    motto_below: Face = Face(13, bold=True)
    motto_line: float = 1.0  # as long as the text above it
    superior: Face = Face(12, capitals=True)
    issuer: Face = Face(12, bold=True, capitals=True)
    issuer_line: float = 0.4  # between a third and a half of the text above it
    number: Face = Face(13)
    date: Face = Face(13, italic=True)
    type_name: Face = Face(14, bold=True, capitals=True)
    summary: Face = Face(14, bold=True)
    summary_line: float = 0.4
    address: Face = Face(14)
    bases: Face = Face(14, italic=True)
    body: Face = Face(14)
    heading_1: Face = Face(14, bold=True, capitals=True)
    heading_2: Face = Face(14, bold=True)
    heading_3: Face = Face(14, bold=True, italic=True)
    first_line_mm: float = 12.7
    between_paragraphs: float = 6.0
    line_spacing: float = 1.15
    signature: Face = Face(14, bold=True, capitals=True)
    signer: Face = Face(14, bold=True)
    recipients_head: Face = Face(12, bold=True, italic=True)
    recipients: Face = Face(11)
    annex: Face = Face(14, bold=True)
    annex_title: Face = Face(14, bold=True, capitals=True)
    annex_belongs: Face = Face(14, italic=True)
    table: Face = Face(12)
    table_head: Face = Face(12, bold=True)
    caption: Face = Face(13, bold=True)
    note: Face = Face(11, italic=True)
    footnote: Face = Face(10)


DECREE_30 = Profile(
    id="decree_30_2020",
    cite="Nghị định 30/2020/NĐ-CP, Phụ lục I",
    from_day=date(2020, 3, 5),
    verified="all of Annex I; tables, captions, notes and footnotes are ours, the Decree says nothing of them",
)
CIRCULAR_01 = replace(
    DECREE_30,
    id="circular_01_2011",
    cite="Thông tư 01/2011/TT-BNV",
    from_day=date.min,
    verified="paper and margins; sizes of the same order; the rest is taken as the Decree's",
)
PROFILES = (DECREE_30, CIRCULAR_01)


def profile_on(day: date) -> Profile:
    """The profile of a paper dated on a day."""
    return next(profile for profile in PROFILES if profile.from_day <= day)


ONE_PAGE = "_one_page"


def one_page(profile: Profile) -> Profile:
    """The same rules with the smallest sizes that they allow, for a sheet that must not run over."""
    return replace(
        profile,
        id=profile.id + ONE_PAGE,
        type_name=Face(13, bold=True, capitals=True),
        summary=Face(13, bold=True),
        body=Face(13),
        heading_1=Face(13, bold=True, capitals=True),
        signature=Face(13, bold=True, capitals=True),
        signer=Face(13, bold=True),
        table=Face(11),
        table_head=Face(11, bold=True),
        caption=Face(12, bold=True),
        note=Face(10, italic=True),
        between_paragraphs=6.0,
        line_spacing=1.0,
    )


def profile_of(name: str) -> Profile:
    """A profile by its id.

    :raises KeyError: there is none

    >>> profile_of("decree_30_2020_one_page").body.size
    13
    """
    found = {profile.id: profile for whole in PROFILES for profile in (whole, one_page(whole))}
    return found[name]
