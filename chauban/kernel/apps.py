from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "chauban.kernel"
    label = "kernel"
