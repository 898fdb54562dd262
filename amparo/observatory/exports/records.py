"""What leaves of one attack: codes, months and departments. All formats are written from this."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class When:
    """The first and the last day of the months in which it happened; none where it is not known.
    `precision`: month, quarter, year, range or unknown."""

    start: date | None
    end: date | None
    precision: str

    @property
    def year_alone(self) -> "When":
        """The same, known to the year alone."""
        if self.start is None or self.end is None:
            return self
        start, end = self.start.replace(month=1, day=1), self.end.replace(month=LAST_MONTH, day=31)
        return When(start, end, "year" if start.year == end.year else "range")

    @property
    def in_one_month(self) -> bool:
        """Whether it is known to the month."""
        return (
            self.start is not None
            and self.end is not None
            and _month(self.start) == _month(self.end)
        )

    @property
    def text(self) -> str:
        """The months, as short as they are known: 2026-05, 2026 or 2026-05..2026-07."""
        if self.start is None or self.end is None:
            return ""
        if self.in_one_month:
            return _month(self.start)
        if self.precision == "year":
            return f"{self.start:%Y}"
        return f"{_month(self.start)}..{_month(self.end)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimRecord:
    """`same_as`: shared by the rows about one victim in several attacks."""

    id: str
    same_as: str
    kind: str
    gender: str
    groups: tuple[str, ...]
    work_areas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """One kind of thing that was done to one victim."""

    id: str
    victim: VictimRecord
    kind: str
    gendered_forms: tuple[str, ...]
    when: When
    department: str
    verification: str
    office_level: str
    medium: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerpetratorRecord:
    id: str
    kind: str
    legal_form: str
    involvement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """`about`: on which parts of the attack the source says something."""

    id: str
    kind: str
    reliability: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecord:
    id: str
    kind: str
    outcome: str
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """Another attack of the same export followed."""

    later: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackRecord:
    """One attack, with those of its victims and sources who agreed."""

    id: str
    when: When
    country: str
    department: str
    defence_link: str
    verification: str
    victims: tuple[VictimRecord, ...]
    acts: tuple[ActRecord, ...]
    perpetrators: tuple[PerpetratorRecord, ...]
    sources: tuple[SourceRecord, ...]
    responses: tuple[ResponseRecord, ...]
    links: tuple[LinkRecord, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind it holds."""
        return {
            "attacks": 1,
            "victims": len(self.victims),
            "acts": len(self.acts),
            "sources": len(self.sources),
            "perpetrators": len(self.perpetrators),
            "responses": len(self.responses),
        }


INTIMATE_KINDS = frozenset({"sexual_violence", "sexual_harassment", "intimate_image_abuse"})
INTIMATE_FORMS = frozenset(
    {
        "sexualised_threat",
        "outing",
        "body_search_or_stripping",
        "reproductive_coercion",
        "conversion_or_corrective",
    }
)
"""Acts of which a month and a department could already point at one woman."""


def is_intimate(kind: str, gendered_forms: tuple[str, ...]) -> bool:
    """Return whether an act is published by country and year alone."""
    return kind in INTIMATE_KINDS or not INTIMATE_FORMS.isdisjoint(gendered_forms)


def without_groups(record: AttackRecord) -> AttackRecord:
    """Return the attack without the groups that its victims belong to."""
    return _with_victims(record, lambda one: replace(one, groups=()))


def by_country_and_year(record: AttackRecord) -> AttackRecord:
    """Return the attack by country and year alone, tied to no other attack."""
    apart = _with_victims(record, lambda one: replace(one, same_as=one.id))
    return replace(
        apart,
        when=record.when.year_alone,
        department="",
        acts=tuple(replace(one, when=one.when.year_alone, department="") for one in apart.acts),
        responses=tuple(replace(one, when=one.when.year_alone) for one in record.responses),
        links=(),
    )


def _with_victims(
    record: AttackRecord, change: Callable[[VictimRecord], VictimRecord]
) -> AttackRecord:
    victims = {one.id: change(one) for one in record.victims}
    acts = tuple(replace(one, victim=victims[one.victim.id]) for one in record.acts)
    return replace(record, victims=tuple(victims.values()), acts=acts)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
