"""The words of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# What is to be done, and what it is done to.
KINDS = {
    "finish": _("Hoàn thiện bản thảo"),
    "sign": _("Duyệt và ký"),
    "issue": _("Cấp số và ban hành"),
    "register": _("Vào sổ"),
    "acknowledge": _("Nhận việc"),
    "report": _("Làm báo cáo"),
    "submit": _("Duyệt và nộp báo cáo"),
    "review": _("Xét báo cáo được nộp"),
    "receiver": _("Định nơi nhận báo cáo"),
    "due": _("Định hạn nộp"),
    "verify": _("Xác minh điển hình được giới thiệu"),
    "nominate": _("Duyệt và nộp đề nghị khen thưởng"),
    "decide": _("Đưa vào quyết định khen thưởng"),
    "prepare": _("Trình dự thảo quyết định"),
    "publicise": _("Đưa khen thưởng lên trang công khai"),
}
HEAPS = {
    "overdue": _("Quá hạn"),
    "soon": _("Sắp đến hạn"),
    "waiting": _("Đang chờ"),
}
EMPTY = {
    "overdue": _("Không có việc nào quá hạn."),
    "soon": _("Không có việc nào đến hạn trong 15 ngày tới."),
    "waiting": _("Không có việc nào khác đang chờ."),
}
# Said in place of these while a service is away.
PARTLY = _("Không có việc nào trong các phần xem được.")
LISTS = {
    "directives": _("văn bản đi"),
    "arrivals": _("văn bản đến"),
    "tasks": _("nhiệm vụ"),
    "requirements": _("báo cáo"),
    "periods": _("kỳ báo cáo"),
    "exemplars": _("điển hình"),
    "nominations": _("đề nghị khen thưởng"),
    "decisions": _("quyết định khen thưởng"),
    "awards": _("khen thưởng"),
}
