"""A document is written: its text is pasted, read by the system, and completed by who drafts it."""

from __future__ import annotations

import re
from typing import Any

from services.portal.pages.labels import TEMPLATES
from services.portal.rooms.outgoing import labels
from tests.browser.keyboard import Keyboard
from tests.browser.person import Person

ANYTHING = re.compile(".*")
CLAUSES, SIDES = "Các mục", {"recipients": "Kính gửi", "copy_to": "Nơi nhận (cuối văn bản)"}
MORE, SAVE = "Thêm chỗ cho một mục", "Xác nhận và lưu bản thảo"
Draft = dict[str, Any]


def write(officer: Person, text: str, draft: Draft) -> None:
    """Write a draft whose agencies are called by their names."""
    keys = officer.keyboard
    keys.follow("Văn bản mới")
    keys.write("Hoặc dán nội dung vào đây", text)
    keys.press("Đọc văn bản")
    _make_room(officer, draft)
    keys.write("Trích yếu", draft["subject"])
    if draft.get("public"):
        keys.tick("Công khai: mọi người được xem văn bản khi đã ban hành")
    for clause in draft["clauses"]:
        keys.unfold(ANYTHING, within=CLAUSES)
        _complete(keys, clause)
    for side, legend in SIDES.items():
        for line in draft[side] or []:
            _address(keys, line, legend)
    if "campaign" in draft:
        keys.write("Phát động phong trào", draft["campaign"]["name"])
        keys.write("Năm của phong trào", str(draft["campaign"]["year"]))
    keys.press(SAVE)


def _make_room(officer: Person, draft: Draft) -> None:
    """Name the reports, and the parts into which clauses are divided; the form has room for one more each."""
    clauses, reports = draft["clauses"], draft["reporting"]
    there = officer.window.page.get_by_role("group", name=CLAUSES, exact=True).locator("details").count()
    further = clauses[there - 1 :]
    for place in range(max(len(further), len(reports))):
        if place < len(further):
            officer.keyboard.unfold("thêm một mục", within=CLAUSES)
            officer.keyboard.write("Số mục", further[place]["number"])
            officer.keyboard.write("Nội dung", further[place]["text"])
        if place < len(reports):
            kind, receiver = reports[place]["template"], reports[place]["report_to_id"]
            officer.keyboard.choose(f"Loại báo cáo {place + 1}", str(TEMPLATES[kind]))
            officer.keyboard.write(f"Nơi nhận báo cáo {place + 1}", receiver)
        officer.keyboard.press(MORE)


def _complete(keys: Keyboard, clause: Draft) -> None:
    """Say of a clause that is open what it is, for whom, and of what kind."""

    def chosen(name: str, options: dict[str, Any], nothing: str = "") -> str:
        return str(options[clause[name]]) if clause.get(name) else nothing

    keys.write("Số mục", clause["number"])
    keys.write("Nội dung", clause["text"])
    keys.choose("Là việc gì", chosen("effect", labels.EFFECTS))
    keys.choose("Cách thực hiện", chosen("kind", labels.KINDS, "chưa chọn"))
    keys.choose("Ai thực hiện", chosen("scope", labels.SCOPES))
    keys.write("Chủ trì", "\n".join(clause["lead_ids"]))
    keys.write("Phối hợp", "\n".join(clause["co_ids"]))
    keys.write("Chịu trách nhiệm chung", clause["accountable_id"] or "")
    keys.write("Thuộc nhiệm vụ ở mục", clause.get("under", ""))
    keys.choose("Tính chất", chosen("binding", labels.BINDINGS, "hệ thống đề xuất"))
    keys.choose("Cách nói", chosen("wording", labels.WORDINGS, "không rõ"))
    keys.choose("Nhóm việc", chosen("category", labels.CATEGORIES, "không phân"))
    keys.choose_several("Lĩnh vực", [str(labels.SECTORS[one]) for one in clause.get("sectors", ())])
    keys.write("Cùng thực hiện, không nêu đích danh", "\n".join(clause.get("open_groups", ())))


def _address(keys: Keyboard, line: Draft, legend: str) -> None:
    """Say of a line whom it means, where its words alone do not."""
    if not line["targets"] and not line.get("persons"):
        return
    keys.unfold(re.compile(rf"{re.escape(line['line'])}( .*)?"), within=legend)
    if line["targets"]:
        keys.write("Gửi cho những nhóm, cơ quan này", "\n".join(one["agency_id"] for one in line["targets"]))
        keys.choose("Gửi để", str(labels.PURPOSES[line["purpose"]]))
    if line.get("persons"):
        keys.tick("Dòng này là cá nhân, không gửi thành văn bản")
