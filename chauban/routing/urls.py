"""Pages of this room."""

from django.urls import path

from .views import deciding, doing, leader, phrases, picture, prints, rules, submitting, tracking, work

app_name = "routing"
urlpatterns = [
    path("up/", leader.queue, name="up"),
    path("up/count/", leader.count, name="up-count"),
    path("up/ready/", leader.ready, name="up-ready"),
    path("up/<int:pk>/", leader.screen, name="up-screen"),
    path("up/<int:pk>/opened/", leader.opened, name="up-opened"),
    path("up/<int:pk>/said/", leader.said, name="up-said"),
    path("up/<int:pk>/<slug:deed>/", deciding.decide, name="up-decide"),
    path("due/", leader.due, name="due"),
    path("ink/<int:document>/", leader.ink, name="ink"),
    path("work/<int:document>/", work.work, name="work"),
    path("work/<int:document>/end/", doing.end, name="end-handling"),
    path("pieces/<int:pk>/<slug:deed>/", doing.piece, name="piece-deed"),
    path("requests/<int:pk>/<slug:deed>/", doing.asked, name="request-deed"),
    path("picture/", picture.picture, name="picture"),
    path("picture/list/", picture.behind, name="picture-list"),
    path("picture/list.xlsx", picture.behind_xlsx, name="picture-xlsx"),
    path("word-files/<int:pk>/", work.word_file, name="word-file"),
    path("slip/<int:document>/", prints.slip, name="slip"),
    path("steps/<int:document>/print/", prints.steps, name="steps-print"),
    path("inked/<int:document>/", prints.inked_copy, name="inked-copy"),
    path("tracking/<int:volume>/", tracking.tracking, name="tracking"),
    path("tracking/<int:volume>/<slug:form>/", tracking.taken_out, name="tracking-taken-out"),
    path("rules/", rules.rules, name="rules"),
    path("rules/add/", rules.rule, name="rule-add"),
    path("rules/agencies/", rules.agencies, name="rule-agencies"),
    path("rules/phrases/", rules.phrase_add, name="phrase-common"),
    path("rules/phrases/<int:pk>/<slug:deed>/", rules.phrase_deed, name="phrase-common-deed"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/<slug:deed>/", rules.rule_deed, name="rule-deed"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<int:pk>/<slug:deed>/", phrases.change, name="phrase"),
    path("to-submit/", submitting.to_submit, name="to-submit"),
    path("submit/<int:document>/", submitting.submit, name="submit"),
    path("file/<int:document>/", submitting.file_paper, name="file-paper"),
    path("straight/<int:document>/", submitting.straight, name="straight"),
    path("submissions/<int:pk>/take-back/", submitting.take_back, name="take-submission-back"),
    path("questions/<int:pk>/answer/", submitting.answer, name="answer"),
]
