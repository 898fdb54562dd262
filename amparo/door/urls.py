from django.urls import URLPattern, path

from amparo.door import deciding, entrance, keeping, mine, request, returning, urgent, writing

app_name = "door"
urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("exit/", entrance.leave, name="exit"),
    path("language/<slug:code>/", entrance.language, name="language"),
    path("urgent/", urgent.urgent, name="urgent"),
    path("request/", request.start, name="request"),
    path("request/check/", request.check, name="check"),
    path("request/<slug:step>/", request.step, name="step"),
    path("words/", keeping.words, name="words"),
    path("words/slip/", keeping.slip, name="slip"),
    path("words/confirm/", keeping.confirm, name="confirm"),
    path("received/", keeping.received, name="received"),
    path("received/slip/", keeping.proof_slip, name="proof_slip"),
    path("return/", returning.come_back, name="return"),
    path("mine/", mine.mine, name="mine"),
    path("mine/papers/", mine.letters, name="letters"),
    path("mine/papers/<str:ref>/", mine.paper, name="paper"),
    path("mine/looked/", mine.looked, name="looked"),
    path("mine/allowed/", mine.allowed, name="allowed"),
    path("mine/allowed/withdraw-all/", deciding.withdraw_all, name="withdraw_all"),
    path("mine/allowed/<str:ref>/withdraw/", deciding.withdraw, name="withdraw"),
    path("mine/decisions/<str:ref>/", deciding.decision, name="decision"),
    path("mine/measures/<str:ref>/", deciding.confirm_measure, name="confirm_measure"),
    path("mine/write/", writing.write, name="write"),
    path("mine/keep-from/", writing.keep_it_from, name="keep_from"),
    path("mine/complete/", writing.complete, name="complete"),
    path("mine/leave/", deciding.leave_procedure, name="leave"),
]
