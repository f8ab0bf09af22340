from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "chauban.routing"
    label = "routing"
