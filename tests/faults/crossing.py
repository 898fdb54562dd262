"""Somebody takes back what others were told in the moment in which they read or answer it and
somebody else files; run by `test_locks.py`, in a database of its own.

The record is kept busy until all three wait, so that they meet in the worst order. Prints what
became of each, and what is left.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from threading import Thread

from django.db import connection, connections, transaction
from django.utils import timezone

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.models import Intermediary, IntermediaryDocument
from amparo.casework.leaks import batches, services
from amparo.casework.leaks.models import LeakStep
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.leaks.suspicion import suspect_isolation as apart
from amparo.casework.leaks.who_may_read import to_be_asked
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.unit_answers import answer as say
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import GroupKeyHolder, Member
from amparo.foundations.accounts.services import deactivate, give_group_seat
from amparo.foundations.cases.models import ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import read_by_person
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from amparo.foundations.ledger.services import keep_order
from tests.browser.owing import PLAN, owe
from tests.browser.prepare import PASSWORD, set_up
from tests.leaking import noted
from tests.many_voices import acta, go_between, question_of, speaks_first
from tests.people import BODY, unlocked

PATIENCE = 60  # seconds: on a busy machine two take their time to meet
# Of this database alone: on one server other tests let theirs wait in the same moment. Whoever
# waits holds a lock of a table here. (`pg_stat_activity` keeps to what a transaction first saw.)
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database())
"""


def a_go_between() -> None:
    set_up()
    rosa, ana = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("rosa", "ana")
    )
    board, chief = a_case(rosa, ana)
    federation, secretary = a_case(rosa, ana)
    row = told(board, chief, federation, ana)
    paper = Document.objects.get(filing=federation.folder.filing, kind="passed_on")
    asked = question_of(board, row.ref).ref

    def takes_back() -> None:
        consent.answer(chief.folder, asked, answer="refused", by=chief, at=timezone.now())

    def reads() -> None:
        read_by_person(secretary.folder, paper, by=secretary, at=timezone.now())

    ends = met(takes_back, reads, a_letter)
    left = Document.objects.filter(filing=federation.folder.filing, kind="passed_on").count()
    standing = IntermediaryDocument.objects.filter(erased_at=None).count()
    sys.stdout.write(json.dumps({"ends": ends, "left": [left, standing]}))


def a_unit() -> None:
    set_up()
    with redirect_stdout(StringIO()) as told:
        owe()
    said = json.loads(told.getvalue())
    ana, carla = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("ana", "carla")
    )
    board, patrol = opened(said["code"], seen_by=ana), Measure.objects.get(catalogue=PLAN[0][0])
    unit, now = Unit.objects.get(code="pnp-selva"), timezone.now()
    duty = forward(board, patrol, unit, fields=["coarse_place"], by=ana, at=now)
    found = duty_called(duty.alias, seen_by=carla)
    her, _ = visit_by_phrase(said["words"], seen_by=STRANGER)
    asked = Question.objects.get(subject=patrol.ref, withdrawn_at=None).ref

    def takes_back() -> None:
        consent.answer(her.folder, asked, answer="refused", by=her, at=timezone.now())

    def answers() -> None:
        say(found, kind="acknowledged", text="x", by=carla, at=timezone.now())

    ends = met(takes_back, answers, a_letter)
    duty.refresh_from_db()
    sys.stdout.write(json.dumps({"ends": ends, "left": duty.state}))


def a_suspicion() -> None:
    set_up()
    rosa, ana, saul = people("rosa", "ana", "saul")
    board, _chief = a_case(rosa, ana)
    beto = Member.objects.get(sign_in_name="beto")
    first = noted("account", suspect=beto, by=saul, at=timezone.now())
    suspecting.ask_to_lift(first.ref, why="elsewhere", by=saul, at=timezone.now())

    def another() -> None:
        noted("account", suspect=beto, codes=(board.code,), by=SYSTEM, at=timezone.now())

    def lifts() -> None:
        suspecting.lift(first.ref, by=SYSTEM, at=timezone.now())

    ends = met(another, lifts)
    beto.refresh_from_db()
    apart = ConflictOfInterest.objects.filter(case=board.case, member=beto, ended_at=None).exists()
    sys.stdout.write(json.dumps({"ends": ends, "active": beto.active, "apart": apart}))


def each_other() -> None:
    set_up()
    (saul,) = people("saul")
    ana = Member.objects.get(sign_in_name="ana")
    Member.objects.filter(pk=ana.pk).update(roles=["supervisor"])
    (wari,) = people("ana")

    def one() -> None:
        noted("account", suspect=wari.member, by=saul, at=timezone.now())

    def other() -> None:
        noted("account", suspect=saul.member, by=wari, at=timezone.now())

    ends = met(one, other)
    active = [Member.objects.get(pk=one.member.pk).active for one in (saul, wari)]
    sys.stdout.write(json.dumps({"ends": ends, "active": active}))


