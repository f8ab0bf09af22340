"""Pages of this room."""

from django.urls import path

from . import views

app_name = "journal"
urlpatterns = [
    path("", views.lines, name="lines"),
    path("people/", views.people, name="people"),
    path("head.txt", views.head, name="head"),
    path("key.pem", views.key, name="key"),
    path("<int:line_id>/proof.json", views.proof, name="proof"),
]
