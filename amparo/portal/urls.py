from django.urls import URLPattern, path

from amparo.casework.obligations.stations import views as stations
from amparo.obligations.recommendations import views as recommended
from amparo.obligations.standing_duties import views as standing
from amparo.portal import overseer_page as oversight
from amparo.portal import sign_in as signing
from amparo.portal import unit_key_holders as colleagues
from amparo.portal import unit_obligations as owed

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("in/", signing.sign_in, name="sign_in"),
    path("out/", signing.sign_out, name="sign_out"),
    path("join/", signing.join, name="join"),
    path("join/<str:invited>/", signing.invitation, name="invitation"),
    path("in/password/", signing.forgotten, name="forgotten"),
    path("in/phone/", signing.lost_phone, name="lost_phone"),
    path("account/", signing.account, name="account"),
    path("account/again/", signing.prove, name="prove"),
    path("oversight/", oversight.oversight, name="oversight"),
    path("oversight/standing/", standing.overseen, name="overseen_standing"),
    path("oversight/recommendations/", recommended.seat, name="seat_recommendations"),
    path("oversight/recommendations/new/", recommended.new, name="recommend"),
    path("oversight/recommendations/again/", recommended.seal_anew, name="seal_anew"),
    path("oversight/recommendations/<str:ref>/", recommended.made, name="seat_recommendation"),
    path("recommendations/<str:ref>/", recommended.received, name="recommendation"),
    path("standing/", standing.own, name="standing"),
    path("standing/<slug:name>/", standing.duty, name="standing_duty"),
    path("unit/", colleagues.unit, name="unit"),
    path("", owed.owed, name="list"),
    path("handed/<str:alias>/", stations.handed, name="handed"),
    path("<str:alias>/hand-on/", stations.hand_on, name="hand_on"),
    path("<str:alias>/", owed.duty, name="duty"),
    path("<str:alias>/sheet/", owed.print_sheet, name="print_sheet"),
]
