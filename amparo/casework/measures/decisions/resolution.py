"""What a decision must say, and its words for the person. An incomplete decision is not issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from amparo.casework.measures.models import Decision
from amparo.casework.measures.queries import KINDS, Shown
from amparo.foundations.intake.documents.schemas.measures import (
    DecisionData,
    DecisionText,
    MeasureChanged,
    MeasureDecided,
)
from amparo.foundations.intake.files.attachments import SealedUpload
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import norm_calls, remedies, say, source_said
from amparo.law import CaseState, Protocol
from amparo.law.explain.terms import say_amount

Kind = Decision.Kind
NOT_CONTESTED = frozenset(
    {
        Kind.PROVISIONAL,
        Kind.UPHELD,
        Kind.UPHELD_PARTLY,
        Kind.NOT_UPHELD,
        Kind.WAITS,
        Kind.WAITS_NOT,
    }
)
LONGEST = 3650
"""Most days for which a measure may be granted: catches typing errors, not a rule of law."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome:
    """What is decided on one measure. `seen`: its version and state on the decision page."""

    ref: str
    seen: str
    granted: bool
    reasons: str
    places: str = ""
    duration_days: int = 0
    first_report_on: date | None = None
    next_review_on: date | None = None
    activity_plan: str = ""

    def missing(self, *, starts_on: date, police: bool) -> tuple[str, ...]:
        """Names of the fields that are empty or impossible. A denial needs only its reasons."""
        if not self.granted:
            return () if self.reasons.strip() else ("reasons",)
        texts = {"reasons": self.reasons, "places": self.places}
        if police:
            texts["activity_plan"] = self.activity_plan
        empty = [name for name, words in texts.items() if not words.strip()]
        if not 0 < self.duration_days <= LONGEST:
            return (*empty, "duration_days")
        ends_on = starts_on + timedelta(days=self.duration_days)
        days = {"first_report_on": self.first_report_on, "next_review_on": self.next_review_on}
        wrong = [
            name for name, day in days.items() if day is None or not starts_on <= day <= ends_on
        ]
        return (*empty, *wrong)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Changed:
    """Which measure is changed or ends, how, in the words of the question to the person, and from
    which day; no day where it stays as it is."""

    catalogue: str
    what: str
    from_day: date | None
    share: bool = False
    """Whether only the share of the beneficiary who gives it up ends."""
    instead: bool = False
    """Whether this replaces an earlier decision to reduce the measure."""
    stays: bool = False
    """Whether nothing is changed: `what` was only considered."""

    @property
    def said(self) -> str:
        goes_on = _("It goes on for everybody else whom it protects.")
        over = _("What had been decided to lessen it holds no more.")
        more = [words for words, so in ((goes_on, self.share), (over, self.instead)) if so]
        return " ".join(filter(None, [*self._what, *more]))

    @property
    def _what(self) -> tuple[str, ...]:
        if not self.stays:
            return (self.what,)
        thought = _("Thought of, and not decided: %(what)s") % {"what": self.what}
        return (_("It stays as it is."), thought if self.what else "")

    def words(self, law: Protocol) -> str:
        said = f"{norm_calls(law, self.catalogue)}. {self.said}"
        if self.from_day is None:
            return said
        day = day_in_words(self.from_day)
        return _("%(said)s From %(day)s, and never before you have received this.") % {
            "said": said,
            "day": day,
        }


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Resolution:
    """A decision as handed in. Signed elsewhere: number, day, and the document or its hash."""

    outcomes: Sequence[Outcome]
    grounds: str
    beneficiaries: str = ""
    admitted: bool = True
    rests_on_missing: bool = False
    """Not admitted because of what the request lacks."""
    provisional: bool = False
    later: Kind | None = None
    """The kind, where the decision comes after the one on the request itself."""
    changed: Changed | None = None
    evidence: str = ""
    counted: Mapping[str, str] = field(default_factory=dict)
    """Numbers that the law counts, such as the members present: fact -> number."""
    elsewhere: bool = False
    number: str = ""
    signed_on: date | None = None
    sha256: str = ""
    document: SealedUpload | None = None

    @property
    def kind(self) -> Kind:
        if self.later:
            return self.later
        if self.provisional:
            return Kind.PROVISIONAL
        if not self.admitted:
            return Kind.NOT_ADMITTED
        granted = sum(outcome.granted for outcome in self.outcomes)
        if not granted:
            return Kind.DENIED
        return Kind.GRANTED if granted == len(self.outcomes) else Kind.PARTLY

    @property
    def digest(self) -> bytes:
        """BLAKE2b of the document that is stored here, otherwise the SHA-256 that was typed."""
        return self.document.digest if self.document else bytes.fromhex(self.sha256)

    def day(self, law: Protocol, at: datetime) -> date:
        return self.signed_on or at.astimezone(law.zone).date()

    def moment(self, law: Protocol, at: datetime) -> datetime:
        """When it was issued; a typed day counts from its first moment."""
        return datetime.combine(self.signed_on, time.min, law.zone) if self.signed_on else at

    @property
    def contestable(self) -> bool:
        """Whether the person may ask that this be decided again."""
        return self.kind not in NOT_CONTESTED

    def missing(self) -> tuple[str, ...]:
        """Names of what the resolution still needs, apart from its outcomes."""
        needed = {"grounds": self.grounds}
        if self.admitted and not self.later:
            needed["beneficiaries"] = self.beneficiaries
        if self.provisional:
            needed["evidence"] = self.evidence
        if self.elsewhere:
            needed["number"] = self.number
        empty = [name for name, words in needed.items() if not words.strip()]
        if self.elsewhere and self.signed_on is None:
            empty.append("signed_on")
        if self.elsewhere and self.document is None and not self.sha256:
            empty.append("document")
        return tuple(empty)


