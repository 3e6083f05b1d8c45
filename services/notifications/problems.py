"""Problems of notifications: every code it answers with besides the chassis's own, and its two sentences."""

from chassis.errors import Problem

PROBLEMS: dict[str, Problem] = {
    "calendar-missing": Problem(
        422,
        "Chưa có lịch làm việc của năm {year} nên không xác định được ngày nhắc việc ({pointer}).",
        "There is no working calendar of {year}, so the days of reminders cannot be told ({pointer}).",
    ),
}
