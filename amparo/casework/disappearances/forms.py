from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.casework.disappearances.incident_display import Shown
from amparo.casework.disappearances.incident_report import Account
from amparo.casework.disappearances.models import DisappearanceOrDeath, Logged, Stage
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.forms import DayForm, day
from amparo.foundations.consent.models import Question
from amparo.foundations.related_people.forms import BehindForm
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import Listed
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.measures import PersonField

NAME_LONGEST = 200
TOLD = "told-"
# The fields of the closed list that help a search, and no others.
FOR_A_SEARCH = (PersonField.CHOSEN_NAME, PersonField.COARSE_PLACE, PersonField.RISK_SUMMARY)
Whose, What = DisappearanceOrDeath.Whose, DisappearanceOrDeath.What


class HappenedForm(BehindForm, DayForm):
    """What happened to whom; for a missing person, also what the searchers would be told."""

    field_order = ("what", "whose", "name", "on", "kind", "text", "source", "behind")

    what = forms.ChoiceField(
        label=_("What happened?"), choices=What.choices, widget=forms.RadioSelect
    )
    whose = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name, if it is somebody who is not listed"),
        required=False,
        max_length=NAME_LONGEST,
    )
    on = day(_("On which day?"), _("Of a disappearance: when the person was last seen."))
    kind = forms.ChoiceField(
        label=_("What is it recorded as from now on?"),
        help_text=_("It can be changed when more is known; what it was taken for stays."),
        choices=DisappearanceOrDeath.Kind.choices,
    )
    text = words(_("What is known"), _("Where, how, with whom, and what is not known."))
    source = forms.CharField(
        label=_("Who says so, and how sure it is"), max_length=2_000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, law: Protocol, listed: Sequence[Listed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relations = dict(RelatedPerson.Relation.choices)
        choose(
            self,
            "whose",
            [
                (Whose.PERSON, Whose.PERSON.label),
                *((one.ref, f"{one.name} ({relations[one.other.relation]})") for one in listed),
                (Whose.OTHER, _("Somebody who is not listed here")),
            ],
        )
        for one in FOR_A_SEARCH:
            name = say(law, f"fields.{one}", otherwise=str(one))
            self.fields[f"{TOLD}{one}"] = forms.CharField(
                label=capfirst(name),
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("whose") == Whose.OTHER and not data.get("name", "").strip():
            self.add_error("name", _("Write who it is."))
        return data

    @property
    def about_it(self) -> Sequence[forms.BoundField]:
        return [bound for bound in self if not bound.name.startswith(TOLD)]

    @property
    def told(self) -> Sequence[forms.BoundField]:
        return [bound for bound in self if bound.name.startswith(TOLD)]

    @property
    def account(self) -> Account:
        given = self.cleaned_data
        chosen = given["whose"] not in Whose.values
        return Account(
            **{name: given[name] for name in ("what", "kind", "on", "text", "source")},
            whose=Whose.OTHER if chosen else given["whose"],
            name="" if chosen else given["name"].strip(),
            other=given["whose"] if chosen else "",
            behind=given["behind"],
            values={str(one): given[f"{TOLD}{one}"] for one in FOR_A_SEARCH},
        )


def told_of(known: Mapping[str, str]) -> dict[str, Any]:
    """Initial values of what the searchers would be told."""
    return {f"{TOLD}{name}": words for name, words in known.items()}


def as_begun(found: Shown) -> dict[str, Any]:
    """Initial values from another case about a missing person, to be checked before sending."""
    row, values = found.row, found.told[0].words["values"] if found.told else {}
    who = str(found.words.get("name", ""))
    given = {"what": row.what, "whose": row.whose, "kind": row.kind, "on": row.on, "name": who}
    written = {name: found.words.get(name, "") for name in ("text", "source")}
    return given | written | told_of({**values, PersonField.CHOSEN_NAME: who})


class MomentForm(forms.Form):
    """A form with a moment, in the local time of the member who writes."""

    moment = forms.DateTimeField(
        label=_("When was that?"),
        help_text=_("The moment of which you write, not the moment of typing."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class LogForm(MomentForm):
    what = forms.ChoiceField(
        label=_("What is there to write down?"), choices=Logged.choices, widget=forms.RadioSelect
    )
    text = words(_("What was done or heard, by whom, with what result"))


class ToldForm(MomentForm):
    """Note that a searcher was told."""

    taken_by = forms.CharField(
        label=_("Who took it there"),
        help_text=_("Name or badge, and the number that it got there."),
        max_length=NAME_LONGEST,
    )
    text = words(_("What they answered"))


class InsteadForm(forms.Form):
    text = words(
        _("Why they must be told now, and why it serves the person"),
        _("The person reads these words as soon as asking is possible again."),
    )


class WordForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What did the person say?"),
        choices=(
            (Question.Answer.AGREED, _("The person agrees")),
            (Question.Answer.DISCUSS, _("The person wants to talk about it first")),
            (Question.Answer.REFUSED, _("The person does not agree")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(_("In which words, and how it was said"))


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it recorded as from now on?"), choices=DisappearanceOrDeath.Kind.choices
    )
    text = words(_("What is known now that was not known before"))


class WrongForm(forms.Form):
    text = words(_("Why it was wrong"), _("What was recorded stays readable, with this beside it."))


class NobodyForm(forms.Form):
    text = words(
        _("Why nobody asks for it now"),
        _("Who was spoken with and when. A case can still be opened on any day."),
    )


class InvestigationForm(DayForm):
    stage = forms.ChoiceField(label=_("Where does it stand?"))
    on = day(_("Since which day?"))
    text = words(_("Who says so, and under which number"))
    again = day(_("When is it looked at again?"), _("If empty: in thirty days."), required=False)

    over = forms.BooleanField(
        label=_("Nothing is left to look at: it is over for this case"), required=False
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        choose(self, "stage", Stage.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("again") and data["again"] <= self.today:
            self.add_error("again", _("Choose a day to come."))
        return data

    @property
    def again_on(self) -> datetime | None:
        again = self.cleaned_data["again"]
        return datetime.combine(again, time.max, self.zone) if again else None
