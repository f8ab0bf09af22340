"""Pages of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

app_name = "rulebook"
urlpatterns: list[URLPattern] = [
    path("", views.calendar, name="calendar"),
    path("<int:number>/", views.calendar, name="calendar-year"),
    path("<int:number>/print/", views.printed, name="calendar-print"),
    path("<int:number>/set/", views.set_day, name="set-day"),
    path("days/<int:pk>/give-back/", views.unset_day, name="unset-day"),
]
