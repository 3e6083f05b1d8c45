"""Clauses: every item with words of its own, whom it orders or asks, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.directives.parsing import bodies
from services.directives.parsing.bodies import Ask
from services.directives.parsing.found import LABELLED, PLACED, Found
from services.directives.parsing.names import in_full
from services.directives.parsing.outline import Item, Outline


@dataclass(frozen=True)
class Inherited:
    """What an item takes from its head, the enjoining sentence and the close when it says nothing itself."""

    names: tuple[str, ...]
    wording: str | None


def read(outline: Outline, recipients: Sequence[str], issuer: str | None) -> list[Found]:
    """Return the clauses of a body in their order."""
    enjoining = _enjoining(outline, recipients)
    return [clause for item in outline.items for clause in _clauses(item, enjoining, issuer)]


def _enjoining(outline: Outline, recipients: Sequence[str]) -> Inherited:
    """The sentence that announces the items speaks to the addressees; the close only lends its verb."""
    announcing = [block.text for block in outline.preamble if block.text.chars.rstrip().endswith(":")]
    ask = bodies.enjoined(announcing[-1]) if announcing else bodies.NOTHING
    if ask.wording:
        return Inherited(tuple(map(in_full, recipients)) or ask.names, ask.wording)
    closing = (bodies.enjoined(block.text).wording for block in outline.close)
    return Inherited((), next((wording for wording in closing if wording), None))


def _clauses(item: Item, above: Inherited, issuer: str | None) -> Iterator[Found]:
    own = _own(item)
    meant = _meant(own, above)
    words = item.words
    if words is not None:
        text = words.tidy() if "\n" not in words.chars else words.strip()
        value: dict[str, Any] = {
            "number": item.number,
            "text": text.chars,
            "addressees": list(meant.names),
            "binding": bodies.binding(meant.names, issuer),
            "wording": meant.wording,
        }
        yield Found(value, text.span, LABELLED if item.block.label.isalnum() else PLACED)
    below = _announced(item, meant)
    for inner in item.items:
        yield from _clauses(inner, below, issuer)


def _own(item: Item) -> Ask:
    ask = bodies.asked(item.block.text)
    if item.is_head and not ask.names:
        return replace(ask, names=bodies.named(item.block.text))
    return ask


def _meant(own: Ask, above: Inherited) -> Inherited:
    return Inherited(own.names or above.names, own.wording or above.wording)


def _announced(item: Item, meant: Inherited) -> Inherited:
    """A paragraph below a head that ends with a colon enjoins the items that follow it."""
    asks = [
        bodies.enjoined(block.text) for block in item.paragraphs if block.text.chars.rstrip().endswith(":")
    ]
    return _meant(asks[-1], meant) if asks else meant
