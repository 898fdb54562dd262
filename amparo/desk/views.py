from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.foundations.access.pages import StaffRequest, anyone, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.access.signing import sign_in_page, sign_out_page
from amparo.foundations.cases.queries import opened


@anyone
def sign_in(request: HttpRequest) -> HttpResponse:
    return sign_in_page(request, "desk")


@anyone
def sign_out(request: HttpRequest) -> HttpResponse:
    return sign_out_page(request, "desk")


@needs(Permission.DESK)
def worklist(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/worklist.html")


@needs(Permission.CASE_READ)
def case(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened(code, seen_by=request.actor)
    return render(request, "desk/case.html", {"open_case": open_case})
