from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "chauban.documents"
    label = "documents"
