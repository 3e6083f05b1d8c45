"""The rules of reading, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from services.directives.parsing import bodies, dates, schedule, stamps, titles
from services.directives.parsing.blocks import blocks_of
from services.directives.parsing.lines import Line, close_up, is_furniture
from services.directives.parsing.names import in_full
from services.directives.parsing.outline import outline_of
from services.directives.parsing.page import read_page
from services.directives.parsing.parse import SecretDocument, parse
from services.directives.parsing.strand import Strand, fold_sign
from services.directives.parsing.symbols import labelled, type_of
from services.directives.parsing.text import NotText, decode, normalise

HEAD = """UBND TỈNH MẪU
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9/SYT-VP
Mẫu, ngày 19 tháng 3 năm 2024
V/v thử nghiệm việc đọc văn bản

Kính gửi: Các đơn vị trực thuộc Sở
"""


def strand(text: str) -> Strand:
    return Strand.of((sign, place, place + 1) for place, sign in enumerate(text))


def letter(body: str, head: str = HEAD) -> dict[str, Any]:
    [document] = parse(f"{head}\n{body}\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nLê Văn Mẫu\n")[
        "documents"
    ]
    return document


@pytest.mark.parametrize(
    ("printed", "number", "notation", "symbol", "named"),
    [
        ("Số: 929 /SYT-VP", "929", "SYT-VP", "929/SYT-VP", None),
        ("Số: 577 /KH-UBND", "577", "KH-UBND", "577/KH-UBND", "Kế hoạch"),
        ("Số 01-NQ/TU", "01", "NQ/TU", "01-NQ/TU", "Nghị quyết"),
        ("Số: 30/2018/QĐ-UBND", "30", "QĐ-UBND", "30/2018/QĐ-UBND", "Quyết định"),
        ("Số: 12a/QyĐ-UBND", "12a", "QyĐ-UBND", "12a/QyĐ-UBND", "Quy định"),
        ("Số: 87/CTr-HĐTĐ", "87", "CTr-HĐTĐ", "87/CTr-HĐTĐ", "Chương trình"),
        ("Số:       /TB-VP", None, "TB-VP", None, "Thông báo"),
        ("Số: 57\n/BC-BT", "57", "BC-BT", "57/BC-BT", "Báo cáo"),
        ("Số: 1034 /SNV- CCVC", "1034", "SNV-CCVC", "1034/SNV-CCVC", None),
    ],
)
def test_a_symbol_is_number_and_notation(
    printed: str, number: str | None, notation: str, symbol: str | None, named: str | None
) -> None:
    found = labelled(strand(printed))
    assert found is not None
    assert (found.number, found.notation, found.symbol, found.abbreviated_type) == (
        number,
        notation,
        symbol,
        named,
    )


def test_a_letters_notation_names_no_type() -> None:
    assert type_of("SYT-VP") is None
    assert type_of("UBND-KT") is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("ngày 01 tháng 3 năm 2024", "2024-03-01"),
        ("05/01/2024", "2024-01-05"),
        ("9 . 8 . 2023", "2023-08-09"),
        ("ngày 31/02/2024", None),
    ],
)
def test_a_date_is_day_before_month(written: str, day: str | None) -> None:
    found = dates.first(strand(written).folded)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("UBND TỈNH TÂY NINH", "Ủy ban nhân dân tỉnh Tây Ninh"),
        ("TRUNG TÂM Y TẾ H. DƯƠNG MINH CHÂU", "Trung tâm Y tế huyện Dương Minh Châu"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
        ("UBND TINH TÂY NINH", "Ủy ban nhân dân tỉnh Tây Ninh"),
        ("VỤ TRƯỞNG VỤ CHÍNH SÁCH", "Vụ trưởng Vụ Chính sách"),
        ("PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "Phó Trưởng Ban Thường trực"),
        ("TRƯỞNG PHÒNG NÔNG NGHIỆP VÀ PTNT", "Trưởng phòng Nông nghiệp và Phát triển nông thôn"),
        ("ỦY BAN NHÂN DÂN ĐẶC KHU CÔN ĐẢO", "Ủy ban nhân dân đặc khu Côn Đảo"),
        ("CHI CỤC TRƯỞNG", "Chi cục trưởng"),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
    ],
)
def test_a_name_is_written_in_full_and_in_official_case(capitals: str, name: str) -> None:
    assert in_full(capitals) == name


def test_folding_keeps_the_length_of_a_text() -> None:
    assert "".join(map(fold_sign, "Đường – phố")) == "duong - pho"


def test_a_strand_remembers_where_decomposed_letters_stood() -> None:
    found = normalise("e\u0301 a")
    assert (found.chars, found[:1].span, found[2:].span) == ("é a", (0, 2), (3, 4))


def test_letter_spaced_words_are_closed_and_initials_are_not() -> None:
    assert close_up(strand("C H Ỉ  T H Ị")).chars == "CHỈ THỊ"
    assert close_up(strand("Tổ A B đã họp")).chars == "Tổ A B đã họp"


@pytest.mark.parametrize("line", ["-----", "- 3 -", "Trang 2/5", "Ký bởi: Sở Y tế", "12"])
def test_page_furniture_is_no_line(line: str) -> None:
    assert is_furniture(strand(line))


def test_a_day_above_month_and_year_is_no_page_number() -> None:
    assert not is_furniture(strand("19"), "3/2024")


def test_columns_are_read_one_after_the_other() -> None:
    page = read_page(
        "UBND TỈNH MẪU          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ Y TẾ                Độc lập - Tự do - Hạnh phúc\n"
    )
    assert [line.chars for line in page][:3] == [
        "UBND TỈNH MẪU",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


def test_the_blank_behind_a_label_parts_no_columns() -> None:
    assert [line.chars for line in read_page("Kính gửi:          Sở Y tế")] == ["Kính gửi:          Sở Y tế"]


def test_a_table_of_figures_is_marked_and_gives_no_clauses() -> None:
    page = read_page("| STT | Tên | Số lượng |\n|---|---|---|\n| 1 | Bàn | 12 |\n")
    assert all(line.table for line in page)
    assert blocks_of(page) == []


@pytest.mark.parametrize("content", [b"\x00abc", b"\xff\xfe\xfa", bytes(range(1, 9)) * 4])
def test_what_is_no_text_is_not_decoded(content: bytes) -> None:
    with pytest.raises(NotText):
        decode(content)


@pytest.mark.parametrize(
    "mark",
    [
        "MẬT", "TỐI MẬT", "TUYỆT MẬT", "T Ố I  M Ậ T", "Độ mật: Mật", "TUYỆT\nMẬT", "(Mật)", "Dấu: MẬT",
        "TỐI MẬT - HỎA TỐC", "KHẨN / MẬT", "Tối mật Số: 12/KH-UBND", "Số: 12/KH-UBND (MẬT)",
        "MẬT        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ],
)  # fmt: skip
def test_a_mark_of_secrecy_stops_the_reading(mark: str) -> None:
    with pytest.raises(SecretDocument):
        parse(f"{mark}\n{HEAD}")


@pytest.mark.parametrize(
    "sentence",
    ["Bảo vệ bí mật nhà nước theo quy định.", "Mật độ dân số của xã.", "QUY CHẾ BẢO MẬT", "Số: 12 (bảo mật)"],
)
def test_the_word_mat_in_a_sentence_is_no_mark(sentence: str) -> None:
    assert letter(sentence)["secrecy"] is None


@pytest.mark.parametrize(
    ("line", "urgency"), [("HỎA TỐC", "express"), ("THƯỢNG KHẨN", "very-urgent"), ("KHẨN", "urgent")]
)
def test_urgency_stands_alone_in_capitals(line: str, urgency: str) -> None:
    found = stamps.urgency([Line(strand(line))])
    assert found is not None
    assert found.value == urgency
    assert stamps.urgency([Line(strand("Việc khẩn cấp"))]) is None


def test_the_heading_of_an_arrival_stamp_is_no_title() -> None:
    assert titles.title_of(strand("CÔNG VĂN ĐẾN")) is None
    assert titles.title_of(strand("KẾ HOẠCH")) == ("Kế hoạch", 8)


@pytest.mark.parametrize(
    ("sentence", "wording", "names"),
    [
        ("Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính thực hiện.", "order", ("Sở Nội vụ",)),
        ("Đề nghị Tỉnh Đoàn quan tâm tuyên truyền.", "request", ("Tỉnh Đoàn",)),
        (
            "Giao Văn phòng HĐND và UBND huyện, Phòng Nội vụ và UBND các xã thực hiện.",
            "order",
            (
                "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện",
                "Phòng Nội vụ",
                "Ủy ban nhân dân các xã",
            ),
        ),
        ("Tăng cường kiểm tra, đề nghị xử lý nghiêm.", None, ()),
        ("Phong trào thi đua được triển khai từ nay.", None, ()),
    ],
)
def test_a_sentence_orders_or_asks_whom_it_names_first(
    sentence: str, wording: str | None, names: tuple[str, ...]
) -> None:
    ask = bodies.asked(strand(sentence))
    assert (ask.wording, ask.names) == (wording, names)


@pytest.mark.parametrize(
    ("names", "binding"),
    [
        (["Thanh tra tỉnh"], "assigned"),
        (["Tỉnh Đoàn"], "requested"),
        (["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], "requested"),
        (["Sở Y tế", "Tỉnh Đoàn"], "assigned"),
        ([], None),
    ],
)
def test_binding_follows_the_kind_of_body(names: list[str], binding: str | None) -> None:
    assert bodies.binding(names) == binding


@pytest.mark.parametrize(
    ("name", "issuer", "binding"),
    [
        ("Ủy ban nhân dân các huyện", "Ủy ban nhân dân tỉnh Mẫu", "assigned"),
        ("Ủy ban nhân dân các huyện", "Sở Y tế", None),
        ("Các phòng chuyên môn thuộc Sở", "Sở Y tế", "assigned"),
        ("Kho bạc Nhà nước tỉnh", "Ủy ban nhân dân tỉnh Mẫu", None),
        ("Doanh nghiệp có vốn nhà nước", "Ủy ban nhân dân tỉnh Mẫu", "requested"),
    ],
)
def test_nobody_is_bound_by_a_body_that_is_not_above_it(name: str, issuer: str, binding: str | None) -> None:
    assert bodies.binding([name], issuer) == binding


@pytest.mark.parametrize(
    ("head", "issuer", "parent"),
    [
        ("BỘ QUỐC PHÒNG\nQUÂN KHU 7", "Quân khu 7", "Bộ Quốc phòng"),
        ("KIỂM TOÁN NHÀ NƯỚC", "Kiểm toán Nhà nước", None),
        ("UBND QUẬN 3\nTRƯỜNG TIỂU HỌC LÊ LỢI", "Trường Tiểu học Lê Lợi", "Ủy ban nhân dân quận 3"),
        ("BAN CHỈ ĐẠO\nPHÒNG CHỐNG DỊCH COVID-19", "Ban Chỉ đạo Phòng chống dịch COVID-19", None),
        (
            "UBND TỈNH MẪU\nSỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG",
            "Sở Nông nghiệp và Môi trường",
            "Ủy ban nhân dân tỉnh Mẫu",
        ),
        ("ỦY BAN NHÂN DÂN TỈNH\nMẪU", "Ủy ban nhân dân tỉnh Mẫu", None),
    ],
)
def test_the_last_name_in_a_head_issues_and_the_one_above_it_is_its_parent(
    head: str, issuer: str, parent: str | None
) -> None:
    read = letter("Nội dung một dòng.", HEAD.replace("UBND TỈNH MẪU\nSỞ Y TẾ", head))
    assert (read["issuer"], read["parent_body"]) == (issuer, parent)


def test_dashes_are_numbered_by_their_place() -> None:
    lines = [
        "I. MỤC TIÊU",
        "- một việc.",
        "- hai việc.",
        "II. VIỆC LÀM",
        "1. Sở Y tế:",
        "- ba việc.",
        "- bốn việc.",
    ]
    outline = outline_of(blocks_of([Line(strand(line), gap=True) for line in lines]))
    [first, second] = outline.items
    assert [item.number for item in first.items] == ["I.1", "I.2"]
    assert [item.number for item in second.items[0].items] == ["II.1.a", "II.1.b"]


def test_the_enjoining_sentence_and_the_close_are_no_clauses() -> None:
    read = letter(
        "Sở Y tế đề nghị các đơn vị:\n\n- Rà soát.\n\n- Báo cáo.\n\nYêu cầu các đơn vị thực hiện đủ./."
    )
    assert [(c["number"], c["text"], c["wording"]) for c in read["clauses"]] == [
        ("1", "Rà soát.", "request"),
        ("2", "Báo cáo.", "request"),
    ]
    assert read["clauses"][0]["addressees"] == ["Các đơn vị trực thuộc Sở"]


@pytest.mark.parametrize(
    ("opening", "relation"),
    [
        ("Thực hiện Kế hoạch số 5/KH-UBND ngày 01/3/2024 của UBND tỉnh về việc thử", "implements"),
        ("Thực hiện Thông tư số 5/2020/TT-BYT ngày 01/3/2020 của Bộ Y tế về việc thử", "based-on"),
        ("Căn cứ Kế hoạch số 5/KH-UBND ngày 01/3/2024 của UBND tỉnh về việc thử", "based-on"),
    ],
)
def test_a_citation_implements_what_the_parent_body_issued(opening: str, relation: str) -> None:
    [cited] = letter(f"{opening};\n\n1. Làm một việc.")["references"]
    assert cited["relation"] == relation


def test_what_only_a_clause_cites_is_mentioned_and_a_fraction_is_no_citation() -> None:
    read = letter(
        "Sở đề nghị:\n\n1. Theo Công văn số 7/SNV-CC ngày 02/01/2024 của Sở Nội vụ, chia 2/3 số phòng."
    )
    assert read["references"] == [
        {"symbol": "7/SNV-CC", "date": "2024-01-02", "issuer": "Sở Nội vụ", "relation": "mentions"}
    ]


def test_from_now_is_the_day_of_issue() -> None:
    found = schedule.window([strand("Thực hiện từ nay đến hết ngày 31/12/2024.")], "2024-03-19")
    assert found is not None
    assert found.value == {"start": "2024-03-19", "end": "2024-12-31"}


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Báo cáo gửi về Sở trước ngày 20/4/2024.", "2024-04-20"),
        ("Gửi báo cáo trước 16 giờ 00 ngày 20/4/2024.", "2024-04-20"),
        ("Gửi báo cáo trước 16h30, ngày 20/4/2024.", "2024-04-20"),
        ("Hoàn thành việc xây dựng trước ngày 20/4/2024.", None),
        ("Gửi dự thảo trước ngày 20/4/2024; gửi bản ký trước ngày 30/4/2024.", None),
    ],
)
def test_a_limit_is_the_one_day_by_which_something_is_sent(body: str, day: str | None) -> None:
    found = schedule.due([strand(body)])
    assert (found.value if found else None) == day


def test_scribbles_are_marks_and_printed_lines_are_not() -> None:
    read = letter(
        "Chú Sáu xem\n\nSở Y tế thông báo để các đơn vị trực thuộc Sở được biết và chủ động thực hiện."
    )
    assert read["marks"] == ["Chú Sáu xem"]


def test_an_arrival_after_the_issue_gives_no_warning() -> None:
    stamp = "TRUNG TÂM Y TẾ HUYỆN MẪU\nĐẾN Số: 5\nNgày: {}\n\n"
    later, earlier = (letter("Nội dung.", stamp.format(day) + HEAD) for day in ("20/3/2024", "01/3/2024"))
    assert later["arrival"] == {"org": "Trung tâm Y tế huyện Mẫu", "number": "5", "date": "2024-03-20"}
    assert later["warnings"] == []
    assert [warning["code"] for warning in earlier["warnings"]] == ["arrival-before-issue"]


@pytest.mark.parametrize(
    ("foot", "signer"),
    [
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nLê Văn Mẫu", ("Phó Giám đốc", "Lê Văn Mẫu", "KT")),
        ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\n\nThS. Lê Văn Mẫu", ("Chánh Văn phòng", "Lê Văn Mẫu", "TL")),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nBS.CKII Lê Văn Mẫu", ("Phó Giám đốc", "Lê Văn Mẫu", "KT")),
        ("Q. GIÁM ĐỐC\n\nLê Văn Mẫu", ("Giám đốc", "Lê Văn Mẫu", "Q")),
        ("T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nLÊ VĂN MẪU", ("Bí thư", "Lê Văn Mẫu", "TM")),
    ],
)
def test_a_signer_is_position_name_and_authority(foot: str, signer: tuple[str, str, str]) -> None:
    [document] = parse(
        f"{HEAD}\nNội dung một dòng của văn bản.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\n{foot}\n"
    )["documents"]
    found = document["signer"]
    assert (found["position"], found["name"], found["authority"]) == signer


@pytest.mark.parametrize(
    ("archive", "drafter"),
    [
        ("VT, VP (Hà)", "Hà"),
        ("VT, VP (Lan-5b)", "Lan"),
        ("VT, TCKT(L02)", None),
        ("VT, CS(3b)", None),
        ("VT, VP", None),
        ("VT, VP (T.12b)", "T"),
        ("VT, VP (12b)", None),
    ],
)
def test_the_drafter_is_a_name_behind_the_archive_and_copies_are_none(
    archive: str, drafter: str | None
) -> None:
    text = (
        f"{HEAD}\nNội dung một dòng.\n\nNơi nhận:\n- Như trên;\n- Lưu: {archive}.\n\nGIÁM ĐỐC\n\nLê Văn Mẫu\n"
    )
    [document] = parse(text)["documents"]
    assert (document["archive"], document["drafter_mark"]) == (archive, drafter)
