"""Leaks on the desk: by numbers for whoever supervises, by steps for those who can read the case;
and from the command."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.leaks.events import LeakStepDone
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.services import note_here
from amparo.casework.leaks.step_deadlines import close_step, open_step
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import leak as command
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import OutgoingMail
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.services import record
from tests.forging import Forger, verified
from tests.leaking import noted

type SignedIn = Callable[[Actor], Client]


def now(hours: int = 0) -> str:
    return (timezone.localtime() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def noting(**changes: Any) -> dict[str, Any]:
    return {"what": "account", "kinds": ["who"], "moment": now(-1), **changes}


def test_whoever_supervises_notes_an_account_and_reads_numbers(
    saul: Actor, beto: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    client = signed_in(saul)
    went = client.post("/desk/leaks/new/", noting(suspect=beto.member.code))
    assert went.status_code == 302
    assert Leak.objects.get().suspect == beto.member
    page = client.get("/desk/leaks/").content.decode()
    assert anas.code not in page
    assert beto.member.name in page
    assert "No se ha verificado en el texto oficial" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"what": "account"}, "Diga de quién es la cuenta"),
        ({"what": "unit"}, "Diga qué entidad"),
        ({"what": "cases"}, "Escriba el código"),
        ({"what": "export", "unit": "pnp"}, "Registre aparte"),
        ({"what": "backup", "moment": "9999-12-31T10:00"}, "todavía no llega"),
        ({"what": "backup", "since": "2026-02-02", "until": "2026-02-01"}, "antes de empezar"),
        ({"what": "backup", "until": "9999-12-31"}, "todavía no llega"),
        ({"what": "cases", "codes": " ".join(f"A{number}" for number in range(51))}, "demasiados"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    saul: Actor, signed_in: SignedIn, typed: dict[str, str], told: str
) -> None:
    answer = signed_in(saul).post("/desk/leaks/new/", noting(**typed))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Leak.objects.exists()


def test_a_case_of_others_and_one_that_never_was_are_one_answer(
    saul: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    client = signed_in(saul)
    for code in (anas.code, "AAAA-AAAA"):
        answer = client.post("/desk/leaks/new/", noting(what="cases", codes=code))
        assert answer.status_code == 409
        assert "no es de un expediente que usted pueda ver" in answer.content.decode()
    assert not Leak.objects.exists()


def test_it_is_noted_in_the_case_and_stands_on_top_of_the_worklist(
    anas: OpenCase, ana: Actor, signed_in: SignedIn
) -> None:
    client = signed_in(ana)
    form = {"kinds": ["contact"], "moment": now(-1), "text": "un papel en la calle"}
    assert client.post(f"/desk/cases/{anas.code}/leaks/new/", form).status_code == 302
    assert "Filtración" in client.get("/desk/").content.decode()
    page = client.get(f"/desk/cases/{anas.code}/").content.decode()
    assert "un papel en la calle" not in page  # it stands on the incident's own page
    assert "Quitar accesos y volver a cifrar el expediente" in page
    incident = client.get(f"/desk/cases/{anas.code}/leaks/{AffectedCase.objects.get().ref}/")
    assert "un papel en la calle" in incident.content.decode()


def test_a_case_is_settled_with_a_reason(anas: OpenCase, ana: Actor, signed_in: SignedIn) -> None:
    noted(codes=(anas.code,), by=SYSTEM)
    client, leak = signed_in(ana), f"/desk/cases/{anas.code}/leaks/{AffectedCase.objects.get().ref}"
    typed = {"leaked": "yes", "text": "Ese papel lo imprimió anoche."}
    assert client.post(f"{leak}/settle/", {"leaked": "yes"}).status_code == 422
    assert client.post(f"{leak}/settle/", typed).status_code == 302
    assert AffectedCase.objects.get().state == "leaked"
    assert "Ese papel lo imprimió anoche." in client.get(f"{leak}/").text


def test_each_step_has_its_page_and_what_was_typed_is_kept(
    anas: OpenCase, ana: Actor, signed_in: SignedIn
) -> None:
    at = timezone.now()
    known: dict[str, Any] = {"data": ["contact"], "known_at": at, "text": "x"}
    note_here(anas, **known, by=ana, at=at)
    client, of_case = signed_in(ana), f"/desk/cases/{anas.code}/leaks/steps"
    refs = {one.kind: one.ref for one in LeakStep.objects.filter(done_at=None)}
    done = {"text": "se devolvió"}
    assert client.post(f"{of_case}/{refs['recipients']}/", done).status_code == 302
    form = {"outcome": "told", "way": "radio", "moment": now(), "kinds": ["contact"], "done": "a"}
    typed = client.post(f"{of_case}/{refs['tell']}/tell/", form)
    assert typed.status_code == 422
    hindered = client.post(f"{of_case}/{refs['tell']}/tell/", {**form, "may_do": "b"})
    assert hindered.status_code == 409
    assert "acuerde primero otra" in hindered.content.decode()
    agreed = {"outcome": "agreed", "ways": ["radio"], "begins": "00:00", "ends": "00:00"}
    way = f"{of_case}/{refs['safe_contact']}/way/"
    assert client.post(f"{of_case}/{refs['safe_contact']}/", done).status_code == 409
    assert client.post(way, {**agreed, "which": "la prima"}).status_code == 422  # not with her
    agreed |= {"how": "heard", "which": "la prima"}
    assert client.post(way, agreed).status_code == 302
    told = client.post(f"{of_case}/{refs['tell']}/tell/", {**form, "may_do": "b"})
    assert told.status_code == 302
    assert client.get(f"{of_case}/{refs['tell']}/tell/").status_code == 404


def test_a_step_that_nobody_signed_is_told_from_one_that_was_done(
    ana: Actor, saul: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    at = timezone.now()
    leak = note_here(anas, data=["who"], known_at=at, text="x", by=ana, at=at)
    incident = AffectedCase.objects.get(leak=leak)
    page, nobody = f"/desk/cases/{anas.code}/leaks/{incident.ref}/", "Nadie firmó que se haya hecho"
    access, place = (LeakStep.objects.get(kind=one) for one in ("access", "place"))
    close_step(access, outcome="done", by=ana, at=at)
    named = open_step(incident, LeakStep.Kind.TELL_OTHER, about="X", by=ana, at=at)
    close_step(named, outcome="must_not_know", by=SYSTEM, at=at)  # what follows from another act
    assert nobody not in signed_in(ana).get(page).text
    LeakStep.objects.filter(pk=place.pk).update(done_at=at, outcome="done")
    assert signed_in(ana).get(page).text.count(nobody) == 1
    facts: dict[str, Any] = {
        "incident": incident.ref,
        "step": place.ref,
        "kind": "place",
        "outcome": "done",
    }
    record(LeakStepDone(about=anas.code, **facts), by=Forger(ana.signature), at=at)
    assert signed_in(ana).get(page).text.count(nobody) == 1
    assert not verified()


def test_an_authority_is_told_on_the_page_of_leaks(
    saul: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    run(["note", "cases", "--data", "place", "--case", anas.code])
    leak = Leak.objects.get()
    notice = leak.notices.earliest("pk")
    address = f"/desk/leaks/{leak.ref}/told/{notice.ref}/"
    client = signed_in(saul)
    assert client.post(address, {}).status_code == 422
    for step in LeakStep.objects.all():
        close_step(step, outcome="done", by=saul, at=timezone.now())
    assert "Hay algo pendiente" in client.get("/desk/leaks/").content.decode()
    assert client.post(address, {"outcome": "not_owed"}).status_code == 422
    assert client.post(address, {"outcome": "told"}).status_code == 302
    assert client.get(address).status_code == 404


def test_whoever_supervises_hears_that_no_mail_goes_out(
    saul: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    waiting = {"put_at": long_ago, "next_at": long_ago, "tries": 3, "trouble": "OSError"}
    OutgoingMail.objects.create(member=saul.member, why=b"x" * 32, **waiting)
    assert "No sale ningún correo" in signed_in(saul).get("/desk/team/").content.decode()
    assert "No sale ningún correo" not in signed_in(ana).get("/desk/team/").content.decode()


def run(words: list[str]) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_the_operator_notes_it_without_a_key_and_is_told_numbers(
    anas: OpenCase, beto: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["note", "cases", "--data", "place", "--case", anas.code.lower()])
    assert anas.code not in capsys.readouterr().out
    assert Leak.objects.get().noted_by == SYSTEM.signature
    run(["list"])
    assert "suspected=1 leaked=0 spared=0" in capsys.readouterr().out
    AffectedCase.objects.get().case.seats.all().delete()
    run(["unread", Leak.objects.get().ref])
    assert capsys.readouterr().out.strip() == anas.code


@pytest.mark.parametrize(
    "words",
    [
        ["note", "cases", "--data", "place"],
        ["note", "account", "--data", "place"],
        ["note", "account", "--data", "place", "--member", "nadie"],
        ["note", "unit", "--data", "place", "--unit", "nada"],
        ["unread", "AAAA-AAAA"],
    ],
)
def test_what_the_command_cannot_understand_is_said(db: None, words: list[str]) -> None:
    with pytest.raises(Mistake):
        run(words)
    assert not Leak.objects.exists()
