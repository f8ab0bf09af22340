import datetime as dt
import os
import pytest
from django.urls import reverse
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.registry.acts import *
from chauban.rulebook.models import Kind
from .entering import *
from tests.browser import *
from tests.browser import blameless, TABLET, WIDE

SUBJ = [
    "Về việc phối hợp chuẩn bị nội dung làm việc với Đoàn công tác của Ban Kinh tế, Chính sách Trung ương",
    "Báo cáo tiến độ các dự án trọng điểm và kiến nghị tháo gỡ vướng mắc về giải phóng mặt bằng quý IV",
    "Về tiếp tục đổi mới, nâng cao hiệu quả công tác dân vận của Đảng trong tình hình mới",
    "Về chủ động ứng phó với mưa lũ sau bão số 12 tại các tỉnh Bắc Trung Bộ",
]
ISS = ["Ủy ban nhân dân tỉnh", "Đảng ủy Sở Xây dựng", "Ban Chấp hành Trung ương Đảng", "Ban Bí thư Trung ương Đảng"]


def test_shots(committed_office, signed_in, live_server, settings, tmp_path):
    o = committed_office
    kinds = [Kind.objects.filter(name=n).first() for n in ("Công văn", "Báo cáo", "Nghị quyết", "Chỉ thị")]
    es = []
    for i in range(14):
        e = enter(
            o,
            subject=SUBJ[i % 4],
            issuer_name=ISS[i % 4],
            symbol=f"{i + 20}-CV/TU",
            issued_on=today(),
            kind=kinds[i % 4],
        )
        es.append(e)
    with acting(o.clerk):
        es = [queries_entry(e.pk) for e in es]
    note_passing(o.clerk, es[3], receiver="Phòng Tổng hợp; Nguyễn Đức Anh", passed_on=today(), note="Bản giấy")
    void(o.clerk, es[5], "Trùng số đến 02")
    correct_entry(o.clerk, es[10], {"symbol": "127-BC/ĐU"}, "Đọc nhầm số trên bản quét")
    sign_off(o.clerk, o.volume, 1, 6)
    sign_off(o.clerk, o.volume, 7, 12)
    correct_entry(o.clerk, es[0], {"symbol": "1-BC/ĐU"}, "Nhầm")
    words = [["Số", 85, 100, 98, 112], ["54-NQ/TW", 100, 100, 160, 112]] + [
        ["chữ", 85 + k * 30, 250 + j * 16, 110 + k * 30, 262 + j * 16] for k in range(14) for j in range(30)
    ]
    with acting(o.clerk):
        give_page(es[12].document, settings.VAULT, tmp_path, words)
    for person, opts, tag in (
        (o.clerk, {}, ""),
        (o.clerk, {"viewport": TABLET}, "-820"),
        (o.administrator, {}, "-admin"),
    ):
        page = signed_in(person, **opts)
        places = {
            "registers": "/registers/",
            "volume": f"/registers/books/{o.volume.pk}/",
            "entry": f"/registers/entries/{es[10].pk}/",
            "entry-scan": f"/registers/entries/{es[12].pk}/",
            "closing": f"/registers/books/{o.volume.pk}/closing/",
        }
        if tag == "-admin":
            places = {
                "registers": "/registers/",
                "register": f"/registers/{o.arrivals.pk}/change/",
                "open": f"/registers/{o.arrivals.pk}/open/",
                "volume": f"/registers/books/{o.volume.pk}/",
            }
        for name, path in places.items():
            if name not in ("volume", "closing", "entry-scan", "register"):
                continue
            page.goto(live_server.url + path)
            page.wait_for_timeout(700)
            page.screenshot(path=f"/tmp/shots/{name}{tag}.png")
            try:
                blameless(page)
            except AssertionError as e:
                print("AXE", name, tag, e)
            if name == "volume" and tag in ("", "-820"):
                page.locator(".book-acts a").nth(2).click()
                page.wait_for_timeout(500)
                page.screenshot(path=f"/tmp/shots/passing{tag}.png")
                try:
                    blameless(page)
                except AssertionError as e:
                    print("AXE passing", name, tag, e)


def queries_entry(pk):
    from chauban.registry import queries

    return queries.entries().get(pk=pk)
