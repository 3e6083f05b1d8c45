"""The words of reports (domain.md §10)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from services.portal.pages.labels import REASONS

# Whose reports are listed.
SIDES = {
    "owed": _("Cơ quan của bạn phải nộp"),
    "received": _("Nộp cho cơ quan của bạn"),
    "below": _("Mọi báo cáo bạn được xem"),
}
# How far a report has come, None before anybody has begun it, and the tone of its chip.
STATES = {
    None: _("chưa bắt đầu"),
    "draft": _("đang soạn"),
    "submitted": _("đã nộp, chờ xét"),
    "returned": _("bị trả lại"),
    "accepted": _("được chấp nhận"),
}
TONES = {None: "wait", "draft": "wait", "submitted": "good", "returned": "late", "accepted": "good"}
# What a list may be asked for.
ASKED = {
    "all": _("tất cả trạng thái"),
    "open": _("còn phải nộp"),
    "draft": STATES["draft"],
    "submitted": STATES["submitted"],
    "returned": STATES["returned"],
    "accepted": STATES["accepted"],
}
BINDINGS = {
    "assigned": _("phải nộp"),
    "requested": _("được đề nghị nộp, không bắt buộc"),
}
EVIDENCE = {
    "document": _("văn bản (số, ký hiệu)"),
    "page": _("trang (địa chỉ)"),
    "task": _("nhiệm vụ (mã)"),
    "report": _("báo cáo được chấp nhận (mã)"),
}
RETURNS = {code: REASONS[code] for code in ("incomplete", "mistaken", "no-evidence", "other")}
# Whose periods are listed.
WHOSE = {
    "": _("mọi kỳ báo cáo"),
    "received": _("kỳ báo cáo nộp cho cơ quan của bạn"),
    "asked": _("kỳ báo cáo cơ quan của bạn yêu cầu, chưa rõ nơi nhận"),
}
WARNINGS = {
    "report-to-missing": _("chưa rõ nơi nhận"),
    "due-missing": _("chưa có hạn"),
}
DAYS = {code: REASONS[code] for code in ("first-set", "moved", "corrected", "other")}
SAVED = _("Đã lưu lúc %(time)s.")
SAVED_BESIDE = _(
    "Đã lưu lúc %(time)s. Người khác vừa sửa phần khác của báo cáo; hãy tải lại trang để xem bản mới."
)
NOT_SAVED = _("Chưa lưu: %(why)s Chữ đã gõ vẫn còn trên trang này.")
CLASH = _("người khác vừa lưu cùng phần này. Hãy bấm Lưu nháp để xem hai bản.")
CLASHED = _(
    "Trong lúc bạn soạn, người khác đã lưu cùng phần này: %(sections)s. Bản của bạn vẫn còn trong ô nhưng "
    "chưa được lưu; bản đang được lưu hiện bên cạnh. Lưu lại lần nữa thì bản của bạn thay bản đó."
)
UNSENT = _("Chưa lưu: không kết nối được với cổng. Chữ đã gõ vẫn còn trên trang này và sẽ được gửi lại.")
AWAY = _("hệ thống báo cáo chưa trả lời.")
GONE = _("bạn không còn được soạn báo cáo này.")
