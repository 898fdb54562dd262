from django.urls import URLPattern, path

from amparo.casework.assessment import assessment_consent_views as asking
from amparo.casework.assessment import views

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    path("assessment/", views.assess, name="assess"),
    path("assessment/review/", views.review, name="review"),
    path("assessment/agreement/", asking.agreement, name="agreement"),
    path("assessment/agreement/ask/", asking.ask, name="ask"),
    path("assessment/<str:ref>/", views.report, name="report"),
]
