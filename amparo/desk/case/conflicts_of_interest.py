"""Conflicts of interest: a member declares one and gives up the case, whose code is in no address;
two members who read the case end one declared by mistake."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.conflicts_of_interest.queries import Ties, may_act, ties_of_case
from amparo.casework.conflicts_of_interest.services import (
    TooMany,
    answer_doubt,
    doubt_tie,
    say_tied,
)
from amparo.casework.measures.forms import choose
from amparo.casework.measures.forms import words as words_field
from amparo.casework.measures.view_helpers import act
from amparo.casework.retention.wording import why
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members
from amparo.foundations.cases.act_pages import opened_case, sent
from amparo.foundations.cases.next_acts import PEOPLE, TEAM_ONLY, CaseAct
from amparo.foundations.intake.requests.services import NobodyMayRead

LONGEST = 40
SAID = "said"
CONFLICT, WRONG = 409, 422
OF_CASE = "desk/ties.html"
SAID_OF = {
    "doubted": gettext_lazy("Said by mistake, says one; a second has not answered"),
    "ended": gettext_lazy("A second said so too: it ended"),
    "stands": gettext_lazy("It stands"),
}


class TieForm(forms.Form):
    case = forms.CharField(
        label=gettext_lazy("The code of the case or of the request"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    taker = forms.ChoiceField(
        label=gettext_lazy("Who takes it over"),
        help_text=gettext_lazy("They are given access at the moment at which you lose yours."),
        required=False,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have a tie to it, and give it up now"),
        error_messages={"required": gettext_lazy("Tick this to confirm: it cannot be undone.")},
    )

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.code: one for one in members}
        told = [(one.code, one.name) for one in self.members.values()]
        choose(self, "taker", [("", "—"), *told])


class DoubtForm(forms.Form):
    member = forms.ChoiceField(
        label=gettext_lazy("Whose tie is it?"), widget=forms.RadioSelect, choices=()
    )
    words = words_field(
        gettext_lazy("How do you know that it was said by mistake?"),
        gettext_lazy(
            "Encrypted. Whoever has access to this case reads it, and the person does not."
        ),
    )

    def __init__(self, *args: Any, ties: Ties, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "member", list(ties.standing))


class AnswerForm(forms.Form):
    """`of`: the doubt shown on the page; another may have come since."""

    of = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you say?"),
        choices=(
            ("ended", gettext_lazy("It was said by mistake: it ends")),
            ("stands", gettext_lazy("I do not confirm that: it stands")),
        ),
        widget=forms.RadioSelect,
    )
    words = words_field(
        gettext_lazy("How do you know?"),
        gettext_lazy("Ask the member yourself, not the colleague who wrote this. Encrypted."),
    )


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(PEOPLE, gettext_lazy("The recusal is ended."), TEAM_ONLY)
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """Handle a declaration made by mistake: a supervisor says why, and a second member agrees or
    not."""
    open_case = opened_case(request, code)
    found = ties_of_case(open_case, seen_by=request.actor)
    asked, may, now = found.doubted, may_act(found, seen_by=request.actor), timezone.now()
    if asked:
        given_now = _upon(request, asked.ref)
        form: forms.Form = AnswerForm(given_now, label_suffix="", initial={"of": asked.ref})
    else:
        form = DoubtForm(sent(request), ties=found, label_suffix="")

    def do() -> None:
        given, by = form.cleaned_data, request.actor
        if asked:
            told: dict[str, Any] = {"ended": given["outcome"] == "ended", "words": given["words"]}
            answer_doubt(open_case, given["of"], **told, by=by, at=now)
        else:
            doubt_tie(open_case, given["member"], words=given["words"], by=by, at=now)

    verb = _("Put it on record") if asked else _("Ask a second person to end it")
    words = {"title": _("Ties to this case"), "ties": found, "said": SAID_OF, "may": may}
    return act(request, open_case, form, do, {**words, "verb": verb}, why=_why, template=OF_CASE)


def _upon(request: StaffRequest, ref: str) -> Any:
    """Return the sent data for the present doubt; if it was written about another one, only the
    text is kept."""
    data = sent(request)
    if data is None or data.get("of") == ref:
        return data
    data = data.copy()
    data["of"] = ref
    data.pop("outcome", None)
    return data


def _why(code: str) -> Any:
    if code == "another_says":
        return _("Whoever said that it was a mistake does not end it too: a second person does.")
    return why(code)


@needs(Permission.CASE_READ)
@afresh()
def tie(request: StaffRequest) -> HttpResponse:
    """Declare a conflict of interest. The answer is the same for an own case, a case of others and
    an unknown code."""
    posted = request.method == "POST"
    form = TieForm(
        request.POST if posted else None, members=_who_works(request.actor), label_suffix=""
    )
    status, alone = WRONG if posted else 200, posted and bool(request.POST.get("taker"))
    if posted and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            taker = form.members.get(given["taker"])
            say_tied(given["case"], taker=taker, by=request.actor, at=now)
        except NobodyMayRead:
            form.add_error("case", _only_reader())
            status, alone = CONFLICT, True
        except Refused:
            form.add_error("taker", _("They cannot be given access: choose somebody else."))
            status = CONFLICT
        except TooMany:
            form.add_error(None, _("That is too many at once. Wait a quarter of an hour."))
            status = 429
        else:
            return redirect(f"{reverse('desk:tie')}?{SAID}=1")
    context = {"form": form, "said": SAID in request.GET, "alone": alone}
    return render(request, "desk/tie.html", context, status=status)


def _only_reader() -> str:
    return _(
        "Nobody but you can read it now, and the person would wait in vain. Of a case, say below"
        " who takes it over, without reading on. Of a request, somebody else is given the key of"
        " the reception first; then say it here."
    )


def _who_works(reader: Actor) -> list[Any]:
    """Return the colleagues who work on cases."""
    return [
        one
        for one in members(seen_by=reader)
        if one.pk != reader.member.pk and Permission.CASE_WORK in permissions_of(one.role_set)
    ]
