"""Names of bodies in full and in official case ("UBND TỈNH TÂY NINH" → "Ủy ban nhân dân tỉnh Tây Ninh")."""

from __future__ import annotations

import re

from services.directives.parsing.lines import is_capital
from services.directives.parsing.strand import fold_sign

# Longest first; matched as whole words, "." optional where it closes an abbreviation.
SHORT_FORMS = (
    ("UBMTTQVN", "Ủy ban Mặt trận Tổ quốc Việt Nam"), ("UBMTTQ", "Ủy ban Mặt trận Tổ quốc"),
    ("MTTQVN", "Mặt trận Tổ quốc Việt Nam"), ("MTTQ", "Mặt trận Tổ quốc"), ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"), ("ĐBQH", "đại biểu Quốc hội"), ("TTCP", "Thanh tra Chính phủ"),
    ("TNCS", "Thanh niên Cộng sản"), ("LĐLĐ", "Liên đoàn Lao động"), ("LHPN", "Liên hiệp Phụ nữ"),
    ("GD&ĐT", "Giáo dục và Đào tạo"), ("GDĐT", "Giáo dục và Đào tạo"), ("GD-ĐT", "Giáo dục và Đào tạo"),
    ("TT&TT", "Thông tin và Truyền thông"), ("TTTT", "Thông tin và Truyền thông"),
    ("KH&ĐT", "Kế hoạch và Đầu tư"), ("KHĐT", "Kế hoạch và Đầu tư"),
    ("KH&CN", "Khoa học và Công nghệ"), ("KHCN", "Khoa học và Công nghệ"),
    ("TN&MT", "Tài nguyên và Môi trường"), ("TNMT", "Tài nguyên và Môi trường"),
    ("NN&PTNT", "Nông nghiệp và Phát triển nông thôn"), ("NN&MT", "Nông nghiệp và Môi trường"),
    ("LĐTB&XH", "Lao động - Thương binh và Xã hội"), ("LĐ-TB&XH", "Lao động - Thương binh và Xã hội"),
    ("VHTT&DL", "Văn hóa, Thể thao và Du lịch"), ("VHTTDL", "Văn hóa, Thể thao và Du lịch"),
    ("GTVT", "Giao thông vận tải"), ("BHXH", "Bảo hiểm xã hội"), ("TTYT", "Trung tâm Y tế"),
    ("BCH", "Ban Chấp hành"), ("PTNT", "Phát triển nông thôn"), ("PCTN", "phòng, chống tham nhũng"),
    ("TP", "thành phố"), ("TX", "thị xã"), ("H", "huyện"), ("Q", "quận"), ("P", "phường"), ("X", "xã"),
)  # fmt: skip
_NEEDS_DOT = frozenset({"H", "Q", "P", "X"})
PHRASES = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban Mặt trận Tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc",
    "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc", "Tòa án nhân dân", "Viện kiểm sát nhân dân",
    "Bảo hiểm xã hội", "Kho bạc Nhà nước", "Ngân hàng Nhà nước", "Kiểm toán Nhà nước", "Thủ tướng Chính phủ",
    "Văn phòng Chính phủ", "Thanh tra Chính phủ", "Chính phủ", "Văn phòng Quốc hội",
    "Ủy ban Thường vụ Quốc hội", "Quốc hội", "Đoàn đại biểu Quốc hội", "Chủ tịch nước", "Việt Nam",
    "Trung ương", "Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy",
    "Quận ủy", "Đảng ủy", "Đảng bộ", "Chi bộ", "Tỉnh Đoàn", "Huyện Đoàn", "Thành Đoàn", "Công an",
    "Bộ Công Thương", "Sở Công Thương", "Văn phòng", "Thanh tra", "Ban Thường vụ", "Ban Chấp hành",
    "Ban Chỉ đạo", "Ban Quản lý", "Ban Tuyên giáo", "Ban Tổ chức", "Ban Dân vận", "Ban Nội chính",
    "Ban Thường trực", "Ủy ban Kiểm tra", "Trung tâm", "Trung học phổ thông", "Trung học cơ sở",
    "Hội đồng Thi đua", "Hội đồng", "Hội Liên hiệp Phụ nữ", "Hội Nông dân", "Hội Cựu chiến binh",
    "Liên đoàn Lao động",
    "Đoàn Thanh niên Cộng sản", "Đồn Biên phòng", "Bộ đội Biên phòng", "Nhân dân", "Bộ trưởng", "Chủ tịch",
    "Phó Chủ tịch", "Bộ Chỉ huy Quân sự", "Ban Chỉ huy Quân sự",
    "Giám đốc", "Phó Giám đốc", "Tổng Giám đốc", "Phó Tổng Giám đốc", "Chánh Văn phòng",
    "Phó Chánh Văn phòng", "Chánh Thanh tra", "Phó Chánh Thanh tra", "Trưởng ban", "Phó Trưởng ban",
    "Trưởng phòng", "Vụ trưởng", "Phó Vụ trưởng", "Tổng cục trưởng", "Phó Tổng cục trưởng",
    "Phó Chi cục trưởng",
    "Đội trưởng", "Phó Đội trưởng", "Tổ trưởng", "Trưởng Công an", "Tổng Bí thư", "Kế toán trưởng",
    "Chính ủy",
    "Chỉ huy trưởng", "Tổng Biên tập", "Phó Tổng Biên tập", "Trưởng đoàn", "Trạm trưởng",
    "Phó Trưởng phòng", "Bí thư", "Phó Bí thư", "Thứ trưởng", "Hiệu trưởng",
    "Phó Hiệu trưởng", "Cục trưởng", "Phó Cục trưởng", "Chi cục trưởng", "Tổng Thanh tra", "Chủ nhiệm",
    "Viện trưởng", "Thủ tướng", "Phó Thủ tướng", "Ủy viên Thường trực", "Thường trực", "Phụ trách",
)  # fmt: skip
_UNITS = frozenset(
    {"tỉnh", "huyện", "thành phố", "thị xã", "thị trấn", "xã", "phường", "quận", "đặc khu", "thôn", "ấp"}
)
_PROVINCES = """An Giang|Bà Rịa - Vũng Tàu|Bắc Giang|Bắc Kạn|Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương
Bình Phước|Bình Thuận|Cà Mau|Cần Thơ|Cao Bằng|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai
Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Huế|Hưng Yên|Khánh Hòa|Kiên Giang
Kon Tum|Lai Châu|Lâm Đồng|Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên
Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên
Thanh Hóa|Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái""".replace("\n", "|")
_OPENERS = frozenset({"ủy", "đoàn"})
_JOINTS = frozenset({"và", "-", "–", ",", "&", "của", "về", "cho", "thuộc", "tại", "các"})
_HEADS = frozenset(
    {"sở", "bộ", "ban", "phòng", "cục", "vụ", "viện", "hội", "trường", "chi cục", "tổng cục", "trạm"}
)
_PROVINCE_NAMES = tuple(_PROVINCES.split("|"))


