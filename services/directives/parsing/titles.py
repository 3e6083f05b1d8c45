"""Titles: the type of a document in capitals and the subject that stands with it."""

from __future__ import annotations

import re

from services.directives.parsing import vocabulary
from services.directives.parsing.strand import Strand

_END = re.compile(r"[\s:.\-–*]*")
_LONGEST = max(len(squeezed) for squeezed in vocabulary.TITLES)


def title_of(line: Strand) -> tuple[str, int] | None:
    """Return the type that a line opens with in capitals, and the place behind its words."""
    letters = [place for place, sign in enumerate(line.chars) if sign.isalpha()]
    squeezed = "".join(line.folded[place] for place in letters)
    for length in range(min(_LONGEST, len(letters)), 2, -1):
        name = vocabulary.TITLES.get(squeezed[:length])
        if name and _stands_alone(line, letters, length):
            return name, letters[length - 1] + 1
    return None


def _stands_alone(line: Strand, letters: list[int], length: int) -> bool:
    words = line.chars[letters[0] : letters[length - 1] + 1]
    rest = line.chars[letters[length - 1] + 1 :]
    if not words.isupper() or line.chars[: letters[0]].strip(" *\"'"):
        return False
    # "CÔNG VĂN ĐẾN" heads an arrival stamp.
    return rest.strip(" :*").upper() != "ĐẾN" and (not rest or not rest[0].isalpha())


def is_bare(line: Strand) -> bool:
    """Tell whether a line is a title and nothing else."""
    found = title_of(line)
    return found is not None and _END.fullmatch(line.chars[found[1] :]) is not None
