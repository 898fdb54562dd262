"""Related persons of a case: family, children and their guardians, lawyers, witnesses, and those
said to be behind the danger."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.desk.case.related_access_phrases import LONGEST_NAME, REFUSED, RELATIONS
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into, may_see
from amparo.foundations.cases.access.surname_conflicts import must_confirm
from amparo.foundations.cases.fields import OTHERS, Folded, folded
from amparo.foundations.cases.next_acts import PEOPLE, RESERVED, TEAM_ONLY, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.exclusions import who_is_excluded
from amparo.foundations.intake.names.shared_surnames import meaning
from amparo.foundations.intake.requests.services import NobodyMayRead
from amparo.foundations.intake.services import keep_from
from amparo.foundations.related_people.forms import NOBODY_LEFT
from amparo.foundations.related_people.phrase_validity import only_bears_the_surname
from amparo.foundations.related_people.queries import Listed, others_of
from amparo.foundations.related_people.services import NotGiven, give_guardian, name_other
from amparo.foundations.web.field_display import unmarked

HER, KEPT_FROM = "person", "kept_from"
WHY_NOT: dict[str, Promise] = {
    **REFUSED,
    "must_not_know": _(
        "Somebody of this name must not know, or is said to be behind the danger: they are never"
        " asked, and answer for no child."
    ),
    "aggressor": _(
        "Whoever is said to be behind the danger answers for no child, and is no child here."
    ),
    "no_such_guardian": _("Only an adult of this case, or the person, can answer for a child."),
    "nobody_left": NOBODY_LEFT,
    "died": _("Whoever would answer has died."),
    "named_in_the_facts": _(
        "Somebody of this name stands in what was told of the danger. Read it again; if it is not"
        " who threatens, say so below."
    ),
}


class PersonForm(forms.Form):
    """One more related person of the case."""

    name = forms.CharField(
        label=_("What the person calls them"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("Who they are"),
        help_text=_(
            "Of the last two: whoever of the team or of an institution bears that name loses sight"
            " of this case at once, you too."
        ),
        choices=(
            *RELATIONS,
            ("aggressor", _("Whoever is said to be behind the danger")),
            (KEPT_FROM, _("Somebody who must not know, as the person said")),
        ),
        widget=forms.RadioSelect,
    )
    age = unmarked(
        forms.ChoiceField(
            label=_("Adult or child"),
            choices=(("adult", _("An adult")), ("child", _("A child"))),
            initial="adult",
            required=False,
            widget=forms.RadioSelect,
        )
    )

    def __init__(self, data: object = None, *, listed: list[Listed]) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        answer_for(self, listed, _("Of a child: who answers for it"))
        if isinstance(data, QueryDict) and "apart" in data:
            self.fields["apart"] = words_apart()


def words_apart() -> forms.CharField:
    return forms.CharField(
        label=_("How it is known that this is somebody else"),
        help_text=_(
            "Ask the person, never the one whom you name. Only the team reads this. Leave it empty"
            " where you do not know: then nobody is named."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def ask_apart(form: forms.Form, open_case: OpenCase, *, seen_by: Actor) -> None:
    """Ask how a namesake is known to be another person, and show what was written of that surname
    unless it is hidden from the member."""
    form.fields["apart"] = words_apart()
    if _hidden(open_case, seen_by):
        told = _(
            "Somebody of this surname must not know, or is said to be behind the danger. To read"
            " who it is, open the others of this case."
        )
        form.add_error("apart", told)
        return
    written = "; ".join(meaning(open_case.folder, form.cleaned_data["name"]))
    told = _(
        "Somebody of this surname must not know, or is said to be behind the danger: %(names)s"
    )
    form.add_error("apart", told % {"names": written})


class GuardianForm(forms.Form):
    """Another adult who answers for a child of the list."""

    def __init__(self, data: object = None, *, listed: list[Listed]) -> None:
        super().__init__(data, label_suffix="", auto_id="other_%s")  # type: ignore[arg-type]
        children = [(one.ref, one.name) for one in listed if one.other.child]
        self.fields["of"] = forms.ChoiceField(
            label=_("Which child"), choices=children, widget=forms.RadioSelect
        )
        answer_for(self, listed, _("Who answers for the child from now on"))


def answer_for(form: forms.Form, listed: list[Listed], label: Any) -> None:
    """Add the fields for the guardian of a child: the person, or another adult of the list."""
    adults = [
        (one.ref, one.name)
        for one in listed
        if not one.other.child and one.other.relation != "aggressor"
    ]
    form.fields["guardian"] = unmarked(
        forms.ChoiceField(
            label=label,
            help_text=_("Never whoever may be behind the danger, or must not know."),
            choices=[(HER, _("The person")), *adults],
            initial=HER,
            required=False,
            widget=forms.RadioSelect,
        )
    )
    form.fields["sure"] = forms.BooleanField(
        label=_("What was told was read: whoever answers for the child is not who threatens"),
        required=False,
    )


def _put_down(open_case: OpenCase, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Store another guardian, a person who must not know, or one more related person."""
    folder = open_case.folder
    guardian = "" if given["guardian"] in {"", HER} else given["guardian"]
    keeper: dict[str, Any] = {"guardian": guardian, "sure": given["sure"], "by": by, "at": at}
    if "of" in given:
        give_guardian(folder, given["of"], **keeper)
    elif given["relation"] == KEPT_FROM:
        keep_from(folder, [], names=given["name"], by=by, at=at)
    else:
        child = given["age"] == "child"
        who = {
            "name": given["name"],
            "relation": given["relation"],
            "apart": given.get("apart", ""),
        }
        name_other(folder, **who, child=child, **keeper)


