"""The two documents as parse reads them: from the scan text when it is there, else from the own rendition."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RENDITION = sorted((HERE / "documents").glob("*.txt"))
PARSE_SECONDS = 60


@dataclass(frozen=True)
class Paper:
    """A parsed document and what a person decided about it."""

    parsed: dict[str, Any]
    decisions: dict[str, Any]

    @property
    def symbol(self) -> str:
        """Number and notation as printed, without inner blanks."""
        return str(self.parsed["symbol"])


def sources() -> tuple[list[Path], str]:
    """Return the files to parse and a sentence that says which they are.

    `SEEDS` names a folder or file with the scan text; without it the shared seeds are looked for.
    """
    seeds = Path(os.environ.get("SEEDS") or ROOT.parent / "shared" / "seeds")
    scans = sorted(seeds.glob("*.txt")) if seeds.is_dir() else [seeds] * seeds.is_file()
    if scans:
        return scans, "văn bản quét gốc (scan text)"
    return RENDITION, "bản dựng lại của kho mã (the repository's own rendition)"


def read(files: list[Path]) -> dict[str, Paper]:
    """Parse the files with the command an officer would use; returns the papers by symbol."""
    documents = [document for file in files for document in _parse(file)]
    return {document["symbol"]: Paper(document, _decisions(document["number"])) for document in documents}


def _parse(file: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "services.directives", "parse", str(file)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PARSE_SECONDS, check=True)
    documents: list[dict[str, Any]] = json.loads(answer.stdout)["documents"]
    return documents


def _decisions(number: str) -> dict[str, Any]:
    text = (HERE / "decisions" / f"{number}.yaml").read_text(encoding="utf-8")
    decisions: dict[str, Any] = yaml.safe_load(text)
    return decisions
