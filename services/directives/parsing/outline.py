"""The outline of a body: its blocks as a tree, each item with the number that the paper gives it.

A number stands as printed. A dash has none and takes the next style by position: a figure at the top or
under a Roman heading, a letter (no đ) under a number, a figure under a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.directives.parsing.blocks import Block
from services.directives.parsing.strand import Strand

_RANKS = {
    kind: rank
    for rank, kind in enumerate(
        ("part", "upper", "roman", "article", "number", "decimal", "letter", "dash", "plus")
    )
}
_LETTERED_UNDER = frozenset({"number", "decimal", "article"})
_LETTERS = "abcdeghiklmnopqrstuvxy"
_BASIS = re.compile(r"\W*(can cu|theo de nghi|xet)\b")
_FAREWELL = re.compile(
    r"\W*(tren day la|de nghi|yeu cau|nhan duoc|trong qua trinh|(?:cac )?(?:co quan|"
    r"don vi)\b.{0,80}\b(nghiem tuc|trien khai)|"
    r"chu tich\b.{0,40}\b(de nghi|yeu cau)|tran trong|uy ban\b.{0,60}\b(de nghi|yeu cau)|noi nhan)\b"
)


@dataclass
class Item:
    """A numbered item: its own words, the paragraphs below it and the items it holds."""

    kind: str
    number: str
    block: Block
    paragraphs: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def is_head(self) -> bool:
        """Whether its words only announce what follows: a topic, an addressee, a list."""
        announces = self.block.text.chars.rstrip().endswith(":")
        topic = self.block.heading or not self.block.complete
        return bool(self.items or self.paragraphs) and (announces or topic)

    @property
    def words(self) -> Strand | None:
        """Its own words, None for a pure head: one that holds items and says nothing itself."""
        own = [] if self.is_head else [self.block]
        below = [] if self.is_head and self.items else self.paragraphs
        said = [block.text for block in (*own, *below) if block.text.chars.strip()]
        return Strand.join(said, "\n") if said else None


@dataclass(frozen=True)
class Outline:
    """A body in three parts: what comes before the items, the items, the close."""

    preamble: tuple[Block, ...]
    items: tuple[Item, ...]
    close: tuple[Block, ...]


def outline_of(blocks: Sequence[Block]) -> Outline:
    """Return the outline of the blocks of a body."""
    first = next((n for n, block in enumerate(blocks) if _opens_item(block)), len(blocks))
    last = max((n for n, block in enumerate(blocks) if n >= first and block.kind), default=first)
    tree = _Tree()
    closing = len(blocks)
    for number, block in enumerate(blocks[first:], first):
        if block.kind:
            tree.add(block)
        elif number > last and _is_close(block, tree.open):
            closing = number
            break
        else:
            tree.open.paragraphs.append(block)
    return Outline(tuple(blocks[:first]), tuple(tree.items), tuple(blocks[closing:]))


def _opens_item(block: Block) -> bool:
    return bool(block.kind) and not _BASIS.match(block.text.folded)


def _is_close(block: Block, item: Item) -> bool:
    waits = item.block.heading or not item.block.complete
    return bool(_FAREWELL.match(block.text.folded)) or not (waits and not item.paragraphs)


class _Tree:
    """Puts items under one another by the rank of their markers."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._path: list[Item] = []

    @property
    def open(self) -> Item:
        """The item that a paragraph belongs to now."""
        return self._path[-1]

    def add(self, block: Block) -> None:
        while self._path and _RANKS[self._path[-1].kind] >= _RANKS[block.kind]:
            self._path.pop()
        parent = self._path[-1] if self._path else None
        siblings = parent.items if parent else self.items
        item = Item(block.kind, _number(block, parent, siblings), block)
        siblings.append(item)
        self._path.append(item)


def _number(block: Block, parent: Item | None, siblings: list[Item]) -> str:
    label = block.label
    if block.kind in {"dash", "plus"}:
        place = sum(sibling.kind == block.kind for sibling in siblings)
        lettered = parent is not None and parent.kind in _LETTERED_UNDER
        label = _LETTERS[place % len(_LETTERS)] if lettered else str(place + 1)
    if parent is None or block.kind == "article":
        return label
    if block.kind == "decimal" and parent.kind == "number":
        above = parent.number.rpartition(".")[0]
        return f"{above}.{label}" if above else label
    return f"{parent.number}.{label}"
