"""The team's pages about what institutions owe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.events import DutyObjected
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.queries import acts_on_case, duty_called, on_case
from amparo.casework.obligations.services import MayNotLeave, ask_unit, forward
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.obligations import (
    VALUES,
    WEDNESDAY,
    MakeMeasure,
    a_sealed_upload,
    asked_about,
    grant,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"ronda" * 40
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def anas_browser(ana: Actor, signed_in: SignIn) -> Client:
    return signed_in(ana)


def at(name: str, *words: str) -> str:
    return reverse(f"obligations:{name}", args=words)


def text_of(answer_) -> str:
    return str(answer_.content.decode())


@pytest.fixture
def on_paper(agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]) -> Obligation:
    """A duty of a unit for which nobody signs in."""
    measure = grant(agreed(unit=site["pnp"]))
    return forward(anas, measure, site["pnp"], fields=["coarse_place"], by=ana, at=WEDNESDAY)


def test_the_page_says_what_would_go_and_to_whom(
    granted: Measure, anas: OpenCase, anas_browser: Client
) -> None:
    text = text_of(anas_browser.get(at("forward", anas.code)))
    assert "PNP-SELVA" in text
    assert at("forward_one", anas.code, granted.ref, "pnp-selva") in text


def test_what_may_not_go_is_said_with_its_reason(
    proposed: MakeMeasure, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    measure = grant(proposed())
    text = text_of(anas_browser.get(at("forward", anas.code)))
    assert "todavía" in text or "not answered" in text
    assert at("forward_one", anas.code, measure.ref, "pnp-selva") not in text


def test_forwarding_sends_what_is_left_ticked(
    granted: Measure, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    address = at("forward_one", anas.code, granted.ref, "pnp-selva")
    assert VALUES["risk_summary"] in text_of(anas_browser.get(address))
    sent = anas_browser.post(address, {"fields_sent": ["schedule"]})
    assert sent.status_code == 302
    found = duty_called(Obligation.objects.get().alias, seen_by=carla)
    assert set(found.extract["fields"]) == {"coarse_place", "schedule"}


def test_roughly_where_goes_always_and_nobody_can_untick_it(
    granted: Measure, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    address = at("forward_one", anas.code, granted.ref, "pnp-selva")
    form = anas_browser.get(address).context["form"]
    assert "coarse_place" not in dict(form.fields["fields_sent"].choices)
    assert anas_browser.post(address, {}).status_code == 302
    found = duty_called(Obligation.objects.get().alias, seen_by=carla)
    assert found.extract["fields"] == {"coarse_place": VALUES["coarse_place"]}


def test_a_fact_that_was_not_offered_is_refused(
    granted: Measure, anas: OpenCase, anas_browser: Client
) -> None:
    address = at("forward_one", anas.code, granted.ref, "pnp-selva")
    assert anas_browser.post(address, {"fields_sent": ["chosen_name"]}).status_code == 422
    assert not Obligation.objects.exists()


def test_a_consent_withdrawn_between_two_clicks_is_told(
    granted: Measure, anas: OpenCase, anas_browser: Client, flor: Visitor
) -> None:
    address = at("forward_one", anas.code, granted.ref, "pnp-selva")
    anas_browser.get(address)
    withdraw(flor.folder, asked_about(granted).ref, by=flor, at=timezone.now())
    sent = anas_browser.post(address, {"fields_sent": []})
    assert sent.status_code == 409
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("unit", ["minam", "nobody"])
def test_a_unit_that_she_was_not_asked_about_has_no_page(
    unit: str, granted: Measure, anas: OpenCase, anas_browser: Client
) -> None:
    address = at("forward_one", anas.code, granted.ref, unit)
    assert anas_browser.get(address).status_code == 404


def test_first_the_person_is_asked_then_the_police(
    agreed: MakeMeasure, anas: OpenCase, anas_browser: Client, flor: Visitor, carla: Actor
) -> None:
    measure = agreed()
    address = at("opinion_of", anas.code, measure.ref, "pnp-selva")
    anas_browser.post(address, {})
    assert not Obligation.objects.exists()
    question = Question.objects.get(kind="opinion")
    assert question.fields == ["coarse_place"]
    waiting = anas_browser.post(address, {})
    assert waiting.status_code == 409
    answer(flor.folder, question.ref, answer="agreed", by=flor, at=timezone.now())
    anas_browser.post(address, {})
    assert Obligation.objects.get().kind == Obligation.Kind.OPINION
    assert "chip-done" in text_of(anas_browser.get(at("opinion", anas.code)))


def test_the_case_page_holds_what_is_owed(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no hay gente", by=carla, at=timezone.now())
    text = text_of(anas_browser.get(reverse("desk:case", args=[anas.code]) + "?tab=all"))
    assert "no hay gente" in text
    assert forwarded.alias in text
    assert at("follow_up", anas.code, FollowUpTask.objects.get().ref) in text


def test_the_history_names_the_institution_and_none_of_its_officers(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no hay gente", by=carla, at=timezone.now())
    text = text_of(anas_browser.get(reverse("desk:case", args=[anas.code]) + "?tab=history"))
    assert str(DutyObjected.history.by_others) in text
    assert carla.member.name not in text


def test_the_panel_says_what_waits(granted: Measure, anas: OpenCase, ana: Actor) -> None:
    shown = on_case(anas, seen_by=ana)
    assert [one.unit.code for one in shown.waiting] == ["pnp-selva"]
    assert not [*shown.owed, *shown.opinions, *shown.follow_ups]


def test_forwarding_is_offered_with_the_laws_day(
    granted: Measure, decided: None, anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    state = standing(anas.folder.filing, at=WEDNESDAY)
    offers = {one.act: one for one in acts_on_case(anas, state, seen_by=ana)}
    due = offers["forward"].due
    assert due is not None
    assert str(due.due) == "2026-11-15"
    assert acts_on_case(anas, state, seen_by=rosa) == []


def test_an_opinion_is_offered_while_nothing_is_decided(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor
) -> None:
    measure = agreed()
    state = standing(anas.folder.filing, at=WEDNESDAY)
    assert [one.act for one in acts_on_case(anas, state, seen_by=ana)] == ["ask_opinion"]
    grant(measure)
    assert [one.act for one in acts_on_case(anas, state, seen_by=ana)] == ["forward"]


def test_paper_is_printed_handed_over_and_answered(
    on_paper: Obligation, anas: OpenCase, ana: Actor, anas_browser: Client
) -> None:
    alias = on_paper.alias
    sheet = text_of(anas_browser.post(at("print_sheet", anas.code, alias)))
    assert VALUES["coarse_place"] in sheet
    assert anas.code not in sheet
    today = timezone.localdate()
    bad = {"on": today + timedelta(days=2), "received_by": "X"}
    assert anas_browser.post(at("hand_over", anas.code, alias), bad).status_code == 422
    body = {"units": [], "names": "el Ejército"}
    write_paper(anas.folder, kind="exclusions", body=body, by=ana, at=timezone.now())
    kept_away = {"on": today, "received_by": "mayor, cuartel de Bagua"}
    refused = anas_browser.post(at("hand_over", anas.code, alias), kept_away)
    assert refused.status_code == 422
    assert "Fuerzas Armadas" in text_of(refused)
    assert "mayor, cuartel de Bagua" in text_of(refused)
    good = {"on": today, "received_by": "Mesa de partes"}
    assert anas_browser.post(at("hand_over", anas.code, alias), good).status_code == 302
    again = anas_browser.post(at("hand_over", anas.code, alias), good)
    assert again.status_code == 409
    told = {"responsible": "Mesa de partes", "received_on": today, "text": "recibido"}
    assert (
        anas_browser.post(at("answer", anas.code, alias, "acknowledged"), told).status_code == 302
    )
    assert Obligation.objects.get().state == Obligation.State.ACKNOWLEDGED
    assert anas_browser.get(at("answer", anas.code, alias, "verified")).status_code == 404


def test_only_a_unit_on_paper_is_answered_for(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client
) -> None:
    address = at("answer", anas.code, forwarded.alias, "acknowledged")
    assert anas_browser.post(address, {"text": ""}).status_code == 404
    assert anas_browser.post(at("print_sheet", anas.code, forwarded.alias)).status_code == 404
    assert not ObligationAnswer.objects.exists()


def test_an_objection_has_two_ways_out(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no hay gente", by=carla, at=timezone.now())
    address = at("follow_up", anas.code, FollowUpTask.objects.get().ref)
    assert "no hay gente" in text_of(anas_browser.get(address))
    assert address in text_of(anas_browser.get(at("duty", anas.code, forwarded.alias)))
    unclear = anas_browser.post(
        address, {"way": "insist", "text": "sí hay", "due_on": "2020-01-01"}
    )
    assert unclear.status_code == 422
    assert "sí hay" in text_of(unclear)
    day = timezone.localdate() + timedelta(days=9)
    done = anas_browser.post(address, {"way": "insist", "text": "sí hay", "due_on": day})
    assert done.status_code == 302
    assert Obligation.objects.get().state == Obligation.State.OPEN
    assert anas_browser.get(address).status_code == 404


def test_she_is_reached_before_anything_ends(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor, flor: Visitor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="acknowledged", text="", by=carla, at=timezone.now())
    withdraw_procedure(flor, at=timezone.now())
    address = at("follow_up", anas.code, FollowUpTask.objects.get().ref)
    assert "Patrullaje policial: PNP-SELVA" in text_of(anas_browser.get(address))
    assert anas_browser.post(address, {"text": "la llamé"}).status_code == 422
    done = anas_browser.post(address, {"text": "la llamé", "outcome": "ends"})
    assert done.status_code == 302
    assert Obligation.objects.get().state == Obligation.State.ENDED


def test_a_report_is_asked_for_by_a_day_to_come(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client
) -> None:
    address = at("ask_report", anas.code, forwarded.alias)
    past = {"text": "¿Cómo va?", "due_on": timezone.localdate()}
    assert anas_browser.post(address, past).status_code == 422
    coming = {"text": "¿Cómo va?", "due_on": timezone.localdate() + timedelta(days=3)}
    assert anas_browser.post(address, coming).status_code == 302
    assert FollowUpTask.objects.get().kind == FollowUpTask.Kind.ASK_REPORT


def test_what_was_taken_back_is_gone_for_the_team_too(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, flor: Visitor
) -> None:
    withdraw(flor.folder, forwarded.question_ref, by=flor, at=timezone.now())
    text = text_of(anas_browser.get(at("duty", anas.code, forwarded.alias)))
    assert VALUES["coarse_place"] not in text
    coming = {"text": "¿Cómo va?", "due_on": timezone.localdate() + timedelta(days=3)}
    asked = anas_browser.post(at("ask_report", anas.code, forwarded.alias), coming)
    assert asked.status_code == 409


def test_another_team_finds_nothing(
    forwarded: Obligation, anas: OpenCase, olga: Actor, signed_in: SignIn
) -> None:
    olgas = signed_in(olga)
    for address in (
        at("forward", anas.code),
        at("duty", anas.code, forwarded.alias),
        at("duty", "AAAA-BBBB", forwarded.alias),
    ):
        assert olgas.get(address).status_code == 404


def test_the_units_file_is_downloaded_and_never_shown(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    upload = a_sealed_upload("Casa de Flor.png", PNG)
    said = say(found, kind="reported", text="x", proof=upload, by=carla, at=timezone.now())
    address = at("proof", anas.code, forwarded.alias, said.ref)
    assert "Descargar el original" in anas_browser.get(address).text
    assert not Entry.objects.filter(event="FileTaken").exists()
    sent = anas_browser.post(address, {"reason": "to_read"})
    assert b"".join(sent) == PNG
    assert sent["Content-Disposition"] == f'attachment; filename="{said.ref}.png"'
    assert "sandbox" in sent["Content-Security-Policy"]
    assert f'"ref":"{said.ref}"' in Entry.objects.get(event="FileTaken").facts
    assert anas_browser.get(at("proof", anas.code, forwarded.alias, "AAAA")).status_code == 404


def test_paper_that_she_took_back_is_fetched(
    on_paper: Obligation, anas: OpenCase, anas_browser: Client, flor: Visitor
) -> None:
    good = {"on": timezone.localdate(), "received_by": "Mesa de partes"}
    anas_browser.post(at("hand_over", anas.code, on_paper.alias), good)
    withdraw(flor.folder, on_paper.question_ref, by=flor, at=timezone.now())
    act = FollowUpTask.objects.get()
    assert act.kind == FollowUpTask.Kind.FETCH_PAPER
    done = anas_browser.post(at("follow_up", anas.code, act.ref), {"text": "lo devolvieron"})
    assert done.status_code == 302
    assert FollowUpTask.objects.get().outcome == "fetched"


def test_paper_prepared_and_never_handed_over_is_not_fetched(
    on_paper: Obligation, anas: OpenCase, anas_browser: Client, flor: Visitor
) -> None:
    withdraw(flor.folder, on_paper.question_ref, by=flor, at=timezone.now())
    assert not FollowUpTask.objects.exists()
    late = {"on": timezone.localdate(), "received_by": "X"}
    told = anas_browser.post(at("hand_over", anas.code, on_paper.alias), late)
    assert told.status_code == 409


def test_paper_goes_to_the_units_page_once_somebody_signs_in(
    on_paper: Obligation,
    anas: OpenCase,
    anas_browser: Client,
    enrolled: Callable[..., Actor],
    flor: Visitor,
) -> None:
    address = at("send_again", anas.code, on_paper.alias)
    assert anas_browser.post(address).status_code == 409
    good = {"on": timezone.localdate(), "received_by": "Mesa de partes"}
    anas_browser.post(at("hand_over", anas.code, on_paper.alias), good)
    hugo = enrolled("Hugo Salas", "institution_officer", unit="pnp")
    assert address in text_of(anas_browser.get(at("duty", anas.code, on_paper.alias)))
    assert anas_browser.post(address).status_code == 302
    assert duty_called(on_paper.alias, seen_by=hugo).shown
    withdraw(flor.folder, on_paper.question_ref, by=flor, at=timezone.now())
    assert anas_browser.post(address).status_code == 409


def test_preparing_leads_to_the_sheet(
    agreed: MakeMeasure, anas: OpenCase, anas_browser: Client, site: dict[str, Unit]
) -> None:
    measure = grant(agreed(unit=site["pnp"]))
    sent = anas_browser.post(at("forward_one", anas.code, measure.ref, "pnp"), {})
    assert sent["Location"] == at("duty", anas.code, Obligation.objects.get().alias)


def test_another_way_is_sought_from_the_page(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no", by=carla, at=timezone.now())
    address = at("follow_up", anas.code, FollowUpTask.objects.get().ref)
    done = anas_browser.post(address, {"way": "alternative", "other-text": "otra unidad"})
    assert done.status_code == 302
    assert Obligation.objects.get().state == Obligation.State.ENDED


def test_a_report_that_is_awaited_leads_to_its_duty(
    forwarded: Obligation, anas: OpenCase, anas_browser: Client
) -> None:
    coming = {"text": "¿Cómo va?", "due_on": timezone.localdate() + timedelta(days=3)}
    anas_browser.post(at("ask_report", anas.code, forwarded.alias), coming)
    later = coming | {"due_on": timezone.localdate() + timedelta(days=8)}
    anas_browser.post(at("ask_report", anas.code, forwarded.alias), later)
    act = FollowUpTask.objects.get()
    assert act.due_on > timezone.now() + timedelta(days=6)
    led = anas_browser.get(at("follow_up", anas.code, act.ref))
    assert led["Location"] == at("duty", anas.code, forwarded.alias)


def test_an_opinion_without_a_term_in_the_protocol_is_not_asked_for(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = agreed(
        catalogue="pe21_env_supervision", unit=site["minam"], values={"coarse_place": "x"}
    )
    with pytest.raises(MayNotLeave, match="opinion_not_asked_for"):
        ask_unit(
            anas, measure, site["pnp"], Obligation.Kind.OPINION, fields=[], by=ana, at=WEDNESDAY
        )


def test_where_the_protocol_shuts_forwarding_it_is_said(
    granted: Measure, decided: None, anas: OpenCase, anas_browser: Client
) -> None:
    """The gate of her consent is not open in the protocol's own terms."""
    filing = Filing.objects.get()
    facts = {name: value for name, value in filing.facts.items() if name != "consent_recorded"}
    Filing.objects.update(facts=facts)
    address = at("forward_one", anas.code, granted.ref, "pnp-selva")
    assert anas_browser.post(address, {}).status_code == 409
    assert not Obligation.objects.exists()
