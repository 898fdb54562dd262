"""Forms of interpretation."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import words
from amparo.casework.admission.queries import WAYS
from amparo.casework.interpreting.models import Interpretation, Interpreter
from amparo.foundations.consent.forms import LastDayField
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.upload_fields import FilesField
from amparo.foundations.intake.files.uploads import SealedUpload

# Any one of these rules an interpreter out.
TIES = {
    "kin": _("Kin or close friend of the presumed aggressor, or of somebody around them"),
    "works_for": _("Works for them, or depends on them for money, land or protection"),
    "institution": _("Belongs to an institution that must not know, or that is complained of"),
    "board": _("Sits on a community board that stands against the person, or takes a side in it"),
    "threatened": _("May be pressed or threatened by them"),
    "other": _("Another tie: say which below"),
}


def line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=200)


class DayForm(forms.Form):
    """Something that was done on a day, at the latest today."""

    on = forms.DateField(
        label=_("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return day


class NeedForm(forms.Form):
    needed = forms.ChoiceField(
        label=_("Does what is said with the person go through an interpreter?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )
    text = words(
        _("Which language, and how you know"),
        _("The people and the place tell one variety from another. Ask, do not guess."),
    )


class NameForm(forms.Form):
    name = line(_("Name of the interpreter"), _("The team of this case reads it, and the person."))
    language = line(_("From and into which language"))
    reach = line(_("How to reach the interpreter"), _("Only the team of this case reads it."))
    unit = forms.ChoiceField(
        label=_("Does the interpreter work for an institution?"),
        required=False,
        help_text=_("Nobody of an institution that must not know may interpret."),
    )
    to_her = words(
        _("What the person reads or hears"),
        _("Who it is and how you know them. A no needs no reason, and you look for another one."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        made = self.fields["unit"]
        if isinstance(made, forms.ChoiceField):
            made.choices = [("", _("No")), *((one.code, one.name) for one in self.units.values())]


class VetForm(DayForm):
    ties = forms.MultipleChoiceField(
        label=_("Which ties did you find?"),
        help_text=_("Tick each one. Any tie refuses the interpreter; leave all empty for none."),
        choices=list(TIES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = words(
        _("Whom you asked, and what you learned"),
        _("Never ask those who must not know, nor say for whom you ask."),
    )


class SignForm(DayForm):
    papers = FilesField(
        label=_("The signed paper"),
        help_text=_("A picture or a PDF of the promise to keep it confidential."),
    )

    def clean_papers(self) -> list[SealedUpload]:
        given: list[SealedUpload] = self.cleaned_data["papers"]
        good = [one for one in given if not one.problem and one.size]
        if not good or len(good) != len(given):
            raise forms.ValidationError(
                _("Without the signed paper nothing is noted: add a picture or a PDF of it.")
            )
        return good


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What does the person say of this interpreter?"),
        choices=(
            (Interpreter.Answer.AGREED, _("Yes, with this one")),
            (Interpreter.Answer.REFUSED, _("No, not with this one")),
            (Interpreter.Answer.DISCUSS, _("First they want to talk about it")),
        ),
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=_("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = words(
        _("In which words"),
        _(
            "Asked without the interpreter being there. The person finds on their page that you"
            " wrote this down."
        ),
    )
    until = LastDayField()
    field_order = ("answer", "until", "way", "words")

    def __init__(self, *args: Any, of_person: bool, **kwargs: Any) -> None:
        """`of_person`: the person at risk answers; others set no last day."""
        super().__init__(*args, **kwargs)
        if not of_person:
            del self.fields["until"]


class ChildForm(forms.Form):
    text = words(
        _("What the child thinks of it"),
        _(
            "In the child's own words; or how old, and why he or she could not be asked. Hear the"
            " child apart from whoever may be behind the danger. Only the team reads this."
        ),
    )


class TaskForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How was it done?"),
        choices=Interpretation.Outcome.choices,
        widget=forms.RadioSelect,
    )
    interpreter = forms.ChoiceField(
        label=_("By which interpreter?"), required=False, widget=forms.RadioSelect
    )
    text = words(_("What to know of it"), _("For the team."), required=False)

    def __init__(self, *args: Any, ready: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        made = self.fields["interpreter"]
        if isinstance(made, forms.ChoiceField):
            made.choices = self.ready

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        by_one = data.get("outcome") == Interpretation.Outcome.INTERPRETED
        if by_one and not data.get("interpreter") and "interpreter" not in self.errors:
            if self.ready:
                self.add_error("interpreter", _("Choose who interpreted."))
            else:
                self.add_error(
                    "outcome", _("Nobody may interpret here yet: see above what is missing.")
                )
        return data


class InterviewForm(forms.Form):
    """One more conversation that needs an interpreter."""

    by_day = forms.DateField(
        label=_("By which day is the conversation?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_by_day(self) -> date:
        day: date = self.cleaned_data["by_day"]
        if day < self.today:
            raise forms.ValidationError(_("That day has passed."))
        return day
