"""The benches, in the order in which they run: one file each."""

from __future__ import annotations

from importlib import import_module

NAMES = ("relay", "consumer", "fanout", "history", "journey", "arrival", "end_to_end", "http", "idle")


def every_bench() -> None:
    """Import them all, so that each enters itself."""
    for name in NAMES:
        import_module(f"tests.bench.benches.{name}")
