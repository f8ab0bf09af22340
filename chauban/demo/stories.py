"""What becomes of a paper in the demonstration: a story each, told by the acts of those who had it in hand."""

from __future__ import annotations

from collections.abc import Callable

from chauban.routing import acts
from chauban.routing.models import Question
from chauban.rulebook.calendar import add_working_days

from .telling import Telling

Story = Callable[[Telling], None]
LEAD, SUPPORT, INFORM = "lead", "support", "inform"
CHIEF, DEPUTY, STANDING, SECRETARY = "chanhvp", "phochanhvp", "phobithu", "bithu"


def waits_for(leader: str, note: str = "") -> Story:
    """Brought up; the leader has not spoken yet."""

    def tell(telling: Telling) -> None:
        telling.submit(leader, note)

    return tell


def kept_by(leader: str) -> Story:
    """Put aside by its leader."""

    def tell(telling: Telling) -> None:
        telling.submit(leader)
        telling.do(acts.keep_for_later, leader, telling.submission)

    return tell


def asked_by_chief(telling: Telling) -> None:
    telling.submit(CHIEF)
    telling.do(acts.ask, CHIEF, telling.submission, "Văn bản kèm phụ lục chưa? Đề nghị văn thư kiểm tra lại.")


def asked_above(telling: Telling) -> None:
    """Whoever passed it on up is asked by who got it."""
    telling.submit(CHIEF)
    to = telling.office.people[STANDING]
    telling.submission = telling.do(acts.forward, CHIEF, telling.submission, to, note="Kính trình đồng chí cho ý kiến")
    telling.do(acts.ask, STANDING, telling.submission, "Văn phòng đã có ý kiến về nội dung này chưa?")


def returned(telling: Telling) -> None:
    telling.submit(CHIEF)
    telling.do(acts.return_submission, CHIEF, telling.submission, "Thiếu trang 2, đề nghị nơi gửi bổ sung")


def filed(telling: Telling) -> None:
    """Nobody needs to decide on it."""
    telling.do(acts.file_paper, telling.clerk.username, telling.document, "Văn bản gửi để biết, lưu", hours=1)


def read_first(telling: Telling) -> None:
    telling.submit(CHIEF, "Xin ý kiến trước phiên họp giao ban", first_to=DEPUTY)


def proposed(telling: Telling) -> None:
    telling.submit(CHIEF, first_to=DEPUTY)
    telling.annotate(
        DEPUTY, (LEAD, "th"), (INFORM, "qt"), propose=True, text="Đề xuất giao phòng Tổng hợp chủ trì tham mưu"
    )  # fmt: skip


def proposed_by_hand(telling: Telling) -> None:
    telling.submit(SECRETARY, first_to=CHIEF)
    telling.annotate(CHIEF, (LEAD, "th"), propose=True, ink="Kính trình đồng chí Bí thư xem xét, cho ý kiến")


def forwarded(telling: Telling) -> None:
    telling.submit(CHIEF)
    telling.do(acts.forward, CHIEF, telling.submission, telling.office.people[STANDING], note="Xin ý kiến Thường trực")


def inked(by: str, *given: tuple[str, str], days: int = 6, note: str = "") -> Story:
    """Annotated by hand; the work is not yet taken in hand."""

    def tell(telling: Telling) -> None:
        telling.submit(by, note).annotate(by, *given, ink=telling.say("inked"), days=days)

    return tell


def inked_and(after: Story, by: str = CHIEF, *also: tuple[str, str]) -> Story:
    """Annotated by hand, then `after`."""

    def tell(telling: Telling) -> None:
        telling.submit(by).annotate(by, (LEAD, "th"), *also, ink=telling.say("inked"), days=4)
        after(telling)

    return tell


def for_the_secretary(telling: Telling) -> None:
    """The secretary is away; the deputy speaks on his behalf."""
    telling.submit(SECRETARY)
    telling.at = max(telling.at, telling.until - telling.chance.choice([1, 3, 5]) * (telling.until - telling.at) / 20)
    telling.annotate(STANDING, (LEAD, "th"), (SUPPORT, "qt"), ink=telling.say("inked"), text="Đồng ý", days=5)


def given(telling: Telling, *parts: tuple[str, str], by: str = CHIEF) -> None:
    """Brought up and annotated in type, with the work it gives."""
    days = telling.chance.choice([2, 3, 5, 5, 7, 10, 15])
    telling.submit(by).annotate(by, *(parts or ((LEAD, "th"),)), text=telling.say("opinions"), days=days)


def not_accepted(telling: Telling) -> None:
    given(telling, (LEAD, telling.chance.choice(["th", "qt", "cycntt"])), (INFORM, "hclt"))


def in_hand(telling: Telling) -> None:
    given(telling, (LEAD, "th"), (SUPPORT, "qt"))
    _in_progress(telling)


def _in_progress(telling: Telling) -> None:
    telling.hold("th", acts.accept)
    telling.hold("th", acts.report_progress, telling.say("progress"))


def passed_on(telling: Telling) -> None:
    given(telling, (LEAD, "th"), (INFORM, "cycntt"))
    _passed_on(telling)


def _passed_on(telling: Telling) -> None:
    first = telling.chance.choice(["chuyenvien", "chuyenvien2", "chuyenvien3"])
    telling.pass_on("th", first, "chuyenvien3" if first != "chuyenvien3" else "chuyenvien")
    telling.hold(first, acts.accept)
    telling.hold(first, acts.report_progress, telling.say("progress"))


def extension_asked(telling: Telling) -> None:
    given(telling, (LEAD, "th"))
    telling.hold("th", acts.accept)
    until = add_working_days(telling.until.date(), 6)
    telling.hold("th", acts.ask_extension, until, "Các đơn vị gửi số liệu chậm so với yêu cầu", hours=12)