def fold(text: str) -> str:
    """Return the search form of a name, single blanks."""
    return re.sub(r"\s+", " ", "".join(map(fold_sign, text))).strip()


# Longest first: "Ủy ban Mặt trận Tổ quốc Việt Nam" before "Ủy ban Mặt trận Tổ quốc".
_FOLDED = tuple((p, fold(p)) for p in sorted((*PHRASES, *_PROVINCE_NAMES), key=len, reverse=True))
MOST_WORDS = 12


def in_full(text: str) -> str:
    """Return the name with its abbreviations written out, capitals in official case."""
    cleaned = re.sub(r"\s+", " ", text.replace(" & ", " và ")).strip(" \t\n,;.:*-–")
    full = _expanded(official_case(_units_in_full(cleaned)) if is_capital(cleaned) else cleaned)
    full = re.sub(r"Trưởng ban (?=[A-ZĐ])", "Trưởng Ban ", full)
    full = re.sub(r"\b[Uu][ỷỶ] ban", "Ủy ban", full).replace("Uỷ", "Ủy").replace("uỷ", "ủy")
    full = re.sub(r"\bthành phố (?=Hồ Chí Minh)", "Thành phố ", full)
    full = re.sub(r"^Y [Bb]an (?=nhân dân)", "Ủy ban ", full)
    return full[:1].upper() + full[1:]


def _units_in_full(capitals: str) -> str:
    for short, full in SHORT_FORMS[-6:]:
        dot = r"\.\s*" if short in _NEEDS_DOT else r"(?:\.\s*|\s+)"
        capitals = re.sub(rf"(?<!\S){short}{dot}(?=\w)", f"{full.upper()} ", capitals)
    return capitals


