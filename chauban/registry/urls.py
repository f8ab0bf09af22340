"""Pages of this room."""

from django.urls import path

from .views import administration, books, entries, stamps

app_name = "registry"
urlpatterns = [
    path("", books.registers, name="registers"),
    path("add/", administration.add, name="add-register"),
    path("<int:pk>/change/", administration.change, name="change-register"),
    path("<int:pk>/retire/", administration.retire, name="retire-register"),
    path("<int:pk>/open/", administration.open_book, name="open-volume"),
    path("books/<int:pk>/", books.volume, name="volume"),
    path("books/<int:pk>/print.pdf", books.printed_pdf, name="print"),
    path("books/<int:pk>/export.xlsx", books.exported, name="export"),
    path("books/<int:pk>/closing/", books.closing, name="closing"),
    path("books/<int:pk>/sign-off/", books.signed_off, name="sign-off"),
    path("books/<int:pk>/close/", books.closed, name="close"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("entries/<int:pk>/void/", entries.voided, name="void"),
    path("entries/<int:pk>/passing/", entries.passing, name="passing"),
    path("entries/<int:pk>/row/", entries.row, name="row"),
    path("entries/<int:pk>/stamp/", stamps.overlay, name="stamp"),
    path("entries/<int:pk>/stamp/move/", stamps.moved, name="move-stamp"),
    path("entries/<int:pk>/page-one/", stamps.page_one, name="page-one"),
    path("entries/<int:pk>/working-copy.pdf", stamps.working_copy, name="working-copy"),
]
