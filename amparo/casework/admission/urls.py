from django.urls import URLPattern, path

from amparo.casework.admission import message_views as writing
from amparo.casework.admission import oral_answer_views as oral_views
from amparo.casework.admission import views
from amparo.casework.admission.corrections import views as missing_views
from amparo.casework.admission.other_body_steps import views as step_views
from amparo.casework.admission.spoken_messages import views as errand_views

app_name = "admission"
urlpatterns: list[URLPattern] = [
    path("acknowledge/", views.acknowledge, name="acknowledge"),
    path("actions/", views.open_action, name="open_action"),
    path("actions/<str:ref>/", views.action, name="action"),
    path("actions/<str:ref>/said/", oral_views.action, name="action_said"),
    path("actions/<str:ref>/reason/", views.decide_instead, name="decide_instead"),
    path("messages/", writing.message, name="message"),
    path("danger-flag/", views.lift_flag, name="lift_flag"),
    path("errands/", errand_views.put, name="put_errand"),
    path("errands/<str:ref>/", errand_views.errand, name="errand"),
    path("errands/<str:ref>/drop/", errand_views.drop, name="drop_errand"),
    path("reach/", errand_views.reach, name="reach"),
    path("attempts/", errand_views.attempt, name="attempt"),
    path("missing/", missing_views.ask_correction, name="ask_correction"),
    path("missing/allow/", missing_views.allow_correction, name="allow_correction"),
    path("missing/given/", missing_views.complete_with_her, name="complete_with_her"),
    path("missing/known/", missing_views.correction_receipt, name="correction_receipt"),
    path("missing/archive/", missing_views.advise_archiving, name="advise_archiving"),
    path("notes/", views.note, name="note"),
    path("notes/<str:ref>/", views.change_note, name="change_note"),
    path("questions/<str:ref>/put/", oral_views.put, name="put"),
    path("steps/", step_views.step, name="step"),
    path("preliminary-report/", views.report, name="report"),
]
