"""What looks like a person in free text is found; what an office writes every day passes."""

from __future__ import annotations

import unicodedata

import pytest

from thuocdo.core.privacy import Trace, scan

# All made up: no number or name here is anybody's.
PERSONS = [
    ("CMND 171234567 đã xác minh", Trace.ID_NUMBER),
    ("số 171 234 567", Trace.ID_NUMBER),
    ("038091001234", Trace.ID_NUMBER),
    ("thẻ 0380 9100 1234", Trace.ID_NUMBER),
    ("căn cước công dân số: 038.091.001.234", Trace.ID_NUMBER),
    ("hộ chiếu B1234567", Trace.ID_NUMBER),
    ("0912345678", Trace.PHONE),
    ("gọi 0912.345.678 nhé", Trace.PHONE),
    ("ĐT: +84 912 345 678", Trace.PHONE),
    ("máy bàn 0237 3123 456", Trace.PHONE),
    ("0120 123 4567", Trace.PHONE),
    ("Nguyễn Thị Mẫu, sinh năm 1990", Trace.BIRTH),
    ("Nguyễn Thị Mẫu (1990)", Trace.BIRTH),
    ("Lê Văn Mẫu, SN: 1985, trú tại xã", Trace.BIRTH),
    ("đối tượng N.T.H (SN 1992)", Trace.BIRTH),
    ("chị H. sinh năm 1992", Trace.BIRTH),
    ("Trần Mẫu sinh ngày 12/3/1990", Trace.BIRTH),
]
OFFICE = [
    "1500 người cho 3 buổi?",
    "Chi 120.000.000 đồng",
    "kinh phí 120000000 đồng",
    "Kế hoạch số 112/KH-UBND ngày 27/7/2016",
    "các năm 2016 2017 2018 đều đạt",
    "Công văn 1234/LĐTBXH-PCTNXH ngày 15-12-2016",
    "từ 15/12/2016 đến 14/12/2017",
    "Gõ thừa một số 0, đúng là 150",
    "Huyện Mẫu Đông năm 2016 báo cáo trễ",
    "Đội 178 kiểm tra 24 cơ sở, 12 lượt vi phạm",
    "Chương trình phối hợp 2016-2020",
    "tăng 1.234.567 tờ rơi",
    "Ông Chủ tịch UBND xã đã ký",
    "Nghị quyết 786/NQ-UBTVQH14 ngày 16/10/2019",
    "Phòng Lao động, năm 2019 chuyển trụ sở",
    "Trường THCS Lê Lợi, 2016",
]


@pytest.mark.parametrize(("text", "trace"), PERSONS)
def test_a_trace_of_a_person_is_found(text: str, trace: Trace) -> None:
    assert [found.trace for found in scan(text)] == [trace]
    assert [found.trace for found in scan(unicodedata.normalize("NFD", text))] == [trace]


@pytest.mark.parametrize("text", OFFICE)
def test_what_an_office_writes_passes(text: str) -> None:
    assert scan(text) == ()


def test_several_traces_are_all_told() -> None:
    found = scan("Nguyễn Thị Mẫu (SN 1990), CMND 171234567, ĐT 0912345678")
    assert sorted(one.trace for one in found) == [Trace.BIRTH, Trace.ID_NUMBER, Trace.PHONE]


def test_digits_of_other_scripts_are_digits() -> None:
    assert [one.trace for one in scan("０９１２３４５６７８")] == [Trace.PHONE]
