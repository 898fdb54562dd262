"""Counts for an edition: the authority's own acts, and what became of them.

Counts and days only. Splits by a kind go through `law.disclosure` first; figures that rest on what
persons say are published only for five or more, also for the whole country.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from amparo.casework.figures.periods import Period
from amparo.casework.figures.term_compliance import middle, terms_kept
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations.due_days import MOOT
from amparo.casework.obligations.models import (
    OVER,
    EscalationNotice,
    Obligation,
    ObligationAnswer,
)
from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.cases.emergency_access.services import ROADS
from amparo.foundations.cases.events import GlassBroken
from amparo.foundations.consent.models import NOBODY, Beneficiary, Confirmation
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.law import Protocol, load_protocol
from amparo.law.measures import Told
from amparo.law.small_count_suppression import THRESHOLD, Split, protect

OUTCOMES = (
    Decision.Kind.GRANTED,
    Decision.Kind.PARTLY,
    Decision.Kind.DENIED,
    Decision.Kind.NOT_ADMITTED,
)
Word = Confirmation.Word
HOLDS = frozenset({Word.ARRIVED, Word.WORKS})
NOT_KNOWN = ""
STANDS = ("verified", "not_verified")
OWED = ("done_in_time", "done_late", "not_done", "limited", "asked_answered", "asked_unanswered")
REPORTS = frozenset(
    {ObligationAnswer.Kind.REPORTED, ObligationAnswer.Kind.OPINION, ObligationAnswer.Kind.CONTEXT}
)
OF_UNIT = REPORTS | {ObligationAnswer.Kind.ACKNOWLEDGED, ObligationAnswer.Kind.OBJECTED}
TRAIT = "trait_"
TOLD = ("told",)
OPENED = ("opened",)
DEMANDED = ("demanded",)
CHUNK = 2000


def totals_of(period: Period, laws: list[Protocol]) -> dict[str, Any]:
    """Totals of the whole country, by each text of the law under which requests came."""
    return {"threshold": None, "laws": [_totals(law, period.until) for law in laws]}


def splits_of(period: Period, laws: list[Protocol]) -> dict[str, Any]:
    """Splits of a closed year, with small numbers hidden."""
    return {"threshold": THRESHOLD, "laws": [_splits(law, period.until) for law in laws]}


def laws_in_use(first: str, until: datetime) -> list[Protocol]:
    """The site's own law, then the others under which requests were filed."""
    filed = Filing.objects.filter(filed_at__lte=until).order_by("protocol")
    names = dict.fromkeys([first, *filed.values_list("protocol", flat=True).distinct()])
    return [load_protocol(name) for name in names]


def _totals(law: Protocol, until: datetime) -> dict[str, Any]:
    return {
        "protocol": law.id,
        "figures": _figures(law, until),
        "terms": terms_kept(law, until=until),
        "waited": _waited(law, until),
    }


def _figures(law: Protocol, until: datetime) -> dict[str, int | None]:
    """Acts of the authority, and how many of its measures hold by the word of all whom they
    protect; None where single answers could be inferred. A person's leaving, or saying that nothing
    arrived, is no act of the authority: a person who pressures them must not read here that it
    worked."""
    filings = Filing.objects.filter(protocol=law.id, filed_at__lte=until)
    ordered = _ordered(law, until)
    verified = _verified(law, until)
    hold = Counter(STANDS[ref not in verified] for ref in ordered.values_list("ref", flat=True))
    duties = Obligation.objects.filter(measure__in=ordered, kind=Obligation.Kind.MEASURE)
    forwarded = duties.exclude(state=Obligation.State.PREPARED).filter(forwarded_at__lte=until)
    reported = ObligationAnswer.objects.filter(
        duty__in=duties, kind=ObligationAnswer.Kind.REPORTED, at__lte=until
    )
    decided = _decided(law, until)
    return {
        "requests": filings.count(),
        "opened": filings.filter(opened_at__lte=until).count(),
        "decided": sum(decided[kind] for kind in OUTCOMES),
        **{f"decided_{kind.value}": decided[kind] for kind in OUTCOMES},
        "provisional": decided[Decision.Kind.PROVISIONAL],
        "measures_ordered": ordered.count(),
        "measures_forwarded": forwarded.values("measure").distinct().count(),
        "measures_reported": reported.values("duty__measure").distinct().count(),
        "measures_overdue": _overdue(law, duties, until),
        "measures_verified": hold[STANDS[0]] if _is_of_many(hold) else None,
    }


def _overdue(law: Protocol, duties: QuerySet[Obligation], until: datetime) -> int:
    """How many measures an institution left without an answer on their day. What is answered later
    stays counted, and a person's leaving takes none away, so that two months show neither."""
    steps = law.obligations.escalation
    ended = [one.id for one in steps if one.tells == Told.OWING and one.business_days >= 0]
    answered = ObligationAnswer.objects.filter(
        duty=OuterRef("duty"), kind__in=OF_UNIT, at__lte=OuterRef("duty__due_on")
    )
    told = EscalationNotice.objects.filter(
        ~Exists(answered), duty__in=duties, step__in=ended, at__lte=until
    )
    return told.values("duty__measure").distinct().count()


