"""Forms of the decision: one answer for each measure, and the resolution around them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.forms import words
from amparo.casework.measures.other_remedies import Never
from amparo.casework.measures.queries import Shown
from amparo.casework.measures.wording import DATES, DAYS, EMPTY
from amparo.foundations.intake.files.attachments import SealedUpload
from amparo.foundations.web.law.required_counts import COUNTED, count_field, counts_in
from amparo.law import Deed, Protocol

SHA256 = r"^[0-9a-fA-F]{64}$"
PROBLEMS = {
    "too_big": _("This file is too large. What you typed is still here; choose a smaller one."),
    "wrong_kind": _("This kind of file is not taken: a PDF, a picture or a recording is."),
}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SealedFileField(forms.FileField):
    """An uploaded file, sealed on arrival."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, SealedUpload) and upload.problem:
            raise forms.ValidationError(PROBLEMS[upload.problem])
        return upload or None


def part_of(drafted: Mapping[str, str], ref: str) -> dict[str, str]:
    """The fields of one measure in a draft, without its prefix."""
    begin = f"{ref}-"
    return {
        name.removeprefix(begin): said for name, said in drafted.items() if name.startswith(begin)
    }


class OutcomeForm(forms.Form):
    """What is decided on one measure."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=(("granted", _("Granted")), ("denied", _("Denied"))),
        widget=forms.RadioSelect,
    )
    reasons = words(
        _("Reasons"),
        _("Which facts, which article, why this and not less or more. The person reads them."),
    )
    places = words(_("Where it is carried out"), required=False)
    duration_days = forms.IntegerField(
        label=_("For how many days"), required=False, min_value=1, max_value=3650
    )
    first_report_on = forms.DateField(
        label=_("First report of the institution by"), required=False, widget=DayInput()
    )
    next_review_on = forms.DateField(
        label=_("Next review of the danger by"), required=False, widget=DayInput()
    )
    activity_plan = words(
        _("Plan of activities of the police"), _("Who does what, when, and whom to call."),
        required=False,
    )  # fmt: skip

    kept = ""
    """Days off of which the reader was warned; see `days_off`."""
    DAYS = ("first_report_on", "next_review_on")

    def __init__(
        self, data: Any = None, *, shown: Shown, drafted: Mapping[str, str] | None = None
    ) -> None:
        """`drafted`: the fields of a draft by name, with this measure's prefix."""
        initial = {"places": shown.place, **part_of(drafted or {}, shown.ref), "seen": shown.seen}
        super().__init__(data, prefix=shown.ref, initial=initial)
        self.shown = shown
        unit = shown.measure.unit
        self.police = unit is not None and unit.police
        if not self.police:
            del self.fields["activity_plan"]

    IF_GRANTED: tuple[str, ...] = (
        "places", "duration_days", "first_report_on", "next_review_on", "activity_plan",
    )  # fmt: skip

    @property
    def if_granted(self) -> list[forms.BoundField]:
        """For the page: the fields that are required once the measure is granted."""
        names = [name for name in self.IF_GRANTED if name in self.fields]
        for name in names:
            self.fields[name].required = True
        return [self[name] for name in names]

    @property
    def answer(self) -> Outcome:
        given = self.cleaned_data
        return Outcome(
            ref=self.shown.ref,
            seen=given["seen"],
            granted=given["outcome"] == "granted",
            reasons=given["reasons"],
            places=given["places"],
            duration_days=given["duration_days"] or 0,
            first_report_on=given["first_report_on"],
            next_review_on=given["next_review_on"],
            activity_plan=given.get("activity_plan", ""),
        )

    def complete(self, day: date) -> bool:
        """Whether a resolution of that day may say this; otherwise each field gets its error."""
        said = {"duration_days": DAYS, "first_report_on": DATES, "next_review_on": DATES}
        missing = self.answer.missing(starts_on=day, police=self.police)
        for name in missing:
            self.add_error(name, str(said.get(name, EMPTY)))
        return not missing


class ProvisionalOutcomeForm(OutcomeForm):
    """A measure ordered now, or left to the decision."""

    def __init__(
        self, data: Any = None, *, shown: Shown, drafted: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, shown=shown, drafted=drafted)
        made = self.fields["outcome"]
        if isinstance(made, forms.ChoiceField):
            made.choices = [("granted", _("Order it now")), ("left", _("Leave it to the decision"))]
        self.fields["reasons"].required = False


