from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "chauban.desk"
    label = "desk"
