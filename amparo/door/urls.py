from django.urls import URLPattern, path

from amparo.door import page_recordings as prompts
from amparo.door import security_txt as reporting
from amparo.door.collective import board as collective
from amparo.door.collective import member_requests as member
from amparo.door.elsewhere import external_measures as elsewhere
from amparo.door.elsewhere import other_remedies as roads
from amparo.door.my_case import contact_limits as reaching
from amparo.door.my_case import danger_report as danger
from amparo.door.my_case import dashboard as mine
from amparo.door.my_case import files_from_team as files
from amparo.door.my_case import follow_up_report as telling
from amparo.door.my_case import interpreters as interpreting
from amparo.door.my_case import journey_and_notices as own_kind
from amparo.door.my_case import messages as writing
from amparo.door.my_case import missing_information as correcting
from amparo.door.my_case import person_decisions as deciding
from amparo.door.my_case import pocket_sheet as pocket
from amparo.door.my_case import unmet_measures as unmet
from amparo.door.my_data import erasure as erasing
from amparo.door.my_data import overseers
from amparo.door.recourses import defect_complaint as defects
from amparo.door.recourses import delay_complaint as complaining
from amparo.door.recourses import review_request as contesting
from amparo.door.related_people import access_phrases as others
from amparo.door.related_people import measure_report as beside_arrived
from amparo.door.related_people import recourses as beside_asking
from amparo.door.related_people import related_person_page as beside
from amparo.door.request import urgent
from amparo.door.request import views as request
from amparo.door.visit import front_page_and_exit as entrance
from amparo.door.visit import new_phrase as renewing
from amparo.door.visit import phrase_and_receipt as keeping
from amparo.door.visit import sign_in as returning

app_name = "door"
urlpatterns: list[URLPattern] = [
    path("", entrance.home, name="home"),
    path("exit/", entrance.leave, name="exit"),
    path("safe/", entrance.safe, name="safe"),
    path("language/<slug:code>/", entrance.language, name="language"),
    path(reporting.WHERE, reporting.security_txt, name="security_txt"),
    path("listen/<str:language>/<slug:page>/", prompts.prompt, name="prompt"),
    path("urgent/", urgent.urgent, name="urgent"),
    path("member/", member.member, name="member"),
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
    path("mine/files/<str:ref>/", files.file, name="file"),
    path("mine/looked/", mine.looked, name="looked"),
    path("mine/allowed/", mine.allowed, name="allowed"),
    path("mine/allowed/withdraw-all/", deciding.withdraw_all, name="withdraw_all"),
    path("mine/allowed/<str:ref>/withdraw/", deciding.withdraw, name="withdraw"),
    path("mine/overseers/", overseers.overseers, name="overseers"),
    path("mine/decisions/<str:ref>/", deciding.decision, name="decision"),
    path("mine/decisions/<str:ref>/adults/<str:adult>/", deciding.adult, name="adult"),
    path("mine/overdue/<slug:subject>/", unmet.choose_who_is_told, name="choose_who_is_told"),
    path("mine/measures/", mine.measures, name="measures"),
    path("mine/measures/<str:ref>/", deciding.confirm_measure, name="confirm_measure"),
    path("mine/decided/<str:ref>/again/", contesting.contest, name="contest"),
    path("mine/happened/", telling.happened, name="happened"),
    path("mine/danger/", danger.danger, name="danger"),
    path("mine/otherwise/", telling.otherwise, name="otherwise"),
    path("mine/measures/<str:ref>/give-up/", telling.give_up, name="give_up"),
    path("mine/write/", writing.write, name="write"),
    path("mine/interpreter/", interpreting.interpreter, name="interpreter"),
    path("mine/journey/", own_kind.journey, name="journey"),
    path("mine/notices/", own_kind.notices, name="notices"),
    path("mine/sheet/", pocket.pocket_sheet, name="pocket_sheet"),
    path("mine/elsewhere/", elsewhere.wish, name="elsewhere"),
    path("mine/collective/", collective.collective, name="collective"),
    path("mine/collective/leave-out/", collective.leave_out, name="leave_out"),
    path("mine/decisions/<str:ref>/acta/", collective.acta, name="acta"),
    path("mine/keep-from/", writing.keep_it_from, name="keep_from"),
    path("mine/late/<slug:term>/", complaining.complaint, name="complaint"),
    path("mine/complaint/", defects.defect, name="defect"),
    path("mine/missing/", correcting.missing, name="missing"),
    path("mine/complete/", writing.complete, name="complete"),
    path("mine/reached/", reaching.reached, name="reached"),
    path("mine/new-words/", renewing.new_words, name="new_words"),
    path("mine/new-words/keep-old/", renewing.keep_old_words, name="keep_old_words"),
    path("mine/leave/", deciding.leave_procedure, name="leave"),
    path("mine/erase/", erasing.erase, name="erase"),
    path("mine/erase/keep/", erasing.keep, name="keep"),
    path("mine/places/", erasing.places, name="places"),
    path("mine/places/<str:ref>/end/", erasing.end_place, name="end_place"),
    path("erased/", erasing.erased, name="erased"),
    path("mine/others/", others.others, name="others"),
    path("mine/others/words/", others.words, name="others_words"),
    path("mine/others/words/slip/", others.slip, name="others_slip"),
    path("mine/others/<str:ref>/end/", others.end, name="others_end"),
    path("mine/roads/", roads.roads, name="roads"),
    path("beside/", beside.beside, name="beside"),
    path("beside/write/", beside.write, name="beside_write"),
    path("beside/give-back/", beside.give_back, name="beside_give_back"),
    path("beside/questions/<str:ref>/", beside.question, name="beside_question"),
    path("beside/decided/<str:ref>/again/", beside_asking.again, name="beside_again"),
    path("beside/late/<slug:term>/", beside_asking.late, name="beside_late"),
    path("beside/complaint/", defects.beside_defect, name="beside_defect"),
    path("beside/measures/<str:ref>/", beside_arrived.arrived, name="beside_arrived"),
    path("beside/measures/<str:ref>/give-up/", beside_arrived.give_up, name="beside_give_up"),
    path("beside/measures/<str:ref>/keep/", beside_arrived.keep, name="beside_keep"),
    path("beside/papers/<str:ref>/", beside.notice, name="beside_notice"),
]
