"""In and out of the institutions' pages."""

from django.http import HttpRequest, HttpResponse

from amparo.foundations.access.joining import join_page
from amparo.foundations.access.pages import anyone
from amparo.foundations.access.signing import sign_in_page, sign_out_page


@anyone
def sign_in(request: HttpRequest) -> HttpResponse:
    return sign_in_page(request, "duties")


@anyone
def sign_out(request: HttpRequest) -> HttpResponse:
    return sign_out_page(request, "duties")


@anyone
def join(request: HttpRequest) -> HttpResponse:
    return join_page(request, "duties")
