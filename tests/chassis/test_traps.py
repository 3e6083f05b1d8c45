"""The table of traps names tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.architecture.source import ROOT

NAMED = re.compile(r"`(?:(tests/\w+)/)?(test_\w+)::(test_\w+)`")


@cache
def functions_of(folder: str, module: str) -> set[str]:
    file = ROOT / folder / f"{module}.py"
    return {
        node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }


def test_every_test_in_the_table_of_traps_exists() -> None:
    named = NAMED.findall((ROOT / "docs" / "traps.md").read_text("utf-8"))
    assert len(named) > 80
    gone = [
        f"{module}::{name}"
        for folder, module, name in named
        if name not in functions_of(folder or "tests/chassis", module)
    ]
    assert not gone, f"docs/traps.md names tests that are gone: {gone}"
