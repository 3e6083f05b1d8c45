"""Reads the repository's own source: files, functions and imports, as the rules count them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("chassis", "services", "infra")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """A Python file of the product: its path from the root, text and syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name under which it is imported."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def folder(self) -> str:
        """`chassis`, `infra` or `services/<name>`."""
        parts = self.path.parts
        return "/".join(parts[:2]) if parts[0] == "services" else parts[0]

    def lines_of_code(self, first: int = 1, last: int | None = None) -> int:
        """Count lines that are neither blank, comment nor docstring."""
        kept = enumerate(self.text.splitlines()[: last or None], 1)
        return sum(
            1
            for number, line in kept
            if number >= first and line.strip() and not line.strip().startswith("#")
            if number not in docstring_lines(self.tree)
        )

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Yield every function, methods and nested ones included."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield (line, dotted name) of everything imported, wherever in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, _absolute(self, node)

    def is_domain(self) -> bool:
        """Tell whether the file belongs to a domain ring."""
        return self.folder.startswith("services/") and "domain" in self.path.with_suffix("").parts


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    is_package = source.path.name == "__init__.py"
    kept = package[: len(package) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


@cache
def docstring_lines(tree: ast.Module) -> frozenset[int]:
    """Return the line numbers that docstrings take in a file."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and node.body and ast.get_docstring(node, clean=False) is not None:
            lines |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return frozenset(lines)


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file of the product, tests aside."""
    paths = (path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(_read(path) for path in paths if "node_modules" not in path.parts)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT), text, ast.parse(text))


def services() -> list[str]:
    """Return the names of the services that exist."""
    return sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "main.py").exists())
