"""Rows 11 to 15: an exemplar is found, verified, awarded and made known."""

from __future__ import annotations

import re
from typing import Any

import yaml

from infra.local.story.commending import (
    COUNCIL,
    DECIDED,
    NOMINATED,
    PREPARED,
    PUBLIC,
    PUBLISHED,
    SIGNED,
    SPOTTED,
    VERIFIED,
)
from infra.local.story.plot import AWARD_DECISION, PLAN
from services.portal.rooms.commending import labels
from tests.browser.person import Person
from tests.browser.play import Play, Script

SCRIPT = Script()
AWARDS, OUTGOING = "Khen thưởng", "Văn bản đi"
# What people decide; all of it is made up.
MADE_UP: dict[str, Any] = yaml.safe_load(DECIDED.read_text(encoding="utf-8"))
NAME: str = MADE_UP["subject"]["name"]
FORM = "Giấy khen"
CHOSEN = (
    ("Minh chứng về", "evidence_kind", labels.EVIDENCE_KINDS),
    ("Cách xếp", "direction", labels.DIRECTIONS),
    ("Chỉ tiêu của phong trào", "target", labels.TARGETS),
)
DECISION = re.compile("Quyết định: .*")


@SCRIPT.row(11, "tdkt.thuky", AWARDS, "bản thảo, chưa công bố")
def drafts_criteria(play: Play, secretary: Person) -> None:
    keys = secretary.keyboard
    keys.follow("Tiêu chí")
    keys.follow("Soạn bộ tiêu chí")
    keys.choose("Phong trào", PLAN)
    for number, criterion in enumerate(MADE_UP["criteria"], 1):
        row = f"Tiêu chí {number}"
        if not secretary.window.page.get_by_role("group", name=row).count():
            keys.press("Thêm tiêu chí")
        keys.write("Mã", criterion["code"], within=row)
        keys.write("Nội dung", criterion["text"], within=row)
        keys.write("Trọng số", str(criterion["weight"]), within=row)
        keys.write("Điểm tối đa", str(criterion["max"]), within=row)
        for name, asked, options in CHOSEN:
            keys.choose(name, str(options[criterion[asked]]), within=row)
    keys.press("Lưu bản thảo bộ tiêu chí")


@SCRIPT.row(11, "ubnd.lanhdao", AWARDS, "đang áp dụng", f"{PUBLISHED:%d/%m/%Y}")
def publishes_criteria(play: Play, leader: Person) -> None:
    leader.keyboard.follow("Tiêu chí")
    leader.keyboard.follow("Tiêu chí thi đua, bản thảo")
    leader.keyboard.follow("Công bố bộ tiêu chí")
    leader.keyboard.write_day("Ngày công bố", PUBLISHED)
    leader.keyboard.press("Công bố bộ tiêu chí này")


@SCRIPT.row(12, "ttyt.lanhdao", AWARDS, NAME, "chờ xác minh")
def shows_an_exemplar(play: Play, leader: Person) -> None:
    keys, subject = leader.keyboard, MADE_UP["subject"]
    keys.follow("Giới thiệu một điển hình")
    keys.choose("Phong trào", PLAN)
    keys.choose("Giới thiệu với hội đồng, cơ quan", COUNCIL)
    keys.choose("Đối tượng", "tập thể")
    keys.write("Tên tập thể, cá nhân, hộ gia đình", subject["name"])
    keys.write("Đơn vị", subject["unit"])
    keys.write("Thành tích", MADE_UP["achievement"])
    keys.tick(re.compile("Báo cáo sơ kết.*"), within="Báo cáo làm minh chứng")
    keys.write_day("Ngày giới thiệu", SPOTTED)
    keys.press("Giới thiệu điển hình")


@SCRIPT.row(12, "hoidong.uyvien", AWARDS, "đã xác minh")
def verifies_the_exemplar(play: Play, member: Person) -> None:
    member.awaits(NAME)
    member.keyboard.follow(NAME)
    member.keyboard.write_day("Ngày xác minh", VERIFIED)
    member.keyboard.press("Xác minh là đúng")


@SCRIPT.row(13, "ttyt.chuyenvien", AWARDS, NAME, "bản thảo, chưa nộp")
def nominates_for_a_thematic_award(play: Play, officer: Person) -> None:
    keys = officer.keyboard
    keys.follow(NAME)
    keys.follow("Làm hồ sơ đề nghị khen thưởng")
    keys.choose("Loại khen thưởng", "chuyên đề")
    keys.choose("Hình thức khen thưởng", FORM)
    keys.choose("Trình cơ quan quyết định", "Sở Y tế")
    keys.write("Tờ trình", MADE_UP["docs"]["proposal"])
    keys.write("Báo cáo thành tích", MADE_UP["docs"]["achievement_report"])
    keys.choose("Đối tượng đã bị kết luận vi phạm?", "Không")
    keys.press("Lưu bản thảo hồ sơ")


