"""A measure with everything that a page of the team says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amparo.casework.measures.catalogue import PLACE, Entry
from amparo.casework.measures.models import (
    OWN_UNDER_WAY,
    STOPPED,
    UNDECIDED,
    UNDER_WAY,
    Measure,
    State,
)
from amparo.foundations.consent.accompanying_adults import Named
from amparo.foundations.consent.beneficiary_shares import Protected
from amparo.foundations.consent.models import Question
from amparo.foundations.related_people.who_answered import Voice

STATES: Mapping[str, tuple[str, Promise]] = {
    State.PROPOSED: ("waiting", pgettext_lazy("measure", "Proposed")),
    State.CONSENTED: ("open", pgettext_lazy("measure", "The person agreed")),
    State.REFUSED_BY_BENEFICIARY: ("quiet", pgettext_lazy("measure", "The person said no")),
    State.GRANTED: ("open", pgettext_lazy("measure", "Granted")),
    State.DENIED: ("quiet", pgettext_lazy("measure", "Denied")),
    State.FORWARDED: ("open", pgettext_lazy("measure", "Forwarded")),
    State.ACCEPTED_BY_ENTITY: ("open", pgettext_lazy("measure", "The institution acknowledged it")),
    State.OBJECTED_BY_ENTITY: (
        "late",
        pgettext_lazy("measure", "The institution reported an impediment"),
    ),
    State.IN_PLACE: ("due", pgettext_lazy("measure", "Reported as done, not yet confirmed")),
    State.VERIFIED_BY_BENEFICIARY: ("done", pgettext_lazy("measure", "Confirmed by the person")),
    State.INEFFECTIVE: (
        "danger",
        pgettext_lazy(
            "measure",
            "It did not arrive, stopped, or does not protect, by the word of whom it protects",
        ),
    ),
    State.LAPSED: ("quiet", pgettext_lazy("measure", "Ended")),
    State.MODIFIED: ("due", pgettext_lazy("measure", "Changed, not yet confirmed")),
    State.SUSPENDED: ("late", pgettext_lazy("measure", "Suspended")),
    State.CEASED: ("quiet", pgettext_lazy("measure", "Ended")),
    State.WITHDRAWN_MISUSE: ("quiet", pgettext_lazy("measure", "Taken away for its use")),
    State.RENOUNCED: ("quiet", pgettext_lazy("measure", "The person gave it up")),
}
ARRIVED: Mapping[str, tuple[str, Promise]] = {
    "arrived": ("done", pgettext_lazy("arrival", "It arrived")),
    "works": ("done", pgettext_lazy("arrival", "It works")),
    "not_enough": ("late", pgettext_lazy("arrival", "It began, but it does not protect")),
    "stopped": ("late", pgettext_lazy("arrival", "It stopped")),
    "did_not_arrive": ("late", pgettext_lazy("arrival", "It did not arrive")),
    "": ("quiet", pgettext_lazy("arrival", "Has not said whether it arrived")),
}
"""What each beneficiary says about the measure."""
IN_HER_NAME: Mapping[str, Promise] = {
    State.CONSENTED: pgettext_lazy("measure", "Agreed in the person's name"),
    State.REFUSED_BY_BENEFICIARY: pgettext_lazy("measure", "Refused in the person's name"),
}
"""The same states where a representative answered for the person."""


OWN_STATES: Mapping[str, tuple[str, Promise]] = {
    **STATES,
    State.ACCEPTED_BY_ENTITY: ("open", pgettext_lazy("measure", "Agreed: to be done")),
    State.OBJECTED_BY_ENTITY: ("late", pgettext_lazy("measure", "Not done yet")),
    State.IN_PLACE: ("due", pgettext_lazy("measure", "Done, not yet confirmed by the person")),
}
"""The states of a measure that the organisation of this site carries out itself."""


def states_here() -> Mapping[str, tuple[str, Promise]]:
    """Return the states in the words of this kind of site."""
    return OWN_STATES if settings.ORGANISATION else STATES


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A measure with everything that a page says of it. `answer`: asked, agreed, refused, discuss,
    withdrawn; `replaced`: a supervisor's reason stands for it."""

    measure: Measure
    entry: Entry
    body: Mapping[str, Any]
    version: int
    told: tuple[tuple[str, str, str], ...]
    """What the unit is told: field of the closed list, its label, and the person's words."""
    question: Question | None
    agreed: bool
    others: tuple[tuple[str, str], ...] = ()
    """Further institutions that the person was asked about, with the answer: asked, agreed…"""
    adults: tuple[Named, ...] = ()
    """Adults who are asked besides the person."""
    adults_elsewhere: tuple[Named, ...] = ()
    """Adults who are asked about the further institutions."""
    voice: Voice | None = None
    """Who answered in the person's name, where the person did not answer."""
    protects: tuple[Protected, ...] = ()
    """Whom it protects now, the person among them."""
    lapses_on: date | None = None
    """For a provisional measure: the first day by which it ends by law."""

    @property
    def ref(self) -> str:
        return self.measure.ref

    @property
    def place(self) -> str:
        """The coarse place, in the words that the person read."""
        values = self.body.get("values")
        return str(values.get(PLACE, "")) if isinstance(values, dict) else ""

    @property
    def seen(self) -> str:
        """Version and state, sent back by the page: a later editor finds that the measure
        changed."""
        return f"{self.version}~{self.measure.state}"

    @property
    def chip(self) -> str:
        return states_here()[self.measure.state][0]

    @property
    def word(self) -> Promise:
        word = states_here()[self.measure.state][1]
        return IN_HER_NAME.get(self.measure.state, word) if self.for_her else word

    @property
    def for_her(self) -> bool:
        """Whether a representative answered and the person did not."""
        return self.question is not None and self.question.for_her

    @property
    def may_be_replaced(self) -> bool:
        """Whether a supervisor's reason may replace the answer: no answer of the person stands
        against it."""
        no_for_her = self.question is not None and self.question.no_for_her
        return no_for_her or (self.answer == "asked" and not self.replaced)

    @property
    def answer(self) -> str:
        if self.question is None:
            return "withdrawn"
        waits = self.waits_for_adults or self.waits_for_acta
        if self.question.answer == "agreed" and not self.agreed and not waits:
            return "withdrawn"
        return self.question.answer or "asked"

    @property
    def waits_for_acta(self) -> bool:
        """Whether a collective said yes and the acta of its decision is missing."""
        return self.question is not None and self.question.lacks_acta

    @property
    def waits_for_adults(self) -> bool:
        """Whether adults are asked and not all have agreed, or they are not named yet."""
        if self.question is None or not self.question.each_adult:
            return False
        return self.question.adults is None or not all(one.agrees for one in self.adults)

    @property
    def everybody(self) -> tuple[Named, ...]:
        """Everyone besides the person who is asked about it, for any institution."""
        return (*self.adults, *self.adults_elsewhere)

    @property
    def protects_her(self) -> bool:
        return any(one.row.is_her for one in self.protects)

    @property
    def protects_besides(self) -> tuple[Protected, ...]:
        return tuple(one for one in self.protects if not one.row.is_her)

    @property
    def arrivals(self) -> tuple[tuple[Protected, str, Promise], ...]:
        """Each beneficiary, with the last word on whether it arrived."""
        return tuple((one, *ARRIVED[one.last_word]) for one in self.protects)

    @property
    def replaced(self) -> bool:
        return self.question is not None and self.question.replaced

    @property
    def reopened(self) -> bool:
        """Whether it was decided in the person's place, and the person can be asked again and has
        not answered."""
        return self.question is not None and self.question.reopened

    @property
    def undecided(self) -> bool:
        return self.measure.state in UNDECIDED

    @property
    def who(self) -> str:
        """Who would do it: the institution, or the organisation that proposed it."""
        unit = self.measure.unit
        return unit.name if unit else str(self.body.get("who", ""))

    @property
    def is_late(self) -> bool:
        """Whether the organisation has not done what it agreed to do by its day."""
        owed = self.measure.state in {State.ACCEPTED_BY_ENTITY, State.OBJECTED_BY_ENTITY}
        day = self.measure.next_review_on
        return self.entry.own and owed and day is not None and day < timezone.localdate()

    @property
    def looked_at_on(self) -> date | None:
        """The next day by which it is looked at, after the one that was agreed on."""
        day = self.measure.next_review_on
        return day if self.to_do and day != self.measure.first_report_on else None

    @property
    def her_share(self) -> str:
        """The reference of the person's share in it; empty where it protects others only."""
        return next((one.ref for one in self.protects if one.row.is_her), "")

    @property
    def her_word(self) -> tuple[str, Promise] | None:
        """The person's last word on whether it arrived; None before the first."""
        said = next((one.last_word for one in self.protects if one.row.is_her), "")
        return ARRIVED[said] if said else None

    @property
    def to_do(self) -> bool:
        """Whether the organisation still has to do it, or says how it goes on."""
        return self.entry.own and self.measure.state in OWN_UNDER_WAY

    @property
    def under_way(self) -> bool:
        """Whether an institution was told of it, so that it can have arrived."""
        return self.measure.state in UNDER_WAY

    @property
    def ends_on(self) -> date | None:
        """Its last day; for a provisional measure the first day by which it ends."""
        return self.lapses_on or self.measure.ends_on

    def would_end_sooner(self, days: int, day: date, zone: tzinfo) -> bool:
        """Whether that many days from that day end before what runs now does."""
        granted, held = self.measure.granted_at, self.measure.duration_days
        if not granted or not held or self.measure.state in STOPPED:
            return False
        return day + timedelta(days=days) < granted.astimezone(zone).date() + timedelta(days=held)
