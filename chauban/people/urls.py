"""Pages of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import absences, account, agencies, choose, delegations, imports, people

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", people.people, name="people"),
    path("add/", people.add, name="add"),
    path("first-passwords/", people.first_passwords, name="first-passwords"),
    path("<int:pk>/", people.person_view, name="person"),
    path("<int:pk>/first-password/", people.first_password, name="first-password"),
    path("<int:pk>/act/<slug:deed>/", people.person_act, name="person-act"),
    path("posts/<int:pk>/end/", people.end_post, name="end-post"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/add/", agencies.add, name="agency-add"),
    path("agencies/<int:pk>/", agencies.agency_view, name="agency"),
    path("agencies/<int:pk>/change/", agencies.change, name="agency-change"),
    path("agencies/<int:pk>/abolish/", agencies.abolish, name="agency-abolish"),
    path("agencies/<int:pk>/units/add/", agencies.add_unit, name="unit-add"),
    path("units/<int:pk>/", agencies.unit, name="unit"),
    path("import/", imports.upload, name="import"),
    path("import/template/", imports.download_template, name="import-template"),
    path("import/preview/", imports.preview, name="import-preview"),
    path("import/confirm/", imports.confirm, name="import-confirm"),
    path("me/", account.me, name="me"),
    path("me/lend/", delegations.lend, name="lend"),
    path("absences/", absences.note, name="absence-note"),
    path("absences/<int:pk>/call-off/", absences.call_off, name="absence-call-off"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", delegations.end, name="delegation-end"),
    path("sessions/<int:pk>/end/", account.end_one_session, name="end-session"),
    path("choose/", choose.people_and_units, name="choose"),
    path("choose/people/", choose.people, name="choose-people"),
    path("choose/agencies/", choose.agencies, name="choose-agencies"),
]
