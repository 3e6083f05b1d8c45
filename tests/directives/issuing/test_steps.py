"""The steps of a directive and what each refuses."""

from datetime import date

import pytest

from services.directives.issuing.domain import (
    Clause,
    Directive,
    Discarding,
    Flag,
    Line,
    Origin,
    Refused,
    Reporting,
    Returned,
    Signer,
    Signing,
)
from tests.directives.issuing.drafts import (
    AUTHOR,
    LEADER,
    MARCH_1,
    audience,
    clause,
    draft,
    in_review,
    issuing,
    line,
    signed,
)

DISCARD = Discarding(officer_id=AUTHOR, is_leader=False, reason_code="mistaken", on=MARCH_1)
SIGN = Signing(signed_on=MARCH_1, backdated=False, audience=audience("health"))
BACK = Returned(reason="Thiếu thời hạn", on=MARCH_1, by=LEADER)
STEPS = {
    "edit": lambda d: d.edit(AUTHOR, {"place": "Tây Ninh"}),
    "submit": lambda d: d.submit(AUTHOR, []),
    "return": lambda d: d.send_back(BACK),
    "sign": lambda d: d.sign(LEADER, SIGN),
    "issue": lambda d: d.issue(issuing()),
    "discard": lambda d: d.discard(DISCARD),
}
ALLOWED = {
    "draft": {"edit", "submit", "discard"},
    "in-review": {"return", "sign", "discard"},
    "signed": {"issue"},
    "issued": set(),
    "discarded": set(),
}


def in_state(status: str) -> Directive:
    made = {
        "draft": draft,
        "in-review": in_review,
        "signed": signed,
        "issued": lambda: signed().issue(issuing())[0],
        "discarded": lambda: draft().discard(DISCARD)[0],
    }
    return made[status]()


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_from_its_own_states(status: str, step: str) -> None:
    if step in ALLOWED[status]:
        STEPS[step](in_state(status))
        return
    with pytest.raises(Refused) as refused:
        STEPS[step](in_state(status))
    assert refused.value.code == "invalid-state"


def test_every_step_is_one_version() -> None:
    issued, _ = signed().issue(issuing())
    assert [draft().version, in_review().version, signed().version, issued.version] == [1, 2, 3, 4]


def test_only_the_author_edits_and_submits() -> None:
    for step in (lambda d: d.edit(LEADER, {}), lambda d: d.submit(LEADER, [])):
        with pytest.raises(Refused) as refused:
            step(draft())
        assert refused.value.code == "not-the-author"


def test_the_author_may_not_sign() -> None:
    with pytest.raises(Refused) as refused:
        in_review().sign(AUTHOR, SIGN)
    assert refused.value.code == "maker-is-checker"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"notation": None}, "/notation"),
        ({"place": None}, "/place"),
        ({"subject": None}, "/subject"),
        ({"clauses": ()}, "/clauses"),
        ({"signer": Signer(position="Giám đốc")}, "/signer/name"),
        ({"copy_to": ()}, "/recipients"),
        ({"clauses": (clause("1", kind=None),)}, "/clauses/0/kind"),
        ({"clauses": (clause("1", scope="named"),)}, "/clauses/0/lead_ids"),
    ],
)
def test_a_draft_that_lacks_a_part_is_not_submitted(change: dict[str, object], pointer: str) -> None:
    with pytest.raises(Refused) as refused:
        draft(**change).submit(AUTHOR, [])
    assert (refused.value.code, refused.value.pointer) == ("incomplete-draft", pointer)


def test_a_named_clause_for_an_open_group_only_is_complete() -> None:
    clauses = (clause("1", scope="named", open_groups=("cơ quan có liên quan",)),)
    assert draft(clauses=clauses).submit(AUTHOR, []).status == "in-review"


def test_a_body_with_a_duty_and_no_line_is_flagged_at_submit() -> None:
    clauses = (clause("1", lead_ids=("health",), co_ids=("press", "party-board")), clause("2", "none"))
    submitted = draft(clauses=clauses).submit(AUTHOR, audience("health").recipients)
    assert submitted.flags == (
        Flag(code="assigned-not-addressed", agency_id="press"),
        Flag(code="assigned-not-addressed", agency_id="party-board"),
    )


def test_a_directive_whose_event_would_not_travel_is_not_submitted() -> None:
    many = tuple(clause(f"{n}", lead_ids=tuple(f"agency-{i}" for i in range(40))) for n in range(200))
    with pytest.raises(Refused) as refused:
        draft(clauses=many).submit(AUTHOR, [])
    assert (refused.value.code, refused.value.facts) == ("too-many-clauses", {"count": 200})


@pytest.mark.parametrize(("side", "pointer"), [("recipients", "/recipients/1"), ("copy_to", "/copy_to/1")])
def test_an_unresolved_line_blocks_signing_and_names_itself(side: str, pointer: str) -> None:
    lines = (Line(line="Lãnh đạo Sở", persons=True), Line(line="Cục X"))
    with pytest.raises(Refused) as refused:
        in_review(**{side: lines}).sign(LEADER, SIGN)
    assert (refused.value.code, refused.value.pointer) == ("unresolved-line", pointer)


def test_a_line_of_persons_does_not_block_signing() -> None:
    persons = (Line(line="CT, các PCT UBND tỉnh", persons=True),)
    assert in_review(copy_to=persons).sign(LEADER, SIGN).status == "signed"


def test_a_duty_without_binding_blocks_signing() -> None:
    with pytest.raises(Refused) as refused:
        in_review(clauses=(clause("1"), clause("2", binding=None))).sign(LEADER, SIGN)
    assert (refused.value.code, refused.value.pointer) == ("binding-missing", "/clauses/1/binding")


