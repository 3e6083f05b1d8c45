"""A submission: the report an agency writes, signs and hands in, and what its receiver does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.reports.domain.refused import Refused
from services.reports.domain.templates import Template


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure of a section."""

    code: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a statement rests on: a task, a document, a page."""

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
    edition: int
    sections: tuple[Written, ...]
    author_ids: tuple[str, ...]
    signer_id: str | None
    first_submitted_on: dt.date | None
    submitted_on: dt.date | None
    on_time: bool | None
    backdated: bool
    accepted_on: dt.date | None
    reason_code: str | None
    reason: str | None
    status: str
    parties: tuple[str, ...]
    paths: tuple[str, ...]
    created_at: dt.datetime
    created_by: str

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
        if signing.officer_id in self.author_ids:
            raise Refused("author-is-signer")
        sections = tuple({s.code: s for s in (*self.sections, *signing.shared)}.values())
        _refuse_incomplete(signing.template, {section.code: section for section in sections})
        first = self.first_submitted_on or signing.day
        handed_in = replace(
            self,
            version=self.version + 1,
            status="submitted",
            sections=sections,
            signer_id=signing.officer_id,
            first_submitted_on=first,
            submitted_on=signing.day,
            on_time=None if signing.timely_until is None else first <= signing.timely_until,
            backdated=signing.backdated,
        )
        return handed_in, ReportSubmitted(**handed_in._step(handed_in.agency_id, signing.day))

    def send_back(self, day: dt.date, reason_code: str, reason: str | None) -> tuple[Self, ReportReturned]:
        """Give it back to be mended, with the reason."""
        self._require("submitted")
        returned = replace(
            self, version=self.version + 1, status="returned", reason_code=reason_code, reason=reason
        )
        step = returned._step(returned.report_to_id or "", day)
        return returned, ReportReturned(**step, reason_code=reason_code)

    def accept(self, day: dt.date) -> tuple[Self, ReportAccepted]:
        """Accept it; never before the day it was handed in."""
        self._require("submitted")
        if self.submitted_on is None or day < self.submitted_on:
            raise Refused("accepted-before-submitted", "/accepted_on", submitted_on=str(self.submitted_on))
        accepted = replace(self, version=self.version + 1, status="accepted", accepted_on=day)
        figures = tuple(value for section in self.sections for value in section.figures)
        step = accepted._step(accepted.report_to_id or "", day)
        return accepted, ReportAccepted(**step, accepted_on=day, figures=figures)

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
    timely_until: dt.date | None
    shared: tuple[Written, ...]


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
            raise Refused("section-missing", "/sections", section=section.title)