def words_of(
    law: Protocol,
    state: CaseState,
    resolution: Resolution,
    decided: Sequence[tuple[Shown, Outcome]],
    day: date,
    *,
    ref: str,
) -> DecisionText:
    """The body of the sealed document that the person reads, in the language of the norm."""
    with override(law.languages[0]):
        outcome = str(KINDS[resolution.kind])
        head = [_("Resolution %(number)s") % {"number": resolution.number}] * bool(
            resolution.number
        )
        counted = [f"{say(law, f'facts.{name}')}: {n}" for name, n in resolution.counted.items()]
        data: DecisionData = {
            "decision": ref,
            "number": resolution.number,
            "issued_on": day.isoformat(),
            "digest": resolution.digest.hex() if resolution.elsewhere else "",
            "digest_of": "blake2b" if resolution.document else "sha256",
            "measures": [
                _plain(norm_calls(law, shown.entry.id), shown, one) for shown, one in decided
            ],
        }
        if resolution.counted:
            data["counted"] = dict(resolution.counted)
        changed = resolution.changed
        if changed:
            data["changed"] = _plainly(norm_calls(law, changed.catalogue), changed)
        return DecisionText(
            kind=resolution.kind.value,
            outcome=". ".join([*head, day_in_words(day), outcome, *counted]),
            beneficiaries=resolution.beneficiaries,
            measures=[line(norm_calls(law, shown.entry.id), shown, one) for shown, one in decided],
            reasons="\n\n".join(filter(None, [resolution.grounds, resolution.evidence])),
            remedy=remedy(law, state) if resolution.contestable else "",
            data=data,
            changed=changed.words(law) if changed else "",
        )


def _plainly(label: str, changed: Changed) -> MeasureChanged:
    return {
        "catalogue": changed.catalogue,
        "label": label,
        "what": changed.said,
        "from": changed.from_day.isoformat() if changed.from_day else "",
    }


def line(label: str, shown: Shown, outcome: Outcome) -> str:
    """One measure of the resolution, as a paragraph."""
    if not outcome.granted:
        return _("%(measure)s: denied. Reasons: %(reasons)s") % {
            "measure": label,
            "reasons": outcome.reasons,
        }
    days = ngettext("%(count)d day", "%(count)d days", outcome.duration_days)
    said = _(
        "%(measure)s: granted for %(days)s. Who must do it: %(who)s. Where: %(places)s. First"
        " report by %(report)s; next review by %(review)s. Reasons: %(reasons)s"
    ) % {
        "measure": label,
        "days": days % {"count": outcome.duration_days},
        "who": shown.measure.unit.name if shown.measure.unit else "",
        "places": outcome.places.rstrip().removesuffix("."),
        "report": day_in_words(outcome.first_report_on) if outcome.first_report_on else "",
        "review": day_in_words(outcome.next_review_on) if outcome.next_review_on else "",
        "reasons": outcome.reasons,
    }
    if not outcome.activity_plan:
        return said
    return _("%(said)s Plan of activities: %(plan)s") % {
        "said": said,
        "plan": outcome.activity_plan,
    }


def remedy(law: Protocol, state: CaseState) -> str:
    """Which recourse the person has, within what time and before whom; a notice must say so."""
    found = remedies(law, state)
    owner = next((role for role in law.roles.values() if "decision_maker" in role.desks), None)
    return "\n".join(
        _("%(what)s: within %(amount)s of receiving this, before %(whom)s (%(source)s).")
        % {
            "what": say(law, f"terms.{term.term}"),
            "amount": say_amount(term.amount, term.unit, law.languages[0]),
            "whom": say(law, f"roles.{owner.id}") if owner else "",
            "source": source_said(term),
        }
        for term in found
    )


def _plain(label: str, shown: Shown, outcome: Outcome) -> MeasureDecided:
    report, review = outcome.first_report_on, outcome.next_review_on
    return {
        "ref": outcome.ref,
        "catalogue": shown.entry.id,
        "label": label,
        "granted": outcome.granted,
        "reasons": outcome.reasons,
        "who": shown.measure.unit.name if shown.measure.unit else "",
        "places": outcome.places,
        "duration_days": outcome.duration_days,
        "first_report_on": report.isoformat() if report else "",
        "next_review_on": review.isoformat() if review else "",
        "activity_plan": outcome.activity_plan,
    }
