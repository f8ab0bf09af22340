"""Pages of this room."""

from django.urls import path

from .views import document, lists, papers, waiting

app_name = "desk"
urlpatterns = [
    path("", lists.home, name="home"),
    path("waiting/<slug:deed>/<int:pk>/", waiting.do, name="waiting-do"),
    path("documents/", lists.documents, name="documents"),
    path("documents/<int:pk>/", document.document, name="document"),
    path("documents/<int:pk>/story/", document.story, name="story"),
    path("documents/<int:pk>/send/", document.send, name="send"),
    path("documents/<int:pk>/readers/<int:reader>/take-back/", document.take_back, name="take-back"),
    path("documents/<int:pk>/pages/<int:position>/image/", papers.page_image, name="page-image"),
    path("documents/<int:pk>/pages/<int:position>/words/", papers.page_words, name="page-words"),
    path("documents/<int:pk>/files/<int:number>/", papers.file, name="file"),
]
