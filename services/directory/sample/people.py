"""The sample's officers: plainly made-up people in the seats that the bodies need, the same for one seed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.directory.agencies.domain import Agency
from services.directory.officers.domain import Officer, appoint
from services.directory.sample.bodies import SINCE, sample_id, table

SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
)  # fmt: skip
MIDDLES = (
    "Văn", "Thị", "Minh", "Ngọc", "Hữu", "Thanh", "Quốc", "Kim", "Hoàng", "Đức", "Thu", "Xuân", "Công",
    "Bảo", "Gia", "Tuyết", "Phương", "Hải", "Anh",
)  # fmt: skip
# Given names nobody bears: sample, trial, example, illustration.
GIVENS = ("Mẫu", "Thử", "Ví Dụ", "Minh Họa")
BACKDATED = "record:backdated"
OFFICE = (("clerk",), ("leader",), ("officer",))
SEATS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "executive": OFFICE,
    "department": OFFICE,
    "public-service-unit": OFFICE,
    "socio-political": OFFICE,
    "party": (("clerk", "officer"),),
    "people-council": (("clerk", "officer"),),
    "state-capital-enterprise": (("leader",), ("clerk", "officer")),
    "council": (("council-member", "award-secretary"), ("council-member",), ("council-member",)),
    "press": (("officer",),),
    "mass-organisation": (("officer",),),
}
# Seats of single bodies beyond what their kind needs: (agency, unit, roles).
SPECIAL_SEATS = (
    ("Sở Y tế", "Thanh tra Sở Y tế", ("monitor",)),
    ("Sở Thông tin và Truyền thông", None, ("publisher",)),
    ("Ban Thi đua - Khen thưởng tỉnh", None, ("leader",)),
    ("Ban Thi đua - Khen thưởng tỉnh", None, ("clerk", "officer")),
)


@dataclass(frozen=True)
class Person:
    """An officer of the sample, with a user name when the story needs one."""

    officer: Officer
    agency_id: str
    username: str | None = None


@dataclass
class _Seat:
    key: str
    agency: str
    positions: list[dict[str, Any]] = field(default_factory=list)
    username: str | None = None


def people(agencies: Sequence[Agency], seed: int, on: date) -> list[Person]:
    """Return the officers of the sample, those of the story first."""
    names = _names(random.Random(seed))  # noqa: S311 - sample names, no secret
    known = {agency.name: agency for agency in agencies}
    taken = [*_story_seats(known)]
    filled = {(one["agency_id"], role) for seat in taken for one in seat.positions for role in one["roles"]}
    taken += _seats(agencies, known, filled)
    return [_person(seat, next(names), number, on) for number, seat in enumerate(taken, 1)]


def _names(rng: random.Random) -> Iterator[str]:
    combined = [" ".join(parts) for parts in itertools.product(SURNAMES, MIDDLES, GIVENS)]
    rng.shuffle(combined)
    return iter(combined)


def _story_seats(known: Mapping[str, Agency]) -> Iterator[_Seat]:
    for row in table("story"):
        seat = _Seat(row["username"], known[row["positions"][0]["agency"]].id, username=row["username"])
        permissions = [] if row["username"] == "admin" else [BACKDATED]
        for one in row["positions"]:
            agency, unit = known[one["agency"]], known[one["unit"]] if "unit" in one else None
            seat.positions.append(_position(seat, agency, unit, one["roles"]) | {"permissions": permissions})
        yield seat


def _seats(
    agencies: Sequence[Agency], known: Mapping[str, Agency], filled: set[tuple[str, str]]
) -> Iterator[_Seat]:
    for name, unit_name, roles in SPECIAL_SEATS:
        yield _seat(known[name], known[unit_name] if unit_name else None, roles)
    for agency in agencies:
        for number, needed in enumerate(SEATS.get(agency.kind, ())):
            if agency.valid_to is None and not any((agency.id, role) in filled for role in needed):
                yield _seat(agency, None, needed, number)
    yield from _heads_of_units(agencies)


def _heads_of_units(agencies: Sequence[Agency]) -> Iterator[_Seat]:
    """Yield the head of each room of a department and of a health centre."""
    known = {agency.id: agency for agency in agencies}
    for agency in agencies:
        parent = known.get(agency.parent_id or "")
        if agency.kind == "unit" and parent and parent.kind in ("department", "public-service-unit"):
            yield _seat(parent, agency, ("officer",))


def _seat(agency: Agency, unit: Agency | None, roles: Sequence[str], number: int = 0) -> _Seat:
    seat = _Seat(f"{(unit or agency).name}:{agency.name}:{'+'.join(roles)}:{number}", agency.id)
    seat.positions.append(_position(seat, agency, unit, roles))
    return seat


def _position(seat: _Seat, agency: Agency, unit: Agency | None, roles: Sequence[str]) -> dict[str, Any]:
    return {
        "position_id": sample_id("position", f"{seat.key}:{len(seat.positions)}"),
        "agency_id": agency.id,
        "unit_id": unit.id if unit else None,
        "roles": list(roles),
        "valid_from": max(SINCE, agency.valid_from),
    }


def _person(seat: _Seat, name: str, number: int, on: date) -> Person:
    facts = {
        "name": name,
        "email": f"can.bo.{number:04d}@mau.example",
        "phone": f"0000 000 {number:03d}",
        "positions": seat.positions,
    }
    officer, _ = appoint(sample_id("officer", seat.key), facts, on, seat.agency)
    return Person(officer, seat.agency, seat.username)
