"""Bodies in running text: whom a sentence orders or asks, and how binding that reads from the name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.directives.parsing.names import fold, in_full
from services.directives.parsing.strand import Strand

ORDER, REQUEST = "order", "request"
ASSIGNED, REQUESTED = "assigned", "requested"
_VERB = re.compile(
    r"(?<!\w)(?:(?P<order>giao(?: nhiệm vụ)?(?: cho)?|yêu cầu|chỉ đạo|phân công)|"
    r"(?P<request>(?:kính )?đề nghị|kiến nghị|mời))\s+",
    re.IGNORECASE,
)
# What a body is told to do: the first of these ends its name. With their marks, for "đưa" is not "đua".
_DOES = (
    "chủ trì|phối hợp|tham mưu|tăng cường|quan tâm|thực hiện|triển khai|tổ chức|xây dựng|hướng dẫn|theo dõi|"
    "có trách nhiệm|chịu trách nhiệm|đôn đốc|kiểm tra|nghiêm túc|đẩy mạnh|căn cứ|chỉ đạo|báo cáo|"
    "rà soát|tiếp tục|"
    "khẩn trương|cung cấp|lập|tổng hợp|quán triệt|phổ biến|tuyên truyền|vận động|có giải pháp|"
    "có kế hoạch|đưa|bố trí|"
    "phát huy|chủ động|thường xuyên|kịp thời|xem xét|nghiên cứu|đề xuất|ban hành|quản lý|giám sát|"
    "thẩm định|trình|"
    "đăng tải|thông báo|cấp phát|hoàn thành|gửi|lựa chọn|cử|phân công|thành lập|nêu cao|lãnh đạo|"
    "duy trì|phát động|bảo đảm|"
    "đảm bảo|tập trung|xác định|định hướng|góp ý|cho ý kiến|làm|được|phải|cần|không|sử dụng|bổ sung|"
    "xử lý|đánh giá|ưu tiên"
)
_STOP = re.compile(rf"\s+(?:(?:{_DOES})(?!\w)|(?:để|tại|theo|khi|nếu|trước|sau)\s)|\s*[:.\n]|\s*\(")
_SUBJECT = re.compile(rf"(?P<name>[^:.\n]{{3,400}}?)\s+(?:{_DOES})(?!\w)")
_RESPONSIBLE = re.compile(
    r"(?P<name>[^:\n]{3,600}?)\s*(?:có trách nhiệm|chịu trách nhiệm|căn cứ (?:quyết định|nghị quyết))(?!\w)",
    re.IGNORECASE,
)
# One office of two bodies: "Văn phòng HĐND và UBND".
_SHARED = re.compile(r"văn phòng (?:hđnd|hội đồng nhân dân|đoàn đbqh|đoàn đại biểu quốc hội)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;,]\s*(?:và\s+)?|\s+(?:và|cùng)\s+")
_BODY = re.compile(
    r"(?:ủy ban|uỷ ban|ubnd|hội đồng|hđnd|sở|bộ|phòng(?!,? (?:chống|ngừa|cháy))|ban(?! hành)|chi cục|"
    r"cục|tổng cục|trung tâm|"
    r"trường(?! hợp)|văn phòng|thanh tra|bệnh viện|học viện|viện(?! dẫn)|vụ(?! việc)|công an|"
    r"t[òo][àa] án|kho bạc|bảo hiểm|"
    r"ngân hàng|tỉnh ủy|thành ủy|huyện ủy|thị ủy|quận ủy|đảng ủy|đảng bộ|chi bộ|chi ủy|mặt trận|"
    r"ubmttq\w*|mttq\w*|đoàn|"
    r"tỉnh đoàn|huyện đoàn|thành đoàn|hội(?! nghị)|liên đoàn|liên hiệp|chính phủ|thủ tướng|quốc hội|"
    r"chủ tịch|tổng công ty|"
    r"tập đoàn|công ty|quân khu|tổ(?! chức)|trạm|báo(?! cáo)|đài|thường trực|điện lực|hạt|đội(?! ngũ)|"
    r"công đoàn|quỹ|đại học|"
    r"doanh nghiệp|cơ quan|giám đốc|chánh|thủ trưởng|trưởng|bộ trưởng|cục trưởng|hiệu trưởng|các|"
    r"đơn vị|thành viên|lãnh đạo|"
    r"ông|bà|đồng chí|phó)(?!\w)",
    re.IGNORECASE,
)
_CROWD = re.compile(
    r"các (?:sở|ban|ngành|phòng|cơ quan|đơn vị|huyện|xã|phường|thành viên|doanh nghiệp|địa phương|"
    r"tổ chức|trường|đoàn|hội|bộ|"
    r"cấp|đồng chí|ông|bà|chi|trung tâm|bệnh viện|trạm|tập thể)(?!\w)",
    re.IGNORECASE,
)
# Kinds that another body cannot order (domain.md §5.1): Party, Front and unions, mass organisations, press.
_COURTEOUS = re.compile(
    r"(?:.*\b(tinh uy|thanh uy|huyen uy|thi uy|quan uy|dang uy|ban tuyen giao|ban dan van|cap uy|"
    r"to chuc dang|"
    r"mat tran to quoc|tinh doan|huyen doan|thanh doan|doan thanh nien|hoi lien hiep|hoi nong dan|"
    r"hoi cuu chien binh|"
    r"lien doan lao dong|cong doan|chinh tri - xa hoi)\b|(?:cac )?(?:hoi|bao|dai phat thanh|phong vien|"
    r"co quan bao|doanh nghiep|cong ty|tong cong ty|tap doan)\b)"
)
# Courts, treasury and the like answer to their own line: nothing says that the issuer may order them.
_OWN_LINE = re.compile(
    r"(?:cac )?(?:toa an|vien kiem sat|kho bac|ngan hang|cuc thue|hai quan|bao hiem xa hoi)\b"
)
_DEPARTMENT = re.compile(r"(?:so|cuc|chi cuc|phong|trung tam|ban|thanh tra|benh vien|truong)\b")
_NOT_BELOW_IT = re.compile(r"(?:cac )?(?:so|bo|(?:chu tich )?uy ban nhan dan|tong cuc)\b")
MOST = 300


@dataclass(frozen=True)
class Ask:
    """What a sentence does: whom it orders or asks; without names the verb alone counts."""

    names: tuple[str, ...]
    wording: str | None


NOTHING = Ask((), None)


def asked(text: Strand) -> Ask:
    """Return whom a sentence orders or asks when it opens so ("Giao X …", "Đề nghị X …", "X chủ trì …")."""
    words = text.chars.lstrip()
    verb = _VERB.match(words)
    if verb and words[0].isupper():
        return Ask(_names(words[verb.end() :]), _wording(verb))
    return _by_subject(words)


def enjoined(text: Strand) -> Ask:
    """Return whom an enjoining sentence asks, wherever its verb stands ("Sở Y tế đề nghị các phòng …")."""
    verbs = list(_VERB.finditer(text.chars))
    if not verbs:
        return NOTHING
    return Ask(_names(text.chars[verbs[-1].end() :]), _wording(verbs[-1]))


def named(head: Strand) -> tuple[str, ...]:
    """Return the bodies a head names and nothing else ("2. Sở Tài chính, Sở Nội vụ:")."""
    words = head.chars.strip(" :.*")
    return _split(words) if _is_body(words) and len(words) <= MOST else ()


def binding(names: Iterable[str], issuer: str | None = None) -> str | None:
    """Return how a duty of these bodies binds, from names alone; None when they do not tell."""
    said = {_binding(fold(name), fold(issuer or "")) for name in names}
    return next((answer for answer in (ASSIGNED, REQUESTED) if answer in said), None)


def _binding(name: str, issuer: str) -> str | None:
    """The kind of body is asked first, then whether it can be below the issuer."""
    if _COURTEOUS.match(name):
        return REQUESTED
    beside = _DEPARTMENT.match(issuer) and _NOT_BELOW_IT.match(name)
    return None if beside or _OWN_LINE.match(name) else ASSIGNED


def _by_subject(words: str) -> Ask:
    if not words[:1].isupper() or not _is_body(words):
        return NOTHING
    responsible = _RESPONSIBLE.match(words)
    match = responsible or _SUBJECT.match(words)
    if match is None:
        return NOTHING
    return Ask(_split(match["name"]), ORDER if responsible else None)


def _wording(verb: re.Match[str]) -> str:
    return ORDER if verb["order"] else REQUEST


def _names(rest: str) -> tuple[str, ...]:
    stop = _STOP.search(rest)
    words = rest[: stop.start() if stop else len(rest)]
    return _split(words) if len(words) <= MOST and _is_body(words) else ()


def _is_body(words: str) -> bool:
    opened = _BODY.match(words.strip())
    if opened is None:
        return False
    return opened[0].lower() != "các" or _CROWD.match(words.strip()) is not None


def _split(words: str) -> tuple[str, ...]:
    """Split a list of names where the name of a body begins again: commas also stand inside names."""
    tidy = re.sub(r"\s+", " ", words).strip()
    cuts = [
        match
        for match in _BETWEEN.finditer(tidy)
        if _begins_again(tidy[match.end() :]) and not _SHARED.search(tidy[: match.start()])
    ]
    bounds = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(tidy)]
    pieces = [tidy[begin:end].strip(" ,;") for begin, end in zip(bounds, ends, strict=True)]
    return tuple(in_full(piece) for piece in pieces if piece)


def _begins_again(rest: str) -> bool:
    capital = rest[:1].isupper() and _is_body(rest)
    return capital or bool(_CROWD.match(rest))
