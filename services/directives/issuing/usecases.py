"""The steps of a directive: load, let the domain decide, keep, tell, and write the audit entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.calendar import CalendarMissing, add_working_days, read_calendar
from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.directives.books import store as books
from services.directives.issuing import drafting, store
from services.directives.issuing.domain import (
    Audience,
    Directive,
    Discarding,
    Issuing,
    Returned,
    Signing,
    expand,
)
from services.directives.issuing.store import audience

KIND = "directive"
SATURDAY = 5


def draft_directive(tx: Tx, ctx: Context, body: dict[str, Any]) -> Directive:
    """Begin a draft of the actor's agency."""
    directive = Directive(
        id=new_id(),
        version=1,
        agency_id=ctx.actor.agency_id,
        issuer_path=audience.path_of(tx, ctx.actor.agency_id),
        author_id=ctx.actor.officer_id,
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
        **drafting.changed(None, body),
    )
    drafted = drafting.proposed(tx, ctx, directive)
    store.add(tx, drafted)
    _record(tx, ctx, drafted, {"action": "draft", "fields": sorted(body)})
    return drafted


def edit_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Change a draft."""
    edited = directive.edit(ctx.actor.officer_id, drafting.changed(directive, body))
    kept = drafting.proposed(tx, ctx, edited)
    store.replace(tx, kept, directive.version)
    _record(tx, ctx, kept, {"action": "edit", "fields": sorted(body)})
    return kept


def submit_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Hand a draft in for review."""
    complete = drafting.proposed(tx, ctx, directive)
    met = expand(complete.agency_id, complete.lines, audience.tree_of_all(tx, ctx.today))
    submitted = complete.submit(ctx.actor.officer_id, met)
    return _kept(tx, ctx, submitted, "submit")


def return_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Give a document in review back to its author, with the reason."""
    returned = Returned(reason=body["reason"], on=ctx.today, by=ctx.actor.officer_id)
    return _kept(tx, ctx, directive.send_back(returned), "return", body["reason"])


def sign_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Sign a document in review and freeze its recipients as the tree of that day has them."""
    signed_on, backdated = ctx.business_date(body.get("signed_on"), "/signed_on")
    met = _expanded(tx, directive, signed_on)
    signing = Signing(signed_on=signed_on, backdated=backdated, audience=met)
    signed = directive.sign(ctx.actor.officer_id, signing)
    audience.freeze(tx, signed.id, met.recipients)
    return _kept(tx, ctx, signed, "sign")


def issue_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Number a signed document and let it out. All reading comes before the number is taken."""
    issued_on, backdated = ctx.business_date(body.get("issued_on"), "/issued_on")
    directive.refuse_issue_on(issued_on)
    book = _book_for(tx, directive, body, issued_on.year)
    met = _audience_at_issue(tx, directive, issued_on)
    in_time = _last_day_in_time(tx, directive.signed_on or issued_on)
    number = books.next_number(tx, directive.agency_id, book, issued_on.year)
    if store.number_taken(tx, directive, number, issued_on.year):
        raise Refusal("number-taken", "/book", number=number)
    issuing = Issuing(
        book=book,
        number=number,
        issued_on=issued_on,
        backdated=backdated,
        last_day_in_time=in_time,
        audience=met,
    )
    issued, events = directive.issue(issuing)
    if issued.audience_version != directive.audience_version:
        audience.freeze(tx, issued.id, met.recipients)
    for event in events:
        tx.publish(event, ctx)
    return _kept(tx, ctx, issued, "issue")


def discard_directive(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Give a draft up."""
    by = Discarding(
        officer_id=ctx.actor.officer_id,
        is_leader="leader" in ctx.actor.roles,
        reason_code=body["reason_code"],
        on=ctx.today,
    )
    discarded, events = directive.discard(by)
    for event in events:
        tx.publish(event, ctx)
    reason = ": ".join(filter(None, (body["reason_code"], body.get("reason"))))
    return _kept(tx, ctx, discarded, "discard", reason)


def _kept(tx: Tx, ctx: Context, directive: Directive, action: str, reason: str | None = None) -> Directive:
    store.replace(tx, directive, directive.version - 1)
    _record(tx, ctx, directive, {"action": action, "reason": reason})
    return directive


def _record(tx: Tx, ctx: Context, directive: Directive, said: dict[str, Any]) -> None:
    tx.audit(ctx, kind=KIND, object_id=directive.id, version=directive.version, **said)


def _expanded(tx: Tx, directive: Directive, day: dt.date) -> Audience:
    recipients = expand(directive.agency_id, directive.lines, audience.tree_on(tx, day))
    return Audience(version=audience.tree_version(tx, day), recipients=recipients)


def _audience_at_issue(tx: Tx, directive: Directive, issued_on: dt.date) -> Audience:
    version = audience.tree_version(tx, issued_on)
    if version != directive.audience_version:
        return _expanded(tx, directive, issued_on)
    return Audience(version=version, recipients=audience.frozen(tx, directive.id))


def _book_for(tx: Tx, directive: Directive, body: dict[str, Any], year: int) -> str:
    """Return the book asked for, or the one that takes the type; a type is in one book only."""
    opened = books.of_year(tx, directive.agency_id, year)
    fitting = next((book.code for book in opened if directive.type in book.document_types), None)
    code: str | None = body.get("book") or directive.book or fitting
    if code is None or not any(book.code == code for book in opened):
        raise Refusal("book-not-open", "/book", book=code or directive.type, year=year)
    if code != fitting:
        raise Refusal("type-not-in-book", "/book", book=code, type=directive.type)
    return code


def _last_day_in_time(tx: Tx, signed_on: dt.date) -> dt.date:
    """Return the next working day after signing (Decree 30/2020, article 18)."""
    try:
        return add_working_days(signed_on, 1, read_calendar(tx))[0]
    except CalendarMissing:
        # Without a calendar of the year only Saturdays and Sundays are known to be off.
        days = (signed_on + dt.timedelta(days=n) for n in range(1, 4))
        return next(day for day in days if day.weekday() < SATURDAY)
