from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "chauban.intake"
    label = "intake"
