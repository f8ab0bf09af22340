from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chauban.web"
    label = "web"
