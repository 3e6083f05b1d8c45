"""The words of documents in and of tasks (domain.md §10)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from services.portal.pages import labels as shared

# How far an agency has come with a document that reached it, and the tone of its chip.
ARRIVALS = {"arrived": _("chưa vào sổ"), "accepted": _("đã vào sổ")}
PURPOSES = {"action": _("Để thực hiện"), "information": _("Để biết")}
TASKS, KINDS, BINDINGS = shared.TASKS, shared.TASK_KINDS, shared.BINDINGS
TONES = {
    "arrived": "wait",
    "accepted": "good",
    "assigned": "wait",
    "acknowledged": "good",
    "dormant": "quiet",
}
NOT_STARTED = _("chưa triển khai")
# The book that every agency has for arrivals; any other is called by its code.
BOOKS = {"incoming": _("sổ văn bản đến chung")}