def _expanded(text: str) -> str:
    for short, full in SHORT_FORMS:
        dot = r"\.\s*" if short in _NEEDS_DOT else r"(?:\.\s*|\b)"
        form = rf"{re.escape(short)}|{short.capitalize()}" if short in ("TP", "TX") else re.escape(short)
        text = re.sub(rf"(?<![\w&])(?:{form}){dot}(?![&\w]*&)\s*", f"{full} ", text)
    return re.sub(r"\s+([,;])", r"\1", re.sub(r"\s+", " ", text)).strip()


def official_case(capitals: str) -> str:
    """Return a name in capitals as a record writes it."""
    words = capitals.split()
    cased: list[str] = []
    place, proper = 0, False
    while place < len(words):
        phrase = _phrase(words, place)
        if phrase:
            cased += phrase
            proper = (phrase[-1].lower() in _OPENERS and len(phrase) == 2) or fold(" ".join(cased)).endswith(
                _SCHOOLS
            )
            place += len(phrase)
            continue
        unit = _unit(words, place)
        if unit:
            cased += unit
            proper = True
            place += len(unit)
            continue
        cased.append(_word(words[place], cased, proper))
        proper = proper and words[place].lower() not in _JOINTS
        proper = proper or fold(" ".join(cased)).endswith(_SCHOOLS)
        place += 1
    return " ".join(cased)


def _phrase(words: list[str], place: int) -> list[str] | None:
    rest = fold(" ".join(words[place : place + MOST_WORDS])) + " "
    fitting = (p for p, folded in _FOLDED if rest.startswith(folded) and rest[len(folded)] in " ,;.:")
    best = next(fitting, None)
    if best is None:
        return None
    printed = words[place : place + len(best.split())]
    return [*best.split()[:-1], best.split()[-1] + re.sub(r"[\w&]", "", printed[-1])]


def _unit(words: list[str], place: int) -> list[str] | None:
    after = " ".join(words[place + 1 : place + 2]).lower()
    for length in (2, 1):
        unit = " ".join(words[place : place + length]).lower()
        unit = _UNMARKED.get(unit, unit)
        if unit in _UNITS and place and not (unit == "xã" and after == "hội"):
            return unit.split()
    return None


def _word(word: str, before: list[str], proper: bool) -> str:
    if word.rstrip(".,") in _SHORT or _is_abbreviation(word):
        return word
    lower = word.lower()
    if lower in _JOINTS:
        return lower
    previous = before[-1].lower() if before else ""
    if any(map(str.isdigit, word)) or (previous, lower) == ("phòng", "chống"):
        return word if word != "CHỐNG" else lower
    opens = not before or proper or previous.rstrip(",;") != previous or previous in _JOINTS - {"các"}
    opens = opens or previous in _HEADS or _ends_with_phrase(before)
    opens = opens or (lower in _HEADED and fold(" ".join(before)).endswith(_HOLDERS))
    return lower.capitalize() if opens else lower


def _ends_with_phrase(before: list[str]) -> bool:
    tail = fold(" ".join(before))
    openers = (
        "cong doan",
        "dai hoc",
        "cao dang",
        "trung cap",
        "hoc vien",
        "cong ty",
        "tnhh",
        "mtv",
        "co phan",
        "cp",
        "ban quan ly",
        "ban chi dao",
        "ban to chuc",
        "van phong",
        "hoi dong",
        "trung tam",
        "thanh tra",
    )
    return any(tail.endswith(opener) for opener in openers)


def _is_abbreviation(word: str) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 1 and not any(fold_sign(sign) in "aeiouy" for sign in letters)


# Behind the kind of a school stands its proper name.
_SCHOOLS = (
    "thpt", "thcs", "tieu hoc", "mam non", "mau giao", "trung hoc co so", "trung hoc pho thong",
)  # fmt: skip
# Marks of tone are the first that a reader of scans loses.
_UNMARKED = {"tinh": "tỉnh", "huyen": "huyện", "phuong": "phường", "thanh pho": "thành phố"}
# "Giám đốc Sở …": the body of whom someone is the head.
_HEADED = (_HEADS - {"trạm"}) | {"chi", "tổng", "bảo", "kho"}
_HOLDERS = ("giam doc", "truong", "chu tich", "bi thu", "chu nhiem", "chanh van phong", "chanh thanh tra")
_SHORT = frozenset(short for short, _ in SHORT_FORMS if short not in _NEEDS_DOT) | {
    f"{short}." for short in _NEEDS_DOT
}
