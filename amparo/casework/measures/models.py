from collections.abc import Mapping
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case
from amparo.foundations.institutions.models import Unit

OWN = "own_"
"""How the names of an organisation's own measures begin."""


class Measure(models.Model):
    """One measure for one case, from proposal to the person's confirmation that it holds."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CONSENTED = "consented"
        REFUSED_BY_BENEFICIARY = "refused_by_beneficiary"
        GRANTED = "granted"
        DENIED = "denied"
        FORWARDED = "forwarded"
        ACCEPTED_BY_ENTITY = "accepted_by_entity"
        OBJECTED_BY_ENTITY = "objected_by_entity"
        IN_PLACE = "in_place"
        VERIFIED_BY_BENEFICIARY = "verified_by_beneficiary"
        INEFFECTIVE = "ineffective"
        LAPSED = "lapsed"
        MODIFIED = "modified"  # # by a resolution; the person has not said yet how it is now
        SUSPENDED = "suspended"
        CEASED = "ceased"
        WITHDRAWN_MISUSE = "withdrawn_misuse"
        RENOUNCED = "renounced"

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    catalogue = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=30, choices=State.choices, default=State.PROPOSED)
    urgent = models.BooleanField(default=False)
    requested = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    paper_ref = models.CharField(max_length=24)
    duration_days = models.PositiveIntegerField(null=True, blank=True)
    first_report_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True)
                | Q(
                    duration_days__isnull=False,
                    first_report_on__isnull=False,
                    next_review_on__isnull=False,
                    unit__isnull=False,
                ),
                name="a_granted_measure_says_how_long_by_whom_and_when_next",
            ),
        )

    def __str__(self) -> str:
        return f"{self.catalogue} {self.ref}"

    @property
    def is_own(self) -> bool:
        """Whether an organisation carries it out itself: no resolution grants it, and it is owed
        from the person's yes on."""
        return self.catalogue.startswith(OWN)

    @property
    def granted_on(self) -> date | None:
        """The local day on which it was granted; the UTC day differs in the evening in Lima."""
        return timezone.localtime(self.granted_at).date() if self.granted_at else None

    @property
    def ends_on(self) -> date | None:
        """Its last day, where it has one."""
        granted, days = self.granted_on, self.duration_days
        return granted + timedelta(days=days) if granted and days else None


State = Measure.State
_OUT = frozenset(
    {
        State.GRANTED,  # forwarding ended; the grant stays
        State.FORWARDED,
        State.ACCEPTED_BY_ENTITY,
        State.OBJECTED_BY_ENTITY,
        State.IN_PLACE,
        State.VERIFIED_BY_BENEFICIARY,
        State.INEFFECTIVE,
        State.LAPSED,
        State.MODIFIED,
        State.SUSPENDED,
        State.CEASED,
        State.WITHDRAWN_MISUSE,
        State.RENOUNCED,
    }
)
# Ended by a resolution; if that is set aside, the measure is granted again and forwarded anew.
STOPPED = frozenset({State.SUSPENDED, State.CEASED, State.WITHDRAWN_MISUSE, State.RENOUNCED})
UNDER_WAY = frozenset(
    {
        State.FORWARDED, State.ACCEPTED_BY_ENTITY, State.OBJECTED_BY_ENTITY, State.IN_PLACE,
        State.VERIFIED_BY_BENEFICIARY, State.INEFFECTIVE, State.MODIFIED, State.SUSPENDED,
    }
)  # fmt: skip
"""An institution was told of it, so that the person can say whether it arrived."""
UNDECIDED = frozenset({State.PROPOSED, State.CONSENTED, State.REFUSED_BY_BENEFICIARY})
# # Permitted transitions. Once a measure is with an institution, events may come in any order: the
# person may say that it arrived before the institution acknowledged it.
WAY: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset(
        {State.CONSENTED, State.REFUSED_BY_BENEFICIARY, State.GRANTED, State.DENIED}
    ),
    State.CONSENTED: frozenset(
        {State.PROPOSED, State.REFUSED_BY_BENEFICIARY, State.GRANTED, State.DENIED}
    ),
    State.REFUSED_BY_BENEFICIARY: frozenset({State.PROPOSED, State.CONSENTED}),
    State.GRANTED: frozenset({State.FORWARDED, State.LAPSED, *STOPPED}),
    # # Decided again, or the request is admitted after all and the measure is a proposal again.
    State.DENIED: frozenset({State.GRANTED, State.PROPOSED}),
    State.LAPSED: frozenset(),
    **{state: frozenset({State.GRANTED}) for state in STOPPED - {State.SUSPENDED}},
    State.SUSPENDED: frozenset({State.GRANTED, State.LAPSED, *STOPPED}) - {State.SUSPENDED},
    **{state: _OUT - {state} for state in _OUT - {State.GRANTED, State.LAPSED, *STOPPED}},
}


OWN_UNDER_WAY = frozenset(
    {
        State.ACCEPTED_BY_ENTITY,
        State.OBJECTED_BY_ENTITY,
        State.IN_PLACE,
        State.VERIFIED_BY_BENEFICIARY,
        State.INEFFECTIVE,
    }
)
# # Of an organisation's own measure: the person's yes begins it, and the person's no ends it.
OWN_WAY: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.ACCEPTED_BY_ENTITY, State.REFUSED_BY_BENEFICIARY}),
    State.REFUSED_BY_BENEFICIARY: frozenset({State.PROPOSED, State.ACCEPTED_BY_ENTITY}),
    **{
        state: OWN_UNDER_WAY - {state}
        | {State.PROPOSED, State.REFUSED_BY_BENEFICIARY, State.LAPSED}
        for state in OWN_UNDER_WAY
    },
}


class Decision(models.Model):
    """A reasoned resolution. Its number, reasons and text are in the sealed document."""

    class Kind(models.TextChoices):
        GRANTED = "granted"
        PARTLY = "partly"
        DENIED = "denied"
        NOT_ADMITTED = "not_admitted"
        PROVISIONAL = "provisional"
        # # Decisions on a request to decide again.
        UPHELD = "upheld"
        UPHELD_PARTLY = "upheld_partly"
        NOT_UPHELD = "not_upheld"
        WAITS = "waits"
        WAITS_NOT = "waits_not"
        # # Later decisions on a measure.
        STRENGTHENED = "strengthened"
        REDUCED = "reduced"
        SUSPENDED = "suspended"
        CEASED = "ceased"
        MISUSE = "misuse"
        RENOUNCED = "renounced"
        UNCHANGED = "unchanged"

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    paper_ref = models.CharField(max_length=24)
    signed_elsewhere = models.BooleanField(default=False)
    document_digest = models.BinaryField(max_length=32, blank=True, default=b"")
    decided_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    # # Proven receipt. A text only made available to the person is not notified.
    notified_at = models.DateTimeField(null=True, blank=True)
    # # A later decision admits the request, so this one no longer holds.
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(
                    kind__in=["granted", "partly", "denied", "not_admitted"],
                    set_aside_at__isnull=True,
                ),
                name="decided_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def final(self) -> bool:
        """Whether the decision answers the request itself and still holds."""
        return self.kind in FINAL and self.set_aside_at is None


FINAL = frozenset(
    {
        Decision.Kind.GRANTED,
        Decision.Kind.PARTLY,
        Decision.Kind.DENIED,
        Decision.Kind.NOT_ADMITTED,
    }
)
