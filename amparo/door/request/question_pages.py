"""The questions of a request as pages, one each, made from the protocol."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
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
from amparo.door.site_protocol import language_of, law_of, say
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


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page of a request: a question with the details of the same answer, or the traits. `id` is
    that of the question; of the step, for the traits."""

    id: str
    step: Step
    question: tuple[Question, ...] = ()

    @property
    def begins_step(self) -> bool:
        return not self.question or self.step.question[0].id == self.id


def steps() -> tuple[Step, ...]:
    return law_of().admission.step


def for_whom(answers: Mapping[str, Any]) -> str:
    """Return for whom the request is; the law's first answer until the person has said it."""
    known_answers = law_of().admission.for_whom
    said = answers.get(known.FILED_FOR)
    return str(said) if said in known_answers else next(iter(known_answers), "")


def pages(whom: str = "") -> list[QuestionPage]:
    """Return the pages of a request for `whom`, in order; without it, every page that there is."""
    found: list[QuestionPage] = []
    for step in steps():
        if _is_asked(step, whom) and not step.question:
            found.append(QuestionPage(step.id, step))
        for question in step.question:
            if not (_is_asked(step, whom) and _is_asked(question, whom)):
                continue
            last = found[-1] if found else None
            if question.same_page and last is not None and last.step is step:
                found[-1] = dataclasses.replace(last, question=(*last.question, question))
            else:
                found.append(QuestionPage(question.id, step, (question,)))
    return found


def _is_asked(asked: Step | Question, whom: str) -> bool:
    return not whom or not asked.asked_for or whom in asked.asked_for


def page_called(name: str, whom: str) -> QuestionPage | None:
    """Return a page by its name, also one that is not asked for `whom`."""
    every = (*pages(whom), *pages())
    return next((page for page in every if page.id == name), None)


def first_page() -> QuestionPage:
    return pages()[0]


def place_of(page: QuestionPage, whom: str) -> int:
    """Return the position of a page among those for `whom`; 1 for the first."""
    before = _ids()[: _ids().index(page.id) + 1]
    return max(1, sum(one.id in before for one in pages(whom)))


def neighbour(page: QuestionPage, distance: int, whom: str) -> QuestionPage | None:
    """Return the page for `whom` after (1) or before (-1) this one."""
    ids = _ids()
    place = ids.index(page.id)
    others = [one for one in pages(whom) if one.id != page.id]
    if distance > 0:
        return next((one for one in others if ids.index(one.id) > place), None)
    return next((one for one in reversed(others) if ids.index(one.id) < place), None)


def _ids() -> list[str]:
    return [page.id for page in pages()]


def all_questions(whom: str) -> list[Question]:
    return [question for page in pages(whom) for question in page.question]


def relevant(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without those to questions that are not asked for whom the request is:
    that was changed after they were given."""
    whom = for_whom(answers)
    dropped = {one.id for one in all_questions("")} - {one.id for one in all_questions(whom)}
    if known.CONSENT in dropped:
        dropped.add(known.IMPEDIMENT)
    if all(page.question for page in pages(whom)):
        dropped |= {one for name in law_of().admission.trait for one in _names_of(name)}
    return {name: value for name, value in answers.items() if name not in dropped}


def _names_of(trait: Trait) -> tuple[str, str]:
    return trait.id, f"{trait.id}{OWN_WORDS}"


def traits_of(page: QuestionPage | Step) -> tuple[Trait, ...]:
    """Return the optional traits, which are on the page without questions."""
    return () if page.question else law_of().admission.trait


def asks(law: Protocol, question: str, whom: str) -> str:
    """Return a question in the words for whom the request is."""
    return _said_for(law, f"questions.{question}", whom)


def _said_for(law: Protocol, key: str, whom: str) -> str:
    try:
        return law.text_for(whom, key, language_of(law))
    except KeyError:
        return say(law, key)


class StepForm(forms.Form):
    """The questions of one page; each may be left open for now."""

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        page: QuestionPage,
        whom: str,
        answers: dict[str, Any],
        find: str = "",
    ) -> None:
        super().__init__(data, files, initial=answers, label_suffix="")
        self.page, self.whom, self.law, self.sent = page, whom, law_of(), data
        for question in page.question:
            self._ask(question, find)
        for trait in traits_of(page):
            self._offer(trait)

    def _ask(self, question: Question, find: str) -> None:
        made = field_for(question, self.law, chosen=self._chosen(question.id), find=find)
        made.label = asks(self.law, question.id, self.whom)
        reason = _said_for(self.law, f"why.{question.id}", self.whom)
        made.help_text = " ".join(filter(None, [reason, str(made.help_text)]))
        self.fields[question.id] = made
        if question.is_free and question.id == self.page.id:
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
        """Return the files of this page, each with its question."""
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
