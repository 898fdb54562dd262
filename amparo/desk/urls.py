from django.urls import URLPattern, URLResolver, include, path

from amparo.desk import views

# The desk's own pages; the stages keep their own names below.
pages: list[URLPattern] = [
    path("in/", views.sign_in, name="sign_in"),
    path("out/", views.sign_out, name="sign_out"),
    path("", views.worklist, name="worklist"),
    path("cases/<str:code>/", views.case, name="case"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "desk"))),
    path("cases/<str:code>/", include("amparo.casework.admission.urls")),
    path("cases/<str:code>/", include("amparo.casework.assessment.urls")),
    path("cases/<str:code>/", include("amparo.casework.measures.urls")),
    path("cases/<str:code>/", include("amparo.casework.obligations.urls")),
]
