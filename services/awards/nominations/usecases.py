"""The steps of a nomination: draft, edit, submit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.calendar import CalendarMissing, add_working_days, read_calendar
from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.awards.catalogue.domain import AwardForm
from services.awards.catalogue.store import form_on, law_on
from services.awards.criteria import store as criteria
from services.awards.criteria.domain import CriteriaSet
from services.awards.criteria.store import CRITERIA
from services.awards.domain import Refused
from services.awards.evidence.citing import refuse_unaccepted
from services.awards.exemplars.domain import Exemplar
from services.awards.exemplars.store import EXEMPLARS
from services.awards.nominations import store
from services.awards.nominations.domain.nomination import Nomination, Score
from services.awards.nominations.domain.receipt import Authority, Receipt
from services.awards.nominations.store import NOMINATIONS
from services.awards.store import agency, path_of


def draft(tx: Tx, ctx: Context, body: dict[str, Any]) -> Nomination:
    """Draft the nomination of an exemplar that the actor's agency spotted and its council verified.

    The criteria in force are pinned to it: a newer edition changes nothing of what was begun.
    """
    exemplar = _own_verified(tx, ctx, body["exemplar_id"])
    pinned = criteria.in_force(tx, exemplar.campaign_id)
    cited = body["evidence"] if body["evidence"] is not None else exemplar.evidence
    _refuse_unknown(tx, ctx, (exemplar.agency_id, exemplar.campaign_id), body | {"evidence": cited})
    _refuse_scores(tx, ctx, pinned, body["scores"])
    made = Nomination(
        id=new_id(),
        version=1,
        agency_id=exemplar.agency_id,
        campaign_id=exemplar.campaign_id,
        council_id=exemplar.council_id,
        subject=exemplar.subject,
        achievement=exemplar.achievement,
        achievement_key=store.key_of(exemplar.subject, exemplar.achievement),
        verified_on=exemplar.judged_on or exemplar.spotted_on,
        criteria_set_id=pinned.id if pinned else None,
        criteria_version=pinned.edition if pinned else None,
        author_ids=(ctx.actor.officer_id,),
        parties=(exemplar.agency_id,),
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
        **body | {"evidence": tuple(cited), "scores": tuple(body["scores"])},
    )
    NOMINATIONS.add(tx, made)
    _record(tx, ctx, made, {"action": "draft"})
    return made


def edit(tx: Tx, ctx: Context, body: dict[str, Any], nomination: Nomination) -> Nomination:
    """Change a draft of one's own agency."""
    _require_own(ctx, nomination)
    changes: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
    }
    _refuse_unknown(tx, ctx, (nomination.agency_id, nomination.campaign_id), changes)
    pinned = CRITERIA.find(tx, nomination.criteria_set_id or "")
    _refuse_scores(tx, ctx, pinned, changes.get("scores", ()))
    edited = nomination.edit(ctx.actor.officer_id, changes)
    return _kept(tx, ctx, edited, {"action": "edit", "fields": sorted(body)})


def submit(tx: Tx, ctx: Context, body: dict[str, Any], nomination: Nomination) -> Nomination:
    """Hand a nomination in as a leader of its agency who has not written it."""
    _require_own(ctx, nomination)
    day, _ = ctx.business_date(body["submitted_on"], "/submitted_on")
    form, law = form_on(tx, nomination.form, day), law_on(tx, day)
    if form is None:
        raise Refusal("form-missing", "/form", form=nomination.form, day=str(day))
    refuse_unaccepted(tx, (nomination.agency_id, nomination.campaign_id), nomination.evidence, law)
    due_on, calendar_version = _due(tx, day, form)
    receipt = Receipt(
        officer_id=ctx.actor.officer_id,
        day=day,
        form=form,
        law=law,
        authority=_authority(tx, nomination),
        rewarded=store.is_taken(tx, nomination.achievement_key),
        sla_due_on=due_on,
        calendar_version=calendar_version,
    )
    submitted, event = nomination.submit(receipt)
    tx.publish(event, ctx)
    return _kept(tx, ctx, submitted, {"action": "submit"})


def _own_verified(tx: Tx, ctx: Context, exemplar_id: str) -> Exemplar:
    exemplar = EXEMPLARS.visible(tx, ctx, exemplar_id)
    if exemplar is None or exemplar.agency_id != ctx.actor.agency_id:
        raise Refusal("unknown-reference", "/exemplar_id")
    if exemplar.status != "verified":
        raise Refused("exemplar-not-verified", "/exemplar_id")
    return exemplar


def _refuse_unknown(tx: Tx, ctx: Context, of: tuple[str, str], said: Mapping[str, Any]) -> None:
    """Refuse an unknown authority, and evidence that is no accepted report `of` (agency, campaign)."""
    if "authority_id" in said and agency(tx, said["authority_id"]) is None:
        raise Refusal("unknown-reference", "/authority_id")
    refuse_unaccepted(tx, of, said.get("evidence", ()), law_on(tx, ctx.today))


def _refuse_scores(tx: Tx, ctx: Context, pinned: CriteriaSet | None, scores: Sequence[Score]) -> None:
    """Refuse points under no published criterion, or more than it gives."""
    if scores and pinned is None:
        source = law_on(tx, ctx.today).source("criteria")
        raise Refused("criteria-not-published", "/scores", source=source)
    most = {criterion.code: criterion.max for criterion in pinned.criteria} if pinned else {}
    for i, score in enumerate(scores):
        if score.points > most.get(score.code, -1):
            raise Refused("score-out-of-criteria", f"/scores/{i}", criterion=score.code)


def _authority(tx: Tx, nomination: Nomination) -> Authority:
    found = agency(tx, nomination.authority_id) or {"kind": "", "level": None}
    above = (nomination.agency_id, *path_of(tx, nomination.agency_id))
    return Authority(kind=found["kind"], level=found["level"], above=nomination.authority_id in above)


def _due(tx: Tx, day: dt.date, form: AwardForm) -> tuple[dt.date | None, int | None]:
    """Return until when the authority is to decide (domain rule R9); None while no calendar says so."""
    try:
        return add_working_days(day, form.sla_working_days, read_calendar(tx))
    except CalendarMissing:
        return None, None


def _require_own(ctx: Context, nomination: Nomination) -> None:
    if nomination.agency_id != ctx.actor.agency_id:
        raise Refusal("forbidden")


def _kept(tx: Tx, ctx: Context, nomination: Nomination, said: Mapping[str, Any]) -> Nomination:
    NOMINATIONS.replace(tx, nomination)
    _record(tx, ctx, nomination, said)
    return nomination


def _record(tx: Tx, ctx: Context, nomination: Nomination, said: Mapping[str, Any]) -> None:
    tx.audit(ctx, kind="nomination", object_id=nomination.id, version=nomination.version, **said)
