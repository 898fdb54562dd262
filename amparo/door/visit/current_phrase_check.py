"""Ask for the current access phrase again before a new one is issued, so that a page left open
gives no lasting access to the case."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.door.visit.person_session import VisitRequest
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import NoSuchWords, TooManyAlike, visit_by_guess

WHAT = "words"
A_BROWSER_MAY = 12
LONGEST = 400
TYPED = {"rows": 2, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
WRONG = _(
    "These are not the words with which you came in. Nothing was changed. Look at each word and at"
    " their order, and try once more."
)
TOO_MANY = _("Too many attempts. Wait a quarter of an hour and try again; nothing was changed.")
TOO_MANY_ALIKE = _(
    "Words like these were tried too often today. Try again tomorrow, or ask the team for new"
    " words."
)


class NeverShownAgain(forms.Textarea):
    """A text area that never shows again what was typed, so that it cannot be read from an open
    page."""

    def format_value(self, value: object) -> str:
        del value
        return ""


class KnowsForm(forms.Form):
    """Asks for the ten words. Never carried to another page: see `form_recovery.py`."""

    phrase = forms.CharField(
        max_length=LONGEST,
        label=_("Your ten words"),
        help_text=_(
            "Those with which you came in: so that nobody who finds this page open makes an"
            " access phrase for themselves."
        ),
        widget=NeverShownAgain(attrs=TYPED),
        error_messages={"required": _("Write your ten words here."), "max_length": WRONG},
    )

    def knows(self, request: VisitRequest) -> bool:
        """Whether it contains the access phrase of this session."""
        if not self.is_valid():
            return False
        problem = _problem_with(self.cleaned_data["phrase"], request, at=timezone.now())
        if problem:
            self.add_error("phrase", str(problem))
        return not problem


def _problem_with(text: str, request: VisitRequest, *, at: datetime) -> object:
    if tried_out(request, at=at):
        return TOO_MANY
    try:
        found, _pair = visit_by_guess(text, at=at, seen_by=STRANGER)
    except TooManyAlike:
        return TOO_MANY_ALIKE
    except NoSuchWords:
        found = None
    if found is None or found.way.pk != request.visitor.way.pk:
        count_wrong(request, at=at)
        return WRONG
    forgive(request)
    return ""


def tried_out(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this browser made too many attempts. No IP address is counted."""
    browser = _browser(request)
    return bool(browser) and limits.too_many(WHAT, browser, at=at, limit=A_BROWSER_MAY)


def count_wrong(request: HttpRequest, *, at: datetime) -> None:
    if browser := _browser(request):
        limits.failed(WHAT, browser, at=at)


def forgive(request: HttpRequest) -> None:
    if browser := _browser(request):
        limits.succeeded(WHAT, browser)


def _browser(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")[:200]
