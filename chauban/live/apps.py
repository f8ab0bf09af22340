from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "chauban.live"
    label = "live"
