"""Signers: authority (TM., KT., TL., TUQ., Q.), position and name at the foot of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.directives.parsing import vocabulary
from services.directives.parsing.found import LABELLED, PLACED, Found, hull
from services.directives.parsing.letters import LOWER, UPPER
from services.directives.parsing.lines import Line, is_capital
from services.directives.parsing.names import in_full
from services.directives.parsing.strand import Strand

_AUTHORITY = re.compile(r"\W*(?P<code>tm|t/m|kt|k/t|tl|t/l|tuq|t/uq|q|quyen)(?:\s*[.,:]+\s*|\s+)(?P<rest>.*)")
_POSITION = re.compile(
    r"\W*(?:(?:quyen|pho|uy vien)\s+)*(?:chu tich|tong giam doc|giam doc|chanh|bi thu|bo truong|thu truong|"
    r"truong|thu tuong|cuc truong|vu truong|chi cuc truong|vien truong|hieu truong|chu nhiem|tong thanh tra|"
    r"tong cuc truong|doi truong|thu ky|tong bi thu|chi huy|tu lenh|chinh uy|hieu pho|tong bien tap|"
    r"thuong truc|"
    r"truong ban|to truong|cham uy|uy vien)\b"
)
_SYLLABLE = rf"(?:[{UPPER}][{LOWER}'’]*|[{UPPER}]['’]\s?[{UPPER}][{LOWER}]+)"
_NAME = re.compile(rf"{_SYLLABLE}(?:[ -]{_SYLLABLE}){{1,5}}")
_RANK = re.compile(
    r"^\W*(?:(?:(?:PGS|GS|TS|ThS|Ths|BS|BSCK\s?I{1,2}|BSCKI{1,2}|CKI{1,2}|CK[12]|DS|KS|CN|LS|NGƯT|NGND|TTƯT|TTND)\b[.,]*\s*)+"
    r"|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)\s+)"
)
# "Trương" is a surname; without its marks it reads like the "Trưởng" of a position.
_NAMESAKE = re.compile(r"\W*Tr(?:ương|ƯƠNG)\s")
_SURNAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dao",
        "doan",
        "dinh",
        "truong",
        "lam",
        "mai",
        "trinh",
        "ha",
        "luong",
        "luu",
        "cao",
        "ta",
        "chau",
        "thach",
        "kim",
        "thai",
        "to",
        "quach",
        "nong",
        "lu",
        "ly",
        "la",
        "tong",
        "ma",
        "vuong",
        "dam",
        "khuc",
        "nghiem",
        "tang",
        "ton",
        "kieu",
        "bach",
        "phung",
        "giang",
        "chu",
        "trieu",
        "thi",
        "danh",
        "son",
        "diep",
        "quan",
        "ung",
        "au",
        "luc",
        "kha",
        "tieu",
        "cu",
        "h'",
    ]
)
_DEGREES = r"(?:(?:pgs|gs|ts|ths|bs|bsck\s?i{1,2}|cki{1,2}|ck[12]|ds|ks|cn|ls|luat su)\b[\s.,]*)+"
_NOISE = re.compile(
    rf"\W*{_DEGREES}|\W*(da ky|ky ten|ky,? dong dau|da ky so|chu ky|ky ghi ro ho ten)\b.*|\W*"
)
_CUT = (
    rf"(?<=\S)\s+(?=(?:KT|TL|TUQ|Q)\s*\.)|(?<=[{UPPER}])\s+(?=PHÓ (?!BÍ THƯ THƯỜNG))"
    rf"|(?<=[{UPPER}]{{2}})\s+(?=[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]*)+\s*$)|\s*\((?:Đã ký|đã ký)\)\s*"
)


@dataclass(frozen=True)
class Signer:
    """Who signs as printed; what the paper does not say is None. `strands` are what it was read from."""

    position: str | None
    name: str | None
    authority: str | None
    strands: tuple[Strand, ...]

    @property
    def found(self) -> Found | None:
        """Itself with its evidence, or None when nothing was read."""
        value = {"position": self.position, "name": self.name, "authority": self.authority}
        return (
            Found(value, hull(self.strands), LABELLED if self.position else PLACED) if self.strands else None
        )


def _is_position(strand: Strand) -> bool:
    return _POSITION.match(strand.folded.strip()) is not None and not _NAMESAKE.match(strand.chars)


def opens_signature(line: Line) -> bool:
    """Tell whether a line of capitals is an authority or a position, as a signature block begins."""
    return line.capital and bool(_authority(line.strand) or _is_position(line.strand))


def is_name(strand: Strand) -> bool:
    """Tell whether a line is the name of a person."""
    return _name(strand) is not None


def read(lines: Sequence[Line]) -> Signer:
    """Return the signer of the lines at a foot, address lines taken away."""
    pieces = [piece for line in lines for piece in _cut(line.strand)]
    authority: tuple[str, Strand] | None = None
    position: list[Strand] = []
    for piece in pieces:
        name = _name(piece)
        if name is not None and not (is_capital(piece.chars) and _reads_as_position(piece, position)):
            return _signer(authority, position, name)
        authority, position = _step(piece, authority, position)
    return _signer(authority, position, None)


def _cut(line: Strand) -> Iterable[Strand]:
    return (piece.strip("*_ ") for piece in line.split(_CUT) if not _NOISE.fullmatch(piece.folded))


def _step(
    piece: Strand, authority: tuple[str, Strand] | None, position: list[Strand]
) -> tuple[tuple[str, Strand] | None, list[Strand]]:
    found = _authority(piece)
    if found:
        code, rest = found
        own = [rest] if code == "Q" and len(rest) else []
        return (code, piece), own
    opens = _is_position(piece) and (piece.chars.isupper() or len(piece) < 60)
    if position and is_capital(piece.chars) and not _is_position(piece):
        return authority, [*position, piece]
    return authority, [piece] if opens else position


def _authority(piece: Strand) -> tuple[str, Strand] | None:
    match = _AUTHORITY.fullmatch(piece.folded)
    if match is None or not piece.chars.strip()[:1].isupper():
        return None
    code = match["code"].replace("/", "")
    dotted = piece.chars[match.end("code") :].lstrip()[:1] in (".", ",", ":")
    if not dotted and (code == "q" or not is_capital(piece.chars)):
        return None
    if code == "quyen" and not _POSITION.match(match["rest"]):
        return None
    return ("Q" if code == "quyen" else code.upper()), piece.part(match, "rest")


def _name(piece: Strand) -> Strand | None:
    rank = _RANK.match(piece.chars)
    name = piece[rank.end() if rank else 0 :].strip("*_().,;: ")
    if not _NAME.fullmatch(name.tidy().chars) and not _capital_name(name):
        return None
    folded = name.folded.strip()
    other = vocabulary.opens_with_body(folded) and folded.split()[0] not in _SURNAMES
    return None if other or _is_position(name) or folded.startswith(("noi nhan", "phu luc")) else name.tidy()


def _capital_name(name: Strand) -> bool:
    words = name.folded.split()
    return is_capital(name.chars) and 2 <= len(words) <= 6 and words[0] in _SURNAMES and name.chars.isupper()


def _reads_as_position(piece: Strand, position: list[Strand]) -> bool:
    return not position and _is_position(piece)


def _signer(authority: tuple[str, Strand] | None, position: list[Strand], name: Strand | None) -> Signer:
    titled = Strand.join(position, " ").strip(" .,:*") if position else None
    strands = (*([authority[1]] if authority else ()), *position, *([name] if name else ()))
    return Signer(
        position=in_full(titled.chars) if titled else None,
        name=_official_name(name.chars) if name else None,
        authority=authority[0] if authority else None,
        strands=strands,
    )


def _official_name(name: str) -> str:
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name
