from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chauban.registry"
    label = "registry"
