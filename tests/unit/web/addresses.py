"""The addresses that the frame of a page needs, without the pages behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(_request: HttpRequest, **_parts: str) -> HttpResponse:
    return HttpResponse()


door = [
    path("exit/", nothing, name="exit"),
    path("language/<slug:code>/", nothing, name="language"),
]
site = [
    path(f"public/{name}/", nothing, name=name)
    for name in ("front", "how", "until_when", "figures", "check")
]
urlpatterns = [path("", include((door, "door"))), path("", include((site, "site")))]