def named_while_she_gives() -> None:
    set_up()
    rosa, saul = people("rosa", "saul")
    beto = Member.objects.select_related("unit").get(sign_in_name="beto")
    Member.objects.filter(pk=beto.pk).update(roles=["analyst", "reception"])
    beto.refresh_from_db()

    def names() -> None:
        noted("account", suspect=rosa.member, by=saul, at=timezone.now())

    def gives() -> None:
        give_group_seat(beto, kind="reception", by=rosa, at=timezone.now())

    ends = met(names, gives)
    has = GroupKeyHolder.objects.filter(member=beto, group__kind="reception").exists()
    sys.stdout.write(json.dumps({"ends": ends, "has": has}))


def each_ends_the_other() -> None:
    set_up()
    (saul,) = people("saul")
    for name in ("ana", "beto"):
        Member.objects.filter(sign_in_name=name).update(roles=["supervisor"])
    (wari,) = people("ana")

    def one() -> None:
        deactivate(wari.member, by=saul, at=timezone.now())

    def other() -> None:
        deactivate(saul.member, by=wari, at=timezone.now())

    ends = met(one, other)
    active = [Member.objects.get(pk=one.member.pk).active for one in (saul, wari)]
    sys.stdout.write(json.dumps({"ends": ends, "active": active}))


def many_cases() -> None:
    set_up()
    rosa, ana = people("rosa", "ana")
    for _ in range(6):
        a_case(rosa, ana)
    filed: list[bool] = []
    batches.BATCH, opens = 2, services.open_some

    def between_two(*numbers: object, **told: object) -> int:
        thread = Thread(target=_files)
        thread.start()
        thread.join(timeout=PATIENCE)
        filed.append(not thread.is_alive())
        return int(opens(*numbers, **told))  # type: ignore[arg-type]

    services.open_some = between_two
    leak = noted("backup", by=SYSTEM, at=timezone.now())
    services.open_what_waits(leak, by=SYSTEM, at=timezone.now())
    asked = LeakStep.objects.filter(kind="confirm").count()
    left = to_be_asked(leak).count()
    sys.stdout.write(json.dumps({"filed": filed, "asked": asked, "left": left}))


def many_lifted() -> None:
    set_up()
    rosa, ana, saul = people("rosa", "ana", "saul")
    for _ in range(6):
        a_case(rosa, ana)
    beto = Member.objects.get(sign_in_name="beto")
    leak = noted("account", suspect=beto, by=SYSTEM, at=timezone.now())
    filed: list[bool] = []
    batches.BATCH, near = 2, apart.let_some_near

    def between_two(*numbers: object, **told: object) -> int:
        thread = Thread(target=_files)
        thread.start()
        thread.join(timeout=PATIENCE)
        filed.append(not thread.is_alive())
        return int(near(*numbers, **told))  # type: ignore[arg-type]

    apart.let_some_near = between_two
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=timezone.now())
    suspecting.lift(leak.ref, by=SYSTEM, at=timezone.now())
    at_once = ConflictOfInterest.objects.filter(ended_at=None).count()
    apart.let_all_near(leak, by=SYSTEM, at=timezone.now())
    left = ConflictOfInterest.objects.filter(ended_at=None).count()
    sys.stdout.write(json.dumps({"filed": filed, "at_once": at_once, "left": left}))


def _files() -> None:
    try:
        a_letter()
    finally:
        connections.close_all()


def people(*names: str) -> list[Actor]:
    return [unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in names]


def met(*acts: Callable[[], object]) -> list[str]:
    """Each in a thread of its own, begun in this order while the record is busy."""
    ends = ["never ended"] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            act()
            ends[place] = "done"
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
            ends[place] = type(problem).__name__
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(at, act)) for at, act in enumerate(acts)]
    with transaction.atomic():
        keep_order()
        for already, thread in enumerate(threads):
            thread.start()
            until_waiting(already + 1)
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return ends


def until_waiting(many: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.05)
    raise TimeoutError(many)


def a_letter() -> Filed:
    letter = Letter(body=BODY, channel="digital", once=marks.token())
    return file_request(letter, by=STRANGER, at=timezone.now())


def a_case(rosa: Actor, ana: Actor) -> tuple[OpenCase, Visitor]:
    filed = a_letter()
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=timezone.now())
    visitor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    return opened(folder.code, seen_by=ana), visitor


def told(board: OpenCase, chief: Visitor, federation: OpenCase, ana: Actor) -> Intermediary:
    speaks_first(board, by=ana)
    row = go_between(board, federation, by=ana)
    lay_acta(chief.folder, question_of(board, row.ref).ref, acta(), by=chief, at=timezone.now())
    between.pass_on(board, row.ref, {"messages": "mañana"}, by=ana, at=timezone.now())
    return row