def _status_of_refusal(
    form: forms.Form, open_case: OpenCase, request: StaffRequest, refusal: Exception
) -> int:
    """Add the reason to the form. Where only a surname bars a new person, ask how they are known to
    be another person. Returns the HTTP status."""
    named = isinstance(form, PersonForm) and str(refusal) == "must_not_know"
    name = form.cleaned_data.get("name", "")
    if named and only_bears_the_surname(open_case.folder, name, seen_by=request.actor):
        ask_apart(form, open_case, seen_by=request.actor)
    else:
        form.add_error(None, str(WHY_NOT.get(str(refusal), WHY_NOT["nobody_left"])))
    return 409


def _unsure(form: forms.Form, open_case: OpenCase, request: StaffRequest) -> bool:
    """Whether the member must first confirm that a member of the team loses access by it."""
    given = form.cleaned_data
    if given.get("relation") not in {"aggressor", KEPT_FROM}:
        return False
    return must_confirm(form, [given["name"]], open_case, seen_by=request.actor)


def _back(request: StaffRequest, code: str) -> HttpResponse:
    """Redirect to the list, or to the worklist where the member has lost access by the act."""
    if may_see(code, seen_by=request.actor):
        return redirect("desk:people", code)
    return redirect("desk:worklist")


def _hidden(open_case: OpenCase, reader: Actor) -> Folded | None:
    """Return what is shown instead of the list where it is hidden from the member."""
    part = folded(open_case, OTHERS, seen_by=reader)
    return part if part and others_of(open_case.folder, seen_by=reader) else None


@needs(Permission.CASE_WORK)
@CaseAct(
    PEOPLE,
    _("The people of the case are kept."),
    TEAM_ONLY,
    menu=RESERVED,
    label=_("People of this case"),
)
def people(request: StaffRequest, code: str) -> HttpResponse:
    """Show the list, add a related person, or change a guardian."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    hidden = _hidden(open_case, request.actor)
    listed = [] if hidden else others_of(open_case.folder, seen_by=request.actor)
    sent = request.POST if request.method == "POST" else None
    about_a_child = sent is not None and "of" in sent
    form = PersonForm(None if about_a_child else sent, listed=listed)
    other = GuardianForm(sent if about_a_child else None, listed=listed)
    asked = other if about_a_child else form
    status = 422 if sent is not None else 200
    if asked.is_valid() and _unsure(asked, open_case, request):
        status = 409
    elif asked.is_valid():
        try:
            _put_down(open_case, asked.cleaned_data, by=request.actor, at=now)
        except (NotGiven, NobodyMayRead) as refusal:
            status = _status_of_refusal(asked, open_case, request, refusal)
        else:
            return _back(request, open_case.code)
    names = {one.other.pk: one.name for one in listed}
    relations = {**dict(RELATIONS), "aggressor": _("Whoever is said to be behind the danger")}
    context = {
        "open_case": open_case,
        "form": form,
        "folded": hidden,
        "other": other if any(one.other.child for one in listed) else None,
        "kept": who_is_excluded(open_case.folder)[1].splitlines(),
        "listed": [
            (one, relations[one.other.relation], names.get(one.other.guardian_id or 0, ""))
            for one in listed
        ],
    }
    return render(request, "desk/people.html", context, status=status)
