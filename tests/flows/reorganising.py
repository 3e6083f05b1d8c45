"""A directory that changes its mind: subjects with many versions, and in the end all is as it was."""

from __future__ import annotations

from typing import Any

import requests

from infra.local.story.cast import Cast
from infra.local.story.officers import Officer

MOVED, FOR_A_WHILE_UNDER = "Trung tâm Y tế huyện Dương Minh Châu", "Ủy ban nhân dân huyện Dương Minh Châu"
GROUP, YEAR, OFFICER_OF = "health-units", 2024, "ttyt.lanhdao"
SECONDS = 15


def reorganise(cast: Cast) -> None:
    """Move an agency with all below it, and change a group, a year and an officer; then undo each."""
    admin = cast["admin"]
    agency = f"/v1/agencies/{cast.agency_ids[MOVED]}"
    _change_and_undo(admin, agency, parent_id=cast.agency_ids[FOR_A_WHILE_UNDER])
    [group] = [one for one in admin.every("directory", "/v1/groups") if one["code"] == GROUP]
    _change_and_undo(admin, f"/v1/groups/{group['id']}", aliases=[*group["aliases"], "Tên tạm"])
    _change_and_undo(admin, f"/v1/calendars/{YEAR}", non_working=[])
    leaders = admin.every("directory", "/v1/officers", agency_id=cast[OFFICER_OF].agency_id, role="leader")
    _change_and_undo(admin, f"/v1/officers/{next(leaders)['id']}", active=False)


def _change_and_undo(admin: Officer, path: str, **changes: Any) -> None:
    before = admin.get("directory", path)
    _patch(admin, path, changes)
    _patch(admin, path, {name: before[name] for name in changes})


def _patch(admin: Officer, path: str, changes: dict[str, Any]) -> None:
    url, headers = admin.urls["directory"] + path, {"Authorization": admin.authorization}
    headers["If-Match"] = requests.get(url, headers=headers, timeout=SECONDS).headers["ETag"]
    answer = requests.patch(url, json=changes, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
