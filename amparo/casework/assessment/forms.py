from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment.factor_table_method import Table
from amparo.casework.assessment.methods import UNKNOWN, Chapter, Method
from amparo.foundations.cases.access.surname_conflicts import CONFIRM
from amparo.foundations.related_people.forms import BehindForm
from amparo.foundations.web.concurrent_edits import Difference, beside
from amparo.foundations.web.law.wording import say
from amparo.law.assessment.risk_questionnaires import WHOLE

LONGEST = 20_000
SIDE_BY_SIDE, SHORT = 3, 12


def words(label: Any, help_text: Any = "") -> forms.CharField:
    """A text box that a draft may leave empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the method on the page: its answer and the words on it."""

    answer: BoundField
    words: BoundField
    has_words: bool
    short: bool
    """Whether its answers fit side by side."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page. `known`: how many of its `asked` items are answered."""

    name: str
    title: str | Promise
    why: str | Promise
    questions: tuple[Asked, ...]
    fields: tuple[BoundField, ...]
    known: int
    asked: int

    @property
    def done(self) -> bool:
        return self.known == self.asked

    @property
    def needed(self) -> bool:
        """Whether the assessment cannot be recorded without a field of it."""
        return self.asked > len(self.questions)

    @property
    def bad(self) -> bool:
        """Whether something in it has an error."""
        return any(bound.errors for bound in self.fields) or any(
            one.answer.errors or one.words.errors for one in self.questions
        )


AXES: Mapping[str, tuple[str, Any]] = {
    "probability": (
        "probabilities",
        _("How likely is it that whoever threatens really does it?"),
    ),
    "impact": (
        "impacts",
        _("If it happened, how far would it keep the person from the work?"),
    ),
}
PERCENTAGE = _("The percentage that was worked out")
BY_ANOTHER_WAY = _(
    "Somebody else has begun or recorded this assessment by another way of weighing, and that one"
    " holds. Nothing was saved; what you typed is still here: open the assessment anew beside it."
)
NOTHING_KNOWN = _("At least one question is answered")
SAID: Mapping[str, tuple[Promise | str, ...]] = {
    "probability_why": (
        _("Why this likely"),
        _("Which facts in the answers above show this?"),
    ),
    "impact_why": (_("Why this far"),),
    "percentage_why": (
        _("Where it comes from"),
        _("Who worked it out and when, and the weight of each part."),
    ),
    "new_fact": (
        _("What has changed"),
        _("Since the assessment before: which fact. A number alone takes no protection away."),
    ),
    "threat_words": (
        _("What is known of threats"),
        _("Who does or could do what, since when, and how it is known. What is not known, say so."),
    ),
    "vulnerability_words": (_("What is known of vulnerabilities"),),
    "capacity_words": (_("What is known of capacities"),),
    "collective": (
        _("What it would mean for others"),
        _("The family, the organisation, the community, the work that they do together."),
    ),
    "own_view": (
        _("How the person sees the danger"),
        _("In the person's own words. Where nobody has asked yet, say so and why."),
    ),
    "disagreement": (
        _("Where the person and you see it differently"),
        _("Neither view is taken back: both stand in the report, side by side."),
    ),
}


class AssessmentForm(BehindForm):
    """The questions of one method. An unanswered one stays unknown and is never counted as no; the
    level is not part of the form."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    method = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = method
        self.fields["method"].initial = method.id
        for one in method.questions:
            self.fields[one.id] = forms.ChoiceField(
                label=one.label,
                choices=[*one.answers, (UNKNOWN, _("Not known"))],
                widget=forms.RadioSelect,
                required=False,
                initial=UNKNOWN,
            )
            self.fields[f"{one.id}-words"] = words(_("What is known about it, and from whom"))
        for name in method.fields:
            self.fields[name] = self._field(name)

    def _field(self, name: str) -> forms.Field:
        if isinstance(self.way, Table) and name in AXES:
            kind, label = AXES[name]
            steps = getattr(self.way.table, kind)
            return forms.ChoiceField(
                label=label,
                choices=[(one, say(self.way.law, f"{kind}.{one}")) for one in steps],
                widget=forms.RadioSelect,
                required=False,
            )
        if name == "percentage":
            return forms.IntegerField(
                label=PERCENTAGE, required=False, min_value=0, max_value=WHOLE
            )
        return words(*SAID[name])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The page from top to bottom: the questions, what follows from them, then the person's
        view."""
        for name in self.way.always_needed():  # optional in a draft, required to record it
            self.fields[name].required = True
        chapters = self.way.chapters
        return tuple(self._part(one, first=one is chapters[0]) for one in chapters)

    def open_part(self, name: str) -> str:
        """The part that is open: the requested one, or the first unfinished one."""
        unfinished = (part.name for part in self.parts if not part.done)
        names = [part.name for part in self.parts]
        return name if name in names else next(unfinished, names[-1])

    def _part(self, one: Chapter, *, first: bool) -> Part:
        questions = tuple(self._asked(each.id) for each in one.questions)
        needed = [name for name in one.fields if name in self.way.always_needed()]
        known = sum(asked.answer.value() not in {None, "", UNKNOWN} for asked in questions)
        known += sum(bool(self[name].value() not in {None, ""}) for name in needed)
        behind = ("behind", CONFIRM) if first else ()
        fields = tuple(self[name] for name in (*one.fields, *behind) if name in self.fields)
        asked = len(questions) + len(needed)
        return Part(one.name, one.title, one.why, questions, fields, known, asked)

    def _asked(self, name: str) -> Asked:
        bound = self[f"{name}-words"]
        said = [str(label) for _value, label in getattr(self.fields[name], "choices", ())]
        short = len(said) == SIDE_BY_SIDE and max(map(len, said)) <= SHORT
        return Asked(self[name], bound, bool(bound.value() or bound.errors), short)

    @property
    def body(self) -> dict[str, Any]:
        """The content of the sealed document."""
        given = self.cleaned_data
        ids = [one.id for one in self.way.questions]
        noted = {one: given[f"{one}-words"] for one in ids if given[f"{one}-words"]}
        said = {name: given[name] for name in self.way.fields}
        return {
            "method": self.way.id,
            "answers": {one: given[one] or UNKNOWN for one in ids},
            "words": noted,
            **{name: "" if value is None else str(value) for name, value in said.items()},
        }

    def label_of(self, name: str) -> Any:
        """Label of something missing: a field, or the reasons of an answer."""
        if name in {one.id for one in self.way.questions}:
            return _("Reasons for this answer: %(question)s") % {
                "question": self.fields[name].label
            }
        return self.fields[name].label if name in self.fields else NOTHING_KNOWN


def initial_of(method: Method, body: Mapping[str, Any], *, seen: int) -> dict[str, Any]:
    """A saved body as initial data of the form of this method."""
    return {
        "seen": seen,
        **body.get("answers", {}),
        **{f"{name}-words": text for name, text in body.get("words", {}).items()},
        **{name: body.get(name, "") for name in method.fields},
    }


class SubmitForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


def labels_of(method: Method, names: tuple[str, ...]) -> list[Any]:
    form = AssessmentForm(method=method)
    return [form.label_of(name) for name in names]


def differences(form: AssessmentForm, theirs: Mapping[str, Any]) -> list[Difference]:
    """The differences, question by question."""
    saved = initial_of(form.way, theirs, seen=0)
    kept = [name for name in form.fields if name not in {"behind", "method"}]
    return beside(form, dict.fromkeys(kept, "") | saved)
