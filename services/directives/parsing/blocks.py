"""Blocks of a body: paragraphs joined over lines and pages, each with the marker it opens with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.directives.parsing.letters import LOWER, UPPER
from services.directives.parsing.lines import Line
from services.directives.parsing.strand import Strand

_MARKERS = (
    ("part", re.compile(
        r"\s*(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+)?(?P<label>[IVXLC]+|\d+|[A-Z]|nhất|hai|ba)\b[\s.:]*"
    )),
    ("article", re.compile(r"\s*(?:ĐIỀU|Điều)\s+(?P<label>\d+[a-z]?)\s*[.:]?(?=\s|$)\s*")),
    ("roman", re.compile(r"\s*(?P<label>(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))\s*[./)-](?=\s|\S[^.])\s*")),
    ("upper", re.compile(rf"\s*(?P<label>[A-HK-U])\s*[./)]\s+(?=[{UPPER}])")),
    ("decimal", re.compile(r"\s*(?P<label>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s+(?=\S)")),
    ("number", re.compile(
        rf"\s*(?P<label>\d{{1,2}})\s*(?:[.)/](?:\s+(?=\S)|(?=[{UPPER}]))|(?<=\d)-\s+(?=[{UPPER}]))"
    )),
    ("letter", re.compile(rf"\s*(?P<label>[{LOWER}]{{1,2}})\s*(?:\)\s*|\.\s+|/\s+)(?=\S)")),
    ("dash", re.compile(r"\s*(?P<label>[-–—•●▪*])\s*(?=\S)")),
    ("plus", re.compile(r"\s*(?P<label>[+○])\s*(?=\S)")),
)  # fmt: skip
_TERMINAL = re.compile(r"[.;:!?…][\"”')\]]*\s*$|\./\.?\s*$")
SHORT = 0.62
# Joining costs the length of what is joined: a paragraph beyond any real one is not joined further.
LONGEST, TAIL = 8000, 40


@dataclass(frozen=True)
class Block:
    """A paragraph; `kind` and `label` of its marker are empty for running text."""

    kind: str
    label: str
    text: Strand
    heading: bool
    gap: bool

    @property
    def complete(self) -> bool:
        """Whether the text ends as a sentence or an item does."""
        return _TERMINAL.search(self.text.chars[-TAIL:]) is not None


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of the lines of a body; rows of tables are left out."""
    width = _width(lines)
    blocks: list[Block] = []
    last: Line | None = None
    for line in lines:
        if line.table:
            last = None
            continue
        opened = _opened(line)
        if blocks and opened is None and last is not None and _goes_on(blocks[-1], last, line, width):
            blocks[-1] = _extended(blocks[-1], line)
        else:
            blocks.append(opened or Block("", "", line.strand, line.heading, line.gap))
        last = line
    return blocks


def _opened(line: Line) -> Block | None:
    for kind, pattern in _MARKERS:
        match = pattern.match(line.chars)
        if match:
            return Block(kind, match["label"], line.strand[match.end() :], line.heading, line.gap)
    return None


def _goes_on(block: Block, last: Line, line: Line, width: float) -> bool:
    first = line.chars.lstrip("\"“'(")[:1]
    if len(block.text) > LONGEST:
        return False
    if line.gap or line.heading != block.heading:
        return not block.complete and not block.heading and first.islower() and not last.capital
    if block.complete:
        return not first.isupper()
    return not (len(last.strand) < SHORT * width and first.isupper() and not last.capital)


def _extended(block: Block, line: Line) -> Block:
    text = Strand.join([block.text, line.strand], " ") if len(block.text) else line.strand
    return Block(block.kind, block.label, text, block.heading, block.gap)


def _width(lines: Sequence[Line]) -> float:
    lengths = sorted(len(line.strand) for line in lines)
    return float(lengths[len(lengths) * 3 // 4]) if lengths else 0.0
