from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "chauban.journal"
    label = "journal"
