"""Parse: a decoded file in, its documents out, each field with its evidence (events.md §4).

1. The page is brought into reading order, and split into documents.
2. Head, foot and body of each are read; what a later step reads never changes what an earlier one found.
3. A field that is not on the paper is null; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.directives.parsing import clauses, foot, heads, marks, references, schedule, stamps
from services.directives.parsing.blocks import blocks_of
from services.directives.parsing.documents import Document, split
from services.directives.parsing.foot import Foot
from services.directives.parsing.found import Found, words
from services.directives.parsing.heads import LETTER, Head
from services.directives.parsing.outline import Outline, outline_of
from services.directives.parsing.page import read_page
from services.directives.parsing.strand import Strand
from services.directives.parsing.symbols import drafting_unit

UNSIGNED = {"position": None, "name": None, "authority": None}
LISTS = ("recipients", "copy_to", "references", "clauses", "marks")
FIELDS = (
    "type", "number", "notation", "symbol", "issuer", "parent_body", "place", "issue_date", "subject",
    "urgency", "secrecy", "due_on", "drafting_unit", "drafter_mark", "recipients", "copy_to", "archive",
    "signer",
    "references", "clauses", "window", "arrival", "marks",
)  # fmt: skip


class SecretDocument(ValueError):
    """The text bears a mark of secrecy; nothing of it may be read into a networked system."""


@dataclass(frozen=True)
class Body:
    """What stands between head and foot; `noted` are marks found before its first sentence."""

    outline: Outline
    noted: list[Found]

    @property
    def preamble(self) -> list[Strand]:
        """The paragraphs before the items."""
        return [block.text for block in self.outline.preamble]

    @property
    def texts(self) -> list[Strand]:
        """Everything said, in reading order."""
        items = [text for item in self.outline.items for text in _texts(item)]
        return [*self.preamble, *items, *(block.text for block in self.outline.close)]


def parse(text: str) -> dict[str, Any]:
    """Return {"documents": [...]} of a decoded text; raises SecretDocument."""
    page = read_page(text)
    found = split(page)
    heads_of = [list(document.lines[: document.anchor + 16]) for document in found]
    if stamps.secrecy(page, [line for head in heads_of for line in head]):
        raise SecretDocument
    return {"documents": [_document(document) for document in found]}


def _document(document: Document) -> dict[str, Any]:
    head = heads.read(document)
    below = foot.read(document.lines, head.body)
    body = _body(document, head, below)
    found = _fields(document, head, below, body)
    values = {name: _value(name, found[name]) for name in FIELDS}
    return {**values, "warnings": _warnings(values), "evidence": _evidence(found)}


def _body(document: Document, head: Head, below: Foot) -> Body:
    blocks = blocks_of(document.lines[head.body : below.begin])
    noted, taken = marks.before_text(blocks)
    return Body(outline_of(blocks[taken:]), noted)


def _fields(document: Document, head: Head, below: Foot, body: Body) -> dict[str, Any]:
    day = head.dated.day.value if head.dated.day else None
    subject = head.subject.value if head.subject else None
    parent = head.issuer.parent.value if head.issuer.parent else None
    issuer = head.issuer.issuer.value if head.issuer.issuer else None
    said = body.texts
    return {
        **_of_head(head),
        "due_on": schedule.due(said),
        "drafter_mark": below.copies.drafter,
        "copy_to": below.copies.copy_to,
        "archive": below.copies.archive,
        "signer": below.signer.found,
        "references": references.read(body.preamble, said[len(body.preamble) :], subject, parent),
        "clauses": clauses.read(body.outline, [line.value for line in head.recipients], issuer),
        "window": schedule.window(said, day),
        "marks": [
            *marks.in_head(document.lines, head.used, document.anchor, head.body),
            *body.noted,
            *marks.in_foot(document.lines, below),
        ],
    }


def _of_head(head: Head) -> dict[str, Any]:
    symbol = head.symbol
    letter = head.type is not None and head.type.value == LETTER
    unit = drafting_unit(symbol, letter) if symbol else None
    return {
        "type": head.type,
        "number": words(symbol.number_strand) if symbol and symbol.number_strand else None,
        "notation": Found(symbol.notation, symbol.notation_strand.span) if symbol else None,
        "symbol": Found(symbol.symbol, symbol.strand.span) if symbol and symbol.symbol else None,
        "issuer": head.issuer.issuer,
        "parent_body": head.issuer.parent,
        "place": head.dated.place,
        "issue_date": head.dated.day,
        "subject": head.subject,
        "urgency": head.urgency,
        "secrecy": None,
        "drafting_unit": words(unit) if unit else None,
        "recipients": head.recipients,
        "arrival": head.stamp.arrival if head.stamp else None,
    }


def _texts(item: Any) -> list[Strand]:
    own = [item.block.text, *(block.text for block in item.paragraphs)]
    return [*own, *(text for inner in item.items for text in _texts(inner))]


def _value(name: str, found: Any) -> Any:
    if name in LISTS:
        return [one.value for one in found]
    if found is None:
        return dict(UNSIGNED) if name == "signer" else None
    return found.value


def _warnings(values: dict[str, Any]) -> list[dict[str, str]]:
    arrival, issued = values["arrival"], values["issue_date"]
    if not (arrival and arrival["date"] and issued and arrival["date"] < issued):
        return []
    detail = f"Ngày đến {arrival['date']} trước ngày văn bản {issued}."
    return [{"code": "arrival-before-issue", "field": "arrival.date", "detail": detail}]


def _evidence(found: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in found.items() if value is not None}
    return {
        name: [one.evidence for one in value] if name in LISTS else value.evidence
        for name, value in known.items()
    }
