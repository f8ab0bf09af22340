import pytest, datetime as dt
from django.urls import reverse
from tests.browser import blameless
from chauban.people.acts.agency import *
from chauban.people.acts.person import *
from chauban.people.acts.post import *
from chauban.people.acts.account import *
from chauban.people.acts.roll import keep_draft
from chauban.people.roll.workbook import read
from .books import book, person
OUT="/tmp/people-shots/"
def test_shots(committed_office, signed_in, live_server, new_context, bundle):
    import os; os.makedirs(OUT, exist_ok=True)
    o=committed_office; a=o.administrator
    for n,s in (("Ban Tổ chức Tỉnh ủy","BTCTU"),("Ban Tuyên giáo và Dân vận Tỉnh ủy","BTGDVTU"),("Ủy ban Kiểm tra Tỉnh ủy","UBKTTU")):
        add_agency(a, AgencyFields(n, symbol=s, parent=o.committee, order=5))
    so=add_agency(a, AgencyFields("Ủy ban nhân dân tỉnh Hương Giang", symbol="UBND", code="H57", system="state", order=8))
    add_agency(a, AgencyFields("Sở Y tế", symbol="SYT", code="H57.12", parent=so, system="state"))
    give_post(a, o.clerk, o.general, role="specialist", title="Chuyên viên kiêm nhiệm", starts_on=dt.date(2026,3,1))
    give_post(a, o.clerk, o.general, role="head", title="Phó Trưởng phòng", starts_on=dt.date(2027,1,1))
    end_post(a, o.archivist.posts.get(), dt.date(2026,1,31))
    set_clearance(a, o.clerk, 1, "QĐ 12")
    give_first_password(a, o.deputy_chief)
    f=book(agencies=[["Sở Xây dựng",None,"H57.13","SXD","H57","Nhà nước"]], people=[person(), person("Trần Thị Lan", unit="Phòng Không có"), person("Võ Thị Mai", username="clerk", unit="Phòng Hành chính - Lưu trữ", role="Văn thư", title="Văn thư", starts_on=None, phone="0234 3822 345"), person("Đỗ Thùy Linh", starts_on="31/02/2025")])
    keep_draft(a, "nhan-su-2026.xlsx", read(f, 100))
    pages={"list":reverse("people:people"),"empty":reverse("people:people")+"?q=zzz","add":reverse("people:add"),"person":reverse("people:person",args=[o.clerk.pk]),"agencies":reverse("people:agencies"),"agency":reverse("people:agency",args=[o.office.pk]),"agency_add":reverse("people:agency-add"),"unit":reverse("people:unit",args=[o.general.pk]),"import":reverse("people:import"),"preview":reverse("people:import-preview"),"me":reverse("people:me"),"mfa":reverse("mfa_index"),"sessions":reverse("usersessions_list"),"keys":reverse("mfa_list_webauthn"),"logout":reverse("account_logout"),"totp":reverse("mfa_activate_totp"),"pw":reverse("account_change_password")}
    bad=[]
    for label,opts in {"wide":{}, "tab":{"viewport":{"width":820,"height":1180}}, "dark":{"color_scheme":"dark"}}.items():
        p=signed_in(a, **opts)
        for name,url in pages.items():
            p.goto(live_server.url+url); p.screenshot(path=f"{OUT}{name}-{label}.png", full_page=True)
            try: blameless(p)
            except AssertionError as e: bad.append((name,label,str(e)))
            p.complaints.clear()
            w=p.evaluate("document.documentElement.scrollWidth - innerWidth")
            if w>0: bad.append((name,label,"overflow",w))
        p.goto(live_server.url+pages["totp"])
        if p.locator("#id_password").count():
            p.locator("#id_password").fill("mat-khau-dai-cua-van-thu"); p.locator("form button.primary").click()
            p.wait_for_url("**/totp/activate/"); p.screenshot(path=f"{OUT}totp2-{label}.png", full_page=True)
            try: blameless(p)
            except AssertionError as e: bad.append(("totp2",label,str(e)))
            p.goto(live_server.url+reverse("mfa_add_webauthn")); p.screenshot(path=f"{OUT}addkey-{label}.png", full_page=True)
            try: blameless(p)
            except AssertionError as e: bad.append(("addkey",label,str(e)))
        p.goto(live_server.url+pages["person"])
        for d in p.locator("details.deed > summary").all(): d.click()
        p.screenshot(path=f"{OUT}person_open-{label}.png", full_page=True)
        try: blameless(p)
        except AssertionError as e: bad.append(("person_open",label,str(e)))
        p.goto(live_server.url+pages["agency"])
        for d in p.locator("details.deed > summary").all(): d.click()
        p.screenshot(path=f"{OUT}agency_open-{label}.png", full_page=True)
    c=new_context(viewport={"width":820,"height":1000}); p=c.new_page(); p.complaints=[]
    p.on("console", lambda m: p.complaints.append(m.text) if m.type=="error" else None)
    p.goto(live_server.url+reverse("account_login")); p.screenshot(path=OUT+"login.png")
    blameless(p)
    for i in range(5):
        p.locator("#id_login").fill("editor"); p.locator("#id_password").fill("x%d"%i); p.locator("form button.primary").click()
        p.wait_for_load_state()
        if i==0: p.screenshot(path=OUT+"login_wrong.png"); blameless(p)
    p.screenshot(path=OUT+"locked.png")
    p.goto(live_server.url+"/accounts/password/reset/"); p.screenshot(path=OUT+"ask.png"); 
    for b in bad: print("BAD", b)
