"""The rules of awards, without servers: each refusal names the passage its rule comes from."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from services.awards.criteria.domain import CriteriaSet, Criterion, Publishing, checked
from services.awards.decisions.domain import GivenAward, NumberedDocument, refuse_unfit
from services.awards.domain import Refused
from services.awards.evidence.domain import reporting_agency
from services.awards.exemplars.domain import ExemplarStep, Verdict
from services.awards.nominations.domain.nomination import CentralPolicy, Documents
from services.awards.nominations.domain.receipt import Authority
from services.awards.publication.domain import Publication
from tests.awards.dossiers import (
    JUNE_20,
    JUNE_25,
    JUNE_26,
    LAW,
    NOW,
    PERSON,
    award,
    decision,
    exemplar,
    nomination,
    receipt,
    submitted,
)

POLICY = CentralPolicy(
    symbol="123/HD-HĐTĐKTTW", issued_on=date(2024, 2, 1), issuer="Hội đồng TĐKT Trung ương"
)
WHOLE_DOSSIER = Documents(proposal="15/TTr-TTYT", achievement_report="88/BC-TTYT", minutes="02/BB-HĐ")
QD = NumberedDocument(directive_id="qd1", symbol="01/QĐ-SYT", issued_on=date(2024, 7, 3))
GIVEN = GivenAward(
    award_id="a1", nomination_id="n1", agency_id="centre", subject_kind="collective", form="praise"
)


def criterion(code: str, weight: int, **changes: Any) -> Criterion:
    made = Criterion(
        code=code, text="Tiêu chí", weight=weight, max=10, direction="up", evidence_kind="prevention"
    )
    return replace(made, **changes)


def criteria_set(**changes: Any) -> CriteriaSet:
    made = CriteriaSet(
        id="c1",
        version=1,
        agency_id="emulation",
        campaign_id="plan",
        issuer_id="province",
        criteria=(criterion("awareness", 100),),
        author_ids=("secretary",),
        parties=("emulation", "province"),
        created_at=NOW,
        created_by="secretary",
    )
    return replace(made, **changes)


PUBLISHING = Publishing(officer_id="chairman", day=JUNE_20, edition=1)


# Criteria


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (99,), (100, 1)])
def test_weights_sum_to_exactly_100(weights: tuple[int, ...]) -> None:
    with pytest.raises(Refused) as refused:
        checked([criterion(f"c{i}", weight) for i, weight in enumerate(weights)], LAW)
    assert (refused.value.code, refused.value.facts["total"]) == ("weights-not-whole", sum(weights))
    assert refused.value.facts["source"] == "nguồn criteria"


def test_no_criterion_counts_detections_as_a_fault() -> None:
    fault = criterion("detection", 60, evidence_kind="detection", direction="down")
    with pytest.raises(Refused) as refused:
        checked([criterion("awareness", 40), fault], LAW)
    assert (refused.value.code, refused.value.pointer) == ("detection-as-fault", "/criteria/1/direction")
    assert refused.value.facts["source"] == "nguồn detection"


def test_a_criterion_of_detection_carries_its_guard_and_no_other_does() -> None:
    kept = checked(
        [
            criterion("detection", 60, evidence_kind="detection"),
            criterion("late", 40, direction="down", guard="no-negative-detection"),
        ],
        LAW,
    )
    assert [one.guard for one in kept] == ["no-negative-detection", None]


def test_a_criterion_stands_once() -> None:
    with pytest.raises(Refused, match="criterion-twice"):
        checked([criterion("same", 50), criterion("same", 50)], LAW)


def test_who_wrote_criteria_does_not_publish_them() -> None:
    edited = criteria_set().edit("chairman", [criterion("other", 100)])
    assert edited.author_ids == ("secretary", "chairman")
    with pytest.raises(Refused, match="author-is-publisher"):
        edited.publish(PUBLISHING)


def test_a_published_set_is_never_edited_and_tells_no_words() -> None:
    published, told = criteria_set().publish(PUBLISHING)
    assert (published.status, published.edition, told.version, told.agency_id) == (
        "published",
        1,
        1,
        "province",
    )
    assert "text" not in {field.name for field in fields(told.criteria[0])}
    for step in (lambda: published.edit("secretary", []), lambda: published.publish(PUBLISHING)):
        with pytest.raises(Refused, match="invalid-state"):
            step()
    assert published.retire().status == "retired"
    with pytest.raises(Refused, match="invalid-state"):
        criteria_set().retire()


# Exemplars


def verdict(**changes: Any) -> Verdict:
    made = Verdict(
        officer_id="member", acting_for=frozenset({"council"}), seats=frozenset({"council"}), day=JUNE_25
    )
    return replace(made, **changes)


def test_a_council_verifies_what_a_unit_has_spotted() -> None:
    verified, told = exemplar().verify(verdict(), LAW)
    assert (verified.status, verified.judged_by, verified.judged_on) == ("verified", "member", JUNE_25)
    assert (told.subject, told.sequence, told.agency_id, told.evidence) == ("e1", 2, "council", ("s1",))


@pytest.mark.parametrize(
    "member",
    [
        verdict(seats=frozenset({"council", "centre"})),
        verdict(acting_for=frozenset({"centre"}), seats=frozenset({"centre"})),
        verdict(officer_id="spotter"),
    ],
)
def test_nobody_judges_an_exemplar_of_their_own_unit(member: Verdict) -> None:
    for step in (lambda: exemplar().verify(member, LAW), lambda: exemplar().reject(member, LAW, "Không rõ")):
        with pytest.raises(Refused) as refused:
            step()
        assert (refused.value.code, refused.value.facts) == ("own-unit", {"source": "nguồn recusal"})


def test_only_the_council_it_was_shown_to_judges() -> None:
    with pytest.raises(Refused, match="forbidden"):
        exemplar().verify(verdict(acting_for=frozenset({"other"})), LAW)


def test_an_exemplar_is_judged_once_and_never_before_it_was_spotted() -> None:
    rejected = exemplar().reject(verdict(), LAW, "Không rõ")
    assert (rejected.status, rejected.reason) == ("rejected", "Không rõ")
    with pytest.raises(Refused, match="invalid-state"):
        rejected.verify(verdict(), LAW)
    with pytest.raises(Refused) as refused:
        exemplar().verify(verdict(day=date(2024, 6, 19)), LAW)
    assert (refused.value.code, refused.value.pointer) == ("day-too-early", "/verified_on")


def test_an_event_of_an_exemplar_has_no_name() -> None:
    assert {field.name for field in fields(ExemplarStep)}.isdisjoint({"name", "unit", "achievement"})


# Nominations


def refusal(dossier: Any = None, act: Any = None) -> Refused:
    with pytest.raises(Refused) as refused:
        (dossier or nomination()).submit(act or receipt())
    return refused.value


def test_the_ad_hoc_route_takes_the_simplified_dossier() -> None:
    handed_in, told = nomination().submit(receipt())
    assert (handed_in.status, handed_in.simplified, handed_in.submitter_id) == ("submitted", True, "leader")
    assert (handed_in.law_version, handed_in.form_id) == ("06/2022/QH15", "form")
    assert (handed_in.sla_due_on, handed_in.calendar_version) == (date(2024, 7, 10), 3)
    assert handed_in.parties == ("centre", "council", "health"), "a draft is its agency's alone"
    assert (told.sequence, told.simplified, told.evidence, told.authority_id) == (2, True, ("s1",), "health")


def test_an_author_does_not_hand_in() -> None:
    assert refusal(nomination().edit("leader", {"form": "praise"})).code == "author-is-submitter"


def test_the_thematic_route_is_shut_without_a_central_policy() -> None:
    shut = nomination(type="thematic", docs=WHOLE_DOSSIER, criteria_version=1)
    refused = refusal(shut)
    assert (refused.code, refused.pointer) == ("central-policy-missing", "/gate_ref")
    assert "III.3" in str(refused.facts["source"])
    opened, told = replace(shut, gate_ref=POLICY).submit(receipt())
    assert (opened.simplified, told.simplified, told.criteria_version) == (False, False, 1)


def test_the_thematic_route_needs_published_criteria_and_the_councils_minutes() -> None:
    thematic = nomination(type="thematic", gate_ref=POLICY, docs=WHOLE_DOSSIER)
    assert refusal(thematic).code == "criteria-not-published"
    without = replace(thematic, criteria_version=1, docs=replace(WHOLE_DOSSIER, minutes=None))
    assert (refusal(without).code, refusal(without).pointer) == ("document-missing", "/docs/minutes")


@pytest.mark.parametrize("paper", ["proposal", "achievement_report"])
def test_a_paper_that_is_missing_is_named(paper: str) -> None:
    refused = refusal(nomination(docs=replace(nomination().docs, **{paper: None})))
    assert (refused.code, refused.pointer) == ("document-missing", f"/docs/{paper}")


@pytest.mark.parametrize(
    ("changes", "code", "source"),
    [
        ({"type": "regular"}, "type-not-of-form", "Luật, Giấy khen"),
        ({"subject": replace(PERSON, kind="household")}, "subject-not-of-form", "Luật, Giấy khen"),
        ({"evidence": ()}, "evidence-missing", "nguồn evidence"),
        ({"violation_concluded": True}, "violation-concluded", "nguồn clearance"),
    ],
)
def test_a_dossier_that_breaks_a_rule_is_refused_with_its_source(
    changes: dict[str, Any], code: str, source: str
) -> None:
    refused = refusal(nomination(**changes))
    assert (refused.code, refused.facts["source"]) == (code, source)


@pytest.mark.parametrize(
    "authority",
    [
        Authority(kind="department", level=3, above=True),
        Authority(kind="executive", level=2, above=True),
        Authority(kind="department", level=2, above=False),
        Authority(kind="", level=None, above=False),
    ],
)
def test_a_form_is_asked_of_an_authority_above_that_gives_it(authority: Authority) -> None:
    assert refusal(act=receipt(authority=authority)).code == "authority-lacks-form"


def test_one_achievement_is_not_commended_twice() -> None:
    refused = refusal(act=receipt(rewarded=True))
    assert (refused.code, refused.facts["source"]) == ("already-rewarded", "nguồn once")


def test_nothing_is_handed_in_before_it_was_verified_or_twice() -> None:
    assert refusal(act=receipt(day=JUNE_20)).code == "day-too-early"
    assert refusal(submitted()).code == "invalid-state"
    with pytest.raises(Refused, match="invalid-state"):
        submitted().edit("author", {})


# Decisions


def test_a_decision_asks_for_a_document_that_names_nobody() -> None:
    prepared, told = decision().prepare("secretary", JUNE_26, [submitted()])
    assert (prepared.status, told.sequence, told.nomination_ids) == ("prepared", 2, ("n1",))
    assert (told.document.type, told.document.subject_code) == ("Quyết định", "certificate-of-commendation")
    assert (told.document.recipient_ids, told.document.based_on) == (("centre",), ("plan",))
    with pytest.raises(Refused, match="invalid-state"):
        prepared.prepare("secretary", JUNE_26, [submitted()])


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"type": "thematic"}, "nominations-unlike"),
        ({"form": "praise"}, "nominations-unlike"),
        ({"campaign_id": "other"}, "nominations-unlike"),
        ({"status": "decided"}, "nomination-not-submitted"),
        ({"author_ids": ("secretary",)}, "author-is-appraiser"),
        ({"submitter_id": "secretary"}, "author-is-appraiser"),
    ],
)
def test_one_document_takes_nominations_that_belong_together(second: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unfit("secretary", [submitted(), submitted(id="n2", **second)])
    assert (refused.value.code, refused.value.pointer) == (code, "/nomination_ids/1")


def test_a_decision_is_not_prepared_before_what_it_decides_came_in() -> None:
    with pytest.raises(Refused, match="day-too-early"):
        decision().prepare("secretary", JUNE_25, [submitted()])


def test_the_numbered_document_closes_a_prepared_decision_once() -> None:
    prepared, _ = decision().prepare("secretary", JUNE_26, [submitted()])
    closed = prepared.decide(QD, [GIVEN])
    assert closed is not None
    decided, told = closed
    assert (decided.status, decided.symbol, decided.directive_id) == ("decided", "01/QĐ-SYT", "qd1")
    assert (told.decided_on, told.awards, told.sequence) == (QD.issued_on, (GIVEN,), 3)
    assert decided.decide(QD, [GIVEN]) is None
    assert decision().decide(QD, [GIVEN]) is None


def test_a_draft_given_up_opens_the_decision_again_once() -> None:
    prepared, _ = decision().prepare("secretary", JUNE_26, [submitted()])
    reopened = prepared.reopen("qd1")
    assert reopened is not None
    assert (reopened.status, reopened.prepared_on) == ("open", None)
    again, told = reopened.prepare("secretary", JUNE_26, [submitted()])
    assert told.sequence == 4
    assert again.reopen("qd1") is None, "the old draft says nothing about the new one"
    assert again.reopen("qd2") is not None
    assert decision().reopen("qd1") is None


# Publication


def publication(**changes: Any) -> Publication:
    made = Publication(
        officer_id="publisher", agency_id="province", published_on=date(2024, 7, 5), consent=True
    )
    return replace(made, **changes)


def test_an_award_is_made_known_once_and_its_event_has_no_name() -> None:
    known, told = award().publicise(publication(), LAW)
    assert (known.status, known.published_on) == ("publicised", date(2024, 7, 5))
    assert (told.public_path, told.agency_id) == ("/v1/public/awards/a1", "province")
    assert "name" not in {field.name for field in fields(told)}
    with pytest.raises(Refused, match="invalid-state"):
        known.publicise(publication(), LAW)


@pytest.mark.parametrize(
    ("given", "act", "code", "source"),
    [
        ({"confidential": True}, {}, "award-confidential", "nguồn confidential"),
        ({"subject": PERSON}, {"consent": False}, "consent-missing", "nguồn consent"),
        (
            {"subject": replace(PERSON, kind="household")},
            {"consent": False},
            "consent-missing",
            "nguồn consent",
        ),
        ({}, {"published_on": date(2024, 7, 2)}, "day-too-early", None),
    ],
)
def test_what_may_not_be_made_known_stays_inside(
    given: dict[str, Any], act: dict[str, Any], code: str, source: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        award(**given).publicise(publication(**act), LAW)
    assert (refused.value.code, refused.value.facts.get("source")) == (code, source)


def test_an_office_needs_not_agree_to_be_named() -> None:
    known, _ = award().publicise(publication(consent=False), LAW)
    assert known.status == "publicised"


def test_the_id_of_a_requirement_tells_who_reported() -> None:
    assert (
        reporting_agency("plan:centre:emulation-midyear:emulation-midyear-2024.council", "plan") == "centre"
    )
