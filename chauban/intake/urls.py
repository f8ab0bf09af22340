"""Pages of this room."""

from django.urls import path

from .views import arrange, check, papers, tray

app_name = "intake"
urlpatterns = [
    path("", tray.tray, name="tray"),
    path("upload/", tray.upload, name="upload"),
    path("progress/", tray.progress, name="progress"),
    path("next/", tray.go_on, name="next"),
    path("new/", check.new, name="new"),
    path("issuers/", papers.issuers, name="issuers"),
    path("sheets/<int:number>/image/", papers.image, name="image"),
    path("sheets/<int:number>/words/", papers.words, name="words"),
    path("entries/<int:number>/return/", check.return_to_tray, name="return_to_tray"),
    path("<int:number>/", check.check, name="check"),
    path("<int:number>/arrange/", arrange.arrange, name="arrange"),
    path("<int:number>/file/", papers.original, name="original"),
    path("<int:number>/hold/", tray.hold, name="hold"),
    path("<int:number>/release/", tray.release, name="release"),
    path("<int:number>/retry/", tray.retry, name="retry"),
    path("<int:number>/discard/", tray.discard, name="discard"),
    path("<int:number>/take-back/", tray.take_back, name="take_back"),
]
