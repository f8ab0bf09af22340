"""The administrator's page, the story of a document, and proofs that others can check without us."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.urls import reverse
from django.utils import translation

from chauban.journal import queries
from chauban.journal.heads import SignedHead, public_key
from chauban.journal.merkle import inclusion_holds, leaf_hash
from chauban.journal.models import Line
from chauban.journal.queries import Wanted
from chauban.journal.sentences import SENTENCES, sentence
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.people.states import Secrecy
from conftest import database_role


def our_key() -> Ed25519PublicKey:
    key = public_key()
    assert key
    return key


def test_only_the_administrator_reads_the_journal(office, client_as):
    for name, person in office.people.items():
        for address in ("lines", "head", "key"):
            status = client_as(person).get(reverse(f"journal:{address}")).status_code
            assert (status in (200, 404)) == (name == "administrator"), name


def test_nobody_signed_out_reads_it(client, db):
    assert client.get(reverse("journal:lines")).status_code == 302


def test_whose_acts_are_looked_for_is_found_by_name_former_staff_too(office, write, client_as):
    """No list of everybody in the page: it grows with every year."""
    with database_role("none"):
        gone = Person.objects.create(username="cu", full_name="Hồ Văn Cũ", is_active=False)
    write(2)
    client = client_as(office.administrator)
    assert client.get(reverse("journal:people"), {"q": "van cu"}).json() == [
        {"value": str(gone.pk), "label": "Hồ Văn Cũ", "hint": "cu"}
    ]

    def shown(**asked) -> tuple[str, str, list[str]]:
        """What stands in the field, its error, and by whom the lines are."""
        page = client.get(reverse("journal:lines"), asked)
        form = page.context["form"]
        return form["who"].value(), form.errors.get("who", ""), sorted({each.person for each in page.context["lines"]})

    assert shown(person=office.clerk.pk) == ("Võ Thị Mai", "", ["Võ Thị Mai"])
    assert shown(person="", who="vo thi mai") == ("vo thi mai", "", ["Võ Thị Mai"])
    assert shown(person=office.clerk.pk, who="Hồ Văn Cũ") == ("Hồ Văn Cũ", "", [])
    assert shown(person=office.clerk.pk, who="")[2] == shown()[2] != ["Võ Thị Mai"]
    assert shown(who="Nguyễn")[1]
    assert gone.full_name not in client.get(reverse("journal:lines")).content.decode()


def test_days_are_typed_as_everywhere(office, client_as):
    form = client_as(office.administrator).get(reverse("journal:lines"), {"since": "5/2/26"}).context["form"]
    assert form.wanted().since == dt.date(2026, 2, 5)


def test_pages_follow_each_other_without_loss(office, write):
    written = write(120)
    with acting(office.administrator):
        everything = list(Line.objects.order_by("-pk").values_list("pk", flat=True))
        first = queries.page(Wanted())
        second = queries.page(Wanted(), older_than=first.older_than)
        third = queries.page(Wanted(), older_than=second.older_than)
        back = queries.page(Wanted(), newer_than=third.newer_than)
    seen = [line.id for page in (first, second, third) for line in page.lines]
    assert seen == everything
    assert set(written) <= set(seen)
    assert first.newer_than is None
    assert third.older_than is None
    assert [line.id for line in back.lines] == [line.id for line in second.lines]


def test_a_page_costs_the_same_for_few_and_many(office, write, django_assert_max_num_queries):
    write(3)
    with acting(office.administrator), django_assert_max_num_queries(1):
        queries.page(Wanted())
    write(60)
    with acting(office.administrator), django_assert_max_num_queries(1):
        queries.page(Wanted())


def test_the_proof_of_a_line_convinces_without_us(office, write, sealed, client_as):
    wanted = write(7)[2]
    sealed()
    write(6)
    sealed()
    proof = json.loads(client_as(office.administrator).get(reverse("journal:proof", args=[wanted])).content)
    head = SignedHead.read(proof["head"])
    assert head.is_ours(our_key())
    assert leaf_hash(proof["line"].encode()).hex() == proof["leaf_hash"]
    path = [bytes.fromhex(step) for step in proof["path"]]
    leaf = bytes.fromhex(proof["leaf_hash"])
    assert inclusion_holds(leaf, proof["leaf_index"], head.size, path, head.root)
    assert json.loads(proof["line"])["id"] == wanted


def test_a_proof_that_proves_nothing_is_not_given(office, write, sealed, tamper, client_as):
    wanted = write(8)[0]
    assert client_as(office.administrator).get(reverse("journal:proof", args=[wanted])).status_code == 404
    sealed()
    tamper("UPDATE journal_node SET hash = sha256('x')")
    assert client_as(office.administrator).get(reverse("journal:proof", args=[wanted])).status_code == 404


def test_a_line_that_was_altered_has_no_proof(office, write, sealed, tamper, client_as):
    wanted = write(3)[0]
    sealed()
    client = client_as(office.administrator)
    assert client.get(reverse("journal:proof", args=[wanted])).status_code == 200
    tamper(f"UPDATE journal_line SET detail = '{{}}' WHERE id = {wanted}")  # noqa: S608
    assert client.get(reverse("journal:proof", args=[wanted])).status_code == 404


def test_the_signed_head_and_its_key_are_downloaded(office, write, sealed, client_as):
    client = client_as(office.administrator)
    assert client.get(reverse("journal:head")).status_code == 404
    write(2)
    sealed()
    assert SignedHead.read(client.get(reverse("journal:head")).content.decode()).is_ours(our_key())
    assert client.get(reverse("journal:key")).content.startswith(b"-----BEGIN PUBLIC KEY-----")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("act", sorted(SENTENCES))
def test_a_line_without_its_particulars_is_still_read(act, language):
    with translation.override(language):
        assert sentence(act, {})


@pytest.mark.parametrize(
    ("act", "detail", "read"),
    [
        ("document.sent", {"people": ["Mai", "Lan"], "units": ["Phòng Tổng hợp"], "note": "Gấp"},
         "gửi văn bản để biết cho Mai, Lan, Phòng Tổng hợp; lời nhắn: “Gấp”"),
        ("document.sent", {"people": [], "units": ["Phòng Tổng hợp"], "note": ""},
         "gửi văn bản để biết cho Phòng Tổng hợp"),
        ("document.sent", {"people": ["Mai"], "units": [], "note": ""}, "gửi văn bản để biết cho Mai"),
        ("document.sent", {"people": ["[a|b]"], "units": [], "note": "%(x)s"},
         "gửi văn bản để biết cho [a|b]; lời nhắn: “%(x)s”"),
        ("registry.printed", {"register": "Sổ đến 2026", "since": None, "until": None},
         "in hoặc xuất cả sổ: Sổ đến 2026"),
        ("registry.printed", {"register": "Sổ đến 2026", "since": "2026-02-05", "until": None},
         "in hoặc xuất Sổ đến 2026 từ ngày 05/02/2026"),
        ("registry.printed", {"register": "Sổ đến 2026", "since": "2026-02-05", "until": "2026-02-06"},
         "in hoặc xuất Sổ đến 2026 từ ngày 05/02/2026 đến ngày 06/02/2026"),
        ("registry.passed", {"number": 5, "receiver": "Phòng Tổng hợp"},
         "ghi chuyển văn bản số đến 5 cho Phòng Tổng hợp"),
        ("registry.passed", {"number": 5, "receiver": ""}, "xóa đơn vị hoặc người nhận của văn bản số đến 5"),
        ("registry.register_changed", {"register": "Sổ đến", "fields": ["scope", "secrecy_to"]},
         "sửa thông tin sổ Sổ đến: cách đánh số, độ mật đến"),
        ("registry.register_changed", {"register": "Sổ đến", "fields": []}, "sửa thông tin sổ Sổ đến"),
        ("intake.discarded", {"arrival": 12}, "bỏ văn bản trong khay (mã 12)"),
    ],
)  # fmt: skip
def test_what_is_missing_leaves_no_hole_in_a_sentence(act, detail, read):
    with translation.override("vi"):
        assert sentence(act, detail) == read


def test_particulars_are_put_into_words():
    with translation.override("vi"):
        assert sentence("document.corrected", {"fields": ["subject", "odd"], "reason": "nhầm"}) == (
            "đính chính trích yếu, odd; lý do: nhầm"
        )
        ended = sentence("people.post_ended", {"title": "Văn thư", "name": "Mai", "ends_on": "2026-11-24"})
        assert "24/11/2026" in ended
        raised = sentence("people.clearance_set", {"name": "Mai", "before": 0, "after": 1, "reason": "x"})
        assert str(Secrecy.CONFIDENTIAL.label).lower() in raised
        assert sentence("unheard.of", {}) == "unheard.of"


def test_what_was_done_in_anothers_stead_says_so():
    detail = {"register": "Sổ đến", "on_behalf_of": "Lê Quang Trị"}
    with translation.override("vi"):
        for act in SENTENCES:
            assert sentence(act, detail) == f"thay mặt Lê Quang Trị {sentence(act, {'register': 'Sổ đến'})}"
    with translation.override("en"):
        assert sentence("registry.register_retired", detail).startswith("on behalf of Lê Quang Trị ")


def test_hours_and_powers_are_put_into_words():
    detail = {
        "lender": "", "receiver": "Trần Thị Thu Hà", "powers": "everything", "starts_at": "2026-11-24T01:00:00Z",
        "ends_at": "2026-11-30T17:30:00.250+07:00", "reason": "",
    }  # fmt: skip
    with translation.override("vi"):
        assert sentence("people.powers_lent", detail) == (
            "ủy quyền của mình cho Trần Thị Thu Hà (toàn bộ) từ 08:00 24/11/2026 đến 17:30 30/11/2026"
        )
