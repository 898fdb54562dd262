"""Attacks of a scratch site, by codes alone: nothing in them is sealed, as no figure reads it."""

import json
import random
from collections.abc import Iterator
from datetime import date
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.institutions.models import Unit
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    PartyConsent,
    Perpetrator,
    Source,
    Victim,
)
from amparo.observatory.catalogues.terms import TermList, terms
from amparo.observatory.figures.models import Edition
from amparo.observatory.figures.services import make_editions
from bench.figures_years import YEARS
from bench.owed_rows import joined

BATCH = 5000
AGAIN = 0.3  # attacks on a victim who was attacked before
GENDERS = ("woman",) * 5 + ("man",) * 5 + ("non_binary", "unknown")
FORMS = ("state", "non_state_formal", "non_state_illicit", "unknown")


def fill(acts: int, state: Path) -> None:
    """A monitor, and that many acts over the years: few kinds and departments have most of them."""
    kept = state / "bench.json"
    people = json.loads(kept.read_text())
    if "irma" not in people:
        unit = Unit.objects.order_by("pk")[0]
        people["irma"] = joined("irma", "Irma Salas", "monitor", unit)
        kept.write_text(json.dumps(people))
    drawn = random.Random(1)
    lists = {one: list(terms(one)) for one in (TermList.DEPARTMENT, TermList.KIND)}
    by = list(terms(TermList.PERPETRATOR))
    weights = {key: [1 / (1 + place) for place in range(len(one))] for key, one in lists.items()}
    for one in lists.values():
        drawn.shuffle(one)
    for numbers in batched(range(Act.objects.count(), acts), BATCH):
        with transaction.atomic():
            attacks = list(_attacks(numbers, lists, weights, drawn))
            Attack.objects.bulk_create(attacks)
            _parts(attacks, lists, weights, by, drawn)


def made_and_published(year: int) -> int:
    """Return how many tables were made."""
    made = make_editions(year, by=SYSTEM, at=timezone.now())
    Edition.objects.filter(year=year).update(published_at=timezone.now())
    return len(made)


def _attacks(
    numbers: tuple[int, ...],
    lists: dict[TermList, list[str]],
    weights: dict[TermList, list[float]],
    drawn: random.Random,
) -> Iterator[Attack]:
    now = timezone.now()
    for number in numbers:
        month = date(drawn.choice(YEARS), drawn.randint(1, 12), 1)
        place = TermList.DEPARTMENT
        yield Attack(
            code=f"S{number:011}",
            sealed_key=b"",
            sealed_to=b"",
            sealed=b"x" * 300,
            precision="month",
            first_month=month,
            last_month=month,
            department=drawn.choices(lists[place], weights[place])[0],
            defence_link="linked",
            verification="likely",
            recorded_at=now,
            changed_at=now,
        )


def _parts(
    attacks: list[Attack],
    lists: dict[TermList, list[str]],
    weights: dict[TermList, list[float]],
    by: list[str],
    drawn: random.Random,
) -> None:
    now, what = timezone.now(), TermList.KIND
    victims = [
        Victim(
            attack=one,
            ref=one.code,
            sealed=b"x" * 200,
            kind="person" if drawn.random() > 0.1 else "collective",  # noqa: PLR2004 - a tenth
            same_as=(drawn.choice(attacks) if drawn.random() < AGAIN else one).code,
            gender=drawn.choice(GENDERS),
        )
        for one in attacks
    ]
    Victim.objects.bulk_create(victims)
    rows = list(zip(attacks, victims, strict=True))
    Act.objects.bulk_create(
        Act(
            attack=attack,
            victim=victim,
            ref=attack.code,
            sealed=b"x" * 100,
            kind=drawn.choices(lists[what], weights[what])[0],
            verification="likely",
        )
        for attack, victim in rows
    )
    Perpetrator.objects.bulk_create(
        Perpetrator(
            attack=one,
            ref=f"p{one.code}",
            sealed=b"x",
            kind=drawn.choice(by),
            legal_form=drawn.choice(FORMS),
            involvement="direct",
        )
        for one in attacks
    )
    Source.objects.bulk_create(
        Source(
            attack=one,
            ref=f"s{one.code}",
            sealed=b"x",
            kind="media",
            reliability="very_reliable",
        )
        for one in attacks
    )
    PartyConsent.objects.bulk_create(
        PartyConsent(
            attack=attack,
            victim=victim,
            ground="agreed",
            hold=True,
            publish=drawn.random() < 0.8,  # noqa: PLR2004 - four of five
            sealed=b"x",
            at=now,
        )
        for attack, victim in rows
    )
