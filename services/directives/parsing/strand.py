"""A strand: a piece of text that remembers where each of its signs stood in the decoded file."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

Span = tuple[int, int]
ADDED = -1


@cache
def fold_sign(sign: str) -> str:
    """Return the one-sign search form of a sign: lower case, without marks, đ as d, any dash as "-"."""
    if unicodedata.category(sign) == "Pd":
        return "-"
    base = unicodedata.normalize("NFD", sign)[0].lower()[:1]
    return "d" if base == "đ" else base or sign


@dataclass(frozen=True)
class Strand:
    """Signs with the code points they came from; a sign that was put in between came from nowhere."""

    chars: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, signs: Iterable[tuple[str, int, int]]) -> Strand:
        """Make a strand of (sign, start, end)."""
        listed = list(signs)
        return cls(
            "".join(sign for sign, _, _ in listed),
            array("l", (start for _, start, _ in listed)),
            array("l", (end for _, _, end in listed)),
        )

    @classmethod
    def join(cls, strands: Iterable[Strand], glue: str = "\n") -> Strand:
        """Join strands with `glue`, which came from nowhere."""
        chars: list[str] = []
        starts, ends = array("l"), array("l")
        for number, strand in enumerate(strands):
            if number:
                chars.append(glue)
                starts.extend([ADDED] * len(glue))
                ends.extend([ADDED] * len(glue))
            chars.append(strand.chars)
            starts.extend(strand.starts)
            ends.extend(strand.ends)
        return cls("".join(chars), starts, ends)

    def __len__(self) -> int:
        return len(self.chars)

    def __getitem__(self, part: slice) -> Strand:
        return Strand(self.chars[part], self.starts[part], self.ends[part])

    @cached_property
    def folded(self) -> str:
        """The search form, sign by sign: positions are those of `chars`."""
        return "".join(map(fold_sign, self.chars))

    @property
    def squeezed(self) -> str:
        """The letters and digits of the search form alone."""
        return re.sub(r"\W+", "", self.folded)

    @property
    def span(self) -> Span:
        """First and last code point in the decoded file, as a half-open range."""
        known = [i for i, start in enumerate(self.starts) if start != ADDED]
        return (self.starts[known[0]], self.ends[known[-1]]) if known else (0, 0)

    def part(self, match: re.Match[str], group: int | str = 0) -> Strand:
        """Return what a match on `chars` or `folded` covers."""
        return self[slice(*match.span(group))]

    def strip(self, signs: str = "") -> Strand:
        """Return it without blanks and `signs` at both ends."""
        return self.lstrip(signs).rstrip(signs)

    def lstrip(self, signs: str = "") -> Strand:
        """Return it without blanks and `signs` at the beginning."""
        return self[len(self) - len(self.chars.lstrip(" \t\n\v" + signs)) :]

    def rstrip(self, signs: str = "") -> Strand:
        """Return it without blanks and `signs` at the end."""
        return self[: len(self.chars.rstrip(" \t\n\v" + signs))]

    def split(self, pattern: str) -> list[Strand]:
        """Split it where `pattern` matches its chars."""
        pieces, begin = [], 0
        for match in re.finditer(pattern, self.chars):
            pieces.append(self[begin : match.start()])
            begin = match.end()
        return [*pieces, self[begin:]]

    def without(self, pattern: str, instead: str = "") -> Strand:
        """Return it with each match of `pattern` on its chars cut out; `instead` is at most one sign."""
        pieces = self.split(pattern)
        return Strand.join(pieces, instead)

    def tidy(self) -> Strand:
        """Return it stripped, with single blanks between words."""
        return self.strip().without(r"\s+", " ")
