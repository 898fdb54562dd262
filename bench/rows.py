"""The rows of a scratch site: made by the product's own functions, inserted many at a time."""

import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from amparo.casework.assessment.models import Assessment
from amparo.casework.measures.models import Measure
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import phrases
from amparo.crypto.keys import new_key
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import DoorKeys, door_keys, duty_pool
from amparo.foundations.cases.computed_columns import work_out
from amparo.foundations.cases.events import CaseOpened
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.services import _seat
from amparo.foundations.consent.models import Beneficiary, Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import draft_paper
from amparo.foundations.intake.events import RequestFiled
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder
from amparo.foundations.intake.keys.inbox_keys import make_slot
from amparo.foundations.intake.models import CaseKey, Document, Filing
from amparo.foundations.intake.requests.services import person_key, phrase_keys, sealed_for
from amparo.foundations.ledger.chain import NOTHING, payload
from amparo.foundations.ledger.models import Entry
from bench.town import GIVEN, town

WORDS = ("río", "valle", "lluvia", "puente", "camino", "maíz", "piedra", "lámpara", "barca")
PASSWORD = "seven quiet rivers under a window"
BATCH = 1000
RISK = {
    "answers": {"direct_threat": "yes", "earlier_attack": "no"},
    "probability": "likely",
    "probability_why": "volvieron dos veces",
    "impact": "severe",
    "impact_why": "dejaría de trabajar",
    "own_view": "tengo miedo de noche",
    "level": "high",
}
MEASURE = {
    "label": "Patrullaje",
    "what": "pasar dos veces por noche",
    "where": "el valle",
    "who": "PNP",
    "fields": ["coarse_place"],
    "values": {"coarse_place": "el valle"},
    "suitability": "",
    "consent": "",
}
PEOPLE = (
    ("rosa", "Rosa Quispe", "reception"),
    ("ana", "Ana Huaman", "analyst"),
    ("beto", "Beto Rojas", "analyst"),
    ("saul", "Saul Medina", "supervisor"),
)


def seed(cases: int, state: Path, *, names_alone: bool = False) -> None:
    people = enrol_people()
    (state / "bench.json").write_text(json.dumps(people))
    began = time.perf_counter()
    for first in range(0, cases, BATCH):
        make_cases(min(BATCH, cases - first), first, cases, names_alone=names_alone)
        print(f"\r{first + BATCH} cases", end="", flush=True)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n{cases} cases in {time.perf_counter() - began:.0f} s")


def enrol_people() -> dict[str, Any]:

    unit = Unit.objects.get(code="dgdh")
    found: dict[str, Any] = {}
    for sign_in_name, name, role in PEOPLE:
        if Member.objects.filter(sign_in_name=sign_in_name).exists():
            raise SystemExit("This state is seeded already: give another --state.")
        now = timezone.now()
        word = services.invite(
            name=name, sign_in_name=sign_in_name, roles=[role], unit=unit, by=SYSTEM, at=now
        )
        secret = codes.new_secret()
        before = now - timedelta(minutes=5)
        code = codes.code_at(secret, before)
        member = services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=before)
        found[sign_in_name] = {"password": PASSWORD, "code": secret, "id": member.pk}
    return found


def make_cases(number: int, first: int, of: int, *, names_alone: bool) -> None:
    """One batch in one transaction: rows as the services make them, inserted many at a time.
    `names_alone`: a request and one seat for each, which is all that is needed to find a name."""
    keys, pool = door_keys(seen_by=STRANGER), duty_pool(seen_by=SYSTEM)
    if names_alone:
        pool = [member for member in pool if member.sign_in_name == "ana"]
    latest = datetime.now(UTC)
    filings, folders, papers, holders, slots = [], [], [], [], []
    names = [
        " ".join((GIVEN[at % len(GIVEN)], *two)) for at, two in enumerate(drawn(number, first))
    ]
    for place in range(number):
        ago = timedelta(minutes=37) * (of - first - place) / max(1, of / 4000)
        at = latest - ago
        ordinal = first + place
        urgent = ordinal % 25 == 0
        filing = Filing(
            code=marks.new_code(),
            protocol=settings.PROTOCOL,
            channel="digital",
            urgent=urgent,
            filed_at=at,
            first_contact_at=at,
            happened=events_of(ordinal, at, latest),
            facts=facts_of(ordinal),
            once_hash=secrets.token_bytes(32),
            proof_number=marks.new_code(groups=3),
            opened_at=at + timedelta(hours=1),
        )
        folder = Folder(filing, new_key())
        slots.append(make_slot(folder).public.hex())
        text = " ".join(secrets.choice(WORDS) for _ in range(300))
        body = {"chosen_name": names[place], "happened": text}
        own = written(folder, body, at)[: 1 if names_alone else None]
        filing.fingerprint = marks.fingerprint(bytes(own[0].digest))
        filings.append(filing)
        folders.append(folder)
        papers.append(own)
        holders.append([] if names_alone else held_by(folder, keys))
    with transaction.atomic():
        _store_files(filings, papers, holders)
        cases = _store_cases(filings, folders, pool, first, latest)
        if not names_alone:
            pairs = enumerate(zip(cases, folders, strict=True), start=first)
            planned = [pair for ordinal, pair in pairs if ordinal % 3 == 0]
            plan(planned, analyst=pool[0], unit=Unit.objects.get(code="pnp"))
            chain_entries(filings, slots)


def _store_files(
    filings: list[Filing], papers: list[list[Document]], holders: list[list[CaseKey]]
) -> None:
    Filing.objects.bulk_create(filings)
    for filing, own, keys_of_one in zip(filings, papers, holders, strict=True):
        for paper in own:
            paper.filing = filing
        for key in keys_of_one:
            key.filing = filing
    Document.objects.bulk_create([paper for own in papers for paper in own])
    CaseKey.objects.bulk_create([key for own in holders for key in own])


