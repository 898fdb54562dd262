"""Opening a file in which nothing waits: a reason first, which the person reads; numbers for who
supervises; a sample that nobody here chose."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.record import looks as command
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.cases.access.look_statistics import MANY_IN_AN_HOUR, MANY_PARTS, looked_at
from amparo.foundations.cases.access.monthly_look_sample import sample
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.events import FieldOpened, FileOpened
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import claim
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record
from tests.laid_out import laid_out


@pytest.fixture
def anas_alone(beto: Actor, anas: OpenCase, ana: Actor) -> OpenCase:
    """A case that ana has in hand since long; beto has a seat and has done nothing in it."""
    assert anas.case.seats.filter(member=beto.member).exists()
    claim(anas.case, by=ana, at=timezone.now())
    CaseAccess.objects.update(given_at=timezone.now() - timedelta(days=9))
    Case.objects.update(danger=0)
    return anas


@pytest.fixture
def betos(beto: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(beto)


def test_she_says_why_before_it_is_shown_and_the_person_reads_it(
    anas_alone: OpenCase, beto: Actor, betos: Client
) -> None:
    address = f"/desk/cases/{anas_alone.code}/"
    asked = betos.get(address)
    assert asked.status_code == 409
    page = asked.content.decode()
    assert "¿Por qué necesita consultarlo?" in page
    assert "el agua del valle" not in page
    assert not Entry.objects.filter(event="FileOpened", by=beto.signature).exists()
    went = betos.post(f"{address}why/", {"reason": "person_called", "next": address})
    assert (went.status_code, went["Location"]) == (302, address)
    assert betos.get(address).status_code == 200
    told = looks_of(entries_about(anas_alone.code, seen_by=beto))
    assert told[0].why == "La persona llamó, o alguien por ella"
    assert len(told) == len(Entry.objects.filter(event="FileOpened", about=anas_alone.code))


@pytest.mark.parametrize("where", ["people/", "seats/", "others/", "norm/"])
def test_no_other_page_of_the_case_goes_round_it(
    anas_alone: OpenCase, betos: Client, where: str
) -> None:
    assert betos.get(f"/desk/cases/{anas_alone.code}/{where}").status_code == 409


def test_what_is_sent_without_having_been_asked_shows_and_stores_nothing_and_is_not_lost(
    anas_alone: OpenCase, beto: Actor, betos: Client
) -> None:
    case = f"/desk/cases/{anas_alone.code}/"
    before = Entry.objects.count()
    for where, typed in (("seats/", {"act": "give"}), ("others/", {}), ("claim/", {"holder": ""})):
        assert betos.post(f"{case}{where}", typed).status_code == 409
    asked = betos.post(f"{case}notes/", {"text": "llamó su prima"})
    assert asked.status_code == 409
    assert "el agua del valle" not in asked.content.decode()
    assert (Entry.objects.count(), Case.objects.get().holder_id) == (
        before,
        anas_alone.case.holder_id,
    )
    assert betos.get(case).status_code == 409
    carried = {**dict(asked.context["kept"]), "next": asked.context["next"]}
    went = betos.post(f"{case}why/", {"reason": "person_called", **carried})
    assert (went.context["target"], went.context["fields"]) == (
        f"{case}notes/",
        [("text", "llamó su prima")],
    )
    assert betos.post(f"{case}notes/", dict(went.context["fields"])).status_code == 302
    reasons = Entry.objects.filter(event="FileOpened", by=beto.signature)
    assert [json.loads(one.facts)["reason"] for one in reasons] == ["person_called"]


def test_files_that_were_chosen_are_chosen_once_more_where_it_goes_on(
    anas_alone: OpenCase, betos: Client
) -> None:
    """Nothing goes without them unseen, and the page says what was just done."""
    case = f"/desk/cases/{anas_alone.code}/"
    paper = SimpleUploadedFile("nota.jpg", b"x", content_type="image/jpeg")
    asked = betos.post(f"{case}messages/", {"text": "va el papel", "files": paper})
    assert asked.status_code == 409
    assert asked.context["had_files"] == ["files"]
    carried = {**dict(asked.context["kept"]), "next": asked.context["next"], "had_files": "files"}
    went = betos.post(f"{case}why/", {"reason": "person_called", **carried})
    page = went.content.decode()
    assert "Su motivo quedó en el registro. ¿Lo envía ahora?" in page
    assert "Ya inició sesión" not in page
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" id="again-1" name="files"' in laid_out(page)


def test_a_reason_that_there_is_not_opens_nothing_and_neither_does_a_case_of_others(
    anas_alone: OpenCase, betos: Client, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    address = f"/desk/cases/{anas_alone.code}/why/"
    betos.post(address, {"reason": "holds"})
    assert betos.get(f"/desk/cases/{anas_alone.code}/").status_code == 409
    assert signed_in(olga).post(address, {"reason": "compares"}).status_code == 404
    elsewhere = betos.post(address, {"reason": "compares", "next": "//evil.example/"})
    assert elsewhere["Location"] == "/desk/"


@pytest.mark.parametrize(("page", "known"), [("why/", "compares"), ("part/reach/", "to_reach")])
def test_it_is_said_to_be_on_record_only_where_it_is(
    anas_alone: OpenCase, betos: Client, page: str, known: str
) -> None:
    case = f"/desk/cases/{anas_alone.code}/"
    if page != "why/":
        betos.post(f"{case}why/", {"reason": "person_called"})
    sent = {"next": f"{case}notes/", "kept-text": "llamó su prima"}
    before = Entry.objects.count()
    went = betos.post(f"{case}{page}", {**sent, "reason": "porque quiero"}).content.decode()
    assert "Su motivo quedó" not in went
    assert "No se registró ningún motivo" in went
    assert Entry.objects.count() == before
    went = betos.post(f"{case}{page}", {**sent, "reason": known}).content.decode()
    assert "Su motivo quedó en el registro" in went
    assert Entry.objects.count() > before


def unclaimed(_: OpenCase, __: Actor) -> None:
    Case.objects.update(holder=None)


def her_own(_: OpenCase, reader: Actor) -> None:
    Case.objects.update(holder=reader.member)


def in_danger(_: OpenCase, __: Actor) -> None:
    Case.objects.update(danger=UNWEIGHED)


def seated_just_now(_: OpenCase, __: Actor) -> None:
    CaseAccess.objects.update(given_at=timezone.now())


def worked_on(case: OpenCase, reader: Actor) -> None:
    body = {"text": "x"}
    write_paper(case.folder, kind="note", body=body, by=reader, at=timezone.now())


@pytest.mark.parametrize("why", [unclaimed, her_own, in_danger, seated_just_now, worked_on])
def test_nobody_is_kept_with_a_question_where_something_is_hers_or_somebody_is_in_danger(
    anas_alone: OpenCase, beto: Actor, betos: Client, why: Callable[[OpenCase, Actor], None]
) -> None:
    why(anas_alone, beto)
    assert betos.get(f"/desk/cases/{anas_alone.code}/").status_code == 200


def opens(actor: Actor, about: str, at: datetime, reason: str = "duty") -> None:
    record(FileOpened(about=about, role="analyst", reason=reason), by=actor, at=at)


def test_who_opens_folded_parts_of_many_files_in_an_hour_stands_out(
    ana: Actor, rosa: Actor
) -> None:
    now = timezone.now()
    said = {"role": "analyst", "reason": "to_weigh"}
    for number in range(MANY_PARTS):
        for field in ("reach", "others"):
            about, at = f"CASE-{number}", now + timedelta(minutes=number)
            record(FieldOpened(about=about, field=field, **said), by=ana, at=at)
            record(FieldOpened(about="CASE-0", field=field, **said), by=rosa, at=at)
    found = {one.name: one for one in looked_at(now, now + timedelta(days=2), seen_by=SYSTEM)}
    anas, rosas = found[ana.member.name], found[rosa.member.name]
    assert (anas.parts, anas.most_parts, anas.stands_out) == (2 * MANY_PARTS, MANY_PARTS, True)
    assert (rosas.parts, rosas.most_parts, rosas.stands_out) == (2 * MANY_PARTS, 1, False)
    assert (anas.files, anas.without_task) == (0, 0)


def test_who_opens_many_files_in_an_hour_stands_out(ana: Actor, beto: Actor) -> None:
    now = timezone.now()
    for number in range(MANY_IN_AN_HOUR):
        opens(beto, f"AAAA-{number:04}", now + timedelta(minutes=number))
        opens(ana, f"AAAA-{number:04}", now + timedelta(hours=number))
    found = {one.name: one for one in looked_at(now, now + timedelta(days=2), seen_by=SYSTEM)}
    assert found[beto.member.name].stands_out
    assert found[beto.member.name].most == MANY_IN_AN_HOUR
    assert not found[ana.member.name].stands_out
    assert found[ana.member.name].idle == MANY_IN_AN_HOUR


def test_who_worked_in_the_file_within_a_day_was_not_idle(anas: OpenCase, ana: Actor) -> None:
    now = timezone.now()
    looked(anas.case, reason="holds", by=ana, at=now, first_time=True)
    worked_on(anas, ana)
    [one] = looked_at(now, now + timedelta(hours=1), seen_by=SYSTEM)
    assert (one.files, one.idle) == (1, 0)


def test_whoever_supervises_reads_numbers_and_no_case(
    anas_alone: OpenCase,
    beto: Actor,
    saul: Actor,
    betos: Client,
    signed_in: Callable[[Actor], Client],
) -> None:
    looked(anas_alone.case, reason="compares", by=beto, at=timezone.now(), first_time=True)
    page = signed_in(saul).get("/desk/looks/").content.decode()
    assert beto.member.name in page
    assert anas_alone.code not in page
    assert betos.get("/desk/looks/").status_code == 404


def test_the_sample_follows_from_what_was_published_and_takes_rare_reasons_first(
    ana: Actor,
) -> None:
    now = timezone.now()
    for number in range(60):
        opens(ana, f"AAAA-{number:04}", now, "compares" if number == 7 else "duty")
    until = now + timedelta(minutes=1)
    drawn = sample(now, until, b"\x01" * 32, seen_by=SYSTEM)
    assert drawn == sample(now, until, b"\x01" * 32, seen_by=SYSTEM)
    assert drawn != sample(now, until, b"\x02" * 32, seen_by=SYSTEM)
    assert len(drawn) == 20
    assert drawn[0].reason == "compares"


@pytest.mark.django_db
def test_the_command_needs_a_month_that_is_over_and_a_head_from_before() -> None:
    for typed, told in (("2026-13", "not a month"), ("2031-01", "not over"), ("2026-10", "head")):
        with pytest.raises(Mistake, match=told):
            run(typed)


def run(month: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([month]))
