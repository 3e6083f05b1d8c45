"""A value with where on the paper it was read and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.directives.parsing.strand import Span, Strand

LABELLED, PLACED, JUDGED = 0.98, 0.9, 0.75
Evidence = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A value and its evidence; a value that is not on the paper is not a Found but None."""

    value: Any
    span: Span
    confidence: float = LABELLED

    @property
    def evidence(self) -> Evidence:
        """Where it stands, as code points of the decoded file."""
        return {"span": list(self.span), "confidence": self.confidence}


def hull(strands: Iterable[Strand]) -> Span:
    """Return the span from the first to the last of the strands."""
    spans = [strand.span for strand in strands]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else (0, 0)


def words(strand: Strand, confidence: float = LABELLED) -> Found:
    """Return a strand as a value in its own words, blanks made single."""
    tidy = strand.tidy()
    return Found(tidy.chars, tidy.span, confidence)
