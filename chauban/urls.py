"""Where each room is mounted."""

from django.urls import include, path

urlpatterns = [
    path("", include("chauban.desk.urls")),
    path("intake/", include("chauban.intake.urls")),
    path("registers/", include("chauban.registry.urls")),
    path("search/", include("chauban.search.urls")),
    path("routing/", include("chauban.routing.urls")),
    path("calendar/", include("chauban.rulebook.urls")),
    path("notices/", include("chauban.urging.urls")),
    path("people/", include("chauban.people.urls")),
    path("journal/", include("chauban.journal.urls")),
    path("live/", include("chauban.live.urls")),
    path("accounts/", include("chauban.people.door_urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
