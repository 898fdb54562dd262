from django.urls import URLPattern, path

from amparo.casework.interpreting import related_people_views as other_views
from amparo.casework.interpreting import views

app_name = "interpreting"
urlpatterns: list[URLPattern] = [
    path("interpreting/", views.need, name="need"),
    path("interpreting/interview/", views.interview, name="interview"),
    path("interpreting/tasks/<str:ref>/", views.task, name="task"),
    path("interpreting/of/<str:other>/", other_views.need_of, name="need_of"),
    path("interpreting/of/<str:other>/name/", other_views.name_of, name="name_of"),
    path("interpreting/of/<str:other>/interview/", other_views.interview_of, name="interview_of"),
    path("interpreters/", views.name, name="name"),
    path("interpreters/<str:ref>/", views.interpreter, name="interpreter"),
    path("interpreters/<str:ref>/ties/", views.vet, name="vet"),
    path("interpreters/<str:ref>/promise/", views.sign, name="sign"),
    path("interpreters/<str:ref>/answer/", views.answer, name="answer"),
    path("interpreters/<str:ref>/child/", other_views.child, name="child"),
]
