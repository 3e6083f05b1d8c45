"""The rows of the table, by promise: each brings a fault about and returns what that did."""

from __future__ import annotations

import importlib

FILES = ("killing", "outages", "wire", "clocks", "crowd", "stopping")


def every_row() -> None:
    """Enter every row into the table."""
    for name in FILES:
        importlib.import_module(f"tests.faults.rows.{name}")
