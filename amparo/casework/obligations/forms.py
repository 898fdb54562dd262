"""Forms of the obligations, for the team's pages and the institutions' own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said
from django.utils.translation import pgettext_lazy

from amparo.casework.obligations.models import OPINIONS, STRENGTHS, ObligationAnswer
from amparo.foundations.intake.files.upload_fields import most_bytes
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.web.day_field import DayField
from amparo.foundations.web.field_display import unmarked

LONGEST = 8000
NAME_LENGTH = 160
YEARS_AHEAD = timedelta(days=3660)


def what_proof_takes() -> str:
    return _("A document or a photo, up to %(limit)s. It is encrypted while it arrives.") % {
        "limit": most_bytes()
    }


def words(label: Any, *, hint: Any = "", required: Any = True) -> forms.CharField:
    errors = {} if isinstance(required, bool) else {"required": required}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=LONGEST,
        error_messages=errors,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class FieldsForm(forms.Form):
    """Which of the facts that the person agreed to this unit needs. Nothing can be added."""

    fields_sent = unmarked(
        forms.MultipleChoiceField(
            label=said("What goes there"),
            help_text=said(
                "The person agreed to these facts, for this recipient, in these words. Take out"
                " whatever the unit can do without."
            ),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": said("The person did not agree to this fact going there.")
            },
        )
    )

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], asks_her: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fields_sent"]
        if asks_her:
            field.help_text = _("The words of the proposal. Choose what an opinion really needs.")
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        field.initial = [name for name, _label in choices]


class ForwardForm(FieldsForm):
    """What the unit needs besides, to carry the measure out. What is left empty is not sent."""

    of_resolution = unmarked(
        forms.MultipleChoiceField(
            label=said("What goes there of the resolution"),
            help_text=said("Read it over. Take out whatever this unit can do without."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    )
    start_by = DayField(label=said("The measure starts by"), required=False)
    travel_hours = forms.IntegerField(
        label=said("Hours of travel from the unit to the place"),
        required=False,
        min_value=1,
        max_value=240,
    )
    liaison = forms.CharField(
        label=said("Who coordinates it in the team: name and post"),
        required=False,
        max_length=NAME_LENGTH,
    )
    liaison_phone = forms.CharField(
        label=said("Telephone of who coordinates it"), required=False, max_length=40
    )

    def __init__(
        self, *args: Any, parts: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["of_resolution"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = parts
        field.initial = [name for name, _label in parts]

    ENTERED = ("start_by", "travel_hours", "liaison", "liaison_phone")

    @property
    def entered(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ENTERED]

    def clean_start_by(self) -> date | None:
        day: date | None = self.cleaned_data["start_by"]
        if day and not self.today <= day < self.today + YEARS_AHEAD:
            raise forms.ValidationError(_("Name today or a later day."))
        return day

    @property
    def instructions(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in ("of_resolution", *self.ENTERED)}


class AskOfDangerForm(FieldsForm):
    """What an institution is asked before a measure is changed, in words that the person reads
    first; the person agrees to exactly these words."""

    what = words(
        said("What is asked"),
        hint=said(
            "The unit reads these very words, once the person has agreed to them. It learns of no"
            " measure: name neither one nor the person, and no address."
        ),
    )
    field_order = ("what", "fields_sent")

    def __init__(self, *args: Any, asks_her: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, asks_her=asks_her, **kwargs)
        self.fields["fields_sent"].initial = []  # the question itself says what is to be known
        if asks_her:
            self.fields["fields_sent"].help_text = _(
                "The words of the measure. Choose only what the question cannot be answered"
                " without."
            )
        else:
            del self.fields["what"]


class HandOverForm(forms.Form):
    """Proof that the paper reached the unit."""

    on = DayField(label=said("Day on which it was handed over"))
    received_by = forms.CharField(
        label=said("Who took it: name and office"),
        max_length=NAME_LENGTH,
        help_text=said("It stays in the file, sealed."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


class DueForm(forms.Form):
    """Words to the unit, and a new day."""

    text = words(
        pgettext_lazy("to the unit", "What you write to the unit"),
        hint=said("Write nothing about the person that the unit was not told already."),
    )
    due_on = DayField(label=said("By which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not self.today < day < self.today + YEARS_AHEAD:
            raise forms.ValidationError(_("Name a day after today."))
        return day


class ContestForm(forms.Form):
    """What is missing in what a unit reported."""

    text = words(
        said("What is missing"),
        hint=said(
            "The unit reads it. Write nothing about the person that the unit was not told already."
        ),
        required=said("Say what was not carried out."),
    )


class AlternativeForm(forms.Form):
    """Why another way is sought."""

    text = words(said("Why you take it back, and what comes instead"))


class DoneForm(forms.Form):
    """What was done and said, and what follows."""

    text = words(said("How the person was reached and what was said"))
    outcome = forms.ChoiceField(
        label=said("What the person wants"),
        choices=(
            ("ends", said("The measures end")),
            ("goes_on", said("The measures go on; we help them to ask again")),
        ),
        widget=forms.RadioSelect,
    )


class FetchedForm(forms.Form):
    """Paper that was fetched back."""

    text = words(said("Who gave the paper back, or destroyed it, and when"))


class CloseForm(forms.Form):
    """A case in which nothing is left to do."""

    text = words(
        said("How it ended"),
        hint=said("For the team: what was done, and how the person is. It stays in the file."),
    )


class AnswerForm(forms.Form):
    """An answer that may also report an attack."""

    happened = forms.BooleanField(
        label=said(
            "It tells of an attack, a threat or of being watched: the team looks at the danger anew"
        ),
        required=False,
    )
    field_order = ("word", "text", "proof", "happened")


class IncidentForm(forms.Form):
    """An incident, whatever the unit owes and has answered."""

    text = words(
        said("What happened, where and when"),
        required=said("Say in a few words what happened."),
    )


class WeWillForm(AnswerForm):
    responsible = forms.CharField(
        label=said("Who is responsible: name and post"), max_length=NAME_LENGTH
    )
    received_on = DayField(label=said("Day on which you received it"), initial=timezone.localdate)
    text = words(said("Something to add"), required=False)
    field_order = ("responsible", "received_on", "text", "happened")

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Gather who received it, and when, in `details`."""
        given = {**self.cleaned_data}
        day: date | None = given.pop("received_on", None)
        responsible = given.pop("responsible", "")
        receipt = {"responsible": responsible, "received_on": day.isoformat() if day else ""}
        return {**given, "details": receipt}


