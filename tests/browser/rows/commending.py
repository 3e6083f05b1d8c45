"""Rows 11 to 15: an exemplar is found, verified, awarded and made known."""

from __future__ import annotations

from infra.local.story import commending
from tests.browser.person import Person
from tests.browser.play import Play, Script

SCRIPT = Script()


@SCRIPT.row(11, "tdkt.thuky", "Việc của tôi")
def commends(play: Play, secretary: Person) -> None:
    commending.play_commending(play.story)
