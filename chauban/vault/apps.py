from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "chauban.vault"
    label = "vault"
