"""Exemplars, nominations and acts of the tests of the domain: complete, a test says only what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.awards.catalogue.domain import AwardForm, Law, Route
from services.awards.decisions.domain import Decision
from services.awards.domain import Subject
from services.awards.exemplars.domain import Exemplar
from services.awards.nominations.domain.nomination import Documents, Nomination
from services.awards.nominations.domain.receipt import Authority, Receipt
from services.awards.publication.domain import Award

NOW = datetime(2024, 6, 20, tzinfo=UTC)
JUNE_20, JUNE_25, JUNE_26 = date(2024, 6, 20), date(2024, 6, 25), date(2024, 6, 26)
TEAM = Subject(kind="collective", name="Phòng Mẫu", unit="Trung tâm Mẫu")
PERSON = Subject(kind="individual", name="Nguyễn Văn Mẫu", unit="Trung tâm Mẫu", position="Y sĩ")
RULES = ("once", "evidence", "recusal", "clearance", "detection", "criteria", "confidential", "consent")
LAW = Law(
    id="law",
    version="06/2022/QH15",
    title="Luật",
    valid_from=date(2024, 1, 1),
    valid_to=None,
    rules={rule: f"nguồn {rule}" for rule in RULES},
)
AD_HOC = Route(
    type="ad-hoc",
    documents=("proposal", "achievement_report"),
    needs_central_policy=False,
    needs_criteria=False,
    source="577, III.3",
)
THEMATIC = Route(
    type="thematic",
    documents=("proposal", "achievement_report", "minutes"),
    needs_central_policy=True,
    needs_criteria=True,
    source="577, III.3 và IV.6.b",
)
FORM = AwardForm(
    id="form",
    version=1,
    code="certificate-of-commendation",
    name="Giấy khen",
    authority_kinds=("department",),
    authority_levels=(2,),
    subject_kinds=("collective", "individual"),
    sla_working_days=10,
    routes=(AD_HOC, THEMATIC),
    valid_from=date(2024, 1, 1),
    valid_to=None,
    source="Luật, Giấy khen",
    created_at=NOW,
    created_by="system",
)


def exemplar(**changes: Any) -> Exemplar:
    """Return an exemplar of the centre, shown to the council."""
    spotted = Exemplar(
        id="e1",
        version=1,
        agency_id="centre",
        campaign_id="plan",
        council_id="council",
        subject=TEAM,
        achievement="Phát hiện và báo cáo kịp thời",
        evidence=("s1",),
        spotted_on=JUNE_20,
        parties=("centre", "council"),
        created_at=NOW,
        created_by="spotter",
    )
    return replace(spotted, **changes)


def nomination(**changes: Any) -> Nomination:
    """Return a complete draft of the centre for a Giấy khen of the department, by the ad-hoc route."""
    drafted = Nomination(
        id="n1",
        version=1,
        agency_id="centre",
        campaign_id="plan",
        exemplar_id="e1",
        council_id="council",
        authority_id="health",
        type="ad-hoc",
        form=FORM.code,
        subject=TEAM,
        achievement="Phát hiện và báo cáo kịp thời",
        achievement_key="k1",
        verified_on=JUNE_25,
        evidence=("s1",),
        violation_concluded=False,
        author_ids=("author",),
        parties=("centre",),
        created_at=NOW,
        created_by="author",
        docs=Documents(proposal="15/TTr-TTYT", achievement_report="88/BC-TTYT"),
    )
    return replace(drafted, **changes)


def receipt(**changes: Any) -> Receipt:
    """Return the act of handing in on 26 June by the centre's leader."""
    act = Receipt(
        officer_id="leader",
        day=JUNE_26,
        form=FORM,
        law=LAW,
        authority=Authority(kind="department", level=2, above=True),
        rewarded=False,
        sla_due_on=date(2024, 7, 10),
        calendar_version=3,
    )
    return replace(act, **changes)


def submitted(**changes: Any) -> Nomination:
    """Return a nomination that waits for a decision."""
    return replace(nomination().submit(receipt())[0], **changes)


def decision(**changes: Any) -> Decision:
    """Return an open decision of the department over one nomination."""
    opened = Decision(
        id="d1",
        version=1,
        authority_id="health",
        campaign_id="plan",
        type="ad-hoc",
        form=FORM.code,
        nomination_ids=("n1",),
        parties=("health",),
        created_at=NOW,
        created_by="secretary",
    )
    return replace(opened, **changes)


def award(**changes: Any) -> Award:
    """Return an award decided on 3 July."""
    given = Award(
        id="a1",
        version=1,
        decision_id="d1",
        nomination_id="n1",
        directive_id="qd1",
        symbol="01/QĐ-SYT",
        decided_on=date(2024, 7, 3),
        agency_id="centre",
        authority_id="health",
        campaign_id="plan",
        form=FORM.code,
        type="ad-hoc",
        subject=TEAM,
        achievement="Phát hiện và báo cáo kịp thời",
        confidential=False,
        parties=("centre", "council", "health"),
        paths=("province",),
        created_at=NOW,
        created_by="system",
    )
    return replace(given, **changes)
