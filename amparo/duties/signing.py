"""In and out of the institutions' pages."""

from django.http import HttpRequest, HttpResponse

from amparo.foundations.access.account import account_page, prove_page
from amparo.foundations.access.joining import join_page
from amparo.foundations.access.losing import forgotten_page, lost_phone_page
from amparo.foundations.access.pages import StaffRequest, anyone, needs
from amparo.foundations.access.permissions import Permission
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


@anyone
def forgotten(request: HttpRequest) -> HttpResponse:
    return forgotten_page(request, "duties")


@anyone
def lost_phone(request: HttpRequest) -> HttpResponse:
    return lost_phone_page(request, "duties")


@needs(Permission.OUTSIDE)
def account(request: StaffRequest) -> HttpResponse:
    return account_page(request, "duties")


@needs(Permission.OUTSIDE)
def prove(request: StaffRequest) -> HttpResponse:
    return prove_page(request, "duties")
