"""Pages about the adults whom a measure would move besides the person."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.forms import SaidForm
from amparo.casework.admission.queries import WAYS, way_it_came
from amparo.casework.measures import view_helpers as acting
from amparo.casework.measures.forms import words
from amparo.casework.measures.presentation import ARRIVED
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.view_helpers import on_case
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.related_people.queries import Listed, others_of

LONGEST_NAME, MOST = 120, 40
SAID = [(code, word) for code, (_chip, word) in ARRIVED.items() if code]
act = partial(acting.act, why=why, template=acting.TEMPLATE, back=("measures:plan",))


class PeopleField(forms.MultipleChoiceField):
    """Checkboxes of people of the case; none is required."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class AdultsForm(forms.Form):
    names = words(
        later("Which adults would be moved besides the person?"),
        later(
            "One on each line, by the name that each chose. Never somebody who must not know."
            " Children are put down as people of the case, with whoever answers for them."
        ),
        required=False,
    )
    not_hers = forms.BooleanField(
        label=later("It protects only these, and not the person"),
        help_text=later(
            "For a measure of a child alone, say. The person is asked all the same whether anything"
            " may leave the file; whether it arrived, only those whom it protects say."
        ),
        required=False,
    )
    nobody = forms.BooleanField(
        label=later("Nobody else: the person would go alone, or with children only"), required=False
    )

    def __init__(
        self, data: QueryDict | None = None, *, others: Sequence[Listed], each: bool
    ) -> None:
        super().__init__(data)
        asked = [
            one for one in others if one.other.relation != "aggressor" and not one.other.died_at
        ]
        self.adults = {one.ref: one for one in asked if not one.other.child}
        self.young = {one.ref: one for one in asked if one.other.child}
        self.keepers = {one.other.pk: one for one in others}
        if self.adults:
            self.fields["listed"] = PeopleField(
                label=_("Which adults of this case?"),
                help_text=_(
                    "Whoever has an access phrase of their own to answer with is asked there too."
                ),
                choices=[(ref, one.name) for ref, one in self.adults.items()],
            )
        if self.young:
            self.fields["children"] = PeopleField(
                label=_("Which children of this case?"),
                help_text=_(
                    "Each is answered for by the guardian, and says what he or she thinks."
                ),
                choices=[(ref, one.name) for ref, one in self.young.items()],
            )
        if not each:
            self.fields["names"].label = _("Which other adults does it protect?")
            del self.fields["nobody"]
        self.order_fields(["listed", "children", "names", "not_hers", "nobody"])

    @property
    def listed(self) -> list[Whom]:
        """Chosen people of the case, each child with its guardian. Two people may share a name."""
        found = [Whom(self.adults[ref].name, ref) for ref in self.cleaned_data.get("listed", [])]
        for ref in self.cleaned_data.get("children", []):
            keeper = self.keepers.get(self.young[ref].other.guardian_id or 0)
            found.append(Whom(self.young[ref].name, keeper.ref if keeper else "", ref))
        return found

    @property
    def typed(self) -> list[str]:
        """Names typed into the form, without those of the adults chosen from the case."""
        chosen = {one.name for one in self.listed if not one.child}
        return [name for name in self.cleaned_data["names"] if name not in chosen]

    def clean_names(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST or any(len(line) > LONGEST_NAME for line in found):
            raise forms.ValidationError(_("Write one name on each line, and nothing else."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = any(data.get(one) for one in ("names", "listed", "children"))
        if not self.errors and named is bool(data.get("nobody")):
            self.add_error("names", _("Write who they are, or tick that there is nobody else."))
        return data


class AdultSaidForm(SaidForm):
    answer = forms.ChoiceField(label=later("What did this adult say?"), widget=forms.RadioSelect)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("Whom else it protects is kept."))
def name(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Name who else would be moved, so that each of them is asked."""
    open_case, shown = on_case(request, code, ref)
    if shown.question is None:
        raise Http404
    others, each = others_of(open_case.folder, seen_by=request.actor), shown.question.each_adult
    form = AdultsForm(sent(request), others=others, each=each)

    def do() -> None:
        hers = not form.cleaned_data["not_hers"]
        said: dict[str, Any] = {"names": form.typed, "listed": form.listed, "hers": hers}
        adults.name(open_case, ref, **said, by=request.actor, at=timezone.now())

    text = {
        "title": _("Who would be moved") if each else _("Whom else it protects"),
        "why": _("Nothing is forwarded before every adult has agreed for herself or himself."),
        "verb": _("Ask each of them"),
        "shown": shown,
    }
    return act(request, open_case, form, do, text)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("What the other adult said is on record."))
def said(request: StaffRequest, code: str, ref: str, adult: str) -> HttpResponse:
    """Note what one adult said in conversation."""
    open_case, shown = on_case(request, code, ref)
    named = next((one for one in shown.everybody if one.ref == adult), None)
    if named is None:
        raise Http404
    agrees = _("Yes, for herself or himself")
    form = AdultSaidForm(sent(request), agrees=agrees)

    def do() -> None:
        given = form.cleaned_data
        adults.note_answer(open_case, ref, adult, **given, by=request.actor, at=timezone.now())

    text = {
        "title": _("Note what %(name)s said") % {"name": named.name},
        "why": _("Each adult answers alone: nobody's yes stands for another."),
        "verb": _("Note the answer"),
        "shown": shown,
    }
    return act(request, open_case, form, do, text)


class ChildForm(forms.Form):
    text = words(
        later("What the child thinks of it"),
        later(
            "In the child's own words; or how old, and why he or she could not be asked. Hear the"
            " child apart from whoever may be behind the danger. Only the team reads this."
        ),
    )


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("What the child thinks is noted."))
def child(request: StaffRequest, code: str, ref: str, adult: str) -> HttpResponse:
    """Note the child's own view; the guardian's yes counts only with it."""
    open_case, shown = on_case(request, code, ref)
    named = next((one for one in shown.everybody if one.ref == adult and one.row.child), None)
    if named is None:
        raise Http404
    form = ChildForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        adults.hear(open_case, ref, adult, **given, by=request.actor, at=timezone.now())

    text = {
        "title": _("What %(name)s thinks of it") % {"name": named.name},
        "why": _("A guardian's yes counts once the child was heard."),
        "verb": _("Note what the child thinks"),
        "shown": shown,
    }
    return act(request, open_case, form, do, text)


class ArrivalForm(forms.Form):
    word = forms.ChoiceField(label=later("Did it arrive?"), choices=SAID, widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=later("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = words(later("In which words"), later("As near as you can. Only the team reads this."))


class HerArrivalForm(ArrivalForm):
    """The person's own word, which makes the measure count as protection."""

    words = words(
        later("In which words"),
        later("As near as you can. The person finds on their page that you wrote this down."),
    )
    read_back = forms.BooleanField(
        label=later("I read this back, and it is what was said"),
        error_messages={"required": later("Read it back first: only what was confirmed counts.")},
    )


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The person's report on the measure is recorded."))
def arrived(request: StaffRequest, code: str, ref: str, who: str) -> HttpResponse:
    """Note whether the measure arrived, as the person or another of those it protects says."""
    open_case, shown = on_case(request, code, ref)
    one = next((one for one in shown.protects if one.ref == who), None)
    own = one is not None and one.row.is_her
    if one is None or shown.undecided:
        raise Http404
    if one.row.hers_to_say and not (own and adults.may_hear_her(open_case, shown)):
        raise Http404
    way = way_it_came(open_case, seen_by=request.actor) if own else ""
    form = (HerArrivalForm if own else ArrivalForm)(sent(request), initial={"way": way})

    def do() -> None:
        given = {name: form.cleaned_data[name] for name in ("word", "way", "words")}
        note = adults.note_her_arrival if own else partial(adults.note_arrival, who=who)
        note(open_case, ref, **given, by=request.actor, at=timezone.now())

    text = {
        "title": _("Did it arrive for the person?")
        if own
        else _("Did it arrive for %(name)s?") % {"name": one.name},
        "why": _("Each says so alone, and whoever takes care of a child for the child."),
        "verb": _("Store it"),
        "shown": shown,
    }
    back = ("desk:case",) if own else ("measures:plan",)
    return act(request, open_case, form, do, text, back=back)
