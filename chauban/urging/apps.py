from django.apps import AppConfig


class UrgingConfig(AppConfig):
    name = "chauban.urging"
    label = "urging"