def _ordered(law: Protocol, until: datetime) -> QuerySet[Measure]:
    return Measure.objects.filter(case__filing__protocol=law.id, granted_at__lte=until)


def _decided(law: Protocol, until: datetime) -> Counter[str]:
    decisions = Decision.objects.filter(case__filing__protocol=law.id, issued_at__lte=until)
    counted = decisions.order_by("kind").values_list("kind").annotate(number=Count("pk"))
    return Counter(dict(counted))


def _is_of_many(counted: Counter[str]) -> bool:
    """Whether enough persons say that it holds, and enough that it does not, so that no one learns
    which of the two a known person said."""
    return all(counted[one] >= THRESHOLD for one in STANDS)


def _confirmations(law: Protocol, until: datetime) -> Iterator[tuple[int, str, datetime, datetime]]:
    """File, word, when it was said, and the first contact of the file; oldest first."""
    found = Confirmation.objects.filter(filing__protocol=law.id, said_at__lte=until)
    return (
        found.order_by("said_at", "pk")
        .values_list("filing_id", "word", "said_at", "filing__first_contact_at")
        .iterator(chunk_size=CHUNK)
    )


def _verified(law: Protocol, until: datetime) -> set[str]:
    """The measures about which all whom they protected at that moment last said that it holds."""
    said = Confirmation.objects.filter(filing__protocol=law.id, said_at__lte=until)
    words = {
        (measure, who): word in HOLDS
        for measure, who, word in said.order_by("said_at", "pk")
        .values_list("measure", "beneficiary", "word")
        .iterator(chunk_size=CHUNK)
    }
    protected: dict[str, set[str]] = {measure: set() for measure, _who in words}
    rows = Beneficiary.objects.filter(filing__protocol=law.id, since_at__lte=until)
    then = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=until))
    for one in then.exclude(other=NOBODY, child="").iterator(chunk_size=CHUNK):
        if one.measure in protected:
            protected[one.measure].add("" if one.is_her else one.ref)
    return {
        measure
        for measure, who in protected.items()
        if all(words.get((measure, one), False) for one in who or {""})
    }


