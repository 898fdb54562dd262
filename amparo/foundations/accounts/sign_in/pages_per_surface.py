"""Account pages of a surface: the same pages for each, under its own permission."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from amparo.foundations.accounts.decorators import StaffRequest, anyone, needs
from amparo.foundations.accounts.membership.enrolment_views import join_page
from amparo.foundations.accounts.own_account.views import account_page
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.lost_credentials import forgotten_page, lost_phone_page
from amparo.foundations.accounts.sign_in.reauthentication import prove_page
from amparo.foundations.accounts.sign_in.views import sign_in_page, sign_out_page

type Page = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one surface. Its account page needs only the permission of the surface."""

    sign_in: Page
    sign_out: Page
    join: Page
    invitation: Page
    forgotten: Page
    lost_phone: Page
    account: Page
    prove: Page


def pages_of(surface: str, may: Permission) -> Pages:
    def before(page: Page) -> Page:
        @anyone
        def shown(request: HttpRequest, **parts: str) -> HttpResponse:
            return page(request, surface, **parts)

        return shown

    def within(page: Callable[[StaffRequest, str], HttpResponse]) -> Page:
        @needs(may)
        def shown(request: StaffRequest) -> HttpResponse:
            return page(request, surface)

        return shown

    return Pages(
        sign_in=before(sign_in_page),
        sign_out=before(sign_out_page),
        join=before(join_page),
        invitation=before(join_page),
        forgotten=before(forgotten_page),
        lost_phone=before(lost_phone_page),
        account=within(account_page),
        prove=within(prove_page),
    )
