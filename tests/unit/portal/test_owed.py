"""The institutions' page: what a unit owes, exactly what it may know, and its answers."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.instructions import Instructions
from amparo.casework.obligations.follow_up.services import ask_report
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.queries import PAGE, duty_on_case
from amparo.casework.obligations.services import ask_her_first, ask_unit, forward
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import GroupKeyHolder
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer, ask, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.dates import compact_day, day_in_words
from tests.laid_out import laid_out
from tests.obligations import PLACE, TUESDAY, VALUES, WEDNESDAY, MakeMeasure, asked_about, grant
from tests.people import BODY

PNG = b"\x89PNG\r\n\x1a\n" + b"patrulla" * 50
LIMA = ZoneInfo("America/Lima")
RECEIPT = {"responsible": "Mayor Vega, jefa", "received_on": WEDNESDAY.date().isoformat()}
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def carlas(carla: Actor, signed_in: SignIn) -> Client:
    return signed_in(carla)


def page(duty: Obligation) -> str:
    return reverse("portal:duty", args=[duty.alias])


def said(client: Client, duty: Obligation, way: str, **fields):
    if way == "acknowledged":
        fields = RECEIPT | fields
    data = {"way": way} | {f"{way}-{name}": value for name, value in fields.items()}
    return client.post(page(duty), data)


def test_the_list_says_roughly_where_and_nothing_else_about_a_person(
    forwarded: Obligation, carlas: Client
) -> None:
    text = carlas.get(reverse("portal:list")).content.decode()
    for told in (forwarded.alias, "Patrullaje policial", VALUES["coarse_place"]):
        assert told in text
    for secret in (VALUES["schedule"], VALUES["risk_summary"], BODY["who"]["name"]):
        assert secret not in text
    assert forwarded.case.code not in text


def test_the_list_says_no_place_once_consent_is_gone(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carlas: Client
) -> None:
    """Even where the bytes are still there: the person was asked anew and has not answered."""
    told: dict[str, Any] = {"unit": forwarded.unit, "fields": ["coarse_place"], "by": ana}
    subject = forwarded.measure.ref
    ask(anas.folder, kind="measure", subject=subject, at=timezone.now(), **told)
    assert bytes(Obligation.objects.get().extract)
    assert VALUES["coarse_place"] not in carlas.get(reverse("portal:list")).text


def test_the_list_says_no_place_to_an_officer_without_the_key(
    forwarded: Obligation, enrolled: Callable[..., Actor], carlas: Client, signed_in: SignIn
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    listed = signed_in(nina).get(reverse("portal:list"))
    assert forwarded.alias in listed.text
    assert VALUES["coarse_place"] not in listed.text


def test_what_awaits_an_answer_stands_above_what_was_answered(
    forwarded: Obligation, agreed: MakeMeasure, anas: OpenCase, ana: Actor, carlas: Client
) -> None:
    second = grant(agreed(catalogue="pe21_police_protection", values=PLACE, at=WEDNESDAY))
    assert second.unit is not None
    answered = forward(anas, second, second.unit, fields=[], by=ana, at=WEDNESDAY)
    said(carlas, answered, "reported", text="hecho")
    Obligation.objects.filter(pk=answered.pk).update(due_on=timezone.now() - timedelta(days=9))
    text = carlas.get(reverse("portal:list")).text
    assert text.index(forwarded.alias) < text.index(answered.alias)


INSTRUCTIONS: dict[str, Any] = {
    "start_by": date(2026, 11, 20),
    "travel_hours": 9,
    "liaison": "Ana Huamán, coordinadora",
    "liaison_phone": "01 555 0199",
}


def test_what_the_team_entered_stands_on_the_page_on_paper_and_in_the_list(
    granted: Measure, decided: None, anas: OpenCase, ana: Actor, carlas: Client
) -> None:
    assert granted.unit is not None
    told: dict[str, Any] = {"by": ana, "at": WEDNESDAY}
    given = Instructions(**INSTRUCTIONS)
    duty = forward(anas, granted, granted.unit, fields=[], instructions=given, **told)
    sheet = carlas.post(reverse("portal:print_sheet", args=[duty.alias])).text
    for text in (carlas.get(page(duty)).text, sheet):
        words = laid_out(text)
        for wanted in ("20 de noviembre de 2026", "9 horas", "Ana Huamán, coordinadora", "01 555"):
            assert wanted in words
    assert "Inicia a más tardar el " in laid_out(carlas.get(reverse("portal:list")).text)


def test_what_the_team_did_not_enter_is_absent(forwarded: Obligation, carlas: Client) -> None:
    text = carlas.get(page(forwarded)).text
    for label in ("Inicia a más tardar", "Viaje hasta", "Funcionario coordinador", "Autoridad que"):
        assert label not in text
    assert "Plan de actividades" not in text


@pytest.mark.parametrize(
    ("way", "fields", "then"),
    [
        ("acknowledged", {}, "Lo siguiente es informar la ejecución"),
        ("objected", {"text": "no hay gente"}, "Insistirá o buscará otra salida"),
        ("reported", {"text": "hecho"}, "Cuenta como protección cuando la persona dice"),
        ("incident", {"text": "Dispararon."}, "vuelve a evaluar el riesgo"),
    ],
)
def test_each_answer_is_confirmed_on_the_next_page(
    way: str, fields: dict[str, str], then: str, forwarded: Obligation, carlas: Client
) -> None:
    answered = said(carlas, forwarded, way, **fields)
    shown = carlas.get(answered["Location"]).text
    assert "Registrado: " in shown
    assert then in shown


def test_an_answer_that_was_not_given_is_not_confirmed(
    forwarded: Obligation, carlas: Client
) -> None:
    assert "Registrado: " not in carlas.get(page(forwarded), {"said": "acknowledged"}).text


def test_who_acknowledged_receipt_and_when_stands_on_both_pages(
    forwarded: Obligation, carlas: Client, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    said(carlas, forwarded, "acknowledged")
    on_case = reverse("obligations:duty", args=[anas.code, forwarded.alias])
    for shown in (carlas.get(page(forwarded)).text, signed_in(ana).get(on_case).text):
        assert "Responsable: Mayor Vega, jefa" in shown
        assert compact_day(WEDNESDAY.date()) in shown


@pytest.mark.parametrize("wrong", [{"responsible": ""}, {"received_on": "2099-01-01"}])
def test_receipt_needs_who_is_responsible_and_a_day_that_has_come(
    wrong: dict[str, str], forwarded: Obligation, carlas: Client
) -> None:
    assert said(carlas, forwarded, "acknowledged", **wrong).status_code == 422
    assert not ObligationAnswer.objects.exists()


def test_what_is_late_comes_first(
    forwarded: Obligation,
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    carlas: Client,
) -> None:
    second = agreed(catalogue="pe21_police_protection", values=PLACE, at=WEDNESDAY)
    grant(second)
    assert second.unit is not None
    later = forward(anas, second, second.unit, fields=[], by=ana, at=WEDNESDAY)
    Obligation.objects.filter(pk=later.pk).update(due_on=timezone.now() - timedelta(days=9))
    text = carlas.get(reverse("portal:list")).content.decode()
    assert text.index(later.alias) < text.index(forwarded.alias)
    assert "chip-late" in text


def test_a_long_list_goes_on_by_a_mark(
    forwarded: Obligation, carlas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = []
    for number in range(PAGE + 5):
        row = Obligation.objects.get(pk=forwarded.pk)
        row.pk, row.alias = None, f"AAAA-{number:04}"
        rows.append(row)
    Obligation.objects.bulk_create(rows)
    first = carlas.get(reverse("portal:list"))
    lines = first.context["lines"]
    assert len(lines) == PAGE
    second = carlas.get(first.context["older"])
    assert len(second.context["lines"]) == 6
    shown = {one["line"].duty.alias for one in [*lines, *second.context["lines"]]}
    assert len(shown) == PAGE + 6


@pytest.mark.parametrize(
    "mark",
    [
        "x",
        "0~2026-01-01~1",
        "~",
        "9" * 500,
        "0~2026-01-01T00:00Z~" + "9" * 40,
        "7~2026-01-01T00:00Z~1",
    ],
)
def test_a_mark_that_is_none_begins_the_list(
    mark: str, forwarded: Obligation, carlas: Client
) -> None:
    answer_ = carlas.get(reverse("portal:list"), {"after": mark})
    assert answer_.status_code == 200
    assert len(answer_.context["lines"]) == 1


def test_an_empty_list_teaches(carlas: Client) -> None:
    assert "empty" in carlas.get(reverse("portal:list")).content.decode()


def test_a_duty_shows_exactly_what_the_unit_may_know(forwarded: Obligation, carlas: Client) -> None:
    text = carlas.get(page(forwarded)).content.decode()
    for told in (VALUES["coarse_place"], VALUES["schedule"], "tres rondas por semana", "art. 31"):
        assert told in text
    for kept in (
        VALUES["risk_summary"],
        forwarded.case.code,
        BODY["who"]["name"],
        "camino al puente",
    ):
        assert kept not in text


def test_the_ground_names_the_norm(forwarded: Obligation, carlas: Client) -> None:
    assert "DS 004-2021-JUS y anexo: anexo, art. 31" in carlas.get(page(forwarded)).text


def test_what_was_due_a_moment_ago_is_late_on_that_day(
    forwarded: Obligation, carlas: Client
) -> None:
    Obligation.objects.update(due_on=timezone.now() - timedelta(seconds=1))
    assert carlas.get(reverse("portal:list")).context["lines"][0]["word"] == "Vencido"
    assert carlas.get(page(forwarded)).context["state_word"] == "Vencido"


def test_what_the_team_asked_for_is_waited_for_again(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carlas: Client
) -> None:
    said(carlas, forwarded, "reported", text="ronda hecha")
    line = carlas.get(reverse("portal:list")).context["lines"][0]
    assert (line["distance"], line["word"]) == ("", "Respondida")
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    day = timezone.localdate() + timedelta(days=30)
    ask_report(anas, found, text="¿Sigue la ronda?", due_on=day, by=ana, at=timezone.now())
    listed = carlas.get(reverse("portal:list"))
    line = listed.context["lines"][0]
    assert (line["word"], bool(line["distance"])) == ("En plazo", True)
    assert "El equipo espera su respuesta" in listed.text
    shown = carlas.get(page(forwarded)).text
    assert shown.index("¿Sigue la ronda?") < shown.index("Qué hay que hacer")
    assert "Este día lo fijó el equipo: es el que vale ahora." in shown


def test_once_it_will_the_proof_is_what_is_asked_for(forwarded: Obligation, carlas: Client) -> None:
    opened = '<details class="card" open><summary><h3>Informar ejecución'
    assert opened not in laid_out(carlas.get(page(forwarded)).text)
    said(carlas, forwarded, "acknowledged", text="")
    shown = laid_out(carlas.get(page(forwarded)).text)
    assert opened in shown
    assert "Acusó recibo" in shown
    assert "de hasta 20 MB" in shown


def test_each_page_is_marked_with_whose_it_is(
    forwarded: Obligation, carlas: Client, carla: Actor
) -> None:
    text = carlas.get(page(forwarded)).content.decode()
    assert text.count(carla.member.code) == 3  # above, below, and on paper
    assert text.count('class="stamp') == 2


def test_a_printed_copy_has_a_number(forwarded: Obligation, carlas: Client) -> None:
    address = reverse("portal:print_sheet", args=[forwarded.alias])
    assert carlas.get(address).status_code == 405
    first, second = (carlas.post(address).content.decode() for _ in range(2))
    assert "Copia 1" in first or "Copy 1" in first
    assert "Copia 2" in second or "Copy 2" in second


def test_the_person_learns_that_it_was_read_once_a_sitting(
    forwarded: Obligation, carlas: Client, carla: Actor, signed_in: SignIn
) -> None:
    for _ in range(3):
        carlas.get(page(forwarded))
    looks = Entry.objects.filter(event="FileOpened", by=carla.signature)
    assert looks.count() == 1
    assert looks.get().about == forwarded.case.code
    signed_in(carla).get(page(forwarded))
    assert looks.count() == 2


def test_another_units_duty_and_a_missing_one_are_the_same_answer(
    forwarded: Obligation, mario: Actor, signed_in: SignIn
) -> None:
    marios = signed_in(mario)
    answers, asked = [], []
    for alias in (forwarded.alias, "ZZZZ-ZZZZ"):
        with CaptureQueriesContext(connection) as queries:
            found = marios.get(reverse("portal:duty", args=[alias]))
        answers.append((found.status_code, found.content))
        asked.append([one["sql"].replace(alias, "ALIAS") for one in queries])
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["duty", "print_sheet"])
def test_nothing_of_another_unit_can_be_posted_to(
    name: str, forwarded: Obligation, mario: Actor, signed_in: SignIn
) -> None:
    address = reverse(f"portal:{name}", args=[forwarded.alias])
    assert signed_in(mario).post(address, {"way": "acknowledged"}).status_code == 404
    assert not ObligationAnswer.objects.exists()


def test_the_unit_that_commands_does_not_see_what_its_part_owes(
    forwarded: Obligation, enrolled: Callable[..., Actor], signed_in: SignIn
) -> None:
    chief = signed_in(enrolled("Hugo Salas", "institution_officer", unit="pnp"))
    assert forwarded.alias not in chief.get(reverse("portal:list")).content.decode()
    assert chief.get(page(forwarded)).status_code == 404


def test_an_officer_without_the_key_is_told_who_can_let_her_in(
    forwarded: Obligation, enrolled: Callable[..., Actor], signed_in: SignIn
) -> None:
    ninas = signed_in(enrolled("Nina Rios", "institution_officer", unit="pnp-selva"))
    told = ninas.get(page(forwarded), follow=True)
    assert "Carla Vega" in told.content.decode()
    assert VALUES["coarse_place"] not in told.content.decode()


# --- answers ---


def test_we_will(forwarded: Obligation, carlas: Client) -> None:
    assert said(carlas, forwarded, "acknowledged", text="").status_code == 302
    assert Obligation.objects.get().state == Obligation.State.ACKNOWLEDGED


def test_we_cannot_needs_a_reason(forwarded: Obligation, carlas: Client) -> None:
    assert said(carlas, forwarded, "objected", text="  ").status_code == 422
    assert not ObligationAnswer.objects.exists()
    assert said(carlas, forwarded, "objected", text="no hay gente").status_code == 302
    assert Measure.objects.get().state == Measure.State.OBJECTED_BY_ENTITY


def test_done_with_its_proof(forwarded: Obligation, carlas: Client) -> None:
    proof = SimpleUploadedFile("Casa de Flor.png", PNG)
    assert said(carlas, forwarded, "reported", text="hecho", proof=proof).status_code == 302
    stored = ObligationAnswer.objects.get()
    assert stored.stored_as
    assert not re.search(r"\bFlor\b", carlas.get(page(forwarded)).content.decode())


@pytest.mark.parametrize(
    "proof",
    [SimpleUploadedFile("a.png", b"MZ not a picture"), SimpleUploadedFile("a.png", b"")],
    ids=["wrong kind", "empty"],
)
def test_a_bad_file_loses_no_words(
    proof: SimpleUploadedFile, forwarded: Obligation, carlas: Client
) -> None:
    proof.seek(0)
    answer_ = said(carlas, forwarded, "reported", text="se patrulla ya", proof=proof)
    assert answer_.status_code == 422
    assert "se patrulla ya" in answer_.content.decode()
    assert not ObligationAnswer.objects.exists()


@pytest.mark.parametrize("text", ["x" * 8001, "nul\0byte"], ids=["too long", "null byte"])
def test_a_bad_reason_is_refused_in_words(text: str, forwarded: Obligation, carlas: Client) -> None:
    assert said(carlas, forwarded, "objected", text=text).status_code == 422


def test_hostile_words_are_shown_as_words(forwarded: Obligation, carlas: Client) -> None:
    said(carlas, forwarded, "objected", text="<script>alert(1)</script>")
    text = carlas.get(page(forwarded)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("way", ["", "verified", "insisted", "opinion"])
def test_what_is_no_answer_of_a_unit_is_refused(
    way: str, forwarded: Obligation, carlas: Client
) -> None:
    answer_ = said(carlas, forwarded, way, text="x", word="favourable")
    assert answer_.status_code in {404, 409}
    assert not ObligationAnswer.objects.exists()


def test_two_officers_answering_lose_nothing(forwarded: Obligation, carlas: Client) -> None:
    said(carlas, forwarded, "acknowledged", text="")
    second = said(carlas, forwarded, "acknowledged", text="también yo")
    assert second.status_code == 409
    assert "también yo" in second.content.decode()
    assert ObligationAnswer.objects.count() == 1


def test_an_opinion_is_given(
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    site: dict[str, Unit],
    carlas: Client,
) -> None:
    measure, unit = agreed(), site["pnp-selva"]
    ask_her_first(anas, measure, unit, Obligation.Kind.OPINION, fields=[], by=ana, at=TUESDAY)
    ref = asked_about(measure, unit, "opinion").ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    duty = ask_unit(anas, measure, unit, Obligation.Kind.OPINION, fields=[], by=ana, at=WEDNESDAY)
    text = carlas.get(page(duty)).content.decode()
    assert "132.3" in text
    assert "Lo que se propone" in text
    assert "Qué hay que hacer" not in text
    assert said(carlas, duty, "opinion", word="", text="x").status_code == 422
    assert said(carlas, duty, "opinion", word="favourable", text="Sí.").status_code == 302
    assert Obligation.objects.get().state == Obligation.State.REPORTED
    assert "Completar nuestra opinión" in carlas.get(page(duty)).text
    sheet = carlas.post(reverse("portal:print_sheet", args=[duty.alias])).text
    for words in ("Opinión sobre: Patrullaje policial", "Con esto no se ordena nada"):
        assert words in sheet
    assert day_in_words(timezone.localtime(duty.due_on, LIMA).date()) in sheet


# --- taken back ---


def test_what_she_took_back_shows_nothing(
    forwarded: Obligation, flor: Visitor, carlas: Client
) -> None:
    withdraw(flor.folder, forwarded.question_ref, by=flor, at=timezone.now())
    for answer_ in (carlas.get(page(forwarded)), said(carlas, forwarded, "acknowledged", text="")):
        text = answer_.content.decode()
        assert "tres rondas" not in text
        assert VALUES["coarse_place"] not in text
        assert forwarded.alias in text
    assert not ObligationAnswer.objects.exists()
    printed = carlas.post(reverse("portal:print_sheet", args=[forwarded.alias]))
    assert VALUES["coarse_place"] not in printed.content.decode()
    assert not Entry.objects.filter(event="DutyPrinted").exists()


def test_the_gate_is_asked_at_every_read(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carlas: Client
) -> None:
    """Even where the bytes are still there: she was asked anew and has not answered."""
    ask(
        anas.folder,
        kind="measure",
        subject=forwarded.measure.ref,
        unit=forwarded.unit,
        fields=["coarse_place"],
        by=ana,
        at=timezone.now(),
    )
    assert bytes(Obligation.objects.get().extract)
    assert VALUES["coarse_place"] not in carlas.get(page(forwarded)).content.decode()


def test_a_running_measure_goes_on_while_she_is_being_reached(
    forwarded: Obligation, flor: Visitor, carlas: Client
) -> None:
    said(carlas, forwarded, "acknowledged", text="")
    withdraw_procedure(flor, at=timezone.now())
    text = carlas.get(page(forwarded)).content.decode()
    assert "tres rondas" not in text
    assert forwarded.alias in carlas.get(reverse("portal:list")).content.decode()


# --- the unit's key ---


def test_a_colleague_lets_another_in(
    forwarded: Obligation, carlas: Client, enrolled: Callable[..., Actor], signed_in: SignIn
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    address = reverse("portal:unit")
    assert "Nina Rios" in carlas.get(address).content.decode()
    given = carlas.post(address, {"act": "give", "member": nina.member.code})
    assert given.status_code == 302
    assert VALUES["coarse_place"] in signed_in(nina).get(page(forwarded)).content.decode()


def test_nobody_of_another_unit_is_let_in(
    carlas: Client, mario: Actor, enrolled: Callable[..., Actor]
) -> None:
    other = enrolled("Ines Poma", "institution_officer", unit="minam")
    given = carlas.post(reverse("portal:unit"), {"act": "give", "member": other.member.code})
    assert given.status_code == 404
    assert not GroupKeyHolder.objects.filter(member=other.member).exists()


def test_who_holds_no_key_gives_none(
    carla: Actor, enrolled: Callable[..., Actor], signed_in: SignIn
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    ines = enrolled("Ines Poma", "institution_officer", unit="pnp-selva")
    given = signed_in(nina).post(
        reverse("portal:unit"), {"act": "give", "member": ines.member.code}
    )
    assert given.status_code == 409
    assert not GroupKeyHolder.objects.filter(member=ines.member).exists()


@pytest.mark.parametrize("act", ["", "take", "give"])
def test_an_act_that_is_none_is_not_found(act: str, carlas: Client) -> None:
    assert carlas.post(reverse("portal:unit"), {"act": act}).status_code == 404


def test_the_key_is_renewed_when_somebody_left(
    forwarded: Obligation,
    carla: Actor,
    carlas: Client,
    saul: Actor,
    enrolled: Callable[..., Actor],
) -> None:
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    carlas.post(reverse("portal:unit"), {"act": "give", "member": nina.member.code})
    deactivate(nina.member, by=saul, at=timezone.now())
    before = bytes(Obligation.objects.get().key_for_unit)
    assert "Nina Rios" in carlas.get(reverse("portal:unit")).content.decode()
    assert carlas.post(reverse("portal:unit"), {"act": "renew"}).status_code == 302
    assert bytes(Obligation.objects.get().key_for_unit) != before
    assert VALUES["coarse_place"] in carlas.get(page(forwarded)).content.decode()


@pytest.fixture
def nina_after_all(
    forwarded: Obligation, carla: Actor, saul: Actor, enrolled: Callable[..., Actor]
) -> Actor:
    """An officer of the unit who came when everybody who held its key had left."""
    deactivate(carla.member, by=saul, at=timezone.now())
    return enrolled("Nina Rios", "institution_officer", unit="pnp-selva")


def test_what_nobody_left_can_open_the_team_is_asked_to_seal_anew(
    forwarded: Obligation, nina_after_all: Actor, ana: Actor, signed_in: SignIn
) -> None:
    ninas = signed_in(nina_after_all)
    for _ in "twice":
        told = ninas.get(page(forwarded))
        assert told.status_code == 409
        assert "El equipo recibió el aviso" in told.content.decode()
    act = FollowUpTask.objects.get(kind="seal_anew")
    assert (act.duty, act.done_at) == (forwarded, None)
    case, anas = forwarded.case, signed_in(ana)
    on_case = reverse("obligations:duty", args=[case.code, forwarded.alias])
    task = anas.get(reverse("obligations:follow_up", args=[case.code, act.ref]))
    assert task["Location"] == on_case
    again = reverse("obligations:send_again", args=[case.code, forwarded.alias])
    assert again in anas.get(on_case).content.decode()
    assert anas.post(again).status_code == 302
    act.refresh_from_db()
    assert act.outcome == "sealed_anew"
    assert again not in anas.get(on_case).content.decode()
    assert VALUES["coarse_place"] in ninas.get(page(forwarded)).content.decode()


def test_a_key_is_renewed_although_something_older_opens_for_nobody_left(
    nina_after_all: Actor, signed_in: SignIn
) -> None:
    nina = nina_after_all
    before, key = bytes(Obligation.objects.get().key_for_unit), nina.group_pair("unit", "pnp-selva")
    assert signed_in(nina).post(reverse("portal:unit"), {"act": "renew"}).status_code == 302
    assert bytes(Obligation.objects.get().key_for_unit) == before
    assert nina.group_pair("unit", "pnp-selva") != key


def test_what_was_sealed_while_the_key_was_renewed_opens_with_the_older_one(
    forwarded: Obligation, carla: Actor, carlas: Client
) -> None:
    before = bytes(Obligation.objects.get().key_for_unit)
    assert carlas.post(reverse("portal:unit"), {"act": "renew"}).status_code == 302
    Obligation.objects.update(key_for_unit=before)
    assert VALUES["coarse_place"] in carlas.get(page(forwarded)).content.decode()


def test_a_form_that_was_left_from_before_stores_nothing_without_the_key(
    forwarded: Obligation, nina_after_all: Actor, signed_in: SignIn
) -> None:
    ninas = signed_in(nina_after_all)
    # A form of it she can only have from before: nothing is stored, and that is what she reads.
    printing = ninas.post(reverse("portal:print_sheet", args=[forwarded.alias]))
    assert printing.status_code == 404
    assert "no se guardó nada" in printing.content.decode().lower()


# --- coming in ---


def test_somebody_signed_out_is_asked_to_sign_in(forwarded: Obligation) -> None:
    answer_ = Client().get(page(forwarded))
    assert answer_.status_code == 302
    assert answer_["Location"].startswith(reverse("portal:sign_in"))


def test_an_ended_sitting_keeps_what_was_typed(forwarded: Obligation) -> None:
    answer_ = said(Client(), forwarded, "objected", text="no hay patrulleros")
    assert answer_.status_code == 401
    assert "no hay patrulleros" in answer_.content.decode()


@pytest.mark.parametrize("name", ["sign_in", "sign_out"])
def test_the_ways_in_and_out_are_open(name: str, db: None) -> None:
    assert Client().post(reverse(f"portal:{name}")).status_code in {200, 422}


def test_the_team_has_no_page_here(forwarded: Obligation, ana: Actor, signed_in: SignIn) -> None:
    assert signed_in(ana).get(reverse("portal:list")).status_code == 404


def test_an_attack_is_told_on_the_page_of_a_duty(
    forwarded: Obligation, carlas: Client, anas: OpenCase, ana: Actor
) -> None:
    assert said(carlas, forwarded, "incident", text="Dispararon en la ronda.").status_code == 302
    shown = carlas.get(page(forwarded), headers={"accept-language": "en"}).text
    assert "Something happened" in shown
    assert "Dispararon en la ronda." in shown
    [told] = duty_on_case(anas, forwarded.alias, seen_by=ana).said
    assert (told.kind, told.of_unit) == ("incident", True)
    assert ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).count() == 1


def test_an_attack_without_a_word_is_not_stored(forwarded: Obligation, carlas: Client) -> None:
    answered = said(carlas, forwarded, "incident", text=" ")
    assert answered.status_code == 422
    assert not ReviewTask.objects.filter(kind="reassess").exists()


def test_a_report_that_tells_of_an_attack_says_so_by_a_mark(
    forwarded: Obligation, carlas: Client
) -> None:
    said(carlas, forwarded, "reported", text="Se patrulló; dispararon.", happened="on")
    assert ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).count() == 1


def test_an_attack_is_told_where_an_opinion_was_given_already(
    forwarded: Obligation, carlas: Client
) -> None:
    Obligation.objects.update(kind="opinion", state="reported")
    assert said(carlas, forwarded, "incident", text="Dispararon.").status_code == 302
    assert Obligation.objects.get().state == "reported"
