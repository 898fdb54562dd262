"""Institutions that the norm does not name, such as regional governments and municipalities: a
supervisor adds them, so that a measure can ask them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.crypto.word_recognition import on_one_line, plain
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.institutions.queries import Unit, binds, units
from amparo.foundations.institutions.services import add_unit
from amparo.law import load_protocol
from amparo.law.measures import Branch, Level

LEVELS: dict[str, Promise] = {
    Level.LOCAL: said("Municipal: a municipality"),
    Level.REGIONAL: said("Regional: a regional government"),
    Level.NATIONAL: said("National"),
}


@dataclass(frozen=True, slots=True)
class Added:
    """An institution that the norm does not name. `level`: in words; `bound`: whether the norm
    binds its branch and level."""

    unit: Unit
    level: str
    bound: bool


class InstitutionForm(forms.Form):
    """An institution that is added by its name."""

    name = forms.CharField(
        label=said("Its full name, as it signs its letters"),
        max_length=200,
        error_messages={"required": said("Write its name.")},
    )
    level = forms.ChoiceField(
        label=said("Level of government"),
        choices=list(LEVELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": said("Choose the level.")},
    )
    territory = forms.CharField(
        label=said("Region"),
        help_text=said("The region where it is, nothing smaller: figures are split by it."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, known: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {plain(one.name) for one in known}
        self.codes = {one.code for one in known}

    def clean_name(self) -> str:
        name = on_one_line(self.cleaned_data["name"])
        if plain(name) in self.names:
            raise forms.ValidationError(_("It is in the list already."))
        if not slugify(name):
            raise forms.ValidationError(_("Write its name."))
        return name

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("level") in {Level.REGIONAL, Level.LOCAL} and not found.get("territory"):
            self.add_error("territory", _("Say in which region it is."))
        return found

    @property
    def code(self) -> str:
        """Return a code made of its name that no other institution has."""
        name = str(slugify(self.cleaned_data["name"]))[:50].strip("-")
        numbered = (name, *(f"{name}-{number}" for number in range(2, len(self.codes) + 3)))
        return next(one for one in numbered if one not in self.codes)


@needs(Permission.TEAM_MANAGE)
def institutions(request: StaffRequest) -> HttpResponse:
    """List the institutions that the norm does not name, and add another."""
    now = timezone.now()
    known = list(units(seen_by=request.actor))
    form = InstitutionForm(request.POST or None, known=known)
    if form.is_valid():
        made = add_unit(
            code=form.code, parent=None, branch=Branch.EXECUTIVE, by=request.actor, at=now,
            **form.cleaned_data,
        )  # fmt: skip
        return redirect(f"{reverse('desk:institutions')}?added={made.code}")
    law = load_protocol(settings.PROTOCOL)
    named = {one.id for one in law.obligations.institution}
    today = now.astimezone(law.zone).date()
    rows = [
        Added(one, str(LEVELS.get(one.level, one.level)), binds(law, one, on=today))
        for one in known
        if not named & {*one.line.split("/")}
    ]
    context = {
        "here": "team",
        "form": form,
        "rows": rows,
        "done": next((one for one in rows if one.unit.code == request.GET.get("added")), None),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/institutions.html", context, status=status)
