from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "chauban.drafting"
    label = "drafting"
