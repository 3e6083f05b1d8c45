"""The words of documents in and of tasks (domain.md §10)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# How far an agency has come with a document that reached it, and the tone of its chip.
ARRIVALS = {"arrived": _("chưa vào sổ"), "accepted": _("đã vào sổ")}
PURPOSES = {"action": _("Để thực hiện"), "information": _("Để biết")}
TASKS = {
    "assigned": _("đã giao, chưa nhận"),
    "acknowledged": _("đã nhận việc"),
    "dormant": _("chưa phát sinh"),
}
TONES = {
    "arrived": "wait",
    "accepted": "good",
    "assigned": "wait",
    "acknowledged": "good",
    "dormant": "quiet",
}
KINDS = {
    "one-off": _("làm một lần"),
    "standing": _("làm thường xuyên"),
    "conditional": _("làm khi phát sinh"),
}
BINDINGS = {
    "assigned": _("nhiệm vụ phải thực hiện"),
    "requested": _("đề nghị phối hợp"),
}
NOT_STARTED = _("chưa triển khai")
# The book that every agency has for arrivals; any other is called by its code.
BOOKS = {"incoming": _("sổ văn bản đến chung")}
