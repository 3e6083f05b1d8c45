"""The sample's bodies: reads the tables beside it and establishes each agency by the directory's rules."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services.directory.agencies.domain import Agency, Surroundings, establish

TABLES = Path(__file__).parent
SINCE = date(2000, 1, 1)
AREA = "H53"
SHORT_FORMS = (
    (r"^Ủy ban nhân dân ", "UBND "),
    (r"^Trung tâm Y tế ", "TTYT "),
    (r"\bhuyện ", "H. "),
    (r"\bthị xã ", "TX. "),
    (r"\bthành phố ", "TP. "),
)
COMMUNE = {"p": "phường", "x": "xã", "t": "thị trấn"}


def table(name: str) -> Any:
    """Return the content of one of the sample's tables."""
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))


def sample_id(kind: str, key: str) -> str:
    """Return the id of a sample record: the same in every installation."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:liemchinh:sample:{kind}:{key}"))


def agencies() -> list[Agency]:
    """Return every agency of the sample, parents before children."""
    province = _Province()
    province.fill()
    return list(province.known.values())


def short_forms(name: str) -> list[str]:
    """Return the forms of a name that papers use: UBND for Ủy ban nhân dân, H. for huyện."""
    forms = [name]
    for pattern, short in SHORT_FORMS:
        forms += [made for form in forms if (made := re.sub(pattern, short, form)) != form]
    return list(dict.fromkeys(forms))[1:]


class _Province:
    """The bodies made so far, by name."""

    def __init__(self) -> None:
        self.known: dict[str, Agency] = {}
        self._children: dict[str, int] = {}
        self._on = SINCE

    def fill(self) -> None:
        tables = {name: table(name) for name in ("province", "districts", "health")}
        root = self.add(tables["province"]["root"], None)
        self._departments(tables["province"], root)
        self._districts(tables["districts"], root)
        self._health(tables["health"], [one["place"] for one in tables["districts"]["districts"]])
        self._provincial_units(tables["province"], root)
        for body in tables["province"]["outside"]:
            self.add(body, None)

    def add(self, body: Mapping[str, Any], parent: Agency | None, kind: str = "") -> Agency:
        """Establish one body below `parent`."""
        name = body["name"]
        if name in self.known:
            raise ValueError(f"two sample bodies are named {name}")
        facts = {
            "name": name,
            "kind": body.get("kind", kind),
            "aliases": [*short_forms(name), *body.get("aliases", [])],
            "valid_from": max(body.get("since", SINCE), parent.valid_from if parent else SINCE),
            **self._end(body),
            **self._codes(body, parent),
        }
        around = Surroundings(parent=parent, successors=[self.known[one] for one in _successors(body)])
        agency, _ = establish(sample_id("agency", name), facts, around, self._on)
        self.known[name] = agency
        return agency

    def _end(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if "until" not in body:
            return {}
        ids = [self.known[name].id for name in _successors(body)]
        return {"valid_to": body["until"], "successors": ids}

    def _codes(self, body: Mapping[str, Any], parent: Agency | None) -> dict[str, str]:
        if "until" in body:
            return {}
        if parent is None:
            is_root = body.get("kind") == "executive"
            return {"code_qd20": AREA, "code_qcvn": f"000.00.00.{AREA}"} if is_root else {}
        place = self._children[parent.id] = self._children.get(parent.id, 0) + 1
        return _codes_below(str(parent.code_qd20), place)

    def _departments(self, province: Mapping[str, Any], root: Agency) -> None:
        for body in province["departments"]:
            department = self.add(body, root, "department")
            for room in self._rooms_of(body, province):
                self.add({"name": room}, department, "unit")
            for named in body.get("named", []):
                self.add(named, department)

    def _rooms_of(self, body: Mapping[str, Any], province: Mapping[str, Any]) -> Iterator[str]:
        name = body["name"]
        if name not in province["without_department_rooms"]:
            yield from (room.format(of=name) for room in province["department_rooms"])
        yield from (f"{room} {name}" for room in body.get("rooms", []))

    def _provincial_units(self, province: Mapping[str, Any], root: Agency) -> None:
        for body in province["provincial_units"]:
            self.add(body, root)

    def _districts(self, districts: Mapping[str, Any], root: Agency) -> None:
        for row in districts["districts"]:
            self._district(row, districts, root)
        for row in districts["retired"]:
            self.add(row, root, "executive")

    def _district(self, row: Mapping[str, Any], districts: Mapping[str, Any], root: Agency) -> None:
        place = row["place"]
        committee = f"Ủy ban nhân dân {place}"
        district = self.add({**row, "name": committee}, root, "executive")
        for letter, word in COMMUNE.items():
            for commune in row.get(letter, []):
                name = f"Ủy ban nhân dân {word} {commune}, {place}"
                self.add({"name": name}, district, "executive")
        local = districts["rural_rooms" if place.startswith("huyện") else "urban_rooms"]
        for room in [*districts["rooms"], *local]:
            self.add({"name": room.format(of=place)}, district, "unit")

    def _health(self, health: Mapping[str, Any], places: list[str]) -> None:
        department = self.known["Sở Y tế"]
        for kind, bodies in (
            ("unit", health["rooms"]),
            ("council", [health["council"]]),
            ("department", health["sub_departments"]),
            ("public-service-unit", health["units"]),
        ):
            for body in bodies:
                self.add(body, department, kind)
        for place in places:
            self._centre(health, department, place)

    def _centre(self, health: Mapping[str, Any], department: Agency, place: str) -> None:
        centre = self.add({"name": health["centre"].format(of=place)}, department, "public-service-unit")
        for room in health["centre_rooms"]:
            name = room.format(of=centre.name)
            self.add({"name": name, "aliases": health["centre_room_aliases"].get(name, [])}, centre, "unit")


def _successors(body: Mapping[str, Any]) -> list[str]:
    return [body["successor"]] if "successor" in body else []


def _codes_below(parent: str, place: int) -> dict[str, str]:
    """Return both codes of the n-th body below a parent; the older form names the levels backwards."""
    levels = [*parent.split(".")[1:], f"{place:02d}"]
    fields = [f"{levels[2]:0>3}" if len(levels) > 2 else "000", levels[1] if len(levels) > 1 else "00"]
    return {
        "code_qd20": ".".join([AREA, *levels]),
        "code_qcvn": ".".join([*fields, levels[0], AREA]),
    }
