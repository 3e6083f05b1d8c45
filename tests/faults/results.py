"""What a whole run found, as a file that `make figures` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.figures import machine
from tests.faults.scene import ROOT
from tests.faults.table import Row

FOLDER = ROOT / "bench" / "results"
FAULTS, MISTAKES = FOLDER / "faults.json", FOLDER / "mistakes.json"


@dataclass(frozen=True)
class Result:
    """A row and how long it took; `mistake` is what was broken on purpose."""

    name: str
    title: str
    row: Row
    seconds: int
    mistake: str | None = None

    @property
    def seen(self) -> bool:
        """Tell whether the table itself tells of the mistake; a row that only broke off does not."""
        return not self.row.kept and not self.row.broke_off


def keep_among(file: Path, done: Sequence[Result]) -> None:
    """Keep rows beside those that were kept before, each in its last form."""
    rows = {one.name: one for one in [*kept(file)[1], *done]}
    keep(file, sorted(rows.values(), key=lambda one: int(one.name[1:])), 0.0)


def keep(file: Path, done: Sequence[Result], seconds: float) -> None:
    """Keep a whole run and how long it took."""
    told = {"taken_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    file.parent.mkdir(parents=True, exist_ok=True)
    written = told | {"seconds": round(seconds), "rows": [asdict(one) for one in done]}
    file.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def kept(file: Path) -> tuple[dict[str, Any], list[Result]]:
    """Return what was kept of a whole run: when and where, and its rows; nothing when there was none."""
    if not file.exists():
        return {}, []
    told = json.loads(file.read_text(encoding="utf-8"))
    return told, [Result(**{**one, "row": Row(**one["row"])}) for one in told["rows"]]
