"""Problems of reports: every code it answers with besides the chassis's own, and its two sentences."""

from chassis.errors import Problem

PROBLEMS: dict[str, Problem] = {
    "author-is-signer": Problem(
        403,
        "Người soạn báo cáo không được tự ký nộp báo cáo của mình.",
        "Who wrote a report may not sign it and hand it in.",
    ),
    "section-missing": Problem(
        422,
        "Báo cáo thiếu phần bắt buộc “{section}” ({pointer}).",
        "The report lacks the compulsory section “{section}” ({pointer}).",
    ),
    "unknown-section": Problem(
        422,
        "Mẫu báo cáo không có phần “{section}” ({pointer}).",
        "The form has no section “{section}” ({pointer}).",
    ),
    "unknown-figure": Problem(
        422,
        "Phần này không có số liệu “{figure}” ({pointer}).",
        "This section has no figure “{figure}” ({pointer}).",
    ),
    "report-begun": Problem(409, "Báo cáo này đã được bắt đầu.", "This report has been begun already."),
    "template-missing": Problem(
        409,
        "Chưa có mẫu báo cáo “{template}” cho ngày ban hành.",
        "There is no form “{template}” for the day of issue.",
    ),
    "template-exists": Problem(
        409,
        "Mẫu “{template}” bắt đầu từ ngày này đã có ({pointer}).",
        "A form “{template}” that begins on this day exists already ({pointer}).",
    ),
    "period-locked": Problem(
        409,
        "Kỳ báo cáo đã khóa từ sau ngày {lock_on}.",
        "The period has been locked since {lock_on}.",
    ),
    "locked-before-due": Problem(
        422,
        "Ngày khóa ({pointer}) không được trước ngày cuối đúng hạn {timely_until}.",
        "The lock ({pointer}) may not come before the last day in time {timely_until}.",
    ),
    "before-submission": Problem(
        422,
        "Ngày này ({pointer}) không được trước ngày nộp {submitted_on}.",
        "This day ({pointer}) may not be before the day of submission {submitted_on}.",
    ),
    "before-issue": Problem(
        422,
        "Ngày nộp ({pointer}) không được trước ngày ban hành văn bản {issued_on}.",
        "The day of submission ({pointer}) may not be before the directive's day of issue {issued_on}.",
    ),
    "receiver-known": Problem(
        409,
        "Nơi nhận báo cáo đã được xác định.",
        "Who gets the reports has been said already.",
    ),
    "part-twice": Problem(
        422,
        "Mẫu báo cáo có hai phần cùng mã “{part}” ({pointer}).",
        "The form names “{part}” twice ({pointer}).",
    ),
    "ends-before-begin": Problem(
        422,
        "Ngày kết thúc ({pointer}) không được trước ngày bắt đầu.",
        "The end ({pointer}) may not come before the beginning.",
    ),
}