def _waited(law: Protocol, until: datetime) -> dict[str, Any] | None:
    """Days from the first contact of each case to the first word that a measure holds.

    Published in steps of five, so that comparing two months shows no single case; None before the
    first five. Persons who still wait are not counted.
    """
    waited: dict[int, int] = {}
    for file, word, said_at, since in _confirmations(law, until):
        if word in HOLDS:
            waited.setdefault(file, max(0, (said_at - since).days))
    days = list(waited.values())[: len(waited) // THRESHOLD * THRESHOLD]
    return {"of": len(days), "median": middle(days), "longest": max(days)} if days else None


def _splits(law: Protocol, until: datetime) -> dict[str, Any]:
    begun = until.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    found = (
        _measures_by_kind(law, begun, until),
        _measures_by_territory(law, begun, until),
        _decisions_by_track(law, begun, until),
        protected("glass_by_road", ROADS, OPENED, _opened_by_road(law, begun, until)),
        _demands_by_kind(law, begun, until),
        _owed_by_institution(law, begun, until),
    )
    return {"protocol": law.id, "splits": [one for one in found if one is not None]}


def _measures_by_kind(law: Protocol, begun: datetime, until: datetime) -> dict[str, Any] | None:
    """Of the measures ordered in the year, how many the person said hold at its end."""
    kinds = tuple(measure.id for measure in law.measures.measure)
    return _by_words("measures_by_kind", kinds, _stand(law, begun, until, "catalogue"))


def _measures_by_territory(
    law: Protocol, begun: datetime, until: datetime
) -> dict[str, Any] | None:
    """The same by the territory of the institution that must carry it out; the person's own place
    is sealed. Every territory has a row, also without measures."""
    known = Unit.objects.exclude(territory="").order_by("territory")
    rows = tuple(dict.fromkeys(known.values_list("territory", flat=True)))
    return _by_words("measures_by_territory", rows, _stand(law, begun, until, "unit__territory"))


def _by_words(name: str, rows: tuple[str, ...], counted: Counter[Any]) -> dict[str, Any] | None:
    """A split by what persons say. Its column totals are always shown, so there is none where these
    are too small."""
    totals: Counter[str] = Counter()
    for (_row, column), number in counted.items():
        totals[column] += number
    return protected(name, rows, STANDS, counted) if _is_of_many(totals) else None


def _stand(law: Protocol, begun: datetime, until: datetime, by: str) -> Counter[Any]:
    """Measures ordered in the year, by one of their columns and by what was last said of each."""
    verified = _verified(law, until)
    ordered = _ordered(law, until).filter(granted_at__gte=begun)
    return Counter(
        (one, "verified" if ref in verified else "not_verified")
        for one, ref in ordered.values_list(by, "ref")
    )


def _decisions_by_track(law: Protocol, begun: datetime, until: datetime) -> dict[str, Any] | None:
    decisions = Decision.objects.filter(
        case__filing__protocol=law.id, issued_at__range=(begun, until), kind__in=OUTCOMES
    )
    counted = Counter(decisions.values_list("case__track", "kind"))
    tracks = tuple(track.id for track in law.procedure.track)
    return protected("decisions_by_track", tracks, tuple(kind.value for kind in OUTCOMES), counted)


def _opened_by_road(law: Protocol, begun: datetime, until: datetime) -> Counter[Any]:
    """How often a case was opened by emergency access, without which cases."""
    here = Filing.objects.filter(protocol=law.id).values("code")
    times = Entry.objects.filter(event=GlassBroken.__name__, at__range=(begun, until))
    facts = times.filter(about__in=here).values_list("facts", flat=True)
    return Counter((str(json.loads(one)["road"]), *OPENED) for one in facts)


def _demands_by_kind(law: Protocol, begun: datetime, until: datetime) -> dict[str, Any] | None:
    """Demands for files that the person was told about in the year; one that a court keeps silent
    counts once its day is over. None below the threshold: few demands would show whom they concern.
    """
    told = AuthorityDemand.objects.filter(
        case__filing__protocol=law.id, told_at__range=(begun, until)
    )
    counted = Counter((kind, DEMANDED[0]) for kind in told.values_list("kind", flat=True))
    if counted.total() < THRESHOLD:
        return None
    return protected("demands_by_kind", tuple(AuthorityDemand.Kind.values), DEMANDED, counted)


def _owed_by_institution(law: Protocol, begun: datetime, until: datetime) -> dict[str, Any] | None:
    """What institutions owed in cases, or were asked for, by a day of the year: by how it stood at
    its end. None below the threshold."""
    due = Obligation.objects.filter(
        case__filing__protocol=law.id, due_on__range=(begun, until), forwarded_at__lte=until
    ).exclude(MOOT | Q(state=Obligation.State.PREPARED))
    said: dict[int, dict[str, datetime]] = {}
    answers = ObligationAnswer.objects.filter(duty__in=due, at__lte=until).order_by("-at")
    for duty, kind, at in answers.values_list("duty", "kind", "at"):
        said.setdefault(duty, {})[kind] = at  # the first of each kind
    known = {one.id for one in law.obligations.institution}
    counted: Counter[Any] = Counter()
    for one in due.select_related("unit", "case__filing"):
        stands = _how_it_stood(one, said.get(one.pk, {}))
        if stands:
            line = reversed(one.unit.line.split("/"))
            counted[next((code for code in line if code in known), NOT_KNOWN), stands] += 1
    if counted.total() < THRESHOLD:
        return None
    rows = tuple(one.id for one in law.obligations.institution)
    return protected("owed_by_institution", rows, OWED, counted)


def _how_it_stood(duty: Obligation, said: Mapping[str, datetime]) -> str:
    """Return the column of an obligation; empty where it ended unanswered: that a person left has
    no number."""
    reported = min((at for kind, at in said.items() if kind in REPORTS), default=None)
    if duty.state in OVER and not said.keys() & OF_UNIT:
        return ""
    if duty.is_requested:
        return "asked_answered" if said.keys() & OF_UNIT else "asked_unanswered"
    if reported is not None:
        return "done_in_time" if reported <= duty.due_on else "done_late"
    return "limited" if ObligationAnswer.Kind.OBJECTED in said else "not_done"


def traits_of(law: Protocol, told: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What persons told about themselves, each trait separately: never two crossed, and never in
    their own words."""
    found = (
        protected(
            f"{TRAIT}{trait.id}",
            trait.options,
            TOLD,
            Counter((one.get(trait.id, NOT_KNOWN), *TOLD) for one in told),
        )
        for trait in law.admission.trait
        if trait.options
    )
    splits = [one for one in found if one is not None]
    return {"threshold": THRESHOLD, "laws": [{"protocol": law.id, "splits": splits}]}


def protected(
    name: str, rows: tuple[str, ...], columns: tuple[str, ...], counted: Counter[Any]
) -> dict[str, Any] | None:
    """What may be published of a split. Values without a known row are in a row of their own."""
    known = Counter({(row, column): counted[row, column] for row in rows for column in columns})
    other = dict.fromkeys(columns, 0)
    for (_row, column), number in (counted - known).items():
        other[column] += number
    lines = [tuple(known[row, column] for column in columns) for row in rows]
    shown = protect(Split((*rows, NOT_KNOWN), columns, (*lines, tuple(other.values()))))
    if shown is None:
        return None
    return {
        "id": name,
        "rows": list(shown.rows),
        "columns": list(shown.columns),
        "cells": [list(line) for line in shown.cells],
        "row_totals": list(shown.row_totals),
        "column_totals": list(shown.column_totals),
    }
