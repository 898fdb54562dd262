"""What was so before of answers, seats, boards and duties, and who may read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.collectives import services as collectives
from amparo.casework.collectives.redaction.services import leave_member_out
from amparo.casework.obligations.events import MoreTimeGiven
from amparo.casework.obligations.models import Obligation
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import claim, give_seat, take_seat
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.accompanying_adults import Whom, answer_of_adult, name_adults
from amparo.foundations.consent.actas import lay_acta
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.services import record
from tests import plans
from tests.last_days import its_day_passes, jobs_run
from tests.many_voices import SECOND, acta, another_letter, question_of, speaks_first
from tests.obligations import owing
from tests.people import MONDAY

LATER = MONDAY + timedelta(days=1)


def steps_of(anas, page, reader, signed_in, *more):
    shown = signed_in(reader).get(reverse(f"desk:{page}", args=[anas.code, *more]))
    assert shown.status_code == 200
    return shown.context["steps"]


def says(step):
    return [(one.label, one.older, one.newer) for one in step.changed]


# --- answers ---


@pytest.fixture
def question(anas, ana, site):
    told = {"unit": site["pnp-selva"], "fields": ["coarse_place"], "by": ana}
    return consent.ask(anas.folder, kind="measure", subject="HERS-HERS-HERS", at=MONDAY, **told)


def test_each_answer_stands_with_the_one_before_it_and_how_it_was_given(
    question, anas, ana, flor, signed_in
):
    consent.answer(anas.folder, question.ref, answer="discuss", how="oral", by=ana, at=MONDAY)
    consent.answer(flor.folder, question.ref, answer="agreed", by=flor, at=LATER)
    consent.withdraw(flor.folder, question.ref, by=flor, at=LATER)
    ended, agreed, talk, asked = steps_of(anas, "answers_before", ana, signed_in)
    assert says(ended) == [("Respuesta", "Aceptó", "Terminada")]
    assert says(agreed) == [("Respuesta", "Quiere conversarlo", "Aceptó")]
    assert (agreed.author, agreed.why) == ("La persona", "En la propia página de la persona")
    assert (talk.author, talk.why) == ("Ana Huaman", "En conversación")
    assert asked.about.endswith(question.unit.name)
    assert [label for label, _older, _newer in says(asked)] == [
        "Respuesta",
        "Qué información recibirían",
    ]


def test_the_last_day_of_a_consent_stands_with_its_answer_and_that_it_ended_by_it(
    question, anas, ana, flor, signed_in, clock
):
    for days in (20, 0):
        until = timezone.localdate() + timedelta(days=days)
        told = {"answer": "agreed", "until": until, "by": flor, "at": timezone.now()}
        consent.answer(flor.folder, question.ref, **told)
    its_day_passes(clock)
    assert jobs_run()[0] == 1
    ended, sooner, agreed, _asked = steps_of(anas, "answers_before", ana, signed_in)
    first, then = "martes 15 de diciembre de 2026", "miércoles 25 de noviembre de 2026"
    assert says(agreed)[1] == ("Último día", "", first)
    assert says(sooner) == [("Último día", first, then)]
    assert says(ended) == [("Respuesta", "Aceptó", "Terminada")]
    assert (ended.author, ended.why) == ("", "Por su último día")


def test_asked_anew_it_says_what_more_they_would_learn(question, anas, ana, site, signed_in):
    fields = ["coarse_place", "risk_summary"]
    told = {"unit": site["pnp-selva"], "fields": fields, "by": ana, "at": LATER}
    consent.ask(anas.folder, kind="measure", subject=question.subject, **told)
    again, first = steps_of(anas, "answers_before", ana, signed_in)
    [(_label, older, newer)] = [
        one for one in says(again) if one[0] == "Qué información recibirían"
    ]
    assert older == says(first)[1][2]
    assert older in newer
    assert newer != older


def test_all_that_was_taken_back_at_once_is_said_of_each(question, anas, flor, ana, signed_in):
    consent.answer(flor.folder, question.ref, answer="agreed", by=flor, at=MONDAY)
    consent.withdraw_all(flor.folder, by=flor, at=LATER)
    everything, *_others = steps_of(anas, "answers_before", ana, signed_in)
    assert says(everything) == [("Medida", "Aceptó", "Terminada")]


def test_what_another_adult_said_is_there_without_a_name(anas, ana, site, signed_in):
    moved = plans.proposed(anas, site["dgdh"], ana, catalogue="pe21_evacuation", values=plans.PLACE)
    asked = question_of(anas, moved.ref)
    [adult] = name_adults(anas.folder, asked.ref, listed=[Whom("Inés")], by=ana, at=MONDAY)
    answer_of_adult(anas.folder.filing, adult.ref, answer="agreed", how="oral", by=ana, at=LATER)
    page = signed_in(ana).get(reverse("desk:answers_before", args=[anas.code])).text
    assert "persona adulta" in page
    assert "Inés" not in page


def test_the_case_page_leads_to_the_answers(question, anas, ana, signed_in):
    page = signed_in(ana).get(reverse("desk:case", args=[anas.code]) + "?tab=all").text
    assert reverse("desk:answers_before", args=[anas.code]) in page


# --- seats ---


def test_who_had_a_seat_and_lost_it_is_still_there_with_the_reason(anas, ana, delia, signed_in):
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=MONDAY)
    claim(anas.case, by=ana, at=MONDAY)
    team = opened(anas.code, seen_by=ana)
    take_seat(team.case, team.folder, delia.member, reason="leaves_the_team", by=ana, at=LATER)
    gone, held, given = steps_of(anas, "seats_before", ana, signed_in)[:3]
    assert given.about == gone.about == delia.member.name
    [(label, older, newer)] = says(given)
    assert (label, older) == ("Acceso", "")
    assert says(gone) == [(label, newer, "")]
    assert (given.why, gone.why) == (
        "Debe resolver este caso", "Deja el equipo de este caso",
    )  # fmt: skip
    assert says(held) == [("Responsable", "", "Ana Huaman")]


def test_the_page_begins_with_how_many_sat_on_it_when_it_was_opened(anas, ana, signed_in):
    [opening] = steps_of(anas, "seats_before", ana, signed_in)
    assert says(opening) == [("Accesos que se dieron al abrir el caso", "", "2")]


def test_whoever_must_not_know_lost_the_seat_and_reads_no_such_page(
    anas, ana, beto, flor, signed_in
):
    give_seat(anas.case, anas.folder, beto.member, reason="works", by=ana, at=MONDAY)
    keep_from(flor.folder, [], names=beto.member.name, by=flor, at=LATER)
    gone, *_others = steps_of(anas, "seats_before", ana, signed_in)
    assert (gone.about, gone.author) == (beto.member.name, "La persona")
    address = reverse("desk:seats_before", args=[anas.code])
    assert signed_in(beto).get(address).status_code == 404


def test_the_team_page_leads_to_it_and_whoever_only_reads_finds_none(
    anas, ana, delia, olga, signed_in
):
    plans.seated(anas, delia, ana)
    address = reverse("desk:seats_before", args=[anas.code])
    assert address in signed_in(ana).get(reverse("desk:seats", args=[anas.code])).text
    assert signed_in(delia).get(address).status_code == 404
    assert signed_in(olga).get(address).status_code == 404


# --- boards ---


@pytest.fixture
def board(anas, ana):
    speaks_first(anas, by=ana)
    return anas


def test_who_spoke_before_stays_and_since_when_it_is_somebody_else(board, ana, signed_in):
    on = timezone.localdate()
    collectives.end_board(board, on=on, words="hubo elecciones", by=ana, at=timezone.now())
    ended, joined, noted = steps_of(board, "boards_before", ana, signed_in)
    [(label, older, newer)] = says(ended)
    assert (label, older, ended.why) == ("Quién habla aquí por el colectivo", "su junta",
                                         "hubo elecciones")  # fmt: skip
    assert newer.startswith("Otra persona")
    assert ("Cómo decide", "", "en asamblea, a mano alzada") in says(joined)
    assert len(says(noted)) == 1


def test_what_the_board_decided_before_stands_beside_what_it_decided_since(
    board, ana, flor, site, signed_in
):
    measure = plans.proposed(board, site["pnp-selva"], ana)
    collectives.put_to_boards(board, measure.ref, words="", by=ana, at=timezone.now())
    ref = question_of(board, measure.ref).ref
    for decided in ("refused", "agreed"):
        lay_acta(flor.folder, ref, acta(decided=decided), by=flor, at=timezone.now())
    agreed, refused, put, *_others = steps_of(board, "boards_before", ana, signed_in)
    assert says(refused)[0][1:] == ("", "No aceptó")
    assert says(agreed)[0][1:] == ("No aceptó", "Aceptó")
    assert put.about == agreed.about != ""


def test_another_board_is_read_nowhere_in_it(board, letter, ana, rosa, signed_in):
    theirs, _visitor, _filed = another_letter(letter, by=rosa, seen_by=ana)
    collectives.join_board(board, theirs.code, SECOND, by=ana, at=timezone.now())
    page = signed_in(ana).get(reverse("desk:boards_before", args=[board.code])).text
    assert SECOND.speaks not in page
    assert theirs.code not in page


def test_what_a_member_had_left_out_is_a_number_there(board, ana, signed_in):
    at = timezone.now()
    leave_member_out(board, ["asamblea"], files=(), way="phone", sure=True, by=ana, at=at)
    left, *_others = steps_of(board, "boards_before", ana, signed_in)
    assert says(left)[0][1:] == ("1", "0")
    page = signed_in(ana).get(reverse("desk:boards_before", args=[board.code])).text
    assert "asamblea" not in page


def test_where_no_collective_asks_there_is_no_such_page(anas, ana, olga, signed_in):
    address = reverse("desk:boards_before", args=[anas.code])
    assert signed_in(ana).get(address).status_code == 404
    speaks_first(anas, by=ana)
    assert address in signed_in(ana).get(reverse("desk:case", args=[anas.code]) + "?tab=all").text
    assert signed_in(olga).get(address).status_code == 404


# --- duties ---


@pytest.fixture
def duty(anas, ana, flor, carla):
    """Forwarded, reported as done, and objected to after all."""
    made = owing(anas, flor, by=ana, officer=carla)
    return Obligation.objects.get(alias=made["an_owed_duty"])


def test_how_a_duty_stood_before_and_what_was_said_of_it(duty, anas, ana, signed_in):
    steps = steps_of(anas, "duty_before", ana, signed_in, duty.alias)
    stood = [one[1:] for step in steps for one in says(step) if one[0] == "Cómo está"]
    objected, reported, forwarded = stood
    assert forwarded[0] == ""
    assert reported == (forwarded[1], "Respondida")
    assert objected[0] == "Respondida"
    assert objected[1] == duty.get_state_display()
    tasks = [
        one[1:] for step in steps for one in says(step) if one[0] == "Lo que debe hacer el equipo"
    ]
    assert ("", "Responder a una limitación informada") in tasks
    said = next(one for one in steps if ("Cómo está", *objected) in says(one))
    assert (said.author, said.why) == (duty.unit.name, "x")


def test_whoever_acted_for_the_institution_is_named_nowhere(duty, anas, ana, carla, signed_in):
    """Neither for what was said nor for what followed from it in the same moment."""
    for page in (["duty_before", duty.alias], ["answers_before"]):
        address = reverse(f"desk:{page[0]}", args=[anas.code, *page[1:]])
        assert carla.member.name not in signed_in(ana).get(address).text


def test_a_longer_term_stands_with_the_day_before_it(duty, anas, ana, signed_in):
    given = MoreTimeGiven(ground="x", before="2026-11-30", until="2026-12-07", **duty.named)
    record(given, by=ana, at=timezone.now())
    newest, *_others = steps_of(anas, "duty_before", ana, signed_in, duty.alias)
    [(_label, older, newer)] = says(newest)
    assert "30 de noviembre" in older
    assert "7 de diciembre" in newer


def test_the_page_of_a_duty_leads_to_it_and_another_team_finds_none(
    duty, anas, ana, olga, signed_in
):
    address = reverse("desk:duty_before", args=[anas.code, duty.alias])
    page = reverse("obligations:duty", args=[anas.code, duty.alias])
    assert address in signed_in(ana).get(page).text
    assert signed_in(olga).get(address).status_code == 404
    gone = reverse("desk:duty_before", args=[anas.code, "nada"])
    assert signed_in(ana).get(gone).status_code == 404
