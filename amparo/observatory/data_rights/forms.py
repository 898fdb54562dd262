"""Forms: why an attack is kept, what a person asks, and what was answered."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.web.day_field import DayField
from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.data_rights.models import DataRequest, Ground, Holding, Retention
from amparo.observatory.data_rights.queries import OpenRequest, RequestText
from amparo.observatory.data_rights.wording import same_answer


class AskedBy(models.TextChoices):
    VICTIM = "victim", said("A victim, or their family")
    SOURCE = "source", said("A source")
    NAMED = "named", said("A person who is named as the one who did it")
    OTHER = "other", said("Another person")


def _one_of(label: Any, choices: type[models.TextChoices]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", said("Choose")), *choices.choices],
        error_messages={"required": said("Choose one.")},
    )


class HoldingForm(forms.Form):
    ground = _one_of(said("Why it is kept"), Ground)
    retention = _one_of(said("How long, before it is looked at again"), Retention)

    def __init__(self, sent: Any = None, *, held: Holding | None = None) -> None:
        stood = {"ground": held.ground, "retention": held.retention} if held else {}
        super().__init__(sent, initial=stood, label_suffix="")

    @property
    def wanted(self) -> tuple[Ground, Retention]:
        chosen = self.cleaned_data
        return Ground(chosen["ground"]), Retention(chosen["retention"])


class RequestForm(forms.Form):
    """What a person asks about data on that person."""

    kind = _one_of(said("What is asked for"), DataRequest.Kind)
    asked_by = _one_of(said("Who asks"), AskedBy)
    who = WordsField(
        line=True,
        required=True,
        label=said("Name, and how to answer safely"),
        help_text=said("Sealed: only monitors read it."),
    )
    asks = WordsField(required=True, label=said("What exactly is asked, and about what"))
    attack = forms.CharField(
        label=said("Code of the attack, if the team knows which"), max_length=20, required=False
    )
    received_on = DayField(label=said("Received on"))
    answer_by = DayField(
        label=said("Answer by"),
        help_text=said("The site knows no legal term for this: ask your lawyer."),
    )

    def __init__(self, sent: Any = None, *, today: date) -> None:
        super().__init__(sent, initial={"received_on": today}, label_suffix="")
        self.today = today

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        received, answer = found.get("received_on"), found.get("answer_by")
        if received and received > self.today:
            self.add_error("received_on", _("This day is still to come."))
        if received and answer and answer < received:
            self.add_error("answer_by", _("This day is before the request came."))
        return found

    @property
    def text(self) -> RequestText:
        names = ("asked_by", "who", "asks", "attack")
        return RequestText(**{name: self.cleaned_data[name] for name in names})


class AnswerForm(forms.Form):
    """What was answered. It begins with the answer that says nothing of what is sealed."""

    outcome = _one_of(said("What came of it"), DataRequest.Outcome)
    answer = WordsField(required=True, label=said("What was answered"))
    published_at = WordsField(
        line=True,
        label=said("Of a reply: where that was published which it answers"),
        help_text=said("What is sealed was not published, and has no reply."),
    )

    def __init__(self, sent: Any = None, *, asked: OpenRequest) -> None:
        begins = {
            "answer": same_answer(asked.row.received_on),
            "outcome": DataRequest.Outcome.NEITHER,
        }
        super().__init__(sent, initial=begins, label_suffix="")
        self.is_reply = asked.row.kind == DataRequest.Kind.REPLY
        self.fields["answer"].widget.attrs["rows"] = 12
        if not self.is_reply:
            del self.fields["published_at"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        done = found.get("outcome") == DataRequest.Outcome.DONE
        if self.is_reply and done and not found.get("published_at"):
            self.add_error("published_at", _("A reply needs what was published. Say where."))
        return found

    @property
    def said(self) -> dict[str, str]:
        chosen = self.cleaned_data
        return {
            "outcome": chosen["outcome"],
            "answer": chosen["answer"],
            "published_at": chosen.get("published_at", ""),
        }


def asked_by_words(code: str) -> str:
    return str(dict(AskedBy.choices).get(code, ""))
