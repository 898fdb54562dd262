"""Obligations of a scratch site: what units owe, answered or not, and the steps taken so far."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import EscalationNotice, Obligation
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto.keys import new_key
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.law import load_protocol
from amparo.law.escalation import DatedStep, escalation_from
from amparo.law.measures import Told
from bench.rows import BATCH, PASSWORD

SPREAD = 180  # days over which due days lie, half of them passed
WATCHED = 40
ANSWERED_OF_TEN = 4
COMMANDS = ("mininter", "minam", "mincul", "minem", "midagri", "rree", "mimp", "minjusdh")
MEMBERS = (
    ("carla", "Carla Vega", "institution_officer"),
    ("nora", "Nora Salas", "overseer"),
)
TOLD = {"what": "pasar dos veces por noche", "fields": {"coarse_place": "el valle"}, "ground": ""}


def fill(obligations: int, institutions: int, state: Path) -> None:
    """Institutions, two members outside the mechanism, and that many obligations on the cases."""
    kept = state / "bench.json"
    people = json.loads(kept.read_text())
    if "carla" in people:
        return
    began, now = time.perf_counter(), timezone.now()
    units = list(made_units(institutions, now))
    for (name, full, role), unit in zip(MEMBERS, units, strict=False):
        people[name] = joined(name, full, role, unit)
    kept.write_text(json.dumps(people))
    each = -(-obligations // Case.objects.count())
    left = obligations
    for cases in batched(Case.objects.select_related("filing").order_by("pk"), BATCH):
        with transaction.atomic():
            left -= owe(list(cases), min(each, left), units, now)
    watch(units[1], now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(f"{obligations - left} obligations in {time.perf_counter() - began:.0f} s\n")


def made_units(number: int, at: datetime) -> Iterator[Unit]:
    """Half of them below those that the law binds, half that it does not know."""
    above = {one.code: one for one in Unit.objects.filter(code__in=COMMANDS)}
    for place in range(number):
        yield add_unit(
            code=f"unit-{place}",
            name=f"Dependencia {place}",
            parent=None if place % 2 else above[COMMANDS[place // 2 % len(COMMANDS)]],
            branch="executive",
            level="national" if place % 2 == 0 else "local",
            police=False,
            by=SYSTEM,
            at=at,
        )


def joined(sign_in_name: str, name: str, role: str, unit: Unit) -> dict[str, Any]:
    before, secret = timezone.now() - timedelta(minutes=5), codes.new_secret()
    word = services.invite(
        name=name, sign_in_name=sign_in_name, roles=[role], unit=unit, by=SYSTEM, at=before
    )
    code = codes.code_at(secret, before)
    member = services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=before)
    Member.objects.filter(pk=member.pk).update(mail=f"{sign_in_name}@example.org")
    return {"password": PASSWORD, "code": secret, "id": member.pk}


def owe(cases: list[Case], each: int, units: list[Unit], now: datetime) -> int:
    """So many for each case, of different units; returns how many. The extract is sealed for the
    first unit, whose list is read; the others' are empty of content."""
    measures = [measure_of(case, units, now) for case in cases]
    Measure.objects.bulk_create(measures)
    public, law = _public_of(units[0]), load_protocol(settings.PROTOCOL)
    duties, questions = [], []
    for place, measure in enumerate(measures, start=measures[0].pk * each):
        for number in range(each):
            ordinal = place * each + number
            unit = units[ordinal % len(units)]
            question = asked(measure, unit, now)
            duty = owed(measure, unit, question.ref, ordinal, now)
            if unit == units[0]:
                key = new_key()
                duty.seal(key, TOLD)
                duty.give_key_to_unit(key, public)
            questions.append(question)
            duties.append(duty)
    Question.objects.bulk_create(questions)
    Obligation.objects.bulk_create(duties)
    days = {one.due_on: escalation_from(law, _day(one)) for one in duties}
    EscalationNotice.objects.bulk_create(
        notice for one in duties for notice in taken(one, days[one.due_on], now)
    )
    return len(duties)


def measure_of(case: Case, units: list[Unit], now: datetime) -> Measure:
    return Measure(
        ref=marks.new_code(groups=3),
        case=case,
        catalogue="pe21_patrol",
        unit=units[case.pk % len(units)],
        state=Measure.State.GRANTED,
        paper_ref="",
        duration_days=180,
        first_report_on=now.date(),
        next_review_on=now.date() + timedelta(days=90),
        granted_at=now,
        changed_at=now,
    )


def asked(measure: Measure, unit: Unit, now: datetime) -> Question:
    return Question(
        ref=marks.new_code(groups=3),
        filing=measure.case.filing,
        kind="measure",
        subject=measure.ref,
        unit=unit,
        fields=["coarse_place"],
        asked_at=now,
        answer="agreed",
        how="page",
        answered_at=now,
    )


def owed(measure: Measure, unit: Unit, question: str, ordinal: int, now: datetime) -> Obligation:
    """Due on a day of its own; four of ten are answered."""
    zone = load_protocol(settings.PROTOCOL).zone
    day = now.astimezone(zone) + timedelta(
        days=(ordinal * 7 + ordinal // 500) % SPREAD - SPREAD // 2
    )
    answered = ordinal * 3 % 10 < ANSWERED_OF_TEN
    return Obligation(
        alias=marks.new_code(),
        kind=Obligation.Kind.MEASURE,
        case=measure.case,
        measure=measure,
        unit=unit,
        question_ref=question,
        due_on=day.replace(hour=23, minute=59, second=59, microsecond=999999),
        state=Obligation.State.REPORTED if answered else Obligation.State.OPEN,
        forwarded_at=day - timedelta(days=SPREAD),
        changed_at=now,
    )


def taken(
    duty: Obligation, steps: tuple[DatedStep, ...], now: datetime
) -> Iterator[EscalationNotice]:
    """What the jobs took until yesterday."""
    if duty.state != Obligation.State.OPEN:
        return
    today = now.astimezone(load_protocol(settings.PROTOCOL).zone).date()
    bound = duty.unit.parent_id is not None
    for one in steps:
        if one.step.business_days >= 0 and not bound:
            return
        if one.step.tells == Told.OWING and one.on and one.on < today:
            yield EscalationNotice(
                duty=duty, due_on=duty.due_on, step=one.step.id, unit=duty.unit, at=duty.due_on
            )


def watch(unit: Unit, now: datetime) -> None:
    """The persons of some cases let the overseers of a unit follow them."""
    Question.objects.bulk_create(
        Question(
            ref=marks.new_code(groups=3),
            filing=case.filing,
            kind=Question.Kind.OVERSIGHT,
            subject="oversight",
            unit=unit,
            fields=["stage"],
            asked_at=now,
            answer="agreed",
            how="page",
            answered_at=now,
        )
        for case in Case.objects.select_related("filing").order_by("-pk")[:WATCHED]
    )


def _public_of(unit: Unit) -> bytes:
    return bytes(GroupKey.objects.get(kind="unit", ref=unit.code, current=True).public)


def _day(duty: Obligation) -> date:
    return duty.due_on.astimezone(load_protocol(settings.PROTOCOL).zone).date()