class SignedForm(forms.Form):
    """A resolution signed elsewhere needs its number, its day, and the document or its hash."""

    elsewhere = forms.BooleanField(
        label=_("It was signed elsewhere; this is its record"), required=False
    )
    number = forms.CharField(label=_("Number of the resolution"), required=False, max_length=80)
    signed_on = forms.DateField(label=_("Day of the resolution"), required=False, widget=DayInput())
    document = SealedFileField(label=_("The signed document"), required=False)
    sha256 = forms.RegexField(
        SHA256,
        label=_("Or its SHA-256"),
        help_text=_("64 letters and digits: the document can be recognised by it later."),
        required=False,
        strip=True,
    )

    nevers: Sequence[Never] = ()
    """What may never be a reason to refuse; shown above the form."""

    SIGNED = ("number", "signed_on", "document", "sha256")
    DAYS = ("signed_on",)
    kept = ""
    """Days off of which the reader was warned; see `days_off`."""

    def must_rest_on_other_grounds(self, nevers: Sequence[Never], *, also: bool = False) -> None:
        """Add a required confirmation that nothing rests on what may never be a ground, where such
        a ground is noted in the case or `also` is set."""
        self.nevers = nevers
        if also or any(one.noted for one in nevers):
            self.fields["rests_elsewhere"] = forms.BooleanField(
                label=_("Nothing is refused here because of this, or waits for it"),
                error_messages={
                    "required": _("Say so, or decide otherwise: for this nothing may be refused.")
                },
            )

    def must_count(self, law: Protocol, does: Deed) -> None:
        """Add a field for each number that the law counts for this act, such as a quorum."""
        for name, least in law.counts_for(law.act_that(does)).items():
            self.fields[COUNTED + name] = count_field(law, name, least)

    @property
    def counted(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(COUNTED)]

    @property
    def signed(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SIGNED]

    @property
    def signed_open(self) -> bool:
        return bool(self["elsewhere"].value() or any(bound.errors for bound in self.signed))

    def resolution(self, outcomes: Sequence[Outcome], **how: Any) -> Resolution:
        given = self.cleaned_data
        elsewhere = given["elsewhere"]
        return Resolution(
            outcomes=outcomes,
            grounds=given["grounds"],
            beneficiaries=given.get("beneficiaries", ""),
            evidence=given.get("evidence", ""),
            counted=counts_in(given),
            elsewhere=elsewhere,
            number=given["number"],
            signed_on=given["signed_on"] if elsewhere else None,
            sha256=given["sha256"] if elsewhere else "",
            document=given["document"] if elsewhere else None,
            **how,
        )

    def complete(self, resolution: Resolution) -> bool:
        missing = resolution.missing()
        for name in missing:
            self.add_error(name, str(EMPTY))
        return not missing


FROM_THE_CASE = _(
    "As the person wants to be called; family, organisation or community by name. What the case"
    " knows of it stands here already, without anybody who must not know or may be feared. Read it"
    " over: the person reads it, and whoever may read the decision."
)


class ResolutionForm(SignedForm):
    beneficiaries = words(_("Whom it protects"), FROM_THE_CASE)
    grounds = words(
        _("Grounds of the decision"),
        _("What was asked, what the risk report found, why the decision follows from it."),
    )
    field_order = ("beneficiaries", "grounds")


class DraftForm(ResolutionForm):
    """What the team drafts; nothing of it is required until it is issued."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("elsewhere", *self.SIGNED):
            del self.fields[name]
        for field in self.fields.values():
            field.required = False


class DraftOutcomeForm(OutcomeForm):
    """A draft of what is decided on one measure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("outcome", "reasons"):
            self.fields[name].required = False

    @property
    def if_granted(self) -> list[forms.BoundField]:
        return [self[name] for name in self.IF_GRANTED if name in self.fields]


class SendBackForm(forms.Form):
    """Why the draft goes back to the team."""

    observations = words(
        _("Observations"), _("What must be corrected before it can be approved. The team reads it.")
    )


class RegisterForm(forms.Form):
    """Number, day and document of a resolution that was approved here and signed elsewhere."""

    number = forms.CharField(label=_("Number of the resolution"), max_length=80)
    signed_on = forms.DateField(
        label=_("Day of the resolution"), widget=DayInput(),
        help_text=_("Its terms run from this day."),
    )  # fmt: skip
    document = SealedFileField(label=_("The signed document"), required=False)
    sha256 = forms.RegexField(
        SHA256,
        label=_("Or its SHA-256"),
        help_text=_("64 letters and digits: the document can be recognised by it later."),
        required=False,
        strip=True,
    )
    DAYS = ("signed_on",)
    kept = ""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not (given.get("document") or given.get("sha256")) and not self.errors:
            self.add_error("document", str(EMPTY))
        return given


class TurnAwayForm(SignedForm):
    grounds = words(
        _("Why it is not admitted"),
        _(
            "In detail and complete: each requirement that is not met, and what was done to put it"
            " right. Only this resolution turns a request away; the person may ask for it to be"
            " reconsidered."
        ),
    )
    rests_on_missing = forms.BooleanField(
        label=_("It rests on something that the request lacks"),
        required=False,
        help_text=_(
            "Then only once it is proven that the person knew what was missing, the days to give it"
            " and those that the law adds for the distance have passed, and nothing came. On any"
            " other ground a request can be turned away now, with its reasons. What nobody pointed"
            " out when the request came in is no ground to deny it."
        ),
    )
    field_order = ("grounds", "rests_on_missing")

    def resolution(self, outcomes: Sequence[Outcome], **how: Any) -> Resolution:
        missing = bool(self.cleaned_data.get("rests_on_missing"))
        return super().resolution(outcomes, **how, rests_on_missing=missing)


class ProvisionalForm(SignedForm):
    beneficiaries = words(_("Whom it protects"), FROM_THE_CASE)
    grounds = words(
        _("Why it cannot wait for the decision"),
        _("What would be lost until then."),
    )
    evidence = words(
        _("What it rests on"),
        _("The facts and papers that are enough to order it now, and why it does no lasting harm."),
    )
    field_order = ("beneficiaries", "grounds", "evidence")
