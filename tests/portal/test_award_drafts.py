"""Khen thưởng beside directives: a decision that was put forward leads to the draft that people sign."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis.service import Service
from services.awards.main import SERVICE as AWARDS
from services.directives.main import SERVICE as DIRECTIVES
from tests.awards.conftest import Found, fill
from tests.awards.test_with_directives import Both
from tests.directives.hosting import province as registry_of
from tests.fixtures.web import Hosted
from tests.portal.beside import Officer, acquaint
from tests.portal.browsing import text_of


@pytest.fixture
def both(portal: Hosted, beside: Callable[[Service], Hosted]) -> Both:
    """Awards and directives beside the portal; all three know the secretary of the authority."""
    made = Both(fill(beside(AWARDS)), registry_of(beside(DIRECTIVES)))
    made.directives.agency("health", "Sở Mẫu", "department", "ubnd")
    made.directives.open_book("health", "decisions", document_types=["Quyết định"], last_number=0)
    for service in (made.awards, made.directives):
        service.officer("health", "award-secretary")
    acquaint(portal, made.awards.hosted)
    return made


def shown(portal: Hosted, decision: Found) -> str:
    return text_of(Officer(portal, "health.award-secretary").get(f"/decisions/{decision['id']}"))


def test_a_decision_says_whether_its_draft_is_there_and_whether_it_was_issued(
    portal: Hosted, both: Both
) -> None:
    decision = both.awards.prepared()
    assert "Dự thảo đang được soạn tự động" in shown(portal, decision)
    both.exchange()
    # The door is there as soon as the room of documents out is.
    there = "outgoing.document" in portal.app.view_functions
    words = "Mở dự thảo quyết định" if there else "Dự thảo đã có trong hệ thống văn bản"
    assert words in shown(portal, decision)
    [draft] = both.drafts()
    both.issue(both.read(draft))
    both.exchange()
    both.exchange()
    assert "Quyết định 01/QĐ-SYT đã ban hành" in shown(portal, decision)


def test_a_decision_whose_draft_was_given_up_may_be_put_forward_again(portal: Hosted, both: Both) -> None:
    decision = both.awards.prepared()
    both.exchange()
    [draft] = both.drafts()
    given_up = both.directives.step(both.read(draft), "discard", "leader", {"reason_code": "mistaken"})
    assert given_up.status_code == 200
    both.exchange()
    words = shown(portal, decision)
    assert "chưa trình" in words
    assert "Trình dự thảo quyết định" in words
