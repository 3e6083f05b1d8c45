"""The words of notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# Which notices are listed: those that wait first.
SHOWN = {"unread": _("chưa đọc"), "all": _("tất cả thông báo")}
STATES = {
    "unread": _("thông báo mới"),
    "read": _("đã xem"),
    "acknowledged": _("đã xác nhận"),
    "closed": _("việc đã xong"),
}
TONES = {"unread": "wait", "read": "quiet", "acknowledged": "good", "closed": "good"}
# What a link to the thing itself says, by the kind of thing.
THINGS = {
    "task": _("Mở nhiệm vụ"),
    "requirement": _("Mở báo cáo phải nộp"),
    "submission": _("Mở báo cáo đã nộp"),
    "directive": _("Mở văn bản đến"),
    "incoming": _("Mở văn bản đã vào sổ"),
    "exemplar": _("Mở điển hình"),
    "nomination": _("Mở đề nghị khen thưởng"),
    "decision": _("Mở quyết định khen thưởng"),
    "award": _("Mở trang khen thưởng"),
}
