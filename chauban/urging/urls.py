"""Pages of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

app_name = "urging"
urlpatterns: list[URLPattern] = [
    path("", views.notices, name="notices"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("dismiss/", views.dismiss_all, name="dismiss-all"),
    path("week/dismiss/", views.dismiss_list, name="dismiss-list"),
    path("letters/", views.letters, name="letters"),
    path("overdue/", views.overdue, name="overdue"),
    path("overdue/pdf/", views.overdue_pdf, name="overdue-pdf"),
    path("overdue/xlsx/", views.overdue_xlsx, name="overdue-xlsx"),
    path("rules/", views.rules, name="rules"),
    path("rules/<int:pk>/", views.set_rule, name="set-rule"),
]