class WeCannotForm(AnswerForm):
    text = words(
        said("The reason"),
        hint=said("The team answers it: it may insist, or look for another way."),
        required=said("Say why. Without a reason this cannot be sent."),
    )
    no_budget = forms.BooleanField(label=said("There is no budget for it"), required=False)
    amount = forms.DecimalField(
        label=said("How much money is missing, if it is known"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
    )
    field_order = ("text", "no_budget", "amount", "happened")

    def clean(self) -> dict[str, Any]:
        """Gather the cause and the amount in `details`."""
        given = {**self.cleaned_data}
        no_budget, amount = given.pop("no_budget", False), given.pop("amount", None)
        if amount and not no_budget:
            self.add_error("amount", _("Tick that there is no budget, or leave this empty."))
        cause = ObligationAnswer.Cause.NO_BUDGET.value
        return {**given, "details": {"cause": cause, "amount": amount} if no_budget else {}}


class DoneWithProofForm(AnswerForm):
    text = words(
        said("What was done, where and when"),
        required=said("Say in a few words what was done."),
    )
    proof = forms.FileField(
        label=said("Proof"),
        required=False,
        help_text=lazy(what_proof_takes, str)(),
        allow_empty_file=True,
    )

    def clean_proof(self) -> SealedUpload | None:
        upload = self.cleaned_data.get("proof")
        if not isinstance(upload, SealedUpload):
            return None
        problems = {
            "too_big": _("This file is too big. Send a smaller one."),
            "wrong_kind": _("This kind of file is not taken: send a photo, a PDF or a recording."),
            "no_room": _("There is no room for the file just now. Send it again later."),
        }
        if upload.problem:
            raise forms.ValidationError(problems[upload.problem])
        if not upload.size:
            raise forms.ValidationError(_("This file is empty."))
        return upload


class OpinionForm(AnswerForm):
    word = forms.ChoiceField(label=said("Your opinion"), choices=OPINIONS, widget=forms.RadioSelect)
    text = words(
        said("The grounds"),
        required=said("Say on what your opinion rests."),
    )


class ContextForm(AnswerForm):
    word = forms.ChoiceField(
        label=said("How strong is the danger now?"), choices=STRENGTHS, widget=forms.RadioSelect
    )
    text = words(
        said("What is known there, and since when"),
        required=said("Say what it rests on, or that nothing is known there."),
    )


class MoreTimeForm(forms.Form):
    """More time, once, on a ground of the norm."""

    ground = forms.ChoiceField(label=said("Why"), widget=forms.RadioSelect)
    text = words(
        said("What makes it necessary"),
        required=said("Say what makes it necessary."),
    )

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = grounds


class GiveTimeForm(forms.Form):
    """Whether more time is given, and why."""

    give = forms.ChoiceField(
        label=said("What you decide"),
        choices=(("yes", said("More time is given")), ("no", said("No more time is given"))),
        widget=forms.RadioSelect,
    )
    text = words(
        said("The reason"),
        hint=said("The unit reads it. Write nothing about the person that it was not told."),
        required=said("Say why: without a reason nothing is decided."),
    )


ANSWERS: dict[str, type[forms.Form]] = {
    "acknowledged": WeWillForm,
    "objected": WeCannotForm,
    "reported": DoneWithProofForm,
    "opinion": OpinionForm,
    "context": ContextForm,
    "incident": IncidentForm,
}
WHY = {
    "contact_before_ending": said(
        "The person has left the procedure. Nothing about them is shown to anybody any more, and"
        " what was running goes on until you have reached them by the safe way and heard what they"
        " want. Somebody may have forced them."
    ),
    "fetch_paper": said(
        "The person took this back, and it had gone on paper. Ask for it, or see it destroyed."
    ),
}
