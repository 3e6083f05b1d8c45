"""Telling: from an event to announcements, from an announcement to the officers it addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from chassis.context import Context
from chassis.events import Event
from chassis.transaction import Tx
from services.notifications.addressing import store as addressing
from services.notifications.addressing.domain import Roster, places_of
from services.notifications.deadlines import store as deadlines
from services.notifications.deadlines.domain import REQUIREMENT, TASK
from services.notifications.deliveries import store as deliveries
from services.notifications.inbox import store
from services.notifications.inbox.announcements import JOINS, ROWS, Group, Row
from services.notifications.inbox.domain import delivery_id, notification_id
from services.notifications.inbox.texts import texts

Document = dict[str, Any]
# What a notification takes over from its announcement.
COPIED = ("cause", "template", "template_version", "facts", "subject_kind", "day", "at", "closed_at", "mail")
# What the one mail that stands for several notifications may speak of.
SHARED_FACTS = ("directive_id", "sender_id")


def on_announced(tx: Tx, event: Event) -> None:
    """Tell the officers an event addresses; what is for an audience is told part by part by the schedule."""
    row = ROWS[event.type]
    if row.groups:
        made = [_announcement(tx, event, row, group) for group in row.groups(event.data)]
        for new in store.announce(tx, made):
            tell(tx, new)
    audience = row.audience(event.data) if row.audience else None
    if audience:
        said = _announcement(tx, event, row, Group(())) | {"audience": audience}
        store.announce(tx, [_part(said, member) for member in store.call(tx, said)])


def on_joined(tx: Tx, event: Event) -> None:
    """Let agencies into an audience, where they hear what was said to it before."""
    audience_of, name = JOINS[event.type]
    audience = audience_of(event.data)
    if audience:
        ids = event.data[name] if isinstance(event.data[name], list) else [event.data[name]]
        member = {"_id": f"{audience}:{event.subject}", "audience": audience, "agency_ids": sorted(ids)}
        store.announce(tx, [_part(said, member) for said in store.join(tx, member)])


def catch_up(tx: Tx, officer: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Tell an officer in a seat not known before what was announced there in its days."""
    known = before["positions"] if before.get("active") else []
    announced: dict[str, Document] = {}
    for position in officer["positions"]:
        if position not in known:
            days = position["valid_from"], position["valid_to"]
            for agency_id in places_of(position):
                announced |= {one["_id"]: one for one in store.announced_to(tx, agency_id, *days)}
    _write(tx, (told for _, one in sorted(announced.items()) for told in _to_officer(one, officer)))


def tell(tx: Tx, announcement: Document) -> None:
    """Make the notification, and the mail, of every officer an announcement addresses."""
    roster = addressing.addressed(tx, announcement["agency_ids"], announcement["day"])
    _write(
        tx,
        (
            _notification(announcement, agency_id, officer_id)
            for agency_id in announcement["agency_ids"]
            for officer_id in roster.holders(agency_id, announcement["roles"])
        ),
    )


def tell_pending(tx: Tx) -> bool:
    """Tell the officers of one announcement that waits for it; tell whether there was one."""
    found = store.pending(tx)
    if found is not None:
        tell(tx, found)
        store.note_told(tx, found["_id"])
    return found is not None


def _announcement(tx: Tx, event: Event, row: Row, group: Group) -> Document:
    said = event.data
    kind, name = row.subject
    subject_id = said[name] if name else None
    facts = {fact: said[source] for fact, source in row.facts.items()} | dict(group.facts)
    done_at = deadlines.acknowledged_at(tx, str(subject_id)) if kind == TASK else None
    return {
        "_id": f"{event.id}:{group.suffix}" if group.suffix else event.id,
        "cause": event.id,
        "agency_ids": list(group.agency_ids),
        "roles": list(row.roles),
        "template": row.template,
        "template_version": texts().newest(row.template).version,
        "facts": facts,
        "subject_kind": kind,
        "subject_id": subject_id,
        "day": Context.caused_by(event, said["agency_id"]).today.isoformat(),
        "at": event.time,
        "closed_at": done_at,
        "pending": False,
        "mail": _mail(event, row),
    }


def _mail(event: Event, row: Row) -> Document:
    """Say which text is mailed, and once for what: the event, or all events that agree in some fields."""
    if not row.mail:
        return {"cause": event.id, "template": None}
    cause = ":".join([row.mail, *(str(event.data[name]) for name in row.once)])
    return {"cause": cause, "template": row.mail, "template_version": texts().newest(row.mail).version}


def _part(said: Document, member: Document) -> Document:
    part = {name: said[name] for name in said if name != "audience"}
    id = f"{said['_id']}:{member['_id']}"
    return part | {"_id": id, "agency_ids": member["agency_ids"], "pending": True}


def _to_officer(announcement: Document, officer: Mapping[str, Any]) -> Iterator[Document]:
    """Yield the notification of an officer, for the agency under which `tell` would have met it first."""
    there = Roster([officer], announcement["day"])
    served = (one for one in announcement["agency_ids"] if there.holders(one, announcement["roles"]))
    for agency_id in islice(served, 1):
        yield _notification(announcement, agency_id, officer["_id"])


def _notification(announcement: Document, agency_id: str, officer_id: str) -> Document:
    return {
        "_id": notification_id(announcement["cause"], officer_id),
        # Closed is its second version, whichever of the two events came first.
        "version": 1 if announcement["closed_at"] is None else 2,
        "officer_id": officer_id,
        "agency_id": agency_id,
        "subject_id": announcement["subject_id"] or _requirement(announcement, agency_id),
        "unread": announcement["closed_at"] is None,
        "read_at": None,
        "acknowledged_at": None,
        **{name: announcement[name] for name in COPIED},
    }


def _requirement(announcement: Document, agency_id: str) -> str | None:
    if announcement["subject_kind"] != REQUIREMENT:
        return None
    facts = announcement["facts"]
    return f"{facts['directive_id']}:{agency_id}:{facts['template']}:{facts['period_id']}"


def _write(tx: Tx, made: Iterable[Document]) -> None:
    # Of those that share an id the last is kept: the earliest, of the first of an officer's agencies.
    ordered = sorted(made, key=lambda one: (one["at"], one["agency_id"]), reverse=True)
    mails = {mail["_id"]: mail for mail in _deliveries(ordered)}
    store.add(tx, [{name: one[name] for name in one if name not in {"mail", "cause"}} for one in ordered])
    deliveries.add(tx, list(mails.values()))


def _deliveries(made: Iterable[Document]) -> Iterator[Document]:
    """Yield the mail of each notification: its own text, or the one text that stands for several."""
    for one in made:
        mail = one["mail"]
        content: Document = {"notification_id": one["_id"]}
        if mail["template"]:
            facts = {name: one["facts"][name] for name in SHARED_FACTS if name in one["facts"]}
            content = {name: mail[name] for name in ("template", "template_version")} | {"facts": facts}
        id = delivery_id(mail["cause"], one["officer_id"])
        yield deliveries.new(id, one, content)
