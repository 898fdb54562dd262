from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import OralAnswerForm
from amparo.casework.admission.oral_answers import stood
from amparo.casework.measures.catalogue import PLACE, Entry, Proposal, Recipients
from amparo.casework.measures.queries import Shown
from amparo.casework.measures.wording import why
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.fields import Folded
from amparo.foundations.institutions.models import Unit
from amparo.foundations.related_people.queries import Listed
from amparo.foundations.web.field_display import unmarked
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

LONGEST = 20_000
SUITABILITY: Mapping[str, Promise] = {
    "reduces": _("How it lowers the danger"),
    "work": _("That it does not limit the person's work"),
    "proportion": _("That it fits how grave the danger is now"),
}
AGREES = _("Yes to this measure, to who does it, and to these data")
TOLD = "told-"
FITS = "fits-"


def words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def choose(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    made = form.fields[name]
    if isinstance(made, forms.ChoiceField):
        made.choices = list(choices)


class ProposalForm(forms.Form):
    """One measure of the catalogue, with one recipient and the exact words it would be told."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    requested = forms.ChoiceField(
        label=_("Whose idea is it?"),
        choices=(
            ("yes", _("The person asked for it")),
            ("no", _("We propose it")),
        ),
        widget=forms.RadioSelect,
    )
    what = words(
        _("What exactly"),
        _(
            "The person reads these words before answering, and the institution gets the same"
            " ones. Write no name and no address here."
        ),
    )
    unit = forms.ChoiceField(label=_("Who would do it"))

    def __init__(
        self,
        *args: Any,
        law: Protocol,
        entry: Entry,
        units: Recipients,
        folded: Mapping[str, Folded] | None = None,
        before: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`folded`: fields that are on file and not filled in; a field left empty keeps its value
        in `before`."""
        super().__init__(*args, **kwargs)
        self.entry, self.folded = entry, folded or {}
        self.before = {name: (before or {}).get(name, "") for name in self.folded}
        for name in self.folded:
            self.initial.pop(TOLD + name, None)
        self.units = {unit.code: unit for unit in (*units.named, *units.others)}
        choose(self, "unit", _grouped(units))
        self.fields["unit"].initial = units.first
        if entry.rule.consent == "text_seen":
            self.fields["what"].label = _("The exact text, or the exact act, that will be public")
        for told in entry.tells:
            self.fields[TOLD + told] = unmarked(
                forms.CharField(
                    label=capfirst(say(law, f"fields.{told}")), required=False, max_length=2000
                )
            )
        place = self.fields[TOLD + PLACE]
        place.required = True
        place.help_text = _("A district, a river, a road: never the house. This is always told.")
        place.error_messages["required"] = why("no_place")
        for name, label in SUITABILITY.items():
            self.fields[FITS + name] = words(label)

    @property
    def told(self) -> list[tuple[forms.BoundField, Folded | None]]:
        return [(self[TOLD + name], self.folded.get(name)) for name in self.entry.tells]

    @property
    def fits(self) -> list[forms.BoundField]:
        return [self[FITS + name] for name in SUITABILITY]

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        told = {name: given[TOLD + name] or self.before.get(name) for name in self.entry.tells}
        return Proposal(
            catalogue=self.entry.id,
            unit=self.units[given["unit"]],
            requested=given["requested"] == "yes",
            what=given["what"],
            values={name: words for name, words in told.items() if words},
            suitability={name: given[FITS + name] for name in SUITABILITY},
        )

    @staticmethod
    def initial_of(shown: Shown) -> dict[str, Any]:
        body, unit = shown.body, shown.measure.unit
        return {
            "seen": shown.seen,
            "requested": "yes" if shown.measure.requested else "no",
            "what": body.get("what", ""),
            "unit": unit.code if unit else "",
            **{TOLD + name: value for name, value in body.get("values", {}).items()},
            **{FITS + name: value for name, value in body.get("suitability", {}).items()},
        }


class RecipientForm(forms.Form):
    """One more institution for a granted measure."""

    unit = forms.ChoiceField(
        label=_("Who else would do it"),
        help_text=_("The person is asked first, and sees that it would get the same words."),
    )

    def __init__(self, *args: Any, units: Recipients, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in (*units.named, *units.others)}
        choose(self, "unit", _grouped(units))

    @property
    def chosen(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class AnswerForm(OralAnswerForm):
    """What was said about a measure in conversation."""

    stands = forms.CharField(widget=forms.HiddenInput, max_length=80)  # Shown.seen

    def __init__(
        self, data: Any = None, *, shown: Shown, speakers: Sequence[Listed], way: str
    ) -> None:
        """`way`: how the request was spoken to the team, and this answer most likely too."""
        asked = shown.question
        before = {"seen": stood(asked), "until": asked.ends_on if asked else None}
        before |= {"stands": shown.seen, "way": way}
        super().__init__(data, agrees=AGREES, speakers=speakers, initial=before)


class ReasonForm(forms.Form):
    """A supervisor's decision while the person cannot be asked."""

    cannot_ask = words(
        _("Why the person cannot be asked"), _("What prevents it, and how it was tried.")
    )
    cannot_wait = words(
        _("Why this measure, with this recipient, cannot wait"),
        _("It stands for this one measure and this one recipient, and for nothing else."),
    )
    will_ask = words(
        _("How and when the person will be asked"),
        _("As soon as it is possible the question is put again, and the answer counts."),
    )


class ImpedimentForm(forms.Form):
    """How and since when the person can be asked again."""

    words = words(
        _("Who says so, and how you know"),
        _("The person reads this on their page."),
    )
    since = forms.DateField(
        label=_("Since which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


class PutForm(forms.Form):
    """Who decides, on what, and the words for the decision maker."""

    purpose = forms.ChoiceField(label=_("What must be decided?"), widget=forms.RadioSelect)
    members = forms.MultipleChoiceField(
        label=_("Who decides"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They get access to this case: they can read it from then on."),
        error_messages={"required": _("Choose who decides.")},
    )
    words = unmarked(
        words(
            _("What the decision maker should know"),
            _("Needed where a provisional measure or the admission itself is put to decision."),
            required=False,
        )
    )

    def __init__(
        self,
        *args: Any,
        purposes: Mapping[str, Sequence[Any]],
        deciders: Sequence[tuple[Member, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {member.code: member for member, _seated in deciders}
        self.missing = purposes
        ready = [(name, label) for name, label in PURPOSES.items() if purposes.get(name) == ()]
        choose(self, "purpose", ready)
        choose(self, "members", [(code, one.name) for code, one in self.by_code.items()])
        if ready:
            self.fields["purpose"].initial = ready[0][0]
        if len(self.by_code) == 1:
            self.fields["members"].initial = list(self.by_code)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("purpose") in {"provisional", "admission"} and not data.get("words"):
            self.add_error("words", _("Say why this is put to decision now."))
        return data

    @property
    def chosen(self) -> list[Member]:
        return [self.by_code[code] for code in self.cleaned_data["members"]]


PURPOSES: Mapping[str, Promise] = {
    "decision": _("The measures: the risk report goes with them"),
    "provisional": _("A provisional measure, because the decision would come too late"),
    "admission": _("Whether the request is admitted at all"),
}


def _grouped(units: Recipients) -> list[tuple[Any, list[tuple[str, str]]]]:
    groups = [(_("Named by the norm"), units.named), (_("Others"), units.others)]
    return [
        (title, [(unit.code, _label(unit, units)) for unit in members])
        for title, members in groups
        if members
    ]


def _label(unit: Unit, units: Recipients) -> str:
    """The unit's name indented by its level in the tree; marked where it must not know."""
    name = f"{' ' * 3 * len(unit.above)}{unit.name}"
    if unit.code in units.must_not_know:
        return f"{name} ({_('must not know')})"
    return name
