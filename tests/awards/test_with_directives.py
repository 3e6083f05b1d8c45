"""Awards and directives together: each on its own store, with nothing between them but their events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.service import Service
from services.awards.main import SERVICE as AWARDS
from services.directives.main import SERVICE as DIRECTIVES
from tests.awards.conftest import Found, Province, fill
from tests.directives.hosting import Province as Registry
from tests.directives.hosting import province as registry_of
from tests.fixtures.events import deliver, published
from tests.fixtures.web import Hosted

JULY_3 = "2024-07-03"
COMPLETION = {
    "notation": "QĐ-SYT",
    "place": "Tây Ninh",
    "signer": {"position": "Giám đốc", "name": "Trần Thị Mẫu", "authority": None},
}


@dataclass
class Both:
    """The two services; `exchange` carries every event of each to the other, as often as it is called."""

    awards: Province
    directives: Registry

    def exchange(self) -> None:
        sent = published(self.awards.hosted), published(self.directives.hosted)
        deliver(
            self.directives.hosted, DIRECTIVES, *(e for e in sent[0] if e.type in DIRECTIVES.subscriptions)
        )
        deliver(self.awards.hosted, AWARDS, *(e for e in sent[1] if e.type in AWARDS.subscriptions))

    def drafts(self) -> list[dict[str, Any]]:
        """Return the drafts that wait in directives, as an officer of the authority sees them."""
        officer = self.directives.officer("health", "officer")
        return list(self.directives.hosted.get("/v1/directives?status=draft", officer).json["items"])

    def read(self, draft: dict[str, Any]) -> dict[str, Any]:
        path, officer = f"/v1/directives/{draft['id']}", self.directives.officer("health", "officer")
        found: dict[str, Any] = self.directives.hosted.get(path, officer).json
        return found

    def status(self, decision: Found) -> str:
        secretary = self.awards.officer("health", "award-secretary")
        return str(self.awards.read(f"decisions/{decision['id']}", secretary)["status"])

    def issue(self, found: dict[str, Any]) -> dict[str, Any]:
        """Take a draft up, hand it in, sign and number it, each by another hand."""
        path, officer = f"/v1/directives/{found['id']}", self.directives.officer("health", "officer")
        done = self.directives.hosted.patch(path, COMPLETION, officer, if_match=found["version"]).json
        steps = (("submit", "officer", {}), ("sign", "leader", {"signed_on": JULY_3}))
        for step, role, body in (*steps, ("issue", "clerk", {"issued_on": JULY_3})):
            answer = self.directives.step(done, step, role, body)
            assert answer.status_code == 200, answer.json
            done = answer.json
        return done


@pytest.fixture
def both(hosted: Callable[[Service], Hosted]) -> Both:
    """The two services, of which directives knows the authority and a book for its decisions."""
    made = Both(fill(hosted(AWARDS)), registry_of(hosted(DIRECTIVES)))
    made.directives.agency("health", "Sở Mẫu", "department", "ubnd")
    made.directives.open_book("health", "decisions", document_types=["Quyết định"], last_number=0)
    return made


def test_a_prepared_decision_comes_back_as_an_award_under_its_number(both: Both) -> None:
    decision = both.awards.prepared()
    both.exchange()
    [draft] = both.drafts()
    assert both.read(draft)["origin"] == {"service": "awards", "id": decision["id"]}
    issued = both.issue(both.read(draft))
    assert both.status(decision) == "prepared"
    both.exchange()
    both.exchange()
    assert both.status(decision) == "decided"
    [award] = both.awards.read("awards", both.awards.officer("centre", "officer"))["items"]
    assert (award["symbol"], award["directive_id"]) == ("01/QĐ-SYT", issued["id"])
    assert len(both.awards.hosted.outbox("award-decided.v1")) == 1


def test_a_draft_given_up_and_a_second_one_issued_end_in_one_award(both: Both) -> None:
    decision = both.awards.prepared()
    both.exchange()
    [first] = both.drafts()
    assert (
        both.directives.step(both.read(first), "discard", "leader", {"reason_code": "mistaken"}).status_code
        == 200
    )
    both.exchange()
    assert (both.status(decision), both.drafts()) == ("open", [])
    both.awards.prepared(
        both.awards.read(f"decisions/{decision['id']}", both.awards.officer("health", "leader"))
    )
    both.exchange()
    [second] = both.drafts()
    assert second["id"] != first["id"]
    both.issue(both.read(second))
    both.exchange()
    assert both.status(decision) == "decided"
    assert both.awards.hosted.database.db["awards"].count_documents({}) == 1