@SCRIPT.row(13, "ttyt.lanhdao", AWARDS, "Chưa gửi được", "chủ trương")
def is_refused_a_thematic_award(play: Play, leader: Person) -> None:
    """Refused: no policy of the centre asks for such awards."""
    submit(leader)


@SCRIPT.row(13, "ttyt.chuyenvien", AWARDS, NAME, "đột xuất")
def nominates_for_an_award_at_once(play: Play, officer: Person) -> None:
    officer.keyboard.follow("Đề nghị")
    officer.keyboard.follow(NAME)
    officer.keyboard.follow("Sửa hồ sơ")
    officer.keyboard.choose("Loại khen thưởng", "đột xuất")
    officer.keyboard.press("Lưu thay đổi")


@SCRIPT.row(13, "ttyt.lanhdao", AWARDS, "đã nộp, chờ quyết định")
def hands_in_the_nomination(play: Play, leader: Person) -> None:
    submit(leader)


@SCRIPT.row(14, "syt.thuky", AWARDS, "đã trình dự thảo", "Mở dự thảo quyết định")
def prepares_the_decision(play: Play, secretary: Person) -> None:
    keys = secretary.keyboard
    keys.follow("Quyết định")
    keys.follow("Lập quyết định từ các hồ sơ đã nộp")
    secretary.awaits(NAME)
    keys.tick(re.compile(f"{NAME}.*"))
    keys.press("Lập quyết định")
    keys.write_day("Ngày trình", PREPARED)
    keys.press("Trình dự thảo")


@SCRIPT.row(14, "syt.chuyenvien", OUTGOING, "chờ duyệt")
def completes_the_decision(play: Play, officer: Person) -> None:
    officer.awaits("Quyết định:")
    officer.keyboard.follow(DECISION)
    officer.keyboard.follow("Sửa bản thảo")
    officer.keyboard.write("Nơi ban hành", MADE_UP["place"])
    officer.keyboard.write("Họ và tên", play.story.cast["syt.lanhdao"].name)
    officer.keyboard.write("Chức vụ", MADE_UP["signer_position"])
    officer.keyboard.press("Lưu bản thảo")
    officer.keyboard.press("Trình ký")


@SCRIPT.row(14, "syt.lanhdao", OUTGOING, "đã ký, chờ ban hành")
def signs_the_decision(play: Play, leader: Person) -> None:
    leader.keyboard.follow(DECISION)
    leader.keyboard.write_day("Ngày ký", SIGNED)
    leader.keyboard.press("Ký văn bản")


@SCRIPT.row(14, "syt.vanthu", OUTGOING, "đã ban hành", AWARD_DECISION)
def issues_the_decision(play: Play, clerk: Person) -> None:
    clerk.keyboard.follow(DECISION)
    clerk.keyboard.write_day("Ngày ban hành", SIGNED)
    clerk.keyboard.press("Cấp số và ban hành")
    play.learn(clerk, AWARD_DECISION)


@SCRIPT.row(14, "syt.thuky", AWARDS, f"Quyết định {AWARD_DECISION}", "đã ban hành")
def sees_it_decided(play: Play, secretary: Person) -> None:
    secretary.keyboard.follow("Quyết định")
    secretary.awaits(AWARD_DECISION)
    secretary.keyboard.follow(re.compile(f"{FORM}, {AWARD_DECISION}", re.IGNORECASE))


@SCRIPT.row(15, "stttt.congbo", AWARDS, "Đã công bố", "Xem trên trang công khai")
def makes_the_award_known(play: Play, publisher: Person) -> None:
    publisher.keyboard.follow("Công bố")
    publisher.awaits(NAME)
    publisher.keyboard.follow(NAME)
    publisher.keyboard.choose("Đối tượng đồng ý được nêu tên?", "Có")
    publisher.keyboard.write_day("Ngày công bố", PUBLIC)
    publisher.keyboard.press("Đưa lên trang công khai")


@SCRIPT.row(15, "", "/khen-thuong", NAME, AWARD_DECISION)
def reads_of_it_without_a_sign_in(play: Play, stranger: Person) -> None:
    stranger.awaits(NAME)
    stranger.keyboard.follow(re.compile(f"{re.escape(NAME)}.*"))


def submit(leader: Person) -> None:
    """Open the nomination and hand it in."""
    leader.keyboard.follow("Đề nghị")
    leader.awaits(NAME)
    leader.keyboard.follow(NAME)
    leader.keyboard.write_day("Ngày nộp", NOMINATED)
    leader.keyboard.press("Duyệt và nộp hồ sơ")
