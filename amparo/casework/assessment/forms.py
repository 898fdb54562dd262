from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment.queries import NEEDED, Method
from amparo.foundations.cases.apart import CONFIRM
from amparo.foundations.look.beside import Difference, beside
from amparo.foundations.look.law import say
from amparo.foundations.others.forms import BehindForm
from amparo.rules.risk import FactorAnswer, FactorKind

LONGEST = 20_000
ANSWERS = (
    (FactorAnswer.YES.value, _("Yes")),
    (FactorAnswer.NO.value, _("No")),
    (FactorAnswer.UNKNOWN.value, _("Not known")),
)
SAID = ("probability_why", "impact_why", "collective", "own_view", "disagreement")


def words(label: Any, help_text: Any = "") -> forms.CharField:
    """Words in a large box; a draft may leave any of them for later."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page. `known`: how many of its `asked` things are answered."""

    name: str
    title: Promise
    why: Promise
    questions: tuple[Asked, ...]
    fields: tuple[BoundField, ...]
    known: int
    asked: int

    @property
    def done(self) -> bool:
        return self.known == self.asked

    @property
    def bad(self) -> bool:
        """Whether something in it is to be put right."""
        return any(bound.errors for bound in self.fields) or any(
            one.answer.errors or one.words.errors for one in self.questions
        )


PARTS: Mapping[FactorKind, tuple[Promise, Promise]] = {
    FactorKind.THREAT: (
        _("Threats"),
        _("What somebody does, or could do, against the person or the work."),
    ),
    FactorKind.VULNERABILITY: (
        _("Vulnerabilities"),
        _("What would make an attack easier, or its harm greater."),
    ),
    FactorKind.CAPACITY: (
        _("Capacities"),
        _("What protects the person already. It never makes a threat disappear."),
    ),
}


WEIGHED: Mapping[str, tuple[Promise, Promise, tuple[str, ...]]] = {
    "weight": (
        _("How likely, and how far"),
        _("From these two, and from nothing else, the protocol's table reads the level."),
        ("probability", "probability_why", "impact", "impact_why", "collective"),
    ),
    "own_view": (
        _("The person's own view"),
        _("It stands beside yours in the report, whether or not you agree."),
        ("own_view", "disagreement"),
    ),
}


class AssessmentForm(BehindForm):
    """The method's own questions. What is not answered stays unknown, and is never counted as
    no; the level is nowhere in it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    probability = forms.ChoiceField(
        label=_("How likely is it that whoever threatens really does it?"),
        widget=forms.RadioSelect,
        required=False,
    )
    probability_why = words(_("Why this likely"), _("From the answers above: which facts say so?"))
    impact = forms.ChoiceField(
        label=_("If it happened, how far would it keep the person from the work?"),
        widget=forms.RadioSelect,
        required=False,
    )
    impact_why = words(_("Why this far"))
    collective = words(
        _("What it would mean for others"),
        _("The family, the organisation, the community, the work that they do together."),
    )
    own_view = words(
        _("How the person sees the danger"),
        _("In the person's own words. Where nobody has asked yet, say so and why."),
    )
    disagreement = words(
        _("Where the person and you see it differently"),
        _("Neither view is taken back: both stand in the report, side by side."),
    )

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method
        for factor in method.factors:
            self.fields[factor.id] = forms.ChoiceField(
                label=say(method.law, f"factors.{factor.id}"),
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
                initial=FactorAnswer.UNKNOWN.value,
            )
            self.fields[f"{factor.id}-words"] = words(_("What is known about it, and from whom"))
        for name, steps in (
            ("probability", method.table.probabilities),
            ("impact", method.table.impacts),
        ):
            made = self.fields[name]
            if isinstance(made, forms.ChoiceField):
                kind = "probabilities" if name == "probability" else "impacts"
                made.choices = [(one, say(method.law, f"{kind}.{one}")) for one in steps]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The page from top to bottom: the questions, how likely and how far, then her view."""
        for name in NEEDED:  # a draft may lack them, a recorded assessment may not
            self.fields[name].required = True
        asked = [self._questions(kind, *said) for kind, said in PARTS.items()]
        return (*asked, *(self._words(name, *said) for name, said in WEIGHED.items()))

    def open_part(self, name: str) -> str:
        """The part that stands open: the one that is asked for, or the first unfinished one."""
        unfinished = (part.name for part in self.parts if not part.done)
        names = [part.name for part in self.parts]
        return name if name in names else next(unfinished, names[-1])

    def _questions(self, kind: FactorKind, title: Promise, why: Promise) -> Part:
        questions = tuple(self._asked(one.id) for one in self.method.of_kind(kind))
        known = sum(one.answer.value() in {"yes", "no"} for one in questions)
        asked = [self[name] for name in ("behind", CONFIRM) if name in self.fields]
        more = tuple(asked) if kind == FactorKind.THREAT else ()
        return Part(kind.value, title, why, questions, more, known, len(questions))

    def _words(self, name: str, title: Promise, why: Promise, fields: tuple[str, ...]) -> Part:
        needed = [one for one in fields if one in NEEDED]
        known = sum(bool(self[one].value()) for one in needed)
        return Part(name, title, why, (), tuple(self[one] for one in fields), known, len(needed))

    def _asked(self, name: str) -> Asked:
        bound = self[f"{name}-words"]
        return Asked(self[name], bound, bool(bound.value() or bound.errors))

    @property
    def body(self) -> dict[str, Any]:
        """The sealed paper's content."""
        given = self.cleaned_data
        ids = [factor.id for factor in self.method.factors]
        noted = {one: given[f"{one}-words"] for one in ids if given[f"{one}-words"]}
        return {
            "method": self.method.table.id,
            "answers": {one: given[one] or FactorAnswer.UNKNOWN.value for one in ids},
            "words": noted,
            "probability": given["probability"],
            "impact": given["impact"],
            **{name: given[name] for name in SAID},
        }

    @staticmethod
    def initial_of(body: Mapping[str, Any], *, seen: int) -> dict[str, Any]:
        """What a saved body looks like in the form."""
        return {
            "seen": seen,
            **body.get("answers", {}),
            **{f"{name}-words": text for name, text in body.get("words", {}).items()},
            **{name: body.get(name, "") for name in ("probability", "impact", *SAID)},
        }


class SubmitForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


def labels_of(names: tuple[str, ...]) -> list[Any]:
    return [AssessmentForm.base_fields[name].label for name in names]


def differences(form: AssessmentForm, theirs: Mapping[str, Any]) -> list[Difference]:
    """Question by question, where the two differ."""
    saved = AssessmentForm.initial_of(theirs, seen=0)
    kept = [name for name in form.fields if name != "behind"]
    return beside(form, dict.fromkeys(kept, "") | saved)
