"""The two addresses that the frame of a page needs, without the pages behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(_request: HttpRequest, **_parts: str) -> HttpResponse:
    return HttpResponse()


door = [
    path("exit/", nothing, name="exit"),
    path("language/<slug:code>/", nothing, name="language"),
]
urlpatterns = [path("", include((door, "door")))]
