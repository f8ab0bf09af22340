from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "chauban.rulebook"
    label = "rulebook"
