"""The steps of a request as pages, made from the protocol's questions."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.door.fields import FilesField, OneOfField, WordsField
from amparo.door.request import known_question_keys as known
from amparo.door.request.unit_choice import UnitsField
from amparo.door.site_protocol import law_of, say
from amparo.law import Protocol
from amparo.law.admission import Answer, Question, Step, Trait

SPOKEN = "-spoken"
OWN_WORDS = "-own_words"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page: its field, the field to answer it by voice, its files so far."""

    id: str
    field: BoundField
    spoken: BoundField | None = None
    own_words: BoundField | None = None
    files: list[dict[str, Any]] = dataclasses.field(default_factory=list)


def steps() -> tuple[Step, ...]:
    return law_of().admission.step


def step_called(name: str) -> Step | None:
    return next((step for step in steps() if step.id == name), None)


def place_of(step: Step) -> int:
    """Return the position of a step; 1 for the first."""
    return [one.id for one in steps()].index(step.id) + 1


def neighbour(step: Step, distance: int) -> Step | None:
    """Return the step after (1) or before (-1) this one."""
    place = place_of(step) - 1 + distance
    return steps()[place] if 0 <= place < len(steps()) else None


def all_questions() -> list[Question]:
    return [question for step in steps() for question in step.question]


def traits_of(step: Step) -> tuple[Trait, ...]:
    """Return the optional traits, which are on the step without questions."""
    return () if step.question else law_of().admission.trait


class StepForm(forms.Form):
    """The questions of one step; each may be left open for now."""

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        step: Step,
        answers: dict[str, Any],
        find: str = "",
    ) -> None:
        super().__init__(data, files, initial=answers, label_suffix="")
        self.step, self.law, self.sent = step, law_of(), data
        for question in step.question:
            self._ask(question, find)
        for trait in traits_of(step):
            self._offer(trait)

    def _ask(self, question: Question, find: str) -> None:
        made = field_for(question, self.law, chosen=self._chosen(question.id), find=find)
        made.label = say(self.law, f"questions.{question.id}")
        made.help_text = say(self.law, f"why.{question.id}")
        self.fields[question.id] = made
        if question.is_free:
            self.fields[question.id + SPOKEN] = FilesField(
                label=_("A recording, or a photo of what you wrote by hand")
            )
        if question.id == known.CONSENT:
            self.fields[known.IMPEDIMENT] = OneOfField(
                label=_("Why can that person not be asked?"),
                help_text=_("They will be asked as soon as it is possible again."),
                choices=[
                    (one.id, say(self.law, f"impediments.{one.id}"))
                    for one in self.law.admission.impediment
                ],
            )

    def _chosen(self, name: str) -> list[str]:
        """Return the institutions chosen so far, here or before. They stay visible whatever is
        searched."""
        return self.sent.getlist(name) if self.sent is not None else self.initial.get(name) or []

    def _offer(self, trait: Trait) -> None:
        choices = [(one, say(self.law, f"options.{one}")) for one in trait.options]
        self.fields[trait.id] = OneOfField(
            label=say(self.law, f"traits.{trait.id}"),
            help_text=say(self.law, f"why.{trait.id}"),
            choices=[*choices, (known.NOT_SAID, _("I prefer not to say"))],
        )
        if trait.open:
            self.fields[trait.id + OWN_WORDS] = WordsField(line=True, label=_("In your own words"))

    def asked(self, files: Iterable[dict[str, Any]] = ()) -> list[Asked]:
        """Return the questions in order, each with its fields and files."""
        kept = list(files)
        return [
            Asked(
                name,
                self[name],
                self[name + SPOKEN] if name + SPOKEN in self.fields else None,
                self[name + OWN_WORDS] if name + OWN_WORDS in self.fields else None,
                [one for one in kept if one["question"] == name],
            )
            for name in self.fields
            if not name.endswith((SPOKEN, OWN_WORDS))
        ]

    def answers(self) -> dict[str, Any]:
        """Return the answers without files, as they are stored in the draft."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not isinstance(self.fields[name], FilesField)
        }

    def as_typed(self) -> dict[str, str]:
        """Return invalid text as it was typed, to be shown again but not stored as an answer."""
        return {
            name: str(self[name].data or "")
            for name in self.errors
            if isinstance(self.fields.get(name), WordsField)
        }

    def uploads(self) -> list[Any]:
        """Return the files of this step, each with its question."""
        found = []
        for name, made in self.fields.items():
            if isinstance(made, FilesField):
                for upload in self.cleaned_data.get(name) or made.clean(self.files.getlist(name)):
                    upload.question = name.removesuffix(SPOKEN)
                    found.append(upload)
        return found


def field_for(question: Question, law: Protocol, *, chosen: list[str], find: str) -> forms.Field:
    """Return the field for a kind of answer."""
    if question.id == known.EXCLUDED_UNITS:
        return UnitsField(chosen=chosen, find=find)
    options = [(one, say(law, f"options.{one}")) for one in question.options]
    if question.answer is Answer.YES_OR_NO:
        options = [("yes", gettext("Yes")), ("no", gettext("No"))]
    return MADE[question.answer](options)


def one_of(options: list[tuple[str, str]]) -> forms.Field:
    return OneOfField(choices=options)


def some_of(options: list[tuple[str, str]]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=options, widget=forms.CheckboxSelectMultiple, required=False
    )


MADE: dict[Answer, Callable[[list[tuple[str, str]]], forms.Field]] = {
    Answer.CHOICE: one_of,
    Answer.YES_OR_NO: one_of,
    Answer.CHOICES: some_of,
    Answer.FILES: lambda _options: FilesField(),
    Answer.PLACE: lambda _options: WordsField(line=True),
    Answer.TEXT: lambda _options: WordsField(),
    Answer.CONTACT: lambda _options: WordsField(),
    Answer.NAMES: lambda _options: WordsField(),
}


def answer_in_words(name: str, value: Any) -> str:
    """Return an answer as the review page shows it."""
    law = law_of()
    if isinstance(value, list):
        return "\n".join(say(law, f"options.{one}", otherwise=one) for one in value)
    kind = "impediments" if name == known.IMPEDIMENT else "options"
    if value == known.NOT_SAID:
        return gettext("I prefer not to say")
    spoken = {"yes": gettext("Yes"), "no": gettext("No")}.get(value, str(value))
    return say(law, f"{kind}.{value}", otherwise=spoken) if value else ""