def extension_granted(telling: Telling) -> None:
    extension_asked(telling)
    telling.do(acts.decide_extension, CHIEF, telling.request(), grant=True)


def extension_shortened(telling: Telling) -> None:
    extension_asked(telling)
    sooner = add_working_days(telling.until.date(), 3)
    telling.do(acts.decide_extension, CHIEF, telling.request(), grant=True, due_on=sooner, reason="Cần trước phiên họp")


def extension_refused(telling: Telling) -> None:
    extension_asked(telling)
    reason = "Thường trực họp đúng lịch, không lùi được"
    telling.do(acts.decide_extension, CHIEF, telling.request(), grant=False, reason=reason)


def support_asked(telling: Telling) -> None:
    given(telling, (LEAD, "th"))
    telling.hold("th", acts.accept)
    unit = telling.office.units["cycntt"]
    telling.hold("th", acts.ask_support, unit, "Cần trích xuất số liệu từ hệ thống")


def support_granted(telling: Telling) -> None:
    support_asked(telling)
    telling.do(acts.decide_support, CHIEF, telling.request(), grant=True)
    telling.hold("cycntt", acts.accept)


def reported(telling: Telling) -> None:
    given(telling, (LEAD, "th"))
    _reported(telling)


def _reported(telling: Telling) -> None:
    telling.hold("th", acts.accept)
    telling.hold("th", acts.report_result, telling.say("results"), hours=14)


def sent_back(telling: Telling) -> None:
    reported(telling)
    telling.judge(CHIEF, "th", acts.send_back, "Bổ sung đánh giá theo từng địa bàn")


def handed_back(telling: Telling) -> None:
    given(telling, (LEAD, "qt"))
    telling.hold("qt", acts.hand_back, "Nội dung thuộc nhiệm vụ của phòng Tổng hợp")


def with_one_who_left(telling: Telling) -> None:
    given(telling, (LEAD, "th"))
    telling.pass_on("th", "chuyenvien4")
    telling.hold("chuyenvien4", acts.accept)


def asked_and_answered(telling: Telling) -> None:
    telling.submit(CHIEF)
    telling.do(acts.ask, CHIEF, telling.submission, "Thời hạn trả lời cụ thể là ngày nào?")
    question = Question.objects.select_related("submission", "document").get(document=telling.document)
    telling.do(acts.answer, telling.clerk.username, question, "Văn bản đề nghị trả lời trong tháng")
    telling.annotate(CHIEF, (LEAD, "th"), text=telling.say("opinions"), days=8)


def urged(telling: Telling) -> None:
    given(telling, (LEAD, "qt"), by=DEPUTY)
    telling.hold("qt", acts.accept)
    telling.judge(DEPUTY, "qt", acts.urge, "Đề nghị báo cáo tiến độ trong ngày", hours=12)


def closed(telling: Telling, *, late: bool = False) -> None:
    """Passed on, done, accepted twice: by the head and by the leader."""
    given(telling, (LEAD, "th"), (INFORM, "qt"))
    person = telling.chance.choice(["chuyenvien", "chuyenvien2"])
    telling.pass_on("th", person)
    telling.hold(person, acts.report_result, telling.say("results"), hours=150 if late else 9)
    telling.judge("truongphong", person, acts.accept_result)
    telling.hold("th", acts.report_result, telling.say("results"), hours=2)
    telling.judge(CHIEF, "th", acts.accept_result)
    telling.hold("qt", acts.see)


def closed_late(telling: Telling) -> None:
    closed(telling, late=True)


def closed_at_once(telling: Telling) -> None:
    given(telling, (LEAD, "th"))
    _done(telling)


def _done(telling: Telling) -> None:
    _reported(telling)
    telling.judge(CHIEF, "th", acts.accept_result)


def know(telling: Telling) -> None:
    """Only to be known; some have looked at it."""
    by = telling.chance.choice([CHIEF, DEPUTY, "phochanhvp2"])
    unit = telling.chance.choice(["th", "qt"])
    telling.submit(by).annotate(by, (INFORM, unit), text=telling.say("to_know"))
    if telling.chance.random() < 0.6:
        telling.hold(unit, acts.see)


#: The newest papers have images: they wait for leaders, or were written on by hand.
UP: list[Story] = [
    waits_for(CHIEF), waits_for(STANDING, "Văn bản có thời hạn, kính trình đồng chí cho ý kiến sớm"),
    waits_for(SECRETARY), waits_for(DEPUTY), read_first, inked(CHIEF, (LEAD, "th"), (SUPPORT, "qt")),
    proposed, kept_by(CHIEF), asked_by_chief, inked_and(_in_progress), proposed_by_hand, kept_by(STANDING),
    waits_for("phobithu2"), inked(STANDING, (LEAD, "th"), (INFORM, "cycntt"), days=3), asked_above, returned,
    waits_for(CHIEF, "Kính trình đồng chí phân công"), inked_and(_passed_on, CHIEF, (SUPPORT, "cycntt")), forwarded,
    for_the_secretary, waits_for("phochanhvp2"), inked_and(_reported), waits_for(SECRETARY), inked_and(_done),
]  # fmt: skip
#: Work that somebody still has in hand, and what is done.
OPEN: list[Story] = [
    passed_on, in_hand, not_accepted, extension_asked, reported, extension_granted, urged, sent_back, passed_on,
    support_asked, handed_back, extension_shortened, with_one_who_left, support_granted, extension_refused,
    asked_and_answered, not_accepted, filed,
]  # fmt: skip
CLOSED: list[Story] = [closed, closed_at_once, closed_late]
