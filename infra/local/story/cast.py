"""The officers of the story, by user name, and what they look up in the directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.local.story.officers import Officer

AS_OF = "2024-03-01"


class Cast:
    """Signs officers in when they are first needed; `sign_ins` is the file that `load-sample` wrote."""

    def __init__(self, urls: Mapping[str, str], sign_ins: Path) -> None:
        self._urls = urls
        entries: list[dict[str, Any]] = json.loads(sign_ins.read_text(encoding="utf-8"))
        self._entries = {entry["username"]: entry for entry in entries}
        self._officers: dict[str, Officer] = {}

    def __getitem__(self, username: str) -> Officer:
        if username not in self._officers:
            self._officers[username] = Officer(self._urls, self._entries[username])
        return self._officers[username]

    @cached_property
    def agency_ids(self) -> dict[str, str]:
        """Ids of all agencies by official name, asked from the directory page by page."""
        listed = self["admin"].every("directory", "/v1/agencies", as_of=AS_OF)
        return {agency["name"]: agency["id"] for agency in listed}

    def members(self, group_id: str) -> set[str]:
        """Return the ids of the agencies of a group on the day of the plan."""
        path = f"/v1/groups/{group_id}/members"
        return {agency["id"] for agency in self["admin"].every("directory", path, as_of=AS_OF)}
