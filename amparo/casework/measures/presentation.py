"""A measure with everything that a page of the team says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amparo.casework.measures.catalogue import PLACE, Entry
from amparo.casework.measures.models import STOPPED, UNDECIDED, Measure, State
from amparo.foundations.consent.adults import Named
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.protected import Protected
from amparo.foundations.related_people.voices import Voice

STATES: Mapping[str, tuple[str, Promise]] = {
    State.PROPOSED: ("waiting", pgettext_lazy("measure", "Proposed")),
    State.CONSENTED: ("open", pgettext_lazy("measure", "The person agreed")),
    State.REFUSED_BY_BENEFICIARY: ("quiet", pgettext_lazy("measure", "The person said no")),
    State.GRANTED: ("open", pgettext_lazy("measure", "Granted")),
    State.DENIED: ("quiet", pgettext_lazy("measure", "Denied")),
    State.FORWARDED: ("open", pgettext_lazy("measure", "Forwarded")),
    State.ACCEPTED_BY_ENTITY: ("open", pgettext_lazy("measure", "The institution said yes")),
    State.OBJECTED_BY_ENTITY: ("late", pgettext_lazy("measure", "The institution says it cannot")),
    State.IN_PLACE: ("due", pgettext_lazy("measure", "Reported as done, not yet confirmed")),
    State.VERIFIED_BY_BENEFICIARY: ("done", pgettext_lazy("measure", "Confirmed by the person")),
    State.INEFFECTIVE: (
        "danger",
        pgettext_lazy("measure", "It did not arrive, or stopped, by the word of whom it protects"),
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
    "stopped": ("late", pgettext_lazy("arrival", "It stopped")),
    "did_not_arrive": ("late", pgettext_lazy("arrival", "It did not arrive")),
    "": ("quiet", pgettext_lazy("arrival", "Has not said whether it arrived")),
}
"""What each whom a measure protects says of it."""
IN_HER_NAME: Mapping[str, Promise] = {
    State.CONSENTED: pgettext_lazy("measure", "Agreed in the person's name"),
    State.REFUSED_BY_BENEFICIARY: pgettext_lazy("measure", "Refused in the person's name"),
}
"""The same where somebody who speaks for her answered."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A measure with everything that a page says of it. `answer`: asked, agreed, refused, discuss,
    withdrawn; `replaced`: a supervisor's reason stands for it."""

    measure: Measure
    entry: Entry
    body: Mapping[str, Any]
    version: int
    told: tuple[tuple[str, str, str], ...]
    """What its unit is told: which of the closed list, in words, and the person's own words."""
    question: Question | None
    agreed: bool
    others: tuple[tuple[str, str], ...] = ()
    """Further institutions that she was asked about, with her answer: asked, agreed…"""
    adults: tuple[Named, ...] = ()
    """Adults who are asked besides her."""
    adults_elsewhere: tuple[Named, ...] = ()
    """The same of the further institutions."""
    voice: Voice | None = None
    """Who answered in her name, where she did not herself."""
    protects: tuple[Protected, ...] = ()
    """Whom it protects now, the person among them."""
    lapses_on: date | None = None
    """Of what was ordered until the decision: the first day by which it ends by law."""

    @property
    def ref(self) -> str:
        return self.measure.ref

    @property
    def place(self) -> str:
        """Roughly where, in the words that the person read."""
        values = self.body.get("values")
        return str(values.get(PLACE, "")) if isinstance(values, dict) else ""

    @property
    def seen(self) -> str:
        """What the page of a second editor holds too: whoever is later finds it changed."""
        return f"{self.version}~{self.measure.state}"

    @property
    def chip(self) -> str:
        return STATES[self.measure.state][0]

    @property
    def word(self) -> Promise:
        word = STATES[self.measure.state][1]
        return IN_HER_NAME.get(self.measure.state, word) if self.for_her else word

    @property
    def for_her(self) -> bool:
        """Somebody who speaks for her answered; she herself has not."""
        return self.question is not None and self.question.for_her

    @property
    def may_be_replaced(self) -> bool:
        """Whether no word of hers stands against a supervisor's reason."""
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
        """A collective said yes, and the acta of its decision is not here."""
        return self.question is not None and self.question.lacks_acta

    @property
    def waits_for_adults(self) -> bool:
        """Each adult is asked, and not all have agreed, or nobody has said yet who they are."""
        if self.question is None or not self.question.each_adult:
            return False
        return self.question.adults is None or not all(one.agrees for one in self.adults)

    @property
    def everybody(self) -> tuple[Named, ...]:
        """Everybody besides her who is asked about it, for one institution or another."""
        return (*self.adults, *self.adults_elsewhere)

    @property
    def protects_her(self) -> bool:
        return any(one.row.is_her for one in self.protects)

    @property
    def protects_besides(self) -> tuple[Protected, ...]:
        return tuple(one for one in self.protects if not one.row.is_her)

    @property
    def arrivals(self) -> tuple[tuple[Protected, str, Promise], ...]:
        """Each whom it protects, with the last word on whether it arrived."""
        return tuple((one, *ARRIVED[one.last_word]) for one in self.protects)

    @property
    def replaced(self) -> bool:
        return self.question is not None and self.question.replaced

    @property
    def reopened(self) -> bool:
        """Decided in her place; she can be asked again and has not answered yet."""
        return self.question is not None and self.question.reopened

    @property
    def undecided(self) -> bool:
        return self.measure.state in UNDECIDED

    @property
    def ends_on(self) -> date | None:
        """Its last day; of what was ordered until the decision the first by which it ends."""
        return self.lapses_on or self.measure.ends_on

    def would_end_sooner(self, days: int, day: date, zone: tzinfo) -> bool:
        """Whether so many days from that day end before what runs now does."""
        granted, held = self.measure.granted_at, self.measure.duration_days
        if not granted or not held or self.measure.state in STOPPED:
            return False
        return day + timedelta(days=days) < granted.astimezone(zone).date() + timedelta(days=held)