def test_a_document_is_not_issued_before_it_was_signed() -> None:
    with pytest.raises(Refused) as refused:
        signed().issue(issuing(issued_on=date(2024, 2, 29)))
    assert (refused.value.code, refused.value.pointer) == ("issued-before-signed", "/issued_on")


def test_issuing_writes_number_symbol_year_and_digest() -> None:
    issued, _ = signed().issue(issuing(number=7))
    assert (issued.number, issued.symbol, issued.year, issued.book) == (7, "07/KH-UBND", 2024, "plans")
    assert len(issued.content_sha256 or "") == 64


def test_the_digest_follows_the_content_and_nothing_else() -> None:
    digests = {
        signed(**change).issue(issuing())[0].content_sha256
        for change in ({}, {"version": 9}, {"subject": "Khác"}, {"clauses": (clause("1"),)})
    }
    assert len(digests) == 3


def test_a_document_issued_after_the_next_working_day_is_flagged_late() -> None:
    on_time, _ = signed().issue(issuing(issued_on=date(2024, 3, 4)))
    late, _ = signed().issue(issuing(issued_on=date(2024, 3, 5)))
    assert (on_time.flags, late.flags) == ((), (Flag(code="issued-late"),))


def test_what_is_missing_at_issue_is_flagged_and_blocks_nothing() -> None:
    reporting = (Reporting(template="emulation-final"), Reporting(template="x", report_to_id="interior"))
    clauses = (clause("1", kind="one-off"), clause("2", kind="one-off", due_on=MARCH_1), clause("3"))
    issued, _ = signed(clauses=clauses, reporting=reporting).issue(issuing())
    assert issued.flags == (
        Flag(code="report-to-missing", template="emulation-final"),
        Flag(code="due-missing", clause_id="c1"),
    )


def test_a_backdated_signature_and_issue_are_flagged_once() -> None:
    backdated = in_review().sign(
        LEADER, Signing(signed_on=MARCH_1, backdated=True, audience=audience("health"))
    )
    issued, _ = backdated.issue(issuing(backdated=True))
    assert (issued.backdated, issued.flags) == (True, (Flag(code="backdated"),))


def test_a_returned_draft_says_why_until_it_is_handed_in_again() -> None:
    returned = in_review().send_back(BACK)
    assert (returned.status, returned.returned) == ("draft", BACK)
    edited = returned.edit(AUTHOR, {"place": "Tây Ninh"})
    assert edited.returned == BACK, "whoever mends it still reads what to mend"
    assert edited.submit(AUTHOR, []).returned is None


def test_why_a_draft_came_back_is_in_no_event() -> None:
    _, [told] = in_review().send_back(BACK).discard(DISCARD)
    assert BACK.reason not in str(told)


def test_a_leader_or_the_author_discards_and_nobody_else() -> None:
    other = Discarding(officer_id="other", is_leader=False, reason_code="mistaken", on=MARCH_1)
    with pytest.raises(Refused) as refused:
        draft().discard(other)
    assert refused.value.code == "not-the-author"
    leader = Discarding(officer_id=LEADER, is_leader=True, reason_code="not-approved", on=MARCH_1)
    assert in_review().discard(leader)[0].status == "discarded"


def test_a_discarded_draft_is_told_with_its_origin() -> None:
    origin = Origin(service="awards", id="decision-1")
    _, [event] = draft(origin=origin).discard(DISCARD)
    assert (event.TYPE, event.subject, event.sequence) == ("directive-draft-discarded.v1", "d1", 2)
    assert (event.origin, event.reason_code, event.occurred_on) == (origin, "mistaken", MARCH_1)


def test_only_clauses_that_others_act_upon_are_announced_and_never_their_words() -> None:
    effects = ("task", "sub-item", "report", "target", "none")
    clauses = tuple(clause(str(n), effect) for n, effect in enumerate(effects))
    _, [told, _] = signed(clauses=clauses).issue(issuing())
    assert [one.effect for one in told.clauses] == ["task", "sub-item", "report"]
    assert not {"text", "corrected_text"} & set(type(told.clauses[0]).__dataclass_fields__)


@pytest.mark.parametrize(("public", "subject"), [(False, None), (True, "Phát động phong trào thi đua")])
def test_the_subject_travels_only_when_the_document_is_public(public: bool, subject: str | None) -> None:
    _, [told, _] = signed(public=public).issue(issuing())
    assert told.document_subject == subject


def test_an_issue_is_told_once_and_dispatched_per_chunk() -> None:
    many = audience(*(f"a{n}" for n in range(1200)))
    issued, [told, *chunks] = signed().issue(issuing(audience=many))
    assert (told.subject, told.sequence, told.recipient_count, told.chunk_count) == ("d1", 4, 1200, 3)
    assert [(c.subject, c.sequence, c.chunk, c.of) for c in chunks] == [
        ("d1:1", 1, 1, 3), ("d1:2", 1, 2, 3), ("d1:3", 1, 3, 3),
    ]  # fmt: skip
    assert [len(c.recipients) for c in chunks] == [500, 500, 200]
    assert (issued.recipient_count, issued.chunk_count) == (1200, 3)


def test_a_clause_names_each_body_once() -> None:
    named = Clause(
        clause_id="c",
        number="1",
        effect="task",
        text="x",
        lead_ids=("a", "b"),
        co_ids=("b",),
        accountable_id="a",
    )
    assert named.bodies == ("a", "b")


def test_a_line_that_means_somebody_is_resolved() -> None:
    assert not line("Các Sở", "departments").unresolved
    assert Line(line="Cục X").unresolved
