from django.urls import URLPattern, path

from amparo.casework.leaks import views

app_name = "leaks"
urlpatterns: list[URLPattern] = [
    path("leaks/new/", views.here, name="here"),
    path("leaks/<str:ref>/", views.incident, name="incident"),
    path("leaks/<str:ref>/settle/", views.settle, name="settle"),
    path("leaks/steps/<str:ref>/", views.step, name="step"),
    path("leaks/<str:leak>/sending/", views.sending, name="sending"),
    path("leaks/steps/<str:ref>/named/", views.named, name="named"),
    path("leaks/steps/<str:ref>/way/", views.way, name="way"),
    path("leaks/steps/<str:ref>/tell/", views.tell, name="tell"),
]
