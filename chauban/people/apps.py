from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chauban.people"
    label = "people"
