"""Related persons of a case and their access phrases: given with the person, ended separately."""

from typing import Literal

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amparo.casework.admission.queries import WAYS
from amparo.foundations.accounts.actors import Refused, must_be_free
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.emergency_access.prepared_keys import must_hold_for_good
from amparo.foundations.cases.fields import OTHERS, folded
from amparo.foundations.cases.next_acts import PEOPLE, RESERVED, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.related_people.queries import others_of, written_by
from amparo.foundations.related_people.services import NotGiven, end_way, give_way, other_named

LONGEST_NAME, LONGEST = 120, 2000
RELATIONS: tuple[tuple[str, Promise], ...] = (
    ("family", _("Family, or somebody who lives with the person")),
    ("lawyer", _("Lawyer")),
    ("trusted", _("Somebody the person trusts")),
    ("witness", _("Witness")),
)
RIGHTS: tuple[tuple[str, Promise], ...] = (
    ("reads", _("Only reads where it stands, and the notices of the procedure")),
    ("answers", _("Answers for themselves, where a measure would move them too")),
    ("speaks", _("Speaks for the person: reads that, and answers what waits")),
)
REFUSED: dict[str, Promise] = {
    "must_not_know": _(
        "The person wrote that somebody of this name must not know. No access phrase can be"
        " given to them. If it is somebody else, write the whole name; if the person changed"
        " their mind, they must say so."
    ),
    "not_while_impeded": _(
        "The person cannot be asked now: nobody can be made to speak for them. Reading only is"
        " possible."
    ),
    "a_child": _("A child gets no access phrase: whoever answers for the child does."),
    "left": _("The person has left the procedure."),
    "lent": _(
        "You have access to this case for some hours only: whoever has permanent access"
        " gives the phrase."
    ),
    "gone": _("This cannot be done now. Nothing was changed."),
    "held_back": _("This cannot be done now. Nothing was changed."),
}


class OtherForm(forms.Form):
    name = forms.CharField(
        label=_("What the person calls them"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("Who they are"), choices=RELATIONS, widget=forms.RadioSelect
    )
    right = forms.ChoiceField(
        label=_("What this person may do"),
        help_text=_(
            "A lawyer who reads, whoever answers and whoever speaks can also contest a decision or"
            " complain of a delay, in their own name."
        ),
        choices=RIGHTS,
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=_("How did the person ask for it?"),
        help_text=_(
            "The person alone can ask for it: nobody asks for an access phrase in their name."
        ),
        choices=[one for one in WAYS.items() if one[0] != "through_others"],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In which words"),
        help_text=_("As near as you can. The person finds on their page that you wrote this down."),
        max_length=LONGEST,
        widget=forms.Textarea,
    )


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(
    PEOPLE,
    _("The access of the other person is made."),
    menu=RESERVED,
    label=_("Access for a relative, a lawyer or a trusted person"),
    label_unasked=_("What others with access wrote"),
)
def others(request: StaffRequest, code: str) -> HttpResponse:
    """List related persons with access, and give an access phrase at the person's wish."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    form = OtherForm(request.POST if request.method == "POST" else None, label_suffix="")
    if not form.is_valid():
        return _page(request, open_case, form, status=422 if form.is_bound else 200)
    try:
        given = _give(request, open_case, form)
    except (NotGiven, Refused) as refusal:
        form.add_error("name", str(REFUSED[str(refusal)]))
        return _page(request, open_case, form, status=409)
    context = {"open_case": open_case, "words": given, "name": form.cleaned_data["name"]}
    return render(request, "desk/others_words.html", context)


@transaction.atomic
def _give(request: StaffRequest, open_case: OpenCase, form: OtherForm) -> tuple[str, ...]:
    """Store what the person said, the related person and the access phrase: all or nothing."""
    hold(open_case.folder)
    must_hold_for_good(open_case.case, request.actor)  # the phrase would outlast temporary access
    must_be_free(request.actor)
    said, by, at, folder = form.cleaned_data, request.actor, timezone.now(), open_case.folder
    named = {"name": said["name"], "relation": said["relation"]}
    other = other_named(folder, **named, by=by, at=at)
    body = OralAnswerText(who=said["name"], way=said["way"], text=said["words"])
    write_paper(folder, body=body, by=by, at=at, for_person=True)
    language: Literal["es", "en"] = "en" if get_language() == "en" else "es"
    return give_way(folder, other.ref, right=said["right"], by=by, at=at, language=language)


@require_POST
@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, _("The access of the other person is ended."))
def end(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """End this access phrase. Any member of the case's team may do so."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if ref not in {one.ref for one in others_of(open_case.folder, seen_by=request.actor)}:
        raise Http404
    end_way(open_case.folder.filing, ref, why="by_team", by=request.actor, at=now)
    return redirect("desk:others", open_case.code)


def _page(
    request: StaffRequest, open_case: OpenCase, form: OtherForm, *, status: int
) -> HttpResponse:
    listed = others_of(open_case.folder, seen_by=request.actor)
    relations, rights = dict(RELATIONS), dict(RIGHTS)
    listed = [one for one in listed if one.other.relation in relations and not one.other.child]
    hidden = folded(open_case, OTHERS, seen_by=request.actor) if listed else None
    context = {
        "open_case": open_case,
        "form": form,
        "folded": hidden,
        "listed": [
            (one, relations[one.other.relation], rights[one.way.right] if one.way else "")
            for one in listed
        ],
        "written": written_by(open_case.folder, listed, seen_by=request.actor)[::-1],
    }
    return render(request, "desk/others.html", context, status=status)
