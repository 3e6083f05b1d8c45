"""Which event tells whom what: one row per event, read by the handlers (events.md §2, column N; §4).

A row names the agencies an event is for, the roles that are told there, the text and the facts it needs. Two
events are for an audience that other events make known: the agencies of a campaign, who spotted an exemplar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.notifications.deadlines.domain import REQUIREMENT, agency_of

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """Agencies told the same; `suffix` tells the groups of one event apart."""

    agency_ids: tuple[str, ...]
    suffix: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """What an event says to whom.

    `facts` gives each fact the event's field; `subject` the kind and field of what it is about. `mail` is the
    text of the mail, that of the notification unless told; with `once` one mail stands for all events that
    agree in these fields.
    """

    template: str
    roles: tuple[str, ...]
    subject: tuple[str, str | None]
    facts: Mapping[str, str]
    groups: Callable[[Data], Iterator[Group]] | None = None
    audience: Callable[[Data], str | None] | None = None
    mail: str | None = None
    once: tuple[str, ...] = ()


def each(name: str) -> Callable[[Data], Iterator[Group]]:
    """Return a reader of the agencies in a field: an id, ids, records with an `agency_id`; null: nobody."""

    def read(said: Data) -> Iterator[Group]:
        found = said[name] if isinstance(said[name], list) else [said[name]]
        ids = (one["agency_id"] if isinstance(one, dict) else one for one in found)
        known = tuple(sorted({id for id in ids if id}))
        if known:
            yield Group(known)

    return read


def by_binding(said: Data) -> Iterator[Group]:
    """Yield the agencies that must report and those that are asked to: the words differ."""
    for binding in ("assigned", "requested"):
        ids = (one["agency_id"] for one in said["agencies"] if (one["binding"] or "assigned") == binding)
        found = tuple(sorted(ids))
        if found:
            yield Group(found, binding, {"binding": binding})


def author(said: Data) -> Iterator[Group]:
    """Yield the agency whose report it is."""
    yield Group((agency_of(said["requirement_id"]),))


def campaign(said: Data) -> str | None:
    """Name the agencies of a campaign; an event outside any campaign is for nobody."""
    return f"campaign:{said['campaign_id']}" if said["campaign_id"] else None


def spotter(said: Data) -> str:
    """Name the agency that spotted an exemplar."""
    return f"exemplar:{said['exemplar_id']}"


def _same(*names: str, **renamed: str) -> dict[str, str]:
    return {name: name for name in names} | renamed


REPORT = _same("directive_id", "template", "submitted_on", sender_id="agency_id")
REPORTING, AT_WORK = ("submission", "submission_id"), ("leader", "officer")
A_DAY = ("directive_id", "occurred_on")

ROWS: Mapping[str, Row] = {
    "documents-arrived.v1": Row(
        "document-arrived",
        ("clerk",),
        ("directive", "directive_id"),
        _same("directive_id", "issuer_id"),
        each("agency_ids"),
    ),
    "document-registered.v1": Row(
        "document-registered",
        ("leader",),
        ("incoming", "incoming_id"),
        _same(
            "directive_id",
            "issuer_id",
            "arrival_number",
            "arrived_on",
            "task_count",
            symbol="document_symbol",
        ),
        each("agency_id"),
    ),
    "task-assigned.v1": Row(
        "task-assigned",
        AT_WORK,
        ("task", "task_id"),
        _same("directive_id", "clause_id", "party", "binding", "status", "due_on", sender_id="assigner_id"),
        each("assignee_id"),
        mail="tasks-assigned",
        once=A_DAY,
    ),
    "report-required.v1": Row(
        "report-required",
        AT_WORK,
        (REQUIREMENT, None),
        _same("directive_id", "template", "period_id", "due_on", receiver_id="report_to_id"),
        by_binding,
        mail="reports-required",
        once=A_DAY,
    ),
    "report-submitted.v1": Row("report-submitted", AT_WORK, REPORTING, REPORT, each("report_to_id")),
    "report-returned.v1": Row("report-returned", AT_WORK, REPORTING, REPORT | _same("reason_code"), author),
    "report-accepted.v1": Row("report-accepted", AT_WORK, REPORTING, REPORT | _same("accepted_on"), author),
    "criteria-published.v1": Row(
        "criteria-published",
        ("leader",),
        ("criteria-set", "criteria_set_id"),
        _same("version", directive_id="campaign_id", sender_id="agency_id"),
        audience=campaign,
    ),
    "exemplar-spotted.v1": Row(
        "exemplar-spotted",
        ("award-secretary",),
        ("exemplar", "exemplar_id"),
        _same("subject_kind", sender_id="agency_id"),
        each("council_id"),
    ),
    "exemplar-verified.v1": Row(
        "exemplar-verified",
        AT_WORK,
        ("exemplar", "exemplar_id"),
        _same("subject_kind", sender_id="council_id"),
        audience=spotter,
    ),
    "nomination-submitted.v1": Row(
        "nomination-submitted",
        ("award-secretary",),
        ("nomination", "nomination_id"),
        _same("form", "type", sender_id="agency_id"),
        each("authority_id"),
    ),
    "award-decision-prepared.v1": Row(
        "award-decision-prepared",
        ("leader",),
        ("decision", "decision_id"),
        _same("form", "type"),
        each("authority_id"),
    ),
    "award-decided.v1": Row(
        "award-decided",
        ("leader",),
        ("decision", "decision_id"),
        _same("directive_id", "symbol", "decided_on", sender_id="agency_id"),
        each("awards"),
    ),
    "award-publicised.v1": Row(
        "award-publicised",
        ("publisher",),
        ("award", "award_id"),
        _same("directive_id", "published_on"),
        each("agency_id"),
    ),
}

# What makes an audience known: its name, and the agencies that one event adds to it.
JOINS: Mapping[str, tuple[Callable[[Data], str | None], str]] = {
    "documents-arrived.v1": (campaign, "agency_ids"),
    "exemplar-spotted.v1": (spotter, "agency_id"),
}
