"""The words of commending (domain.md §10)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# How far each thing has come, and the tone of its chip.
EXEMPLARS = {
    "spotted": _("chờ xác minh"),
    "verified": _("đã xác minh"),
    "rejected": _("không được xác minh"),
}
NOMINATIONS = {
    "draft": _("bản thảo, chưa nộp"),
    "submitted": _("đã nộp, chờ quyết định"),
    "decided": _("đã có quyết định"),
}
DECISIONS = {
    "open": _("chưa trình"),
    "prepared": _("đã trình dự thảo"),
    "decided": _("đã ban hành"),
}
AWARDS = {
    "decided": _("chưa công bố"),
    "publicised": _("đã công bố"),
}
CRITERIA_SETS = {
    "draft": _("bản thảo, chưa công bố"),
    "published": _("đang áp dụng"),
    "retired": _("đã thay bằng bản mới"),
}
# A decided award still waits to be made known; any other thing that is decided is done.
TONES = {
    "spotted": "wait",
    "verified": "good",
    "rejected": "quiet",
    "draft": "quiet",
    "submitted": "wait",
    "decided": "good",
    "open": "wait",
    "prepared": "wait",
    "publicised": "good",
    "published": "good",
    "retired": "quiet",
}
AWARD_TONES = {"decided": "wait", "publicised": "good"}
PAPERS = {
    "proposal": _("Tờ trình"),
    "achievement_report": _("Báo cáo thành tích"),
    "minutes": _("Biên bản họp hội đồng"),
}
DIRECTIONS = {
    "up": _("càng cao càng tốt"),
    "down": _("càng thấp càng tốt"),
    "none": _("không xếp theo cao thấp"),
}
EVIDENCE_KINDS = {
    "prevention": _("phòng ngừa"),
    "detection": _("phát hiện"),
    "handling": _("xử lý"),
    "other": _("khác"),
}
GUARDS = {"no-negative-detection": _("phát hiện vụ việc không bị trừ điểm")}
# The targets of the campaign (plan 577, II.1 to II.4).
TARGETS = {
    "T1": _("1. Nâng cao nhận thức và ý thức chấp hành pháp luật"),
    "T2": _("2. Thực hiện đầy đủ các biện pháp phòng ngừa, công khai, minh bạch"),
    "T3": _("3. Hạn chế phát sinh tham nhũng trong các lĩnh vực nhạy cảm"),
    "T4": _("4. Ngăn ngừa tham nhũng vặt trong thủ tục hành chính"),
}
