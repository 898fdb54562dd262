from django.urls import URLPattern, path

from amparo.duties import colleagues, owed, signing

app_name = "duties"
urlpatterns: list[URLPattern] = [
    path("in/", signing.sign_in, name="sign_in"),
    path("out/", signing.sign_out, name="sign_out"),
    path("join/", signing.join, name="join"),
    path("unit/", colleagues.unit, name="unit"),
    path("", owed.owed, name="list"),
    path("<str:alias>/", owed.duty, name="duty"),
    path("<str:alias>/sheet/", owed.print_sheet, name="print_sheet"),
]
