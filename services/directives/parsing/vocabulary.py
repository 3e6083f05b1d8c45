"""Words every official document is built with: motto, types, openings of names of bodies (search form)."""

from __future__ import annotations

import re

from services.directives.parsing.strand import Strand


def _loose(phrase: str) -> str:
    # Letter-spaced, broken over lines or run together: only the letters count.
    return r"[\W_]*".join(phrase.replace(" ", ""))


MOTTO = _loose("cong hoa xa hoi chu nghia viet nam")
TAGLINE = _loose("doc lap tu do hanh phuc")
YOUTH_MOTTO = r"doan (?:tncs|thanh nien cong san) ho chi minh"
PARTY_MOTTO = _loose("dang cong san viet nam")

TYPES = (
    "Nghị quyết liên tịch", "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế phối hợp", "Quy chế", "Quy định",
    "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án",
    "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận",
    "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển",
    "Phiếu báo", "Thư công", "Nghị định", "Thông tư liên tịch", "Thông tư", "Luật", "Pháp lệnh", "Lệnh",
    "Kết luận", "Thông tri", "Điều lệ", "Hiến pháp",
)  # fmt: skip
# Decree 30/2020 annex III, then law and Party.
ABBREVIATIONS = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định",
    "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch",
    "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản", "TTr": "Tờ trình",
    "HĐ": "Hợp đồng", "CĐ": "Công điện", "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu", "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo", "NĐ": "Nghị định", "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch", "PL": "Pháp lệnh", "L": "Lệnh", "KL": "Kết luận", "CV": "Công văn",
    "QĐi": "Quy định", "CTrHĐ": "Chương trình",
}  # fmt: skip
BODIES = (
    "uy ban", "y ban", "ubnd", "hoi dong", "hdnd", "so", "bo", "phong", "ban", "chi cuc", "cuc", "tong cuc",
    "trung tam", "truong", "van phong", "thanh tra", "benh vien", "hoc vien", "vien", "vu", "cong an",
    "toa an", "kiem toan", "kho bac", "bao hiem", "ngan hang", "tinh uy", "thanh uy", "huyen uy",
    "thi uy", "quan uy",
    "dang uy", "dang bo", "chi bo", "chi uy", "mat tran", "ubmttq", "ubmttqvn", "mttq", "doan", "tinh doan",
    "huyen doan", "thanh doan", "hoi", "lien doan", "lien hiep", "chinh phu", "thu tuong", "quoc hoi",
    "chu tich", "tong cong ty", "tap doan", "cong ty", "quan khu", "bch", "to cong tac", "to", "tram",
    "nha", "bao", "dai", "thuong truc", "thuong vu", "dien luc", "hat", "doi", "cong doan", "quy", "cong",
    "tong", "dai hoc", "doanh nghiep", "co quan", "khu", "bo tu lenh", "bo chi huy", "trai",
)  # fmt: skip
_BODY = re.compile(rf"(?:{'|'.join(sorted(BODIES, key=len, reverse=True))})\b")
_MARKER = re.compile(r"(?:dieu\s*\d+|[ivx]{1,4}[.)/]|\d{1,2}[.)/]|chuong\s+[ivx]+)\s")
_OPENING = re.compile(r"(kinh gui|can cu|thuc hien|trien khai|quyet nghi|xet|theo de nghi)\b")


# Topics that open like a body: "ban hành" is no "Ban", "quy định" no "Quỹ".
_TOPIC = re.compile(
    r"(?:ban (?:hanh|giao|do)|quy (?:dinh|che|hoach|trinh|mo)|bo (?:sung|tri|tieu chi|chi so)|phong(?:,"
    r"| chong| ngua| trao)|"
    r"bao (?:dam|ve|cao|ton|dong|mat)|hoi (?:nghi|thao|thi|nhap)|to chuc|truong hop|cong (?:nhan|bo"
    r"|khai|tac|chuc|nghe|nghiep)|"
    r"doi (?:moi|voi|ngu)|dai hoi|so (?:ket|huu|lieu)|khu vuc|nha (?:o|nuoc|giao)|vien (?:tro|chuc)"
    r"|trai phep|hat nhan)\b"
)


def opens_with_body(folded: str) -> bool:
    """Tell whether a text in search form opens with the name of a kind of body."""
    stripped = folded.strip()
    return _TOPIC.match(stripped) is None and bool(_BODY.match(stripped))


def starts_body(line: Strand) -> bool:
    """Tell whether a line can only stand below the head: a title, an address, a basis, a numbered item."""
    folded = line.folded.strip()
    return bool(_MARKER.match(folded) or _OPENING.match(folded)) or is_title(line)


def is_title(line: Strand) -> bool:
    """Tell whether a line is nothing but the name of a type in capitals."""
    return line.chars.strip().isupper() and line.squeezed in TITLES


TITLES = {Strand.of((sign, 0, 0) for sign in name).squeezed: name for name in TYPES}
