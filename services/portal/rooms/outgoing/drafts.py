"""The form of a draft and its body: an empty row is no row, an empty field takes its value away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.portal.calls.client import Found, Rejected
from services.portal.calls.forms import Filled, Form, body_of, form_of, sent_back
from services.portal.rooms.outgoing import labels

Row = dict[str, Any]
# Each list of a draft and what a row must say to be one.
ROWS = {
    "clauses": ("number", "text"),
    "recipients": ("line",),
    "copy_to": ("line",),
    "refs": ("symbol", "date", "issuer"),
    "reporting": ("template",),
}
PARTS = ("signer", "window", "campaign")
FIELDS = (
    "type", "notation", "subject", "place", "urgency", "public", "due_on", "drafting_unit", "drafter_mark",
    "archive", *PARTS, *ROWS,
)  # fmt: skip
# Carried beside the draft: the text it was read from, which document of it; a wish for one more row.
BESIDE = ("text", "which", "more")
EMPTY: tuple[Any, ...] = (None, "", [], {})


def draft_of(filled: Filled, group_names: Mapping[str, str]) -> Row:
    """Return the draft as filled in, agencies and groups by their names."""
    kept = Filled((name, value) for name, value in filled.items(multi=True) if name not in BESIDE)
    body = body_of(kept, empty_is_null=True)
    body["public"] = bool(body.get("public"))
    for part in PARTS:
        body[part] = _said(body.get(part)) or None
    for name, needed in ROWS.items():
        rows = [_said(row) for row in _rows(body.get(name))]
        body[name] = [_with_group(row, group_names) for row in rows if any(row.get(one) for one in needed)]
    return body


def _rows(value: Any) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _said(part: Any) -> Row:
    return (
        {name: value for name, value in part.items() if value not in EMPTY} if isinstance(part, dict) else {}
    )


def _with_group(row: Row, group_names: Mapping[str, str]) -> Row:
    """Return a line with the group that was chosen for it among those that its names mean."""
    chosen = group_names.get(row.pop("add", ""))
    return row | {"targets": [*row.get("targets", []), chosen]} if chosen else row


def to_create(body: Row) -> Row:
    """Return what a new draft says."""
    return {name: value for name, value in body.items() if value not in EMPTY}


def form_with(
    draft: Row, version: str, filled: Filled | None = None, refused: Rejected | None = None
) -> Form:
    """Return the form of a draft; `refused` is what the service says about what was filled in."""
    told = {name: draft[name] for name in FIELDS if name in draft}
    form = form_of(Found(told, version))
    if filled is None or refused is None:
        return form
    said = refusal(filled, refused)
    return replace(form, message=said.message, errors=said.errors)


def refusal(filled: Filled, refused: Rejected) -> Form:
    """Return a form as it was sent, with what the service says in the words of a draft's form."""
    said = sent_back(filled, refused, labels.field_name)
    return replace(said, errors={_placed(field): sentence for field, sentence in said.errors.items()})


def _placed(field: str) -> str:
    """Return the field that shows an error about a list, a row, or a part that has no field of its own."""
    name, _, rest = field.partition(".")
    if name in ROWS and (not rest or rest.isdecimal()):
        return f"{name}.{rest or 0}.{ROWS[name][-1] if name == 'clauses' else ROWS[name][0]}"
    return field


def counts(draft: Row) -> dict[str, int]:
    """Return how many rows the form has of each list: those that are there, and room for one more."""
    return {name: len(draft.get(name) or []) + 1 for name in ROWS}


def field_names(counted: Mapping[str, int]) -> list[str]:
    """Return the names of all fields, as the form's templates give them."""
    single = [name for name in FIELDS if name not in (*PARTS, *ROWS)]
    parts = ["signer.name", "signer.position", "signer.authority", "window.start", "window.end"]
    parts += ["campaign.name", "campaign.year:int"]
    rows = [
        f"{name}.{at}.{key}"
        for name, most in counted.items()
        for at in range(most)
        for key in ROW_FIELDS[name]
    ]
    return [*single, *parts, *rows]


LINE = ("line", "targets:lines", "purpose", "persons:yes")
ROW_FIELDS = {
    "clauses": (
        "number", "text", "effect", "kind", "scope", "lead_ids:lines", "co_ids:lines", "accountable_id",
        "due_on", "under", "binding", "wording", "category", "sectors:list", "open_groups:lines",
        "corrected_text",
    ),
    "recipients": LINE,
    "copy_to": LINE,
    "refs": ("relation", "symbol", "date", "issuer"),
    "reporting": ("template", "report_to_id"),
}  # fmt: skip
