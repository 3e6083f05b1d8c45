"""The words of documents out (domain.md §10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _

from services.portal.pages import labels as shared

STATES = {
    "draft": _("bản thảo"),
    "in-review": _("chờ duyệt"),
    "signed": _("đã ký, chờ ban hành"),
    "issued": _("đã ban hành"),
    "discarded": _("đã bỏ bản thảo"),
}
TONES = {"draft": "quiet", "in-review": "wait", "signed": "wait", "issued": "good", "discarded": "late"}
# What the state waits for, where the reader is not the one who does it.
AWAITED = {
    "draft": _("Người soạn thảo hoàn thiện bản thảo rồi trình ký."),
    "in-review": _("Lãnh đạo của cơ quan ban hành duyệt: ký, hoặc trả lại người soạn thảo."),
    "signed": _("Văn thư của cơ quan ban hành cấp số và ban hành."),
    "issued": _("Văn bản đã ban hành không sửa được nữa."),
    "discarded": _("Bản thảo đã bỏ, không lấy số nào."),
}
# Types of documents (Decree 30/2020, article 7): their Vietnamese name is the code.
TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
    "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng",
    "Công văn", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu",
    "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Thư công",
)  # fmt: skip
AUTHORITIES = {
    "TM": _("TM. (thay mặt)"),
    "KT": _("KT. (ký thay)"),
    "Q": _("Q. (quyền)"),
    "TL": _("TL. (thừa lệnh)"),
    "TUQ": _("TUQ. (thừa ủy quyền)"),
}
EFFECTS = {
    "none": _("không giao việc"),
    "task": _("nhiệm vụ"),
    "sub-item": _("nội dung của một nhiệm vụ"),
    "report": _("báo cáo"),
    "target": _("chỉ tiêu"),
}
KINDS, BINDINGS = shared.TASK_KINDS, shared.BINDINGS
WORDINGS = {"order": _("giao"), "request": _("đề nghị")}
SCOPES = {"everyone": _("mọi nơi nhận để thực hiện"), "named": _("nơi được nêu tên")}
CATEGORIES = {
    "prevention": _("phòng ngừa"),
    "detection": _("phát hiện"),
    "handling": _("xử lý"),
    "other": _("khác"),
}
SECTORS = {
    "health": _("y tế"),
    "education": _("giáo dục"),
    "construction": _("xây dựng"),
    "public-investment": _("đầu tư công"),
    "public-finance": _("tài chính công"),
    "public-procurement": _("mua sắm công"),
    "other": _("khác"),
}
PURPOSES = {"action": _("để thực hiện"), "information": _("để biết")}
RELATIONS = {
    "based-on": _("căn cứ"),
    "implements": _("thực hiện"),
    "mentions": _("nhắc đến"),
    "amends": _("sửa đổi, bổ sung"),
    "replaces": _("thay thế"),
    "corrects": _("đính chính"),
    "recalls": _("thu hồi"),
}
FLAGS = {
    "assigned-not-addressed": _("có nhiệm vụ nhưng không có tên nơi nhận"),
    "report-to-missing": _("chưa rõ nơi nhận báo cáo"),
    "due-missing": _("chưa có thời hạn"),
    "issued-late": _("ban hành muộn"),
    "backdated": _("ghi lùi ngày"),
}
# Why a draft is given up.
REASONS = {
    code: shared.REASONS[code] for code in ("mistaken", "duplicate", "not-approved", "incomplete", "other")
}
TASK_TONES = {"assigned": "wait", "acknowledged": "good", "dormant": "quiet"}
# How a field was read from a text, and the tone of its mark.
SEEN = {
    "check": _("hãy đối chiếu"),
    "unsure": _("chưa chắc, hãy xem lại"),
    "missing": _("không thấy trên giấy, hãy điền"),
    "proposed": _("đề xuất, hãy xem lại"),
}
SEEN_TONES = {"check": "wait", "unsure": "late", "missing": "late", "proposed": "wait"}
TYPE_NAMES = {name: name for name in TYPES}
# What a refusal calls a field: as its form labels it (tests/portal/test_outgoing.py compares).
FIELDS = {
    "type": _("Tên loại"),
    "notation": _("Ký hiệu"),
    "subject": _("Trích yếu"),
    "place": _("Nơi ban hành"),
    "urgency": _("Mức độ khẩn"),
    "due_on": _("Hạn trả lời"),
    "drafting_unit": _("Đơn vị soạn thảo"),
    "drafter_mark": _("Ký hiệu người soạn"),
    "archive": _("Lưu"),
    "signer.name": _("Họ và tên"),
    "signer.position": _("Chức vụ"),
    "signer.authority": _("Thể thức ký"),
    "window.start": _("Thực hiện từ ngày"),
    "window.end": _("Đến hết ngày"),
    "campaign.name": _("Phát động phong trào"),
    "campaign.year": _("Năm của phong trào"),
    "signed_on": _("Ngày ký"),
    "issued_on": _("Ngày ban hành"),
    "reason": _("Lý do"),
    "book": _("Mã sổ"),
    "year": _("Năm"),
    "document_types": _("Loại văn bản"),
    "last_number": _("Số gần nhất đã cấp trước khi mở"),
}
# The part of the form a field is in, where the field's own label does not say it.
WITHIN = {"signer": _("Người ký")}
# The lists of a draft: as a whole, one row, and the fields of a row.
LISTS = {"clauses": _("Các mục"), "recipients": _("Nơi nhận"), "copy_to": _("Nơi nhận")}
ROWS = {
    "clauses": _("mục thứ %(row)s"),
    "recipients": _("dòng Kính gửi thứ %(row)s"),
    "copy_to": _("dòng Nơi nhận thứ %(row)s"),
    "refs": _("văn bản liên quan thứ %(row)s"),
    "reporting": _("báo cáo phải nộp thứ %(row)s"),
}
CLAUSE = {
    "number": _("Số mục"),
    "text": _("Nội dung"),
    "effect": _("Là việc gì"),
    "kind": _("Cách thực hiện"),
    "scope": _("Ai thực hiện"),
    "lead_ids": _("Chủ trì"),
    "co_ids": _("Phối hợp"),
    "accountable_id": _("Chịu trách nhiệm chung"),
    "due_on": _("Thời hạn"),
    "under": _("Thuộc nhiệm vụ ở mục"),
    "binding": _("Tính chất"),
    "wording": _("Cách nói"),
    "category": _("Nhóm việc"),
    "sectors": _("Lĩnh vực"),
    "open_groups": _("Cùng thực hiện, không nêu đích danh"),
    "corrected_text": _("Nội dung sửa lỗi quét"),
}
LINE = {
    "line": _("Dòng như trên giấy"),
    "targets": _("Gửi cho những nhóm, cơ quan này"),
    "purpose": _("Gửi để"),
}
CELLS = {
    "clauses": CLAUSE,
    "recipients": LINE,
    "copy_to": LINE,
    "refs": {
        "relation": _("Quan hệ"),
        "symbol": _("Số, ký hiệu"),
        "date": _("Ngày văn bản"),
        "issuer": _("Cơ quan ban hành"),
    },
    "reporting": {"template": _("Loại báo cáo"), "report_to_id": _("Nơi nhận báo cáo")},
}


def field_name(field: str) -> str:
    """Return what a person calls a field: its label, and the part or the row it is in; else nothing."""
    table, _dot, rest = field.partition(".")
    if table in LISTS and not rest:
        return str(LISTS[table])
    if table in ROWS:
        return _in_row(table, rest)
    own = FIELDS.get(field)
    return ": ".join(map(str, filter(None, (WITHIN.get(table), own)))) if own else ""


def _in_row(table: str, rest: str) -> str:
    row, _dot, cell = rest.partition(".")
    if not row.isdecimal():
        return ""
    place = str(ROWS[table]) % {"row": int(row) + 1}
    own = CELLS[table].get(cell.partition(".")[0])
    return f"{place}: {own}" if own else place


def named(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the groups of the directory as options: their ids and names."""
    return {row["id"]: row["name"] for row in rows}
