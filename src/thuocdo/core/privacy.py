"""Free text names nobody: what looks like an identity number, a telephone number or a name with a birth year is found.

A help, no guarantee: it knows patterns, not people. A name alone passes, because places and officials have names too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """What of a person a text seems to hold."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    BIRTH = "birth"


@dataclass(frozen=True)
class Found:
    """A piece of text, and what it looks like."""

    trace: Trace
    text: str


_UNIT = r"(?!\s*(?:đồng|đ\b|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ|%))"
_AMOUNT_LESS = rf"(?![\d.,/]*\d){_UNIT}"
_ALONE = r"(?<![\d/.,-])"
# Nine digits in groups parted by dots are an amount (120.000.000), by blanks or dashes an old identity card.
# Twelve digits in groups of four may be three years in a row, unless they begin with 0 as identity cards do.
_ID = re.compile(
    rf"{_ALONE}(?:\d{{12}}|\d{{9}}|\d{{3}}([ -])\d{{3}}\1\d{{3}}(?:\1\d{{3}})?|0\d{{3}}([ .-])\d{{4}}\2\d{{4}})"
    rf"{_AMOUNT_LESS}",
    re.IGNORECASE,
)
_NAMED_ID = re.compile(
    r"(?:cmnd|cmt|cccd|căn cước|chứng minh|định danh|hộ chiếu|passport)[^\d\n]{0,25}[A-Z]?\d[\d .-]{4,16}\d",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"\b[A-Z]\d{7,8}\b(?![/-])")
_PHONE = re.compile(rf"{_ALONE}(?:(?:\+|00)84[ .-]?|0)[1-9](?:[ .-]?\d){{8,9}}{_AMOUNT_LESS}")

_SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Trương Đinh Lâm "
    "Phùng Mai Tô Hà Cao Lưu Quách Thái Tạ Lương Chu Châu Văn Lò Hà Vi Lữ Cầm Quàng Giàng Thào Sùng Hơ Và Lầu Vàng "
    "Bá Tống Nghiêm Kiều Khuất Doãn Phí Lại Viên Tăng Thạch"
)
_SURNAME = f"(?:{'|'.join(dict.fromkeys(_SURNAMES.split()))})"
_WORD = r"[A-ZÀ-ỸĐ][^\W\d_]*\.?"
_NAME = rf"\b{_SURNAME}(?: {_WORD}){{1,4}}"
_SOMEBODY = (
    rf"(?:{_NAME}|\b{_WORD}(?: {_WORD}){{1,4}}|\b(?:[A-ZĐ]\.){{1,4}}[A-ZĐ]?|"
    rf"(?i:\b(?:chị|anh|bà|ông|em|cháu|cô|chú)) {_WORD})"
)
_YEAR = r"(?:19[2-9]\d|20[01]\d)"
# A year alone after a name: those of the plan's own time are the year of something ("Trường Lê Lợi, 2016").
_BARE_YEAR = r"(?:19[2-9]\d|200\d|201[0-2])"
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?"
_BORN = rf"(?i:sinh(?: năm| ngày)?|năm sinh|ngày sinh|sn|s\.n|born)[ .:]{{0,3}}{_DAY}{_YEAR}"
_BIRTH = re.compile(
    rf"{_SOMEBODY}[ ,;:(\[–-]{{1,4}}(?:[^\d\n.;]{{0,20}}[ ,;:(])?{_BORN}|{_NAME} ?[,(–-] ?{_DAY}{_BARE_YEAR}\b"
)

_PATTERNS = (
    (Trace.ID_NUMBER, _NAMED_ID),
    (Trace.PHONE, _PHONE),
    (Trace.ID_NUMBER, _ID),
    (Trace.ID_NUMBER, _PASSPORT),
    (Trace.BIRTH, _BIRTH),
)


def scan(text: str) -> tuple[Found, ...]:
    """What in a text looks like a trace of a person, each piece once.

    >>> [(found.trace.value, found.text) for found in scan("Gọi chị H. (SN 1992), số 0912 345 678")]
    [('phone', '0912 345 678'), ('birth', 'chị H. (SN 1992')]
    >>> scan("Chi 120.000.000 đồng theo Kế hoạch 112/KH-UBND ngày 27/7/2016; 2016 2017 2018 đều đạt")
    ()
    """
    plain = unicodedata.normalize("NFKC", text)
    found: list[Found] = []
    for trace, pattern in _PATTERNS:
        found += [Found(trace, match[0].strip()) for match in pattern.finditer(plain)]
        # What was told once is not told again under another heading.
        plain = pattern.sub(lambda match: "·" * len(match[0]), plain)
    return tuple(found)
