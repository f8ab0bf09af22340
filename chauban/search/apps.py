from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "chauban.search"
    label = "search"
