"""Whatever a browser, or something that is none, asks for: an answer, never a broken page."""

from __future__ import annotations

import pytest

ODD = ["%00", "9" * 4400, "-1", "abc", "%FF%FE", "'\"<>;--", "31/12/9999", "31/02/2026", "%C3%A1" * 500]
ASKED = {
    "clerk": [
        "/?q={}", "/documents/?before={}", "/documents/?issuer={}", "/documents/?issued_from={}", "/search/?q={}",
        "/search/?q=a&p={}", "/intake/?before={}", "/intake/?show={}", "/intake/next/?after={}",
        "/intake/progress/?busy={}", "/intake/issuers/?q={}", "/people/choose/?q={}", "/people/choose-agencies/?q={}",
        "/registers/?x={}",
    ],
    "administrator": [
        "/people/?find={}", "/people/?after={}", "/people/?unit={}", "/people/agencies/?find={}", "/journal/?until={}",
        "/journal/?since={}", "/journal/?number={}", "/journal/?person={}", "/journal/?before={}",
    ],
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:12])
@pytest.mark.parametrize("who", ASKED)
def test_an_odd_question_gets_an_answer(office, client_as, who, odd):
    client = client_as(office.people[who])
    answered = {address: client.get(address.format(odd)).status_code for address in ASKED[who]}
    assert {address: status for address, status in answered.items() if status >= 500} == {}


@pytest.mark.parametrize("odd", ["9" * 4400, "-1", "x", "\0"], ids=lambda odd: repr(odd)[:12])
def test_an_odd_answer_too(office, client_as, odd):
    client = client_as(office.clerk)
    fields = {name: odd for name in ("issuer", "citations", "register", "secrecy", "urgency", "request_key", "kind")}
    assert client.post("/intake/new/", fields | {"subject": odd, "issuer_name": odd}).status_code < 500
    assert client.post(f"/intake/upload/?unit={odd}").status_code < 500
