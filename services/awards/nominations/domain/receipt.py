"""Receiving a nomination: what a dossier must hold on the day it is handed in, by which source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.awards.catalogue.domain import AwardForm, Law, Route
from services.awards.domain import Refused, refuse_before

if TYPE_CHECKING:
    from services.awards.nominations.domain.nomination import Nomination


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who is asked to commend: its kind and depth in the tree; `above` also when it is the unit itself."""

    kind: str
    level: int | None
    above: bool


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The act of handing in: who, when, under which form and law, until when it is to be decided."""

    officer_id: str
    day: dt.date
    form: AwardForm
    law: Law
    authority: Authority
    rewarded: bool
    sla_due_on: dt.date | None
    calendar_version: int | None


def refuse_dossier(nomination: Nomination, receipt: Receipt) -> Route:
    """Return the route of a dossier that may be received; raises Refused for the first rule it breaks."""
    form, law = receipt.form, receipt.law
    route = form.route(nomination.type)
    if route is None:
        raise Refused("type-not-of-form", "/type", form=form.name, source=form.source)
    _refuse_authority(receipt)
    if nomination.subject.kind not in form.subject_kinds:
        raise Refused("subject-not-of-form", "/exemplar_id", form=form.name, source=form.source)
    _refuse_closed_route(nomination, route)
    _refuse_papers(nomination, route)
    if not nomination.evidence:
        raise Refused("evidence-missing", "/evidence", source=law.source("evidence"))
    if nomination.violation_concluded:
        raise Refused("violation-concluded", "/violation_concluded", source=law.source("clearance"))
    if receipt.rewarded:
        raise Refused("already-rewarded", "/exemplar_id", source=law.source("once"))
    refuse_before(receipt.day, nomination.verified_on, "/submitted_on")
    return route


def _refuse_authority(receipt: Receipt) -> None:
    form, authority = receipt.form, receipt.authority
    gives = authority.kind in form.authority_kinds and authority.level in form.authority_levels
    if not (gives and authority.above):
        raise Refused("authority-lacks-form", "/authority_id", form=form.name, source=form.source)


def _refuse_closed_route(nomination: Nomination, route: Route) -> None:
    """Keep thematic commendation shut until a central policy opens it and criteria say what counts."""
    if route.needs_central_policy and nomination.gate_ref is None:
        raise Refused("central-policy-missing", "/gate_ref", source=route.source)
    if route.needs_criteria and nomination.criteria_version is None:
        raise Refused("criteria-not-published", "/type", source=route.source)


def _refuse_papers(nomination: Nomination, route: Route) -> None:
    for name in route.documents:
        if not getattr(nomination.docs, name):
            raise Refused("document-missing", f"/docs/{name}", source=route.source)
