"""A small paper that has one of everything."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.support import pictures
from thuocdo.reports.outline import (
    Annex,
    Bullet,
    Cell,
    ChartSlot,
    Closing,
    Column,
    Footnote,
    FrontMatter,
    Heading,
    Kind,
    Labels,
    Outline,
    PageBreak,
    Paragraph,
    Pen,
    Reference,
    Row,
    Style,
    Table,
    Text,
)

ODD = "Dấu lạ: #let *đậm* _nghiêng_ $toán$ <nhãn> @ai \\n [ô] `mã` // ghi chú; 92,3 %."
LABELS = Labels(
    table="Bảng",
    chart="Biểu đồ",
    annex="Phụ lục",
    address="Kính gửi",
    recipients="Nơi nhận",
    number="Số",
    motto=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    date="{place}, ngày {day} tháng {month} năm {year}",
)


def front(dated: date | None = date(2017, 12, 5), number: str | None = "5") -> FrontMatter:
    return FrontMatter(
        superior=("ỦY BAN NHÂN DÂN TỈNH THỬ",),
        issuer=("SỞ THỬ NGHIỆM",),
        symbol="BC-STN",
        place="Tỉnh Thử",
        type_name="BÁO CÁO",
        summary="Kết quả thực hiện chương trình giai đoạn 2016–2020, năm 2017",
        number=number,
        dated=dated,
        address=("Ủy ban nhân dân tỉnh",),
    )


def table(name: str, rows: int, *, landscape: bool = False) -> Table:
    pen = Pen()
    columns = (
        Column("n", "TT", Kind.CENTRED, 0.5),
        Column("who", "Đơn vị", Kind.TEXT, 2),
        Column("top", "Đạt", Kind.COUNT),
        Column("all", "Tổng", Kind.COUNT),
        Column("share", "Tỷ lệ", Kind.PERCENT, over=("top", "all")),
    )

    def row(n: int) -> Row:
        ref = Reference("value", "lighting", f"H{n}", "2017")
        numbers = [
            Cell((pen.number(text, ref, Fraction(exact)),)) for text, exact in (("3", 3), ("4", 4), ("75 %", 75))
        ]
        return Row((Cell((Text(str(n)),)), Cell((Text(f"Đơn vị số {n}"),)), *numbers))

    lines = (Row((Cell((Text("Nhóm một"),)),), span=True), *(row(n) for n in range(1, rows + 1)))
    note = Paragraph((Text("Nguồn: báo cáo của các đơn vị."),), Style.SOURCE)
    groups = (("", 2), ("Kết quả", 3))
    return Table(name, f"Bảng thử {name}", columns, lines, name, groups, (note,), landscape)


def outline(
    *, profile: str = "circular_01_2011", dated: date | None = date(2017, 12, 5), number: str | None = "5"
) -> Outline:
    pen = Pen()
    number_run = pen.number("476", Reference("numerator", "lighting", "T", "2017"), Fraction(476))
    chart = ChartSlot(
        "ranked",
        "ranked",
        {"ranking": pictures.ranking({"An": 16, "Bình": 4}), "source": pictures.SOURCE, "synthetic": True},
        "Các huyện",
    )
    long = "Các đơn vị duy trì việc chiếu sáng đều đặn và báo cáo đầy đủ theo quy định của kế hoạch. " * 5
    body = (
        Heading(1, "I.", "Tình hình"),
        Paragraph((Text("Có "), number_run, Text(" xã"), Footnote((Text("Kỳ trước: 470 xã."),)), Text(" có đèn, "))),
        Paragraph((Text(ODD),)),
        Paragraph((Text("Nhận xét: "),), Style.DOTTED),
        Heading(2, "1.", "Kết quả"),
        *(Paragraph((Text(long),)) for _ in range(4)),
        Bullet((Text("Việc thứ nhất"),)),
        Bullet((Text("Việc nhỏ"),), 2),
        table("dai", 60),
        chart,
        PageBreak(),
        Heading(3, "a)", "Phần sau"),
        Paragraph((Text("Hết."),)),
    )
    annexes = (
        Annex("I", "Số liệu ngang", "(Kèm theo Báo cáo số 05/BC-STN)", (table("ngang", 40, landscape=True),)),
        Annex("II", "Cách tính", "", (Paragraph((Text("Tỷ lệ của tổng."),)),)),
    )
    closing = Closing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "(Ký tên, đóng dấu)", ("Như trên;", "Lưu: VT, STN."))
    return Outline(
        language="vi",
        profile=profile,
        front=front(dated, number),
        bases=("Căn cứ Kế hoạch số 1/KH-UBND;", "Căn cứ đề nghị của phòng chuyên môn."),
        blocks=body,
        closing=closing,
        labels=LABELS,
        annexes=annexes,
        watermark="SỐ LIỆU MẪU",
        description="Báo cáo thử",
    )
