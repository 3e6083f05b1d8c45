"""What the directory's refusals say."""

from __future__ import annotations

from chassis.errors import Problem

PROBLEMS = {
    "too-many-attempts": Problem(
        429,
        "Đăng nhập sai nhiều lần; hãy thử lại sau {seconds} giây.",
        "Too many failed sign-ins; try again in {seconds} seconds.",
    ),
    "wrong-credentials": Problem(
        401, "Tên đăng nhập hoặc mật khẩu không đúng.", "The user name or the password is not right."
    ),
    "session-ended": Problem(
        401, "Phiên đăng nhập đã kết thúc; hãy đăng nhập lại.", "The session has ended; sign in again."
    ),
    "position-ended": Problem(
        403,
        "Vị trí công tác đã kết thúc hoặc tài khoản đã ngừng.",
        "The position has ended or the officer is no longer in service.",
    ),
    "code-taken": Problem(
        409, "Giá trị của trường {pointer} đã được dùng.", "The value of {pointer} is already used."
    ),
    "code-form": Problem(
        422, "Mã ở trường {pointer} không đúng dạng.", "The code in {pointer} does not have the right form."
    ),
    "period-reversed": Problem(
        422, "Ngày kết thúc ở {pointer} trước ngày bắt đầu.", "The last day in {pointer} is before the first."
    ),
    "tree-cycle": Problem(
        422,
        "Cơ quan ở trường {pointer} chính là cơ quan này hoặc thuộc cơ quan này.",
        "The agency in {pointer} is this one or lies below it.",
    ),
    "too-deep": Problem(
        422,
        "Cơ quan ở trường {pointer} nằm quá sâu: hệ thống có nhiều nhất {deepest} cấp.",
        "The agency in {pointer} lies too deep: the tree has at most {deepest} levels.",
    ),
    "parent-outside-tree": Problem(
        422,
        "Cơ quan ở trường {pointer} đứng ngoài hệ thống hành chính của tỉnh nên không có cấp dưới.",
        "The agency in {pointer} stands outside the tree and has nothing below it.",
    ),
    "outlives-parent": Problem(
        422,
        "Cơ quan còn hiệu lực sau khi cơ quan cấp trên ở {pointer} ({parent}) kết thúc.",
        "The agency would outlive its parent in {pointer} ({parent}).",
    ),
    "children-remain": Problem(
        422,
        "Còn cơ quan cấp dưới có hiệu lực sau ngày ở trường {pointer}.",
        "Agencies below it remain in force after the day in {pointer}.",
    ),
    "successor-without-end": Problem(
        422,
        "Chỉ cơ quan đã có ngày kết thúc mới có cơ quan kế thừa ({pointer}).",
        "Only an agency with a last day has successors ({pointer}).",
    ),
    "successor-itself": Problem(
        422,
        "Cơ quan kế thừa ở {pointer} trùng nhau hoặc chính là cơ quan này.",
        "A successor in {pointer} stands twice or is the agency itself.",
    ),
    "successor-not-valid": Problem(
        422,
        "Cơ quan kế thừa ở {pointer} không có hiệu lực vào ngày {day}.",
        "The successor in {pointer} is not in force on {day}.",
    ),
    "rule-empty": Problem(
        422,
        "Quy tắc ở {pointer} cần loại, cơ quan cấp trên, cấp hoặc danh sách cơ quan.",
        "The rule in {pointer} needs a kind, a parent, a level or a list of agencies.",
    ),
    "rule-contradicts": Problem(
        422,
        "Một cơ quan vừa được đưa vào vừa bị loại ra ({pointer}).",
        "An agency is both included and excluded ({pointer}).",
    ),
    "no-position": Problem(
        422, "Cán bộ cần ít nhất một vị trí công tác ({pointer}).", "An officer needs a position ({pointer})."
    ),
    "position-twice": Problem(
        422, "Một vị trí công tác ghi hai lần ({pointer}).", "A position stands twice ({pointer})."
    ),
    "position-removed": Problem(
        422,
        "Vị trí đã giữ thì không xóa, chỉ ghi ngày kết thúc ({pointer}).",
        "A position once held is ended, not removed or moved ({pointer}).",
    ),
    "roles-needed": Problem(
        422, "Vai trò ở {pointer} thiếu hoặc ghi hai lần.", "The roles in {pointer} are missing or repeated."
    ),
    "role-stands-alone": Problem(
        422,
        "Vai trò quản trị hoặc hệ thống không đi cùng vai trò khác ({pointer}).",
        "The role admin or service goes with no other ({pointer}).",
    ),
    "unit-elsewhere": Problem(
        422, "Đơn vị ở {pointer} không thuộc cơ quan này.", "The unit in {pointer} is not part of the agency."
    ),
    "day-of-another-year": Problem(
        422, "Ngày {day} ở {pointer} thuộc năm khác.", "The day {day} in {pointer} is of another year."
    ),
    "not-a-weekday": Problem(
        422,
        "Ngày {day} ở {pointer} là thứ bảy hoặc chủ nhật, vốn đã nghỉ.",
        "The day {day} in {pointer} is a Saturday or Sunday, which is off anyway.",
    ),
    "not-a-weekend-day": Problem(
        422,
        "Ngày {day} ở {pointer} không phải thứ bảy hoặc chủ nhật.",
        "The day {day} in {pointer} is neither a Saturday nor a Sunday.",
    ),
}
