"""Forms of a change of a measure: opened, prepared, put to decision, decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment.result_display import Compared
from amparo.casework.measures.decisions.forms import DayInput, OutcomeForm, SignedForm
from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.forms import choose, words
from amparo.casework.measures.models import Decision
from amparo.casework.measures.queries import Shown
from amparo.casework.review.change_decisions.services import RESULTS
from amparo.casework.review.changes.services import Proposal
from amparo.casework.review.models import MeasureChange
from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.web.field_display import unmarked

Kind = MeasureChange.Kind
FACT = "fact-"
BECAUSE = (
    ("risk", _("The danger has changed, or the measure does not do what it should")),
    ("asked", _("The person asks for it")),
    ("died", _("A person whom it protects has died")),
    ("imprisoned", _("A person whom it protects is imprisoned")),
    ("left_office", _("A person whom it protects has left an office or an organisation")),
    ("use", _("The use that was made of it")),
)


class OpenChangeForm(forms.Form):
    """Which measure, what changes, and why. The person is asked before anything is decided."""

    measure = forms.ChoiceField(label=_("Which measure?"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What is thought of?"), widget=forms.RadioSelect)
    what = words(
        _("What would be different, exactly"),
        _(
            "The person reads these words before answering, and where the measure goes on the"
            " institution gets the same ones. Write no name and no address here."
        ),
    )
    why = words(_("Why"), _("The person reads this; the institution never does."))
    because = forms.ChoiceField(
        label=_("What is it because of?"), choices=BECAUSE, widget=forms.RadioSelect
    )
    protects_others = forms.ChoiceField(
        label=_("Does the measure protect anybody else too?"),
        help_text=_("What holds of one person ends nobody else's measure."),
        choices=(
            ("no", _("No")),
            ("yes", _("Yes, or nobody knows")),
            ("all", _("Yes, and what it is because of holds of each of them")),
        ),
        widget=forms.RadioSelect,
    )
    found = unmarked(
        forms.MultipleChoiceField(
            label=_("What holds here?"), required=False, widget=forms.CheckboxSelectMultiple
        )
    )
    criterion = unmarked(
        forms.ChoiceField(
            label=_("Which use does the norm call improper?"),
            help_text=_("Only where it is taken away for its use."),
            required=False,
            widget=forms.RadioSelect,
        )
    )

    def __init__(
        self,
        *args: Any,
        measures: Sequence[Shown],
        kinds: Sequence[str],
        findings: Sequence[tuple[str, str]],
        uses: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "measure", [(one.ref, f"{one.entry.label} ({one.word})") for one in measures])
        choose(self, "kind", [(kind, Kind(kind).label) for kind in kinds])
        choose(self, "found", findings)
        choose(self, "criterion", uses)
        for name, there in (("found", findings), ("criterion", uses)):
            if not there:
                del self.fields[name]
        if len(measures) == 1:
            self.fields["measure"].initial = measures[0].ref

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Kind.MISUSE and not data.get("criterion"):
            name = "criterion" if "criterion" in self.fields else None
            self.add_error(name, _("Say which use the norm calls improper."))
        return data

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        misuse = given["kind"] == Kind.MISUSE
        return Proposal(
            measure=given["measure"],
            kind=given["kind"],
            what=given["what"],
            why=given["why"],
            because=given["because"],
            protects_others=given["protects_others"] != "no",
            of_all=given["protects_others"] == "all",
            criterion=given.get("criterion", "") if misuse else "",
            found=given.get("found", []),
        )


class ReportForm(forms.Form):
    """A report that came in, and its source."""

    source = forms.CharField(
        label=_("Who says so, and when"),
        help_text=_("The institution, court or person, and the day of their report."),
        max_length=300,
    )
    text = words(
        _("What it says"),
        _(
            "Only the team and who decides read it. Asking an institution tells it something: ask"
            " only those whom the person agreed to, on the page of what they owe."
        ),
    )


class WhomForm(forms.Form):
    """Which institution is asked how great the danger is now."""

    unit = forms.ChoiceField(
        label=_("Whom"),
        help_text=_("Ask whoever can know something of this danger, and nobody else."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", [(one.code, one.name) for one in units])


class SilenceForm(forms.Form):
    text = words(
        _("Whom you asked, how you insisted, and why the change should not wait any more"),
        _("Who decides reads this beside the list of who was asked and is late."),
    )


class ExplainForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    text = words(
        _("What giving it up may mean"),
        _(
            "In plain words: which danger this measure answers, what could happen without it, what"
            " the person can do instead, and that they may ask again at any time. They read this"
            " before they answer."
        ),
    )


class PutChangeForm(forms.Form):
    """The report to the decision maker, with a reason for each changed fact where protection is
    lessened."""

    def __init__(
        self,
        *args: Any,
        facts: Sequence[Compared],
        deciders: Sequence[tuple[Member, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.by_code = {member.code: member for member, _seated in deciders}
        for fact in facts:
            self.fields[FACT + fact.id] = words(fact.what, _("What changed, and how it is known."))
        self.fields["words"] = words(
            _("What the report proposes, and why"),
            _("What the person said of it, and how that is answered, belongs here too."),
        )
        self.fields["members"] = forms.MultipleChoiceField(
            label=_("Who decides"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They get a seat on this case: they can read it from then on."),
            error_messages={"required": _("Choose who decides.")},
            choices=[(code, one.name) for code, one in self.by_code.items()],
        )

    @property
    def reasons(self) -> dict[str, str]:
        return {fact.id: self.cleaned_data[FACT + fact.id] for fact in self.facts}

    @property
    def chosen(self) -> list[Member]:
        return [self.by_code[code] for code in self.cleaned_data["members"]]


class DecideChangeForm(SignedForm):
    """Decide as proposed, or that the measure stays as it is."""

    result = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    from_day = forms.DateField(
        label=_("From which day does it hold?"),
        help_text=_("After today; and never before the person has received this resolution."),
        required=False,
        widget=DayInput(),
    )
    grounds = words(
        _("Reasons"),
        _("Which facts changed, what the person said, why this and not less. They read all of it."),
    )
    evidence = words(
        _("How it is weighed against the danger"),
        _("How grave the danger is now, and why the measure can be missed all the same."),
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        accepted = RESULTS[kind][0]
        choose(
            self,
            "result",
            [
                (accepted, _("As proposed: %(what)s") % {"what": Kind(kind).label}),
                (Decision.Kind.UNCHANGED, _("The measure stays as it is")),
            ],
        )
        if kind == Kind.STRENGTHEN:
            del self.fields["from_day"]
        if kind != Kind.MISUSE:
            del self.fields["evidence"]

    @property
    def accepted(self) -> bool:
        return bool(self.cleaned_data.get("result") == RESULTS[self.kind][0])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("from_day", "evidence"):
            if self.accepted and name in self.fields and not data.get(name):
                self.add_error(name, _("This must be said before it can be decided."))
        return data

    def resolution(self, outcomes: Sequence[Any], **how: Any) -> Resolution:
        return super().resolution(outcomes, later=Decision.Kind(self.cleaned_data["result"]), **how)


class GiveUpForm(SignedForm):
    """Give up a decided change before it is carried out, with reasons."""

    grounds = words(
        _("Reasons"),
        _("What is otherwise since it was decided, and why the measure goes on. They read it all."),
    )

    @property
    def given(self) -> Resolution:
        return self.resolution((), later=Decision.Kind.UNCHANGED)


class ChangedOutcomeForm(OutcomeForm):
    """How the measure goes on if the change is accepted; the reasons are those of the
    resolution."""

    def __init__(self, data: Any = None, *, shown: Shown) -> None:
        super().__init__(data, shown=shown)
        del self.fields["outcome"], self.fields["reasons"]
        self.why = ""

    @property
    def answer(self) -> Outcome:
        given = self.cleaned_data
        return Outcome(
            ref=self.shown.ref,
            seen=given["seen"],
            granted=True,
            reasons=self.why,
            places=given["places"],
            duration_days=given["duration_days"] or 0,
            first_report_on=given["first_report_on"],
            next_review_on=given["next_review_on"],
            activity_plan=given.get("activity_plan", ""),
        )
