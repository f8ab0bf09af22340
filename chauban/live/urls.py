"""Where the stream is asked for."""

from django.urls import path

from . import views

app_name = "live"
urlpatterns = [path("", views.no_stream, name="stream")]
