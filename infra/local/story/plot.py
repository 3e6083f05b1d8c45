"""What every act of the story shares: the cast, what has been issued so far, and how a consequence is seen.

Everything goes through the public HTTP APIs; a consequence counts as seen when another service shows
it. What must be seen is computed from the directory and the decisions, not typed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from infra.local.stack import Stack
from infra.local.story.cast import Cast
from infra.local.story.officers import Officer, RefusedByService
from infra.local.story.telling import Telling

PLAN, LETTER, AWARD_DECISION = "577/KH-UBND", "929/SYT-VP", "01/QĐ-SYT"
ISSUERS = {PLAN: "ubnd", LETTER: "syt", AWARD_DECISION: "syt"}
Journey = dict[str, Any]


class UnexpectedOutcome(Exception):
    """The system did something else than the story demands."""


class Story:
    """The play so far; `between(row)` is called after each act, before its consequences are seen."""

    def __init__(self, stack: Stack, telling: Telling, between: Callable[[int], None]) -> None:
        self.stack = stack
        self.cast = Cast(stack.urls, stack.sign_ins)
        self.telling = telling
        self.between = between
        self.issued: dict[str, dict[str, Any]] = {}
        self.duties: dict[str, int] = {}
        self.accepted: dict[str, str] = {}

    def id_of(self, symbol: str) -> str:
        """Return the id of a directive that has been issued."""
        return str(self.issued[symbol]["id"])

    def addressed(self, symbol: str) -> dict[str, set[str]]:
        """Return the agencies the lines of a directive mean by purpose, expanded over the directory's groups.

        An agency in two lines counts once, action wins.
        """
        view = self.issued[symbol]
        found: dict[str, set[str]] = {"action": set(), "information": set()}
        for line in [*view["recipients"], *(view["copy_to"] or [])]:
            for target in line["targets"]:
                found[line["purpose"]] |= self._meant(target)
        found["information"] -= found["action"]
        return found

    def _meant(self, target: dict[str, Any]) -> set[str]:
        group_id = target.get("group_id")
        return self.cast.members(group_id) if group_id else {target["agency_id"]}

    def see(self, event: str, symbol: str, text: str, holds: Callable[[Journey], bool]) -> None:
        """Wait until the portal, asked by the issuer's leader, shows a consequence."""

        def seen() -> bool:
            journey = self.journey(symbol)
            return journey is not None and journey["funnel"] is not None and holds(journey)

        self.telling.consequence(event, text, seen)

    def see_steps(self, event: str, symbol: str, number: int, text: str) -> None:
        """Wait until the portal's timeline of a directive has so many steps of an event."""
        self.telling.consequence(event, text, lambda: self.steps(symbol)[f"{event}.v1"] == number)

    def journey(self, symbol: str) -> Journey | None:
        """Return the portal's read model of a directive, None while the portal does not know it."""
        try:
            return self._issuer(symbol).get("portal", self._path(symbol))
        except RefusedByService as refused:
            if refused.status == 404:
                return None
            raise

    def steps(self, symbol: str) -> Counter[str]:
        """Return how many steps of each event the timeline of a directive has."""
        counted: Counter[str] = Counter()
        cursor: dict[str, Any] = {}
        while True:
            page = self._issuer(symbol).get("portal", self._path(symbol), limit=100, **cursor)["timeline"]
            counted.update(step["type"] for step in page["items"])
            if not page["next_cursor"]:
                return counted
            cursor = {"cursor": page["next_cursor"]}

    def _issuer(self, symbol: str) -> Officer:
        return self.cast[f"{ISSUERS[symbol]}.lanhdao"]

    def _path(self, symbol: str) -> str:
        return f"/v1/journeys/{self.id_of(symbol)}"


def refusal(act: Callable[[], Any]) -> str:
    """Return the code with which the service refuses; raises UnexpectedOutcome when it does not."""
    try:
        act()
    except RefusedByService as refused:
        return refused.code
    raise UnexpectedOutcome("the service accepted what it must refuse")


def expect(wanted: object, found: object) -> None:
    """Raise UnexpectedOutcome unless both are equal."""
    if wanted != found:
        raise UnexpectedOutcome(f"expected {wanted!r}, found {found!r}")
