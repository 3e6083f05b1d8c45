"""Symbols: the types of documents, how number and notation are written (Decree 30/2020, annexes I, III)."""

from __future__ import annotations

import re

from services.directives.issuing.domain.refused import Refused

# The letters name no type in their notation.
TYPES: dict[str, str | None] = {
    "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Quy chế": "QC", "Quy định": "QyĐ",
    "Thông cáo": "TC", "Thông báo": "TB", "Hướng dẫn": "HD", "Chương trình": "CTr", "Kế hoạch": "KH",
    "Phương án": "PA", "Đề án": "ĐA", "Dự án": "DA", "Báo cáo": "BC", "Biên bản": "BB", "Tờ trình": "TTr",
    "Hợp đồng": "HĐ", "Công văn": None, "Công điện": "CĐ", "Bản ghi nhớ": "BGN", "Bản thỏa thuận": "BTT",
    "Giấy ủy quyền": "GUQ", "Giấy mời": "GM", "Giấy giới thiệu": "GGT", "Giấy nghỉ phép": "GNP",
    "Phiếu gửi": "PG", "Phiếu chuyển": "PC", "Phiếu báo": "PB", "Thư công": None,
}  # fmt: skip
ABBREVIATIONS = frozenset(filter(None, TYPES.values()))
_NOTATION = re.compile(r"[^\W_][\w.&]*(-[^\W_][\w.&]*)*")


def check_notation(document_type: str, notation: str) -> None:
    """Refuse a notation that the type cannot have: TYPE-ISSUER, for a letter ISSUER-UNIT, no blanks."""
    first = notation.split("-")[0]
    wanted = TYPES[document_type]
    fits = first == wanted and "-" in notation if wanted else first not in ABBREVIATIONS
    if not _NOTATION.fullmatch(notation) or not fits:
        raise Refused("notation-not-of-type", "/notation", notation=notation, type=document_type)


def symbol_of(number: int, notation: str) -> str:
    """Write the symbol: a number below ten as 0n, "/" before the notation."""
    return f"{number:02d}/{notation}"
