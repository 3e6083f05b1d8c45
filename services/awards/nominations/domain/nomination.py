"""A nomination: its dossier, its way to an authority, and the steps draft → submitted → decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.awards.domain import Refused, Subject, refuse_state
from services.awards.nominations.domain.receipt import Receipt, refuse_dossier


@dataclass(frozen=True, kw_only=True)
class Documents:
    """The papers of a dossier, each by its symbol or where it is kept; the papers themselves stay outside."""

    proposal: str | None = None
    achievement_report: str | None = None
    minutes: str | None = None


@dataclass(frozen=True, kw_only=True)
class CentralPolicy:
    """The document of a central body that opens thematic commendation (577, III.3)."""

    symbol: str
    issued_on: dt.date
    issuer: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points given under a criterion of the pinned set."""

    code: str
    points: float


@dataclass(frozen=True, kw_only=True)
class NominationSubmitted:
    """A unit asks for an exemplar to be commended."""

    TYPE: ClassVar[str] = "nomination-submitted.v1"
    nomination_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    exemplar_id: str
    type: str
    form: str
    authority_id: str
    criteria_version: int | None
    evidence: tuple[str, ...]
    simplified: bool

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.nomination_id


NO_DOCUMENTS = Documents()


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """A nomination; each step returns its next version.

    Who and what is commended is the exemplar's, as it was. A draft is seen by its own agency; council and
    authority become parties when it is handed in.
    """

    id: str
    version: int
    agency_id: str
    campaign_id: str
    exemplar_id: str
    council_id: str
    authority_id: str
    type: str
    form: str
    subject: Subject
    achievement: str
    achievement_key: str
    verified_on: dt.date
    evidence: tuple[str, ...]
    violation_concluded: bool
    author_ids: tuple[str, ...]
    parties: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    docs: Documents = NO_DOCUMENTS
    gate_ref: CentralPolicy | None = None
    confidential: bool = False
    criteria_set_id: str | None = None
    criteria_version: int | None = None
    scores: tuple[Score, ...] = ()
    submitter_id: str | None = None
    submitted_on: dt.date | None = None
    simplified: bool | None = None
    form_id: str | None = None
    law_version: str | None = None
    sla_due_on: dt.date | None = None
    calendar_version: int | None = None
    decision_id: str | None = None
    status: str = "draft"

    @property
    def people(self) -> frozenset[str]:
        """Who wrote it or handed it in."""
        return frozenset(filter(None, (*self.author_ids, self.submitter_id)))

    def edit(self, officer_id: str, changes: Mapping[str, Any]) -> Self:
        """Change a draft."""
        refuse_state(self.status, "draft")
        authors = tuple(dict.fromkeys((*self.author_ids, officer_id)))
        return replace(self, version=self.version + 1, author_ids=authors, **changes)

    def submit(self, receipt: Receipt) -> tuple[Self, NominationSubmitted]:
        """Hand it in, never by an author; the law and the form of that day hold from then on."""
        refuse_state(self.status, "draft")
        if receipt.officer_id in self.author_ids:
            raise Refused("author-is-submitter")
        route = refuse_dossier(self, receipt)
        submitted = replace(
            self,
            version=self.version + 1,
            status="submitted",
            submitter_id=receipt.officer_id,
            submitted_on=receipt.day,
            simplified=route.simplified,
            form_id=receipt.form.id,
            law_version=receipt.law.version,
            sla_due_on=receipt.sla_due_on,
            calendar_version=receipt.calendar_version,
            parties=tuple(dict.fromkeys((self.agency_id, self.council_id, self.authority_id))),
        )
        return submitted, submitted._told(receipt.day, route.simplified)

    def decided(self, decision_id: str) -> Self:
        """Take the decision that commends it."""
        refuse_state(self.status, "submitted")
        return replace(self, version=self.version + 1, status="decided", decision_id=decision_id)

    def _told(self, day: dt.date, simplified: bool) -> NominationSubmitted:
        return NominationSubmitted(
            nomination_id=self.id,
            sequence=self.version,
            agency_id=self.agency_id,
            occurred_on=day,
            campaign_id=self.campaign_id,
            exemplar_id=self.exemplar_id,
            type=self.type,
            form=self.form,
            authority_id=self.authority_id,
            criteria_version=self.criteria_version,
            evidence=self.evidence,
            simplified=simplified,
        )
