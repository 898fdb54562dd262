from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.queries import WAYS
from amparo.casework.collectives.intermediaries.services import Proposed
from amparo.casework.collectives.models import Intermediary
from amparo.casework.collectives.presentation import Speaks
from amparo.casework.collectives.wording import why
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.forms import DayForm, day
from amparo.foundations.consent.actas import MOST_TAKE_PART, Acta
from amparo.foundations.intake.files.upload_fields import FilesField

LONGEST_NAME = 200


def line(label: Any, help_text: Any = "", *, longest: int = LONGEST_NAME) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=longest)


class SpeaksForm(forms.Form):
    """Who speaks for what, and how it decides, in the words of this board."""

    name = line(
        _("What the collective is called"),
        _("As whoever speaks here calls it. The team of this case reads it, and this board."),
    )
    speaks = line(
        _("Who speaks for it here"),
        _("The board, council, assembly or leadership. Offices rather than names of persons."),
    )
    procedure = words(
        _("How it decides"),
        _(
            "By its own rules: who is called, how, how long it takes, how it is written down. No"
            " other way of deciding is asked of it."
        ),
    )

    @property
    def said(self) -> Speaks:
        given = self.cleaned_data
        return Speaks(name=given["name"], speaks=given["speaks"], procedure=given["procedure"])


class NoteForm(SpeaksForm):
    kind = forms.ChoiceField(label=_("What kind of collective"), widget=forms.RadioSelect)
    field_order = ("kind",)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "kind", kinds)


class JoinForm(SpeaksForm):
    code = line(
        _("Number of the other board's case"),
        _("It has filed a request of its own, and you have access to that case too."),
        longest=20,
    )
    field_order = ("code",)


class EndBoardForm(DayForm):
    on = day(_("Since which day does somebody else speak for it?"))
    words = words(
        _("What is known about it"),
        _("The board reads this on its own page, and can answer. What it agreed to stands."),
    )


class PutForm(forms.Form):
    measure = forms.ChoiceField(label=_("Which measure"), widget=forms.RadioSelect)
    words = words(
        _("What the other boards are asked"),
        _(
            "They read these words and nothing of this case: write nothing here that this board or"
            " anybody in this case has told you."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, measures: Sequence[tuple[str, str]], others: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choose(self, "measure", measures)
        if others:
            self.fields["words"].required = True
        else:
            del self.fields["words"]

    @property
    def told(self) -> str:
        return str(self.cleaned_data.get("words", ""))


class ActaForm(DayForm):
    """What the board decided by its own procedure."""

    question = forms.ChoiceField(label=_("What was decided about?"), widget=forms.RadioSelect)
    decided = forms.ChoiceField(
        label=_("What did the board decide?"),
        choices=(
            ("agreed", _("It agrees")),
            ("refused", _("It does not agree")),
            ("discuss", _("It wants to talk about it first")),
        ),
        widget=forms.RadioSelect,
    )
    on = day(_("On which day was it decided?"))
    took_part = forms.IntegerField(
        label=_("How many took part?"),
        help_text=_("A number. Do not write down who."),
        min_value=1,
        max_value=MOST_TAKE_PART,
    )
    words = words(
        _("The acta, in words"),
        _("What was decided, as it was written or read out. Or attach it below."),
        required=False,
    )
    attached = FilesField(label=_("The acta as a photo, a recording or a document"))

    def __init__(self, *args: Any, questions: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "question", questions)
        self.labels = dict(questions)
        self.fields["question"].error_messages["invalid_choice"] = why("another_boards")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if any(one.problem or not one.size for one in data.get("attached") or []):
            self.add_error(
                "attached", _("This file was not taken: choose it once more, or another.")
            )
        elif not data.get("words", "").strip() and not data.get("attached"):
            self.add_error("words", why("empty_acta"))
        return data

    @property
    def acta(self) -> Acta:
        given = self.cleaned_data
        return Acta(
            label=self.labels[given["question"]],
            on=given["on"],
            took_part=given["took_part"],
            decided=given["decided"],
            words=given["words"],
            uploads=given["attached"] or [],
        )


class TakeBackForm(forms.Form):
    question = forms.ChoiceField(label=_("Which consent"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = words(_("In which words"), _("The board reads them on its own page."))

    def __init__(self, *args: Any, questions: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "question", questions)
        self.fields["question"].error_messages["invalid_choice"] = why("another_boards")


class BetweenForm(forms.Form):
    code = line(
        _("Number of the intermediary's own case"),
        _("The federation or organisation has filed a letter of its own and reads on that page."),
        longest=20,
    )
    name = line(_("What it is called"))
    scope = forms.MultipleChoiceField(
        label=_("What information it would receive"),
        choices=Intermediary.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    until = day(_("Until which day"), _("It ends by itself. The board can end it on any day."))
    purpose = words(
        _("Why: the board reads this"),
        _("What it could bring, and what might go wrong. The board decides, with its acta."),
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_until(self) -> date:
        found: date = self.cleaned_data["until"]
        if found < self.today:
            raise forms.ValidationError(why("until"))
        return found

    @property
    def proposed(self) -> Proposed:
        return Proposed(**self.cleaned_data)


class PassOnForm(forms.Form):
    """One field for each kind of information that the board agreed to."""

    def __init__(self, *args: Any, scope: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in scope:
            self.fields[name] = words(Intermediary.Scope(name).label, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(str(one).strip() for one in data.values()):
            raise forms.ValidationError(why("nothing_told"))
        return data
