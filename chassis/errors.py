"""Refusals and their words: each code of the chassis with its status and two sentences (problems.yaml).

Imports nothing of the web, so that stores and use cases may raise a refusal anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.tables import table


class Refusal(Exception):
    """A request that a rule forbids.

    `code` is a key of PROBLEMS or of `Service.problems`; `pointer` names the field at fault as a
    JSON pointer ("/signed_on"); `facts` fill the sentence.
    """

    def __init__(self, code: str, pointer: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer
        self.facts = facts


@dataclass(frozen=True)
class Problem:
    """What a code says to a client: a status, one sentence in each language, seconds until a new attempt."""

    status: int
    vi: str
    en: str
    retry_after: int = 0

    def sentence(self, language: str, facts: Mapping[str, Any]) -> str:
        """Return the sentence in `language` ("en", else Vietnamese); a fact that is absent reads as "…"."""
        return (self.en if language == "en" else self.vi).format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


PROBLEMS = {code: Problem(**words) for code, words in table("problems").items()}