def _store_cases(
    filings: list[Filing], folders: list[Folder], pool: list[Member], first: int, latest: datetime
) -> list[Case]:
    cases = []
    for ordinal, filing in enumerate(filings, start=first):
        opened = filing.opened_at or latest
        case = Case(filing=filing, opened_at=opened, changed_at=opened)
        work_out(case, at=latest)
        case.holder_id = pool[ordinal % len(pool)].pk if ordinal % 4 else None
        cases.append(case)
    Case.objects.bulk_create(cases)
    CaseAccess.objects.bulk_create(
        [
            _seat(case, folder, member, at=case.opened_at)
            for case, folder in zip(cases, folders, strict=True)
            for member in pool
        ],
        batch_size=1000,
    )
    return cases


def written(folder: Folder, body: dict[str, Any], at: datetime) -> list[Document]:
    """A request, a note and a message."""
    text = {"text": body["happened"][:400]}
    return [
        draft_paper(folder, kind="request", body=body, by=STRANGER, at=at, for_person=True),
        draft_paper(folder, kind="note", body=text, by=SYSTEM, at=at),
        draft_paper(folder, kind="message", body=text, by=SYSTEM, at=at, for_person=True),
    ]


def held_by(folder: Folder, keys: DoorKeys) -> list[CaseKey]:
    """Its key for the recovery, the reception and the person."""
    return [
        sealed_for(folder, CaseKey.Holder.RECOVERY, keys.recovery),
        sealed_for(folder, CaseKey.Holder.RECEPTION, keys.reception),
        person_key(folder, phrase_keys(phrases.new_phrase("es"))),
    ]


def drawn(number: int, first: int) -> tuple[tuple[str, str], ...]:
    """Two surnames for each case, as common as surnames are, of people who do not exist."""
    return town(number, first, names=0).cases


def plan(planned: list[tuple[Case, Folder]], *, analyst: Member, unit: Unit) -> None:
    """Every third case has a recorded risk assessment and two measures that she agreed to."""
    papers, assessments, measures, questions = [], [], [], []
    for case, folder in planned:
        at = case.opened_at

        def paper(kind: str, body: dict[str, Any], folder: Folder = folder) -> Document:
            one = draft_paper(
                folder, kind=kind, body=body, by=SYSTEM, at=folder.filing.filed_at, for_person=True
            )
            one.filing_id = folder.filing.pk
            papers.append(one)
            return one

        report = paper("risk_report", RISK)
        assessments.append(
            Assessment(
                ref=marks.new_code(groups=3),
                case=case,
                method="pe-2021-table-1",
                paper_ref=report.ref,
                assessed_by=analyst,
                assessed_at=at,
                submitted_at=at,
            )
        )
        for catalogue in ("pe21_patrol", "pe21_legal_aid"):
            words = paper("measure", MEASURE | {"measure": catalogue})
            measure = Measure(
                ref=marks.new_code(groups=3),
                case=case,
                catalogue=catalogue,
                unit=unit,
                state="consented",
                paper_ref=words.ref,
                changed_at=at,
            )
            measures.append(measure)
            questions.append(
                Question(
                    ref=marks.new_code(groups=3),
                    filing=folder.filing,
                    kind="measure",
                    subject=measure.ref,
                    unit=unit,
                    fields=["coarse_place"],
                    paper_ref=words.ref,
                    asked_at=at,
                    answer="agreed",
                    how="page",
                    answered_at=at,
                )
            )
    Document.objects.bulk_create(papers)
    Assessment.objects.bulk_create(assessments)
    Measure.objects.bulk_create(measures)
    Beneficiary.objects.bulk_create(
        Beneficiary(
            ref=marks.new_code(groups=3),
            filing=one.case.filing,
            measure=one.ref,
            since_at=one.changed_at,
        )
        for one in measures
    )
    Question.objects.bulk_create(questions)


def events_of(ordinal: int, at: datetime, latest: datetime) -> dict[str, str]:
    """Cases stand at every place of the procedure."""
    steps = (
        ("preliminary_report_issued", 1),
        ("decision_issued", 12),
        ("resolution_forwarded", 14),
        ("decision_notified", 15),
    )
    happened = {"request_received": at.isoformat()}
    for name, days in steps[: ordinal % 5]:
        moment = at + timedelta(days=days)
        if moment < latest:
            happened[name] = moment.isoformat()
    return happened


def facts_of(ordinal: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"channel": "digital", "risk_reported": True, "measures_proposed": True}
    if ordinal % 7 == 0:
        facts["imminent_risk"] = True
    return facts


def chain_entries(filings: list[Any], slots: list[str]) -> None:

    last = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, NOTHING)
    entries = []
    for filing, slot in zip(filings, slots, strict=True):
        filed = RequestFiled(
            about=filing.code,
            protocol=filing.protocol,
            channel="digital",
            urgent=filing.urgent,
            papers=1,
            files=0,
            slot=slot,
        )
        for event in (filed, CaseOpened(about=filing.code, seats=3)):
            sequence += 1
            entry = Entry(
                sequence=sequence,
                at=filing.filed_at,
                event=event.name,
                about=event.about,
                by=SYSTEM.signature,
                digest=b"",
                previous=bytes(previous),
                facts=json.dumps(event.facts(), sort_keys=True, separators=(",", ":")),
            )
            entry.hash = previous = marks.chain(bytes(previous), payload(entry))
            entries.append(entry)
    Entry.objects.bulk_create(entries)
