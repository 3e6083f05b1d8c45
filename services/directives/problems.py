"""Problems of directives: every code it answers with besides the chassis's own, and its two sentences."""

from chassis.errors import Problem

PROBLEMS: dict[str, Problem] = {
    "not-the-author": Problem(
        403, "Chỉ người soạn thảo được làm việc này.", "Only the author of the draft may do this."
    ),
    "maker-is-checker": Problem(
        403,
        "Người soạn thảo không được tự ký văn bản của mình.",
        "The author of a document may not sign it.",
    ),
    "book-not-open": Problem(
        422,
        "Sổ “{book}” năm {year} chưa được mở.",
        "The book “{book}” of {year} has not been opened.",
    ),
    "book-already-open": Problem(
        409,
        "Sổ “{book}” năm {year} đã được mở.",
        "The book “{book}” of {year} is already open.",
    ),
    "type-in-another-book": Problem(
        422,
        "Loại văn bản “{type}” ở trường {pointer} đã thuộc sổ “{book}”.",
        "The document type “{type}” at {pointer} already belongs to the book “{book}”.",
    ),
    "type-not-in-book": Problem(
        422,
        "Sổ “{book}” không nhận loại văn bản “{type}”.",
        "The book “{book}” does not take the document type “{type}”.",
    ),
    "secrecy-refused": Problem(
        422,
        "Văn bản mật không được đưa vào hệ thống nối mạng (trường {pointer}).",
        "A secret document may not enter a networked system ({pointer}).",
    ),
    "incomplete-draft": Problem(
        422,
        "Dự thảo thiếu {pointer}, thành phần bắt buộc của văn bản.",
        "The draft lacks {pointer}, a part every document must have.",
    ),
    "notation-not-of-type": Problem(
        422,
        "Ký hiệu “{notation}” không đúng cách ghi của loại “{type}”.",
        "The notation “{notation}” is not how the type “{type}” is written.",
    ),
    "unresolved-line": Problem(
        422,
        "Chưa rõ nơi nhận của dòng “{line}” ({pointer}).",
        "It is not yet known whom the line “{line}” means ({pointer}).",
    ),
    "binding-missing": Problem(
        422,
        "Mục {number} chưa xác định là giao nhiệm vụ hay đề nghị ({pointer}).",
        "Clause {number} does not say whether it assigns or requests ({pointer}).",
    ),
    "clause-number-twice": Problem(
        422, "Số mục {number} bị trùng ({pointer}).", "The clause number {number} stands twice ({pointer})."
    ),
    "unknown-task": Problem(
        422,
        "Mục {number} phải nằm dưới một nhiệm vụ của văn bản ({pointer}).",
        "Clause {number} must be under a task of the document ({pointer}).",
    ),
    "agency-not-in-force": Problem(
        422,
        "Cơ quan ở {pointer} không tồn tại vào ngày {on}.",
        "The agency at {pointer} is not in force on {on}.",
    ),
    "too-many-recipients": Problem(
        422,
        "Chỉ được nêu tối đa 1.000 cơ quan; nhiều hơn thì dùng nhóm ({pointer}).",
        "At most 1,000 agencies may be listed; use groups for more ({pointer}).",
    ),
    "too-many-clauses": Problem(
        422,
        "Văn bản có quá nhiều mục giao việc ({count}) để gửi trong một sự kiện.",
        "The document has too many clauses ({count}) to travel in one event.",
    ),
    "issued-before-signed": Problem(
        422,
        "Ngày ban hành ({pointer}) không được trước ngày ký {signed_on}.",
        "The day of issue ({pointer}) may not be before the day of signature {signed_on}.",
    ),
    "arrival-before-issue": Problem(
        422,
        "Ngày đến {arrived_on} ({pointer}) trước ngày văn bản {document_date}; ghi rõ lý do để vào sổ.",
        "The arrival on {arrived_on} ({pointer}) is before the document's date {document_date};"
        " give a reason to register it.",
    ),
    "book-not-for-arrivals": Problem(
        422,
        "Sổ “{book}” là sổ văn bản đi, không ghi số đến ({pointer}).",
        "The book “{book}” is for documents out and gives no arrival numbers ({pointer}).",
    ),
    "acknowledged-before-assigned": Problem(
        422,
        "Ngày nhận việc ({pointer}) không được trước ngày giao {assigned_on}.",
        "The day of acknowledgement ({pointer}) may not be before the day of assignment {assigned_on}.",
    ),
}
