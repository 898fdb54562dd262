"""Emergency access: a life is in danger now, and no member who can open the case answers."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.desk.forms import set_choices
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.emergency_access.services import (
    EmergencyAccessKey,
    Member,
    break_glass,
    kept_for,
    who_to_call,
)

LONGEST = 2_000
NOBODY = "nobody"


class GlassForm(forms.Form):
    """Why now, and who was asked first. The person reads the text."""

    text = forms.CharField(
        label=gettext_lazy("What is happening, and what you must know to help"),
        help_text=gettext_lazy("The person reads these words on their page."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    second = forms.ChoiceField(
        label=gettext_lazy("Whom did you reach?"),
        help_text=gettext_lazy(
            "Call each of them first. Whoever answers can open it for you. Whom you name is asked"
            " whether they agreed."
        ),
        widget=forms.RadioSelect,
    )
    danger = forms.BooleanField(label=gettext_lazy("A life is in danger now"))

    def __init__(self, data: object, *, team: list[Member], prefix: str) -> None:
        super().__init__(data, prefix=prefix, label_suffix="")  # type: ignore[arg-type]
        agreed = [(one.code, _("%(name)s, and they agree") % {"name": one.name}) for one in team]
        set_choices(self, "second", [(NOBODY, _("Nobody answers")), *agreed])


@dataclass(frozen=True, slots=True)
class Kept:
    """A case that is kept ready for the member, and who is called first."""

    code: str
    glass: EmergencyAccessKey
    team: list[tuple[str, str]]
    form: GlassForm


@needs(Permission.CASE_READ)
@afresh("break")
def glass(request: StaffRequest) -> HttpResponse:
    # Only the act for which password and code were asked opens anything.
    sent = request.POST.get("case", "") if request.POST.get("act") == "break" else ""
    kept = [_kept(one, request, sent) for one in kept_for(request.actor)]
    meant = next((one for one in kept if one.code == sent), None)
    if request.method != "POST":
        return _page(request, kept)
    if meant is None:
        raise Http404
    if not meant.form.is_valid():
        return _page(request, kept, status=422)
    said = meant.form.cleaned_data
    second = "" if said["second"] == NOBODY else said["second"]
    told = {"text": said["text"], "second": second}
    if break_glass(meant.code, **told, by=request.actor, at=timezone.now()):
        return redirect("desk:case", meant.code)
    raise Http404


def _kept(one: EmergencyAccessKey, request: StaffRequest, sent: str) -> Kept:
    code, team = one.case.code, who_to_call(one)
    data = request.POST if sent == code else None
    form = GlassForm(data, team=team, prefix=code)
    names = [(who.name, roles_in_words("+".join(who.roles))) for who in team]
    return Kept(code, one, names, form)


def _page(request: StaffRequest, kept: list[Kept], *, status: int = 200) -> HttpResponse:
    context = {"kept": kept, "hours": settings.GLASS_HOURS}
    return render(request, "desk/glass.html", context, status=status)
