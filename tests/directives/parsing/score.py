"""The score of parse over the labelled samples: python -m tests.directives.parsing.score [--misses].

A sample is a text and a YAML file beside it: `documents` with the fields that the paper shows. A field that
is not labelled is not on the paper: null or an empty list is the one right answer. `blind: true` marks a
sample that was written after the rules and has not led to a change of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.directives.parsing.parse import parse
from services.directives.parsing.text import decode

SAMPLES = Path(__file__).parent / "samples"
LISTS = ("recipients", "copy_to", "references", "clauses", "marks", "warnings")
FIELDS = (
    "type", "number", "notation", "symbol", "issuer", "parent_body", "place", "issue_date", "subject",
    "urgency", "due_on", "drafting_unit", "drafter_mark", "recipients", "copy_to", "archive", "signer",
    "references", "clauses", "spoken", "window", "arrival", "marks", "warnings",
)  # fmt: skip
NOBODY = {"position": None, "name": None, "authority": None}


@dataclass(frozen=True)
class Sample:
    """A labelled text."""

    name: str
    text: str
    documents: list[dict[str, Any]]
    blind: bool


@dataclass(frozen=True)
class Verdict:
    """What was read of one field of one document, against its label."""

    sample: Sample
    field: str
    label: Any
    read: Any

    @property
    def right(self) -> bool:
        return bool(self.label == self.read)


def samples() -> list[Sample]:
    return [_sample(file) for file in sorted(SAMPLES.glob("*.yaml"))]


def _sample(file: Path) -> Sample:
    labels = yaml.safe_load(file.read_text(encoding="utf-8"))
    text = decode(file.with_suffix(".txt").read_bytes())
    return Sample(file.stem, text, labels["documents"], labels.get("blind", False))


@cache
def verdicts() -> tuple[Verdict, ...]:
    return tuple(verdict for sample in samples() for verdict in verdicts_of(sample))


def verdicts_of(sample: Sample) -> Iterator[Verdict]:
    """A document that was not found is wrong in every field; one too many too."""
    found = parse(sample.text)["documents"]
    yield Verdict(sample, "documents", len(sample.documents), len(found))
    missing: list[dict[str, Any]] = [{} for _ in range(len(sample.documents) - len(found))]
    for labelled, read in zip(sample.documents, [*found, *missing], strict=False):
        for field in FIELDS:
            yield Verdict(
                sample,
                field,
                _label(labelled, field),
                _said(read, field, labelled) if read else "no document",
            )


def _label(labelled: dict[str, Any], field: str) -> Any:
    if field == "signer":
        return {**NOBODY, **(labelled.get("signer") or {})}
    if field == "spoken":
        return labelled.get("spoken", {})
    return labelled.get(field, [] if field in LISTS else None)


def _said(read: dict[str, Any], field: str, labelled: dict[str, Any]) -> Any:
    """Of clauses the numbers are compared, of references symbol and relation, of warnings the codes.

    `spoken` is of some clauses whom they speak to, how binding and in which words.
    """
    if field == "spoken":
        asked = labelled.get("spoken", {})
        return {
            clause["number"]: [clause["addressees"], clause["binding"], clause["wording"]]
            for clause in read["clauses"]
            if clause["number"] in asked
        }
    value = read[field]
    if field == "clauses":
        return [clause["number"] for clause in value]
    if field == "references":
        return [f"{cited['symbol']} {cited['relation']}" for cited in value]
    if field == "warnings":
        return [warning["code"] for warning in value]
    return {**NOBODY, **(value or {})} if field == "signer" else value


def shares(chosen: tuple[Verdict, ...]) -> dict[str, float]:
    """Return the share of right answers per field."""
    asked = Counter(verdict.field for verdict in chosen)
    right = Counter(verdict.field for verdict in chosen if verdict.right)
    return {field: right[field] / asked[field] for field in ("documents", *FIELDS) if asked[field]}


def _report(title: str, chosen: tuple[Verdict, ...]) -> Iterator[str]:
    names = {verdict.sample.name for verdict in chosen}
    whole = sum(verdict.right for verdict in chosen) / len(chosen)
    yield f"{title}: {len(names)} samples, {whole:.1%} of {len(chosen)} fields"
    for field, share in shares(chosen).items():
        yield f"  {field:14} {share:7.1%}"


def main(arguments: list[str]) -> None:
    every = verdicts()
    blind = tuple(verdict for verdict in every if verdict.sample.blind)
    lines = [*_report("all", every), *(_report("blind", blind) if blind else ())]
    if "--misses" in arguments:
        lines += [
            f"{verdict.sample.name} {verdict.field}\n    label {verdict.label!r}\n    read  {verdict.read!r}"
            for verdict in every
            if not verdict.right
        ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
