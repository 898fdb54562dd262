"""A measure goes to its unit as an extract, through one gate, under an alias of its own."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.consent_gate import delivery, key_for, to_forward
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import (
    MayNotLeave,
    NotPrepared,
    forward,
    hand_over,
    send_again,
)
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import answer, ask, withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Exclusion, Filing
from amparo.foundations.intake.services import exclude, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.obligations import PLACE, VALUES, WEDNESDAY, MakeMeasure, asked_about, grant

THURSDAY = WEDNESDAY + timedelta(days=1)
type Enrol = Callable[..., Actor]


def send(open_case: OpenCase, measure: Measure, by: Actor, fields=(), unit=None) -> Obligation:
    recipient = unit or measure.unit
    assert recipient is not None
    return forward(open_case, measure, recipient, fields=fields, by=by, at=WEDNESDAY)


def refused(open_case: OpenCase, measure: Measure, by: Actor, **more) -> tuple[str, ...]:
    with pytest.raises(MayNotLeave) as refusal:
        send(open_case, measure, by, **more)
    assert not Obligation.objects.exists()
    return refusal.value.reasons


def test_the_unit_reads_what_she_agreed_to_and_nothing_else(
    forwarded: Obligation, carla: Actor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    assert found.extract["fields"] == {
        "coarse_place": VALUES["coarse_place"],
        "schedule": VALUES["schedule"],
    }
    assert found.extract["what"] == "tres rondas por semana"
    assert VALUES["risk_summary"] not in str(found.extract)
    assert "camino" not in str(found.extract)


def test_the_extract_says_term_ground_and_first_report(forwarded: Obligation, carla: Actor) -> None:
    extract = duty_called(forwarded.alias, seen_by=carla).extract
    assert (extract["days"], extract["first_report_on"]) == (90, "2026-12-01")
    assert extract["ground"].startswith("anexo, art. 31")
    assert forwarded.due_on.isoformat().startswith("2026-12-01T23:59")


def test_it_names_neither_the_case_nor_the_resolution(forwarded: Obligation, carla: Actor) -> None:
    told = str(duty_called(forwarded.alias, seen_by=carla).extract)
    assert forwarded.case.code not in told
    assert forwarded.measure.ref not in told


def test_the_measure_is_forwarded_and_so_is_the_resolution(forwarded: Obligation) -> None:
    forwarded.measure.refresh_from_db()
    assert forwarded.measure.state == Measure.State.FORWARDED
    assert "resolution_forwarded" in Filing.objects.get().happened


def test_the_team_reads_the_same_under_the_case_key(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    team = duty_on_case(anas, forwarded.alias, seen_by=ana)
    assert team.extract == duty_called(forwarded.alias, seen_by=carla).extract


def test_nothing_of_it_is_readable_in_the_rows(forwarded: Obligation) -> None:
    row = str(Obligation.objects.values().get()) + "".join(
        str(one.facts) for one in Entry.objects.all()
    )
    assert "puente" not in row
    assert "rondas" not in row


@pytest.mark.parametrize("excluded", ["pnp-selva", "pnp", "mininter"])
def test_an_excluded_institution_its_command_and_its_parts_get_nothing(
    excluded: str, granted: Measure, anas: OpenCase, ana: Actor
) -> None:
    folder = anas.folder
    Exclusion.objects.create(filing=folder.filing, blinded=folder.blinded(excluded))
    assert refused(anas, granted, ana) == ("recipient_excluded",)


def test_a_unit_is_refused_where_what_it_commands_is_excluded(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = grant(agreed(unit=site["pnp"]))
    folder = anas.folder
    Exclusion.objects.create(filing=folder.filing, blinded=folder.blinded("pnp-selva"))
    assert refused(anas, measure, ana) == ("recipient_excluded",)


def test_another_institution_still_gets_its_own(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit], mario: Actor
) -> None:
    folder = anas.folder
    measure = grant(agreed(catalogue="pe21_env_supervision", unit=site["minam"], values=PLACE))
    Exclusion.objects.create(filing=folder.filing, blinded=folder.blinded("pnp"))
    assert send(anas, measure, ana).state == Obligation.State.OPEN


def test_a_unit_where_the_presumed_aggressor_works_gets_nothing(
    granted: Measure, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    body = {"units": [], "names": "la capitana Vega, que me sigue"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=WEDNESDAY, for_person=True)
    assert refused(anas, granted, ana) == ("officer_named",)


def test_she_changes_her_mind_between_two_clicks(
    granted: Measure, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    page = to_forward(anas, seen_by=ana)
    assert [one.allowed for one in page] == [True]
    withdraw(flor.folder, asked_about(granted).ref, by=flor, at=WEDNESDAY)
    assert refused(anas, page[0].measure, ana) == ("no_question",)


@pytest.mark.parametrize("word", ["refused", "discuss"])
def test_without_her_yes_nothing_goes(
    word: str, proposed: MakeMeasure, anas: OpenCase, ana: Actor, flor: Visitor, carla: Actor
) -> None:
    measure = proposed()
    answer(flor.folder, asked_about(measure).ref, answer=word, by=flor, at=WEDNESDAY)
    assert word in refused(anas, grant(measure), ana)


def test_a_question_without_an_answer_lets_nothing_out(
    proposed: MakeMeasure, anas: OpenCase, ana: Actor
) -> None:
    assert refused(anas, grant(proposed()), ana) == ("not_answered",)


def test_after_she_left_the_procedure_nothing_goes(
    granted: Measure, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    withdraw_procedure(flor, at=WEDNESDAY)
    assert "procedure_withdrawn" in refused(anas, granted, ana)


def test_what_is_not_granted_goes_nowhere(agreed: MakeMeasure, anas: OpenCase, ana: Actor) -> None:
    assert refused(anas, agreed(), ana) == ("not_granted",)


def test_a_fact_that_she_was_not_asked_about_is_refused(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor
) -> None:
    measure = grant(agreed(values={"coarse_place": "el distrito"}))
    assert refused(anas, measure, ana, fields=["schedule"]) == ("field_not_agreed",)


def test_a_fact_outside_the_closed_list_is_refused(
    granted: Measure, anas: OpenCase, ana: Actor
) -> None:
    question = asked_about(granted)
    question.fields = [*question.fields, "mother_of"]
    question.save()
    assert refused(anas, granted, ana, fields=["mother_of"]) == ("field_not_agreed",)


def test_one_unit_is_told_once(forwarded: Obligation, anas: OpenCase, ana: Actor) -> None:
    with pytest.raises(MayNotLeave, match="sent_already"):
        send(anas, forwarded.measure, ana)
    assert Obligation.objects.count() == 1


def test_each_recipient_knows_the_case_by_another_name(
    forwarded: Obligation,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    mario: Actor,
    site: dict[str, Unit],
) -> None:
    measure = forwarded.measure
    question = ask(
        anas.folder,
        kind="measure",
        subject=measure.ref,
        unit=site["minam"],
        fields=["coarse_place"],
        by=ana,
        at=WEDNESDAY,
    )
    answer(flor.folder, question.ref, answer="agreed", by=flor, at=WEDNESDAY)
    second = send(anas, measure, ana, fields=["coarse_place"], unit=site["minam"])
    assert len({forwarded.alias, second.alias, anas.code}) == 3
    assert set(duty_called(second.alias, seen_by=mario).extract["fields"]) == {"coarse_place"}


def test_a_second_measure_keeps_the_resolution_open_until_it_has_gone(
    granted: Measure,
    decided: None,
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    site: dict[str, Unit],
    mario: Actor,
) -> None:
    other = grant(agreed(catalogue="pe21_env_supervision", unit=site["minam"], values=PLACE))
    send(anas, granted, ana)
    assert "resolution_forwarded" not in Filing.objects.get().happened
    send(anas, other, ana)
    assert "resolution_forwarded" in Filing.objects.get().happened


def test_what_may_not_go_does_not_hold_the_resolution_up(
    granted: Measure,
    decided: None,
    proposed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
) -> None:
    refusing = proposed(catalogue="pe21_police_protection", values=PLACE)
    answer(flor.folder, asked_about(refusing).ref, answer="refused", by=flor, at=WEDNESDAY)
    grant(refusing)
    send(anas, granted, ana)
    assert "resolution_forwarded" in Filing.objects.get().happened


def test_a_provisional_measure_goes_at_once_and_is_not_the_resolution(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    duty = send(anas, grant(agreed(), provisional=True), ana)
    assert duty_called(duty.alias, seen_by=carla).extract["provisional"] is True
    assert "resolution_forwarded" not in Filing.objects.get().happened


def test_a_unit_for_which_nobody_signs_in_gets_paper(
    agreed: MakeMeasure, decided: None, anas: OpenCase, ana: Actor
) -> None:
    duty = send(anas, grant(agreed()), ana, fields=["coarse_place"])
    assert (duty.by_paper, duty.state, duty.key_for_unit) == (True, "prepared", b"")
    measure = Measure.objects.get()
    assert measure.state == Measure.State.GRANTED
    assert "resolution_forwarded" not in Filing.objects.get().happened
    hand_over(anas, duty, on=THURSDAY.date(), received_by="Mesa de partes", by=ana, at=THURSDAY)
    measure.refresh_from_db()
    assert measure.state == Measure.State.FORWARDED
    assert "resolution_forwarded" in Filing.objects.get().happened
    kept = papers_in(anas.folder, seen_by=ana, kinds=["handed_over"])
    assert anas.folder.words(kept[0])["received_by"] == "Mesa de partes"


def test_paper_is_not_handed_over_against_her_will(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    duty = send(anas, grant(agreed()), ana)
    withdraw(flor.folder, asked_about(duty.measure).ref, by=flor, at=THURSDAY)
    with pytest.raises(NotPrepared):
        hand_over(anas, duty, on=THURSDAY.date(), received_by="X", by=ana, at=THURSDAY)
    assert Obligation.objects.get().state == Obligation.State.REVOKED


def test_paper_is_handed_over_once(agreed: MakeMeasure, anas: OpenCase, ana: Actor) -> None:
    duty = send(anas, grant(agreed()), ana)
    hand_over(anas, duty, on=THURSDAY.date(), received_by="X", by=ana, at=THURSDAY)
    with pytest.raises(NotPrepared):
        hand_over(anas, duty, on=THURSDAY.date(), received_by="Y", by=ana, at=THURSDAY)


def test_the_first_officer_of_a_unit_gets_what_went_on_paper(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, enrolled: Enrol
) -> None:
    duty = send(anas, grant(agreed()), ana, fields=["coarse_place"])
    hand_over(anas, duty, on=THURSDAY.date(), received_by="X", by=ana, at=THURSDAY)
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    send_again(anas, duty, by=ana, at=THURSDAY)
    assert duty_called(duty.alias, seen_by=nina).extract["fields"]


def test_a_key_whose_holders_all_left_counts_as_none(
    granted: Measure, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    carla.member.active = False
    carla.member.save()
    assert key_for(granted.unit) is None
    assert send(anas, granted, ana).by_paper


def test_why_not_is_said_in_words(proposed: MakeMeasure, anas: OpenCase, ana: Actor) -> None:
    measure = grant(proposed())
    assert measure.unit is not None
    said = delivery(anas, measure, measure.unit, seen_by=ana)
    assert [str(reason) for reason in said.because] != [""]
    assert not said.allowed


# --- a refusal is on record ---


def refusals() -> list[dict[str, str]]:
    found = Entry.objects.filter(event="ForwardingRefused").order_by("sequence")
    return [json.loads(entry.facts) for entry in found]


def test_what_the_gate_refused_leaves_a_trace_and_nothing_else(
    granted: Measure, decided: None, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    withdraw(flor.folder, asked_about(granted).ref, by=flor, at=WEDNESDAY)
    with pytest.raises(MayNotLeave):
        send(anas, granted, ana)
    assert not Obligation.objects.exists()
    assert refusals() == [
        {"measure": granted.ref, "unit": "pnp-selva", "kind": "measure", "reasons": "no_question"}
    ]


def test_the_trace_does_not_tell_whom_she_excluded(
    granted: Measure,
    decided: None,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    site: dict[str, Unit],
) -> None:
    exclude(flor.folder, site["pnp-selva"], by=flor, at=WEDNESDAY)
    with pytest.raises(MayNotLeave, match="recipient_excluded"):
        send(anas, granted, ana)
    assert [(one["unit"], one["reasons"]) for one in refusals()] == [("", "recipient_excluded")]


def test_what_leaves_leaves_no_trace_of_a_refusal(forwarded: Obligation) -> None:
    assert refusals() == []
