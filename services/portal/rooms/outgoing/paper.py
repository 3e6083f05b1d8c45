"""A text that was handed in: read by the service, shown beside the form, each field with where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from services.portal.calls.client import send
from services.portal.rooms.outgoing.bodies import Bodies

Row = dict[str, Any]
# Text and form go back and forth together; a body of the portal is at most 1 MiB.
MOST_BYTES = 200_000
# Read beside a label, by its place, or only judged (directives, parsing/found.py).
SURE, FAIR = 0.95, 0.8
NEEDED = ("type", "notation", "subject", "place", "signer.name")
# Where each field of the paper goes in the form.
SINGLE = {
    "type": "type", "notation": "notation", "subject": "subject", "place": "place", "urgency": "urgency",
    "due_on": "due_on", "drafting_unit": "drafting_unit", "drafter_mark": "drafter_mark",
    "archive": "archive", "signer": "signer.name", "window": "window.start",
}  # fmt: skip
LISTED = {
    "recipients": "recipients.{}.line",
    "copy_to": "copy_to.{}.line",
    "references": "refs.{}.symbol",
    "clauses": "clauses.{}.text",
}
PLAIN = tuple(name for name in SINGLE if name not in ("signer", "window"))


class Unreadable(Exception):
    """What was handed in is no text; the message says why, in one sentence."""


@dataclass(frozen=True)
class Seen:
    """How a field was found on the paper: the words there, how sure that is, where they begin and end."""

    level: str
    quote: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Paper:
    """A text and the document of it that is being drafted."""

    text: str
    documents: list[Row]
    which: int
    seen: Mapping[str, Seen]

    @property
    def read(self) -> Row:
        """What the service has read."""
        return self.documents[self.which]

    @property
    def others(self) -> list[tuple[int, Row]]:
        """The other documents of the text, each with its place."""
        return [(at, one) for at, one in enumerate(self.documents) if at != self.which]

    @property
    def doubts(self) -> int:
        """How many fields a person should look at."""
        return sum(one.level != "sure" for one in self.seen.values())

    @property
    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield the text in order, each piece with the field that was read there, if one was."""
        done, last = self._bounds
        spans = sorted((one.span, field) for field, one in self.seen.items() if one.span)
        for (start, end), field in spans:
            if start >= done:
                yield self.text[done:start], ""
                yield self.text[start:end], field
                done = end
        yield self.text[done:last], ""

    def beside(self, draft: Row) -> Paper:
        """Return it for a form that came back: of a list whose rows were dropped or added nothing is told."""
        moved = tuple(
            f"{field.partition('.')[0]}."
            for name, field in LISTED.items()
            if len(self.read[name]) != len(draft.get(field.partition(".")[0]) or [])
        )
        kept = {field: one for field, one in self.seen.items() if not field.startswith(moved)}
        return replace(self, seen=kept)

    @property
    def _bounds(self) -> tuple[int, int]:
        """Where the document stands in its text: all of it, unless it holds several."""
        if len(self.documents) == 1:
            return 0, len(self.text)
        spans = list(_spans(self.read["evidence"]))
        return min(start for start, _end in spans), max(end for _start, end in spans)


def _spans(evidence: Row) -> Iterator[tuple[int, int]]:
    for found in evidence.values():
        for one in found if isinstance(found, list) else [found]:
            yield one["span"][0], one["span"][1]


def text_of(file: FileStorage | None, pasted: str) -> str:
    """Return the text that was handed in, as a file or pasted; raises Unreadable."""
    if file is None or not file.filename:
        return _text(pasted)
    raw = file.stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Unreadable(_("Tệp quá lớn: nhiều nhất 200 KB."))
    try:
        return _text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        told = _("Tệp không phải văn bản UTF-8; hãy lưu lại dạng .txt với bảng mã UTF-8.")
        raise Unreadable(told) from error


def _text(text: str) -> str:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Unreadable(_("Nội dung quá dài: nhiều nhất 200 KB."))
    if "\0" in text:
        raise Unreadable(_("Tệp không phải văn bản chữ; hãy lưu lại dạng .txt."))
    if not text.strip():
        raise Unreadable(_("Chưa có nội dung: hãy chọn tệp hoặc dán văn bản."))
    return text.replace("\r\n", "\n")


def documents_of(text: str) -> list[Row]:
    """Return the documents the service reads in a text; raises Unreadable where it finds none."""
    documents: list[Row] = send("directives", "parse", body={"text": text}, form={}).body["documents"]
    if not documents:
        raise Unreadable(_("Không nhận ra văn bản nào: thiếu quốc hiệu, số và ký hiệu, hoặc tên loại."))
    return documents


def paper_of(text: str, which: str) -> Paper:
    """Return a text with the document of it that was chosen, the first unless told; raises Unreadable."""
    documents = documents_of(text)
    chosen = int(which) if which.isdecimal() and int(which) < len(documents) else 0
    return Paper(text, documents, chosen, dict(_seen(text, documents[chosen])))


def _seen(text: str, read: Row) -> Iterator[tuple[str, Seen]]:
    evidence = read["evidence"]
    found = [(field, evidence[name]) for name, field in SINGLE.items() if name in evidence]
    found += [
        (field.format(at), one)
        for name, field in LISTED.items()
        for at, one in enumerate(evidence.get(name, []))
    ]
    yield from ((field, _shown(text, one)) for field, one in found)
    values = {**read, "signer.name": read["signer"]["name"]}
    yield from ((field, Seen("missing")) for field in NEEDED if not values[field])
    for at, clause in enumerate(read["clauses"]):
        if clause["addressees"]:
            yield f"clauses.{at}.lead_ids", Seen("proposed", "; ".join(clause["addressees"]))
            yield f"clauses.{at}.effect", Seen("proposed")


def _shown(text: str, evidence: Row) -> Seen:
    start, end = evidence["span"]
    confidence = evidence["confidence"]
    level = "sure" if confidence >= SURE else "check" if confidence >= FAIR else "unsure"
    return Seen(level, " ".join(text[start:end].split()), (start, end))


def draft_from(read: Row, bodies: Bodies) -> Row:
    """Return the draft that a paper proposes: what stands there, and duties for whom its clauses address."""
    return {
        **{name: read[name] for name in PLAIN if read[name]},
        "signer": read["signer"],
        "window": read["window"],
        "refs": [
            {key: ref[key] for key in ("relation", "symbol", "date", "issuer")} for ref in read["references"]
        ],
        "clauses": [_clause(clause, bodies) for clause in read["clauses"]],
        **{side: [{"line": line} for line in read[side]] for side in ("recipients", "copy_to")},
    }


def _clause(clause: Row, bodies: Bodies) -> Row:
    """Return a clause as read; one that addresses somebody is proposed as a duty, of those it names."""
    told = {name: clause[name] for name in ("number", "text", "binding", "wording")}
    addressed = clause["addressees"]
    if not addressed:
        return told
    named = all(bodies.knows(name) for name in addressed)
    return told | {"effect": "task"} | ({"scope": "named", "lead_ids": addressed} if named else {})


def names_on(read: Row) -> list[str]:
    """Return the names of bodies that the clauses of a paper address."""
    return [name for clause in read["clauses"] for name in clause["addressees"]]
