"""Find a case by a name, among the member's own cases."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.desk.worklist.rows import Row, rows_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.wording import why_she_searches
from amparo.foundations.cases.names.search import (
    ALL_BUT_ONE,
    AS_WRITTEN,
    OTHERWISE,
    SHOWN,
    Found,
    finds_others,
    look_up,
)
from amparo.foundations.cases.names.spelling import LONGEST
from amparo.foundations.cases.worklist_row import Listed

AT_ONCE = 1.0  # seconds in which a search lists cases that are not listed yet
IN_ONE_GO = 8.0  # the same, where the member asks for a longer search


class NameForm(forms.Form):
    """A name, as far as it is known."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy(
            "One word or several. With * after three letters or more: what begins so."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    reason = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        help_text=gettext_lazy("It is on record, without the name, and somebody outside may ask."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what for.")},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        self.fields["reason"].choices = list(why_she_searches().items())  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that were found in the same way."""

    title: str
    rows: list[Row]


@needs(Permission.CASE_READ)
def find(request: StaffRequest) -> HttpResponse:
    """Search by name. The name is sent in the request body, never in an address."""
    form = NameForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "shown": SHOWN, "searched": False}
    context["finds_others"] = finds_others(request.actor)
    if request.method != "POST":
        return render(request, "desk/find.html", context)
    if not form.is_valid():
        return render(request, "desk/find.html", context, status=422)
    now = timezone.now()
    patience = IN_ONE_GO if "longer" in request.POST else AT_ONCE
    asked: dict[str, str] = form.cleaned_data
    found = look_up(
        asked["name"], reason=asked["reason"], by=request.actor, at=now, patience=patience
    )
    if found is None:
        told = _("Write a name: one word of two letters, or more; with * at least three before it.")
        form.add_error("name", told)
        return render(request, "desk/find.html", context, status=422)
    groups = _groups(found.found, reader=request.actor)
    context |= {"searched": True, "groups": groups, "more": found.more, "left": found.left}
    context["unread"] = found.unread
    return render(request, "desk/find.html", context)


def _groups(found: tuple[Found, ...], *, reader: Actor) -> list[Group]:
    titles = {
        (AS_WRITTEN, True): _("So is called whom the case is about"),
        (AS_WRITTEN, False): _("So is called another person of the case"),
        (OTHERWISE, True): _("Whom the case is about, spelled otherwise"),
        (OTHERWISE, False): _("Another person of the case, spelled otherwise"),
        (ALL_BUT_ONE, True): _("Whom the case is about, by all words but one"),
        (ALL_BUT_ONE, False): _("Another person of the case, by all words but one"),
    }
    rows = rows_of([Listed.of(one.seat) for one in found], seen_by=reader, at=timezone.now())
    parts: dict[tuple[int, bool], list[Row]] = {kind: [] for kind in titles}
    for one, row in zip(found, rows, strict=True):
        parts[one.how, one.of_person].append(row)
    return [Group(titles[kind], part) for kind, part in parts.items() if part]
