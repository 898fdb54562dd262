from django.urls import URLPattern, path

from amparo.casework.referral import views
from amparo.casework.referral.direct_notices import views as telling_views
from amparo.casework.referral.emergency_access_review import views as glass_views
from amparo.casework.referral.external_measures import views as external_views
from amparo.casework.referral.handover import views as hand_on_views

app_name = "referral"
urlpatterns: list[URLPattern] = [
    path("referrals/new/", views.propose, name="propose"),
    path("referrals/tasks/<str:ref>/", views.task, name="task"),
    path("referrals/wish/", views.wish, name="wish"),
    path("referrals/<str:ref>/", views.referral, name="referral"),
    path("referrals/<str:ref>/word/", views.word, name="word"),
    path("referrals/<str:ref>/print/", views.sheet, name="sheet"),
    path("referrals/<str:ref>/given/", views.give, name="give"),
    path("referrals/<str:ref>/reply/", views.reply, name="reply"),
    path("referrals/<str:ref>/told/", views.told, name="told"),
    path("referrals/<str:ref>/call-off/", views.call_off, name="call_off"),
    path("elsewhere/new/", external_views.note_external, name="note_external"),
    path("elsewhere/<str:ref>/agree/", external_views.agree, name="agree"),
    path("elsewhere/<str:ref>/end/", external_views.end, name="end"),
    path("demands/new/", external_views.demanded, name="demanded"),
    path("to-tell/<str:ref>/", telling_views.tell, name="tell"),
    path("hand-on/note/", hand_on_views.hand_on, name="hand_on"),
    path("glass/<str:ref>/", glass_views.see, name="see_glass"),
    path("promises/new/", hand_on_views.promise, name="promise"),
    path("promises/<str:ref>/", hand_on_views.kept, name="kept"),
]
