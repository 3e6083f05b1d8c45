"""A submission: the report an agency writes, signs and hands in, and what its receiver does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.reports.domain import Refused
from services.reports.forms.domain import Template
from services.reports.requirements.domain import Requirement


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure of a section."""

    code: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a statement rests on: an accepted report, a task, a document, a page."""

    kind: str
    ref: str


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a shared section was last written."""

    submission_id: str
    officer_id: str
    written_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Written:
    """A section as written."""

    code: str
    text: str
    figures: tuple[Value, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    provenance: Provenance | None = None


@dataclass(frozen=True, kw_only=True)
class SubmissionStep:
    """A step of a submission as others see it; each kind of step says more."""

    submission_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    requirement_id: str
    directive_id: str
    template: str
    period_id: str
    report_to_id: str | None
    version: int
    submitted_on: dt.date
    on_time: bool | None

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.submission_id


@dataclass(frozen=True, kw_only=True)
class ReportSubmitted(SubmissionStep):
    """A leader signed the report and handed it in."""

    TYPE: ClassVar[str] = "report-submitted.v1"


@dataclass(frozen=True, kw_only=True)
class ReportReturned(SubmissionStep):
    """The receiver gave it back."""

    TYPE: ClassVar[str] = "report-returned.v1"
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class ReportAccepted(SubmissionStep):
    """The receiver accepted it; its figures may be built upon."""

    TYPE: ClassVar[str] = "report-accepted.v1"
    accepted_on: dt.date
    figures: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A report; each step returns the next version of it. `edition` counts how often it was begun anew."""

    id: str
    version: int
    requirement_id: str
    directive_id: str
    template: str
    template_id: str
    period_id: str
    agency_id: str
    report_to_id: str | None
    campaign_id: str | None
    author_ids: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    status: str = "draft"
    edition: int = 1
    sections: tuple[Written, ...] = ()
    signer_id: str | None = None
    first_submitted_on: dt.date | None = None
    submitted_on: dt.date | None = None
    on_time: bool | None = None
    backdated: bool = False
    accepted_on: dt.date | None = None
    reason_code: str | None = None
    reason: str | None = None

    def write(self, officer_id: str, sections: Sequence[Written]) -> Self:
        """Write sections of a draft; writing on a returned report begins its next edition."""
        self._require("draft", "returned")
        written = {section.code: section for section in (*self.sections, *sections)}
        return replace(
            self,
            version=self.version + 1,
            status="draft",
            edition=self.edition + (self.status == "returned"),
            sections=tuple(written.values()),
            author_ids=tuple(dict.fromkeys((*self.author_ids, officer_id))),
        )

    def submit(self, signing: Signing) -> tuple[Self, ReportSubmitted]:
        """Sign and hand in: never by who wrote it, and only when every compulsory section has words."""
        self._require("draft")
        self._refuse_early(signing)
        written = {section.code: section for section in (*self.sections, *signing.shared)}
        if signing.officer_id in self._writers(written.values()):
            raise Refused("author-is-signer")
        _refuse_incomplete(signing.template, written)
        first = self.first_submitted_on or signing.day
        handed_in = replace(
            self,
            version=self.version + 1,
            status="submitted",
            sections=tuple(written[part.code] for part in signing.template.sections if part.code in written),
            signer_id=signing.officer_id,
            first_submitted_on=first,
            submitted_on=signing.day,
            on_time=None if signing.timely_until is None else first <= signing.timely_until,
            backdated=signing.backdated,
        )
        return handed_in, ReportSubmitted(**handed_in._step(handed_in.agency_id, signing.day))

    def send_back(self, day: dt.date, reason_code: str, reason: str | None) -> tuple[Self, ReportReturned]:
        """Give it back to be mended, with the reason; never before the day it was handed in."""
        self._require("submitted")
        self._refuse_before_submission(day, "/returned_on")
        returned = replace(
            self, version=self.version + 1, status="returned", reason_code=reason_code, reason=reason
        )
        step = returned._step(returned.report_to_id or "", day)
        return returned, ReportReturned(**step, reason_code=reason_code)

    def accept(self, day: dt.date) -> tuple[Self, ReportAccepted]:
        """Accept it; never before the day it was handed in. Nothing changes it afterwards."""
        self._require("submitted")
        self._refuse_before_submission(day, "/accepted_on")
        accepted = replace(self, version=self.version + 1, status="accepted", accepted_on=day)
        figures = tuple(value for section in self.sections for value in section.figures)
        step = accepted._step(accepted.report_to_id or "", day)
        return accepted, ReportAccepted(**step, accepted_on=day, figures=figures)

    def _writers(self, sections: Iterable[Written]) -> set[str]:
        """Return who wrote the report or, in another one, a section that it shares."""
        elsewhere = {section.provenance.officer_id for section in sections if section.provenance}
        return {*self.author_ids, *elsewhere}

    def _refuse_early(self, signing: Signing) -> None:
        if signing.day < signing.issued_on:
            raise Refused("before-issue", "/submitted_on", issued_on=str(signing.issued_on))
        self._refuse_before_submission(signing.day, "/submitted_on")

    def _refuse_before_submission(self, day: dt.date, pointer: str) -> None:
        if self.submitted_on is not None and day < self.submitted_on:
            raise Refused("before-submission", pointer, submitted_on=str(self.submitted_on))

    def _require(self, *statuses: str) -> None:
        if self.status not in statuses:
            raise Refused("invalid-state", None, status=self.status)

    def _step(self, agency_id: str, day: dt.date) -> dict[str, Any]:
        return {
            "submission_id": self.id,
            "sequence": self.version,
            "agency_id": agency_id,
            "occurred_on": day,
            "campaign_id": self.campaign_id,
            "requirement_id": self.requirement_id,
            "directive_id": self.directive_id,
            "template": self.template,
            "period_id": self.period_id,
            "report_to_id": self.report_to_id,
            "version": self.edition,
            "submitted_on": self.submitted_on,
            "on_time": self.on_time,
        }


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The act of handing in: who signs, on which day, by which form, with which shared sections."""

    officer_id: str
    day: dt.date
    backdated: bool
    template: Template
    issued_on: dt.date
    timely_until: dt.date | None
    shared: tuple[Written, ...]


def begin_report(
    id: str, owed: Requirement, form_id: str, *, officer_id: str, now: dt.datetime
) -> Submission:
    """Return the empty draft of the report that is owed, begun by an officer."""
    return Submission(
        id=id,
        version=1,
        requirement_id=owed.id,
        directive_id=owed.directive_id,
        template=owed.template,
        template_id=form_id,
        period_id=owed.period_id,
        agency_id=owed.agency_id,
        report_to_id=owed.report_to_id,
        campaign_id=owed.campaign_id,
        author_ids=(officer_id,),
        created_at=now,
        created_by=officer_id,
    )


def refuse_unknown_parts(template: Template, sections: Sequence[Written]) -> None:
    """Refuse a section or a figure that the form does not have."""
    for i, written in enumerate(sections):
        section = template.section(written.code)
        if section is None:
            raise Refused("unknown-section", f"/sections/{i}/code", section=written.code)
        known = {figure.code for figure in section.figures}
        for j, value in enumerate(written.figures):
            if value.code not in known:
                raise Refused("unknown-figure", f"/sections/{i}/figures/{j}/code", figure=value.code)


def _refuse_incomplete(template: Template, written: Mapping[str, Written]) -> None:
    for section in template.sections:
        if section.compulsory and not (section.code in written and written[section.code].text.strip()):
            raise Refused("section-missing", f"/sections/{section.code}", section=section.title)
