"""Forms: what was filled in, as the body an API takes, and what the API found wrong, field by field.

A field's name says where its value belongs in the body: `signer.name` is `/signer/name`, `overrides.0.code`
the code of the first override. So a service's error finds its field without a table. What JSON tells from a
text a suffix says: `campaign.year:int`, `public:yes` (a box to tick), `consent:answer` (yes, no, or nothing
yet), `lead_ids:list` (one name, several values), `marks:lines` (one value a line).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from chassis.events import new_id
from services.portal.calls.client import Found, Rejected
from services.portal.pages.labels import AT_FAULT, FIELDS_AT_FAULT

# What belongs to the sending and not to the body.
RESERVED = frozenset({"csrf_token", "key", "version"})
EMPTY: tuple[Any, ...] = (None, "", [])
Filled = MultiDict[str, str]


@dataclass(frozen=True)
class Form:
    """A form on a page: its values by field, and what was wrong with them when it was sent."""

    values: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    key: str = field(default_factory=new_id)
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, otherwise: Any = "") -> Any:
        """Return the value of a field."""
        return self.values.get(name, otherwise)

    def error(self, name: str) -> str:
        """Return what was wrong with a field, or with a part of it; nothing while nobody has said."""
        return next((told for at, told in self.errors.items() if _within(at, name)), "")

    def told(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return what was wrong, each sentence with the name of the field that shows it, if one does."""
        fields = {_bare(name): name for name in names}
        return [
            (next((name for bare, name in fields.items() if _within(at, bare)), ""), told)
            for at, told in self.errors.items()
        ]


def form_of(found: Found, **values: Any) -> Form:
    """Return a form about what was found: its fields hold what stands there, its step names the version."""
    return Form(dict(_flat(found.body)) | values, version=found.version)


def sent_back(filled: Filled, refused: Rejected, named: Callable[[str], str] = lambda field: "") -> Form:
    """Return a form as it was sent, with what the service says about it; it may be sent anew.

    `named` gives a field as people call it: a service says a JSON pointer, which is nothing to read.
    """
    told = {item.get("detail", ""): _in_words(item, named) for item in refused.errors}
    errors = {field_of(item.get("pointer", "")): told[item.get("detail", "")] for item in refused.errors}
    values = {_bare(name): _valued(name, filled) for name in filled if name not in RESERVED}
    invalid = refused.code == "invalid-input"
    message = str(FIELDS_AT_FAULT) if invalid else told.get(refused.detail, refused.detail)
    return Form(values, version=filled.get("version", ""), message=message, errors=errors)


def _in_words(item: Mapping[str, str], named: Callable[[str], str]) -> str:
    """Return what is wrong with a field in words: its name in place of its pointer, or neither."""
    pointer, told = item.get("pointer", ""), item.get("detail", "")
    name, bare = named(field_of(pointer)), told.replace(f" ({pointer})", "")
    if name:
        return told.replace(pointer, f"“{name}”")
    return str(AT_FAULT.get(item.get("code", ""), bare)) if pointer and pointer in bare else bare


def field_of(pointer: str) -> str:
    """Return the name of the field that a JSON pointer means."""
    return pointer.strip("/").replace("/", ".")


def body_of(filled: Filled, *, empty_is_null: bool = False) -> dict[str, Any]:
    """Return the body that the filled-in fields describe.

    A field left empty is left out; in a change of what is there, null takes a value away.
    """
    body: dict[str, Any] = {}
    for name in filled:
        value = None if name in RESERVED else _valued(name, filled)
        if value not in EMPTY or (empty_is_null and name not in RESERVED):
            _put(body, _bare(name).split("."), None if value in EMPTY else value)
    told: dict[str, Any] = _with_lists(body)
    return told


def _within(at: str, name: str) -> bool:
    return at == name or at.startswith(f"{name}.")


def _bare(name: str) -> str:
    return name.partition(":")[0]


def _valued(name: str, filled: Filled) -> Any:
    kind = name.partition(":")[2]
    return KINDS[kind](filled.getlist(name)) if kind in KINDS else _last(filled.getlist(name))


def _last(values: list[str]) -> str:
    return values[-1].strip()


def _whole(values: list[str]) -> int | str:
    """Return a whole number; what is none goes as it is, for the service to name."""
    told = _last(values)
    return int(told) if told.isdecimal() else told


def _lines(values: Iterable[str]) -> list[str]:
    return [line.strip() for value in values for line in value.splitlines() if line.strip()]


KINDS: Mapping[str, Callable[[list[str]], Any]] = {
    "int": _whole,
    "yes": lambda values: _last(values) == "true",
    "answer": lambda values: {"true": True, "false": False}.get(_last(values), ""),
    "list": _lines,
    "lines": _lines,
}


def _put(body: dict[str, Any], way: list[str], value: Any) -> None:
    *outer, last = way
    for step in outer:
        body = body.setdefault(step, {})
    body[last] = value


def _with_lists(part: Any) -> Any:
    """Turn objects whose keys are all numbers into lists, in the order of the numbers."""
    if not isinstance(part, dict):
        return part
    inner = {name: _with_lists(value) for name, value in part.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _flat(part: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value of a body under the name of its field; a list of texts is one value as well."""
    if isinstance(part, list):
        yield name, part
    inner = part if isinstance(part, dict) else dict(enumerate(part)) if isinstance(part, list) else None
    if inner is None:
        yield name, "" if part is None else part
        return
    for key, value in inner.items():
        yield from _flat(value, f"{name}.{key}" if name else str(key))
