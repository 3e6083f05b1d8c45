"""What codes are called on a page (domain.md §10): content, which may change without touching a rule."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

ROLES = {
    "clerk": _("văn thư"),
    "leader": _("lãnh đạo"),
    "officer": _("chuyên viên"),
    "monitor": _("theo dõi, giám sát"),
    "award-secretary": _("thư ký thi đua - khen thưởng"),
    "council-member": _("thành viên hội đồng"),
    "publisher": _("người công bố"),
    "admin": _("quản trị hệ thống"),
    "citizen": _("công dân"),
    "service": _("hệ thống"),
}
STATES = {
    "issued": _("đã ban hành"),
    "discarded": _("đã bỏ bản thảo"),
    "stub": _("đang nhận dữ liệu"),
}
STAGES = {
    "addressed": _("Được gửi"),
    "arrived": _("Đã đến"),
    "registered": _("Đã vào sổ"),
    "acknowledged": _("Đã nhận việc"),
    "reported": _("Đã báo cáo"),
    "accepted": _("Được chấp nhận"),
}
# How an agency or a branch stands with a directive: words, and the tone of its mark.
STANDINGS = {
    "not-addressed": (_("Chưa có tin gửi đến"), "quiet"),
    "not-arrived": (_("Chưa đến nơi"), "late"),
    "silent": (_("Im lặng: chưa vào sổ"), "late"),
    "partly-silent": (_("Còn nơi im lặng"), "wait"),
    "registered": (_("Đã vào sổ"), "wait"),
    "acknowledged": (_("Đã nhận việc"), "good"),
    "report-missing": (_("Thiếu báo cáo đến hạn"), "late"),
    "reported": (_("Đã báo cáo"), "good"),
    "accepted": (_("Báo cáo được chấp nhận"), "good"),
    "informed": (_("Đã đến, để biết"), "quiet"),
}
BRANCH_STANDINGS = STANDINGS | {"registered": (_("Đã vào sổ đủ"), "good")}
PURPOSES = {"action": _("để thực hiện"), "information": _("để biết")}
EVENTS = {
    "directive-issued.v1": _("Ban hành văn bản"),
    "directive-dispatched.v1": _("Gửi đến nơi nhận"),
    "documents-arrived.v1": _("Đến nơi nhận"),
    "document-registered.v1": _("Vào sổ văn bản đến"),
    "task-assigned.v1": _("Giao nhiệm vụ"),
    "task-acknowledged.v1": _("Nhận nhiệm vụ"),
    "directive-draft-discarded.v1": _("Bỏ bản thảo"),
    "report-required.v1": _("Yêu cầu báo cáo"),
    "report-due-set.v1": _("Định hạn nộp báo cáo"),
    "report-submitted.v1": _("Nộp báo cáo"),
    "report-returned.v1": _("Trả lại báo cáo"),
    "report-accepted.v1": _("Chấp nhận báo cáo"),
    "reminder-sent.v1": _("Nhắc hạn"),
    "reminder-acknowledged.v1": _("Xác nhận đã được nhắc"),
    "criteria-published.v1": _("Công bố tiêu chí thi đua"),
    "exemplar-verified.v1": _("Xác minh điển hình"),
    "nomination-submitted.v1": _("Đề nghị khen thưởng"),
    "award-decision-prepared.v1": _("Trình dự thảo quyết định khen thưởng"),
    "award-decided.v1": _("Quyết định khen thưởng"),
    "award-publicised.v1": _("Công bố khen thưởng"),
}
TEMPLATES = {
    "emulation-midyear": _("báo cáo sơ kết thi đua, khen thưởng"),
    "emulation-final": _("báo cáo tổng kết thi đua, khen thưởng"),
    "anticorruption-annual": _("báo cáo công tác phòng, chống tham nhũng năm"),
}
# What a reminder is about.
SUBJECTS = {
    "task": _("nhiệm vụ"),
    "requirement": _("báo cáo"),
    "period": _("kỳ báo cáo"),
}
AWARD_TYPES = {
    "thematic": _("chuyên đề"),
    "ad-hoc": _("đột xuất"),
    "regular": _("thường xuyên"),
    "contribution": _("quá trình cống hiến"),
    "long-service": _("niên hạn"),
    "external": _("đối ngoại"),
    "resistance": _("kháng chiến"),
}
AWARD_FORMS = {
    "praise": _("Biểu dương"),
    "certificate-of-merit": _("Bằng khen"),
    "certificate-of-commendation": _("Giấy khen"),
}
SUBJECT_KINDS = {
    "collective": _("tập thể"),
    "individual": _("cá nhân"),
    "household": _("hộ gia đình"),
}
RELATIONS = {
    "issued": _("Do cơ quan của bạn ban hành"),
    "received": _("Gửi đến cơ quan của bạn"),
}
URGENCIES = {
    "normal": _("thường"),
    "urgent": _("khẩn"),
    "very-urgent": _("thượng khẩn"),
    "express": _("hỏa tốc"),
}
WARNINGS = {
    "arrival-before-issue": _("ngày đến trước ngày văn bản"),
    "annotation-before-arrival": _("bút phê trước ngày đến"),
    "backdated": _("ghi lùi ngày"),
}
TASKS = {
    "assigned": _("đã giao, chưa nhận"),
    "acknowledged": _("đã nhận việc"),
    "dormant": _("chưa phát sinh"),
}
TASK_KINDS = {
    "one-off": _("làm một lần"),
    "standing": _("làm thường xuyên"),
    "conditional": _("làm khi phát sinh"),
}
BINDINGS = {"assigned": _("nhiệm vụ phải thực hiện"), "requested": _("đề nghị phối hợp")}
PARTIES = {"lead": _("chủ trì"), "co": _("phối hợp")}
REASONS = {
    "mistaken": _("nhầm"),
    "duplicate": _("trùng"),
    "not-approved": _("không được duyệt"),
    "incomplete": _("thiếu nội dung"),
    "no-evidence": _("thiếu minh chứng"),
    "first-set": _("định lần đầu"),
    "moved": _("dời hạn"),
    "corrected": _("sửa cho đúng"),
    "other": _("khác"),
}
SIGN_IN_REFUSALS = {
    "wrong-credentials": _("Tên đăng nhập hoặc mật khẩu không đúng."),
    "too-many-attempts": _("Đăng nhập sai nhiều lần; hãy thử lại sau %(seconds)s giây."),
    "position-ended": _("Vị trí công tác đã kết thúc hoặc tài khoản đã ngừng."),
    "directory-away": _(
        "Danh bạ không trả lời, chưa kiểm tra được mật khẩu; hãy thử lại sau %(seconds)s giây."
    ),
}
SERVICES = {
    "directory": _("Danh bạ"),
    "directives": _("Hệ thống văn bản"),
    "reports": _("Hệ thống báo cáo"),
    "notifications": _("Hệ thống thông báo"),
    "awards": _("Hệ thống khen thưởng"),
}
# Title and what the reader can do.
ERRORS = {
    "unauthenticated": (
        _("Cần đăng nhập"),
        _("Phiên làm việc đã kết thúc. Hãy đăng nhập lại."),
    ),
    "form-expired": (
        _("Biểu mẫu đã hết hạn"),
        _("Không có gì được thực hiện. Hãy mở lại trang và gửi lại."),
    ),
    "forbidden": (
        _("Không có quyền"),
        _("Vị trí công tác của bạn không được xem trang này hoặc chưa có hiệu lực."),
    ),
    "not-found": (
        _("Không tìm thấy"),
        _("Trang này không có, hoặc cơ quan của bạn không được xem."),
    ),
    "method-not-allowed": (
        _("Không thực hiện được"),
        _("Trang này không nhận cách gửi đó. Hãy quay lại danh sách."),
    ),
    "invalid-input": (
        _("Địa chỉ không đúng"),
        _("Địa chỉ của trang có phần không đọc được. Hãy mở lại từ danh sách."),
    ),
    "too-large": (
        _("Nội dung gửi lên quá lớn"),
        _("Không có gì được ghi. Hãy quay lại, chọn nội dung nhỏ hơn rồi gửi lại."),
    ),
    "not-ready": (
        _("Hệ thống đang khởi động"),
        _("Cổng đang nạp dữ liệu cơ quan và cán bộ. Hãy thử lại sau ít phút."),
    ),
    "directory-away": (
        _("Danh bạ không trả lời"),
        _("Chưa gia hạn được phiên làm việc. Không có gì bị mất; hãy thử lại sau ít phút."),
    ),
    "service-away": (
        _("Chưa xem được trang này"),
        _("%(service)s chưa trả lời. Không có gì bị mất; hãy thử lại sau ít phút."),
    ),
    "step-unknown": (
        _("Chưa rõ bước này đã được ghi chưa"),
        _("%(service)s chưa trả lời. Hãy tải lại trang này để gửi lại: gửi hai lần cũng chỉ ghi một lần."),
    ),
    "rejected": (
        _("Chưa thực hiện được"),
        _("Không có gì được ghi. Hãy quay lại, xem lại nội dung rồi gửi lại."),
    ),
    "unavailable": (
        _("Tạm thời gián đoạn"),
        _("Không có gì bị mất. Hãy thử lại sau ít phút."),
    ),
    "internal": (
        _("Có lỗi bên trong"),
        _("Hãy báo cho người quản trị mã dưới đây."),
    ),
}
# What is wrong with a field of a form, beside the field; programs are told its pointer instead.
FIELDS_AT_FAULT = _("Có ô điền chưa đúng; hãy xem từng ô được nêu.")
AT_FAULT = {
    "required": _("Ô này phải điền."),
    "invalid-value": _("Giá trị của ô này không dùng được."),
    "unknown-reference": _("Không tìm thấy nơi hay mục mà ô này nêu."),
    "backdating-not-permitted": _("Không phải ngày hôm nay, mà vị trí của bạn không được ghi ngày khác."),
}
ALIASES = {
    "busy": "unavailable",
    "invalid-request": "invalid-input",
    "invalid-value": "invalid-input",
    "unknown-field": "invalid-input",
}
