"""A copy of a file leaves once, for one recipient, on her word and on two people's."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.exports import services
from amparo.casework.exports.file_parts import (
    FILE,
    NOT_TOLD,
    OF_THE_PERSON,
    PARTS,
    Wanted,
    parts_of,
)
from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import Shown, acts_on_case, export_called, exports_of
from amparo.casework.exports.recall_and_destruction import end_overdue
from amparo.casework.leaks.models import Leak, LeakStep
from amparo.casework.leaks.queries import sent_out, step_called
from amparo.casework.leaks.services import note_here
from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import COPY, Demanded, note_demand, tell_what_is_due
from amparo.casework.referral.models import ReferralTask
from amparo.door.my_case.answer_meanings import OWN_FIELDS
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.door.my_case.pending_questions import decisions_of
from amparo.door.my_data.exports import exports_of as hers
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.error_pages import AsksNobody, KeyChanged
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.emergency_access.services import lend
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import exclude, keep_from, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law.admission import Known
from tests import plans
from tests.clock import Clock
from tests.last_days import holds_until, its_day_passes, jobs_run
from tests.unit.exports.conftest import COURT, FACTS, FEARED, HOUSE, Ask

type Says = Callable[[Export, str], None]
type Allowed = Callable[..., Export]
Kind = ReferralTask.Kind


def now() -> Any:
    return timezone.now()


def taken(anas: OpenCase, ana: Actor, row: Export, **changes: Any) -> str:
    """What the copy says."""
    given: dict[str, Any] = {"how": "paper", "make": written, "by": ana, "at": now()}
    return str(services.take(anas, row.ref, **{**given, **changes}))


def written(found: Shown) -> str:
    return "\n".join(f"{one.name}: {one.words}" for one in found.parts)


def refusing(anas: OpenCase, ana: Actor, row: Export, **changes: Any) -> tuple[str, ...]:
    """Why nothing leaves; that nothing was made is looked at too."""
    made: list[Shown] = []
    with pytest.raises(Hindered) as refusal:
        taken(anas, ana, row, make=made.append, **changes)
    assert made == []
    assert not Entry.objects.filter(event="ExportTaken").exists()
    return refusal.value.reasons


def open_tasks(kind: str) -> int:
    return ReferralTask.objects.filter(kind=kind, done_at=None).count()


def hers_of(flor: Visitor) -> list[Any]:
    visitor = Visitor(flor.folder, flor.way)
    decisions = decisions_of(visitor, address="/REF/")
    return hers(visitor, decisions, entries_of(visitor))


# --- the way it goes ---


def test_it_leaves_once_with_what_she_agreed_to_and_nothing_else(
    anas: OpenCase, ana: Actor, allowed: Allowed
) -> None:
    row = allowed()
    assert open_tasks(Kind.TAKE_EXPORT) == 1
    said = taken(anas, ana, row)
    assert FACTS in said
    assert "Flor de la Quebrada" in said
    assert "radio" not in said
    assert FEARED not in said
    row.refresh_from_db()
    assert (row.state, row.how) == ("taken", "paper")
    assert not open_tasks(Kind.TAKE_EXPORT)
    with pytest.raises(Hindered, match="taken"):
        taken(anas, ana, row)
    assert Entry.objects.filter(event="ExportTaken").count() == 1


def test_whoever_has_a_copy_is_asked_for_it_once_something_got_out(
    anas: OpenCase, ana: Actor, allowed: Allowed
) -> None:
    row = allowed()
    known: dict[str, Any] = {"data": ["place"], "known_at": now(), "text": "un papel"}
    note_here(anas, **known, by=ana, at=now())
    step = step_called(anas, LeakStep.objects.get(kind="recipients").ref, seen_by=ana)
    assert step is not None
    assert sent_out(anas, step, seen_by=ana) == []
    taken(anas, ana, row)
    assert sent_out(anas, step, seen_by=ana) == [HOUSE]


def test_she_reads_who_asked_who_allowed_it_for_whom_when_and_its_number(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed()
    taken(anas, ana, row)
    [one] = hers_of(flor)
    assert (one.number, one.recipient, str(one.state)) == (row.ref, HOUSE, "Salió")
    assert (one.asked_by, one.allowed_by, one.taken_by) == ("Analista", "Supervisión", "Analista")
    assert one.taken_at is not None
    assert FACTS in dict(one.told)["Lo que usted contó"]
    assert one.address


def test_nothing_is_made_before_she_and_a_second_person_said_yes(
    anas: OpenCase, ana: Actor, asked: Ask, says: Says, sauls: OpenCase, saul: Actor
) -> None:
    row = asked()
    assert open_tasks(Kind.SEE_EXPORT) == 1
    assert refusing(anas, ana, row) == ("not_approved",)
    with pytest.raises(Hindered, match="not_answered"):
        services.approve(sauls, row.ref, by=saul, at=now())
    says(row, "agreed")
    assert refusing(anas, ana, row) == ("not_approved",)


def test_nothing_in_the_clear_says_for_whom_or_what(asked: Ask) -> None:
    row = asked()
    values = Export.objects.filter(pk=row.pk).values().get().values()
    entry = Entry.objects.get(event="ExportAsked")
    for word in (HOUSE, FACTS, "Flor", "denuncia"):
        assert not any(word in str(value) for value in values)
        assert word not in entry.facts


def test_the_closed_list_is_the_same_on_both_sides_and_holds_no_one_who_must_not_know(
    anas: OpenCase, ana: Actor
) -> None:
    assert set(OWN_FIELDS["export"]) == {*PARTS, FILE}
    assert {Known.EXCLUDED_NAMES, Known.EXCLUDED_UNITS, Known.CONTACT} <= NOT_TOLD
    found = {one.id: one.words for one in parts_of(anas, seen_by=ana)}
    assert set(found) == {*OF_THE_PERSON, "request", "dates"}
    assert FEARED not in "\n".join(found.values())
    assert found["request"].count(FACTS) == 1


def test_decisions_measures_and_the_danger_are_said_as_they_stand(
    anas: OpenCase, ana: Actor, delia: Actor, site: dict[str, Unit]
) -> None:
    plans.assessed(anas, ana)
    plans.ordered(anas, site["pnp-selva"], ana, delia)
    found = {one.id: one.words for one in parts_of(anas, seen_by=ana)}
    assert "PNP-SELVA" in found["measures"]
    assert "una nota en la puerta" in found["risk"]
    asked = [one for one in found["risk"].splitlines() if "?" in one]
    assert asked
    assert [one for one in asked if ": Sí" not in one] == []
    assert found["decision"]
    assert "tiene miedo de dormir" not in found["risk"]


# --- whoever tries it alone ---


def test_who_asked_never_allows_it(
    anas: OpenCase, ana: Actor, asked: Ask, says: Says, enrolled: Callable[..., Actor]
) -> None:
    both = enrolled("Berta Cueva", "analyst", "supervisor")
    hers = plans.seated(anas, both, ana)
    row = services.ask(hers, wanted(), by=both, at=now())
    says(row, "agreed")
    with pytest.raises(Hindered, match="own"):
        services.approve(hers, row.ref, by=both, at=now())
    with pytest.raises(Hindered, match="not_permitted"):
        services.approve(anas, row.ref, by=ana, at=now())


def wanted() -> Wanted:
    return Wanted(name=HOUSE, unit=None, purpose="x", parts=("request",))


def test_who_wrote_her_yes_down_does_not_allow_it(
    anas: OpenCase, ana: Actor, asked: Ask, enrolled: Callable[..., Actor]
) -> None:
    both = enrolled("Berta Cueva", "analyst", "supervisor")
    hers = plans.seated(anas, both, ana)
    row = asked()
    services.note_word(hers, row.ref, plans.heard("agreed", "que sí"), by=both, at=now())
    with pytest.raises(Hindered, match="heard"):
        services.approve(hers, row.ref, by=both, at=now())


def test_a_yes_in_her_name_or_a_reason_does_not_count(
    asked: Ask, sauls: OpenCase, saul: Actor
) -> None:
    row = asked()
    for how in ({"answer": "agreed", "how": "for_her"}, {"answer": "", "replaced_at": now()}):
        answered = now() if how["answer"] else None
        Question.objects.filter(subject=row.ref).update(**how, answered_at=answered)
        with pytest.raises(Hindered, match="not_herself"):
            services.approve(sauls, row.ref, by=saul, at=now())


def test_only_who_asked_takes_it(beto: Actor, anas: OpenCase, ana: Actor, allowed: Allowed) -> None:
    betos = plans.seated(anas, beto, ana)
    assert "not_asker" in refusing(betos, beto, allowed())


def test_by_whoever_is_held_back_no_copy_leaves_and_none_that_she_allowed(
    anas: OpenCase, ana: Actor, asked: Ask, allowed: Allowed
) -> None:
    row = allowed()
    row.refresh_from_db()
    named = Leak.objects.create(ref="X", what="export", noted_at=now(), known_at=now())
    for who, against in ((ana.member, "held_back"), (row.approved_by, "approver_gone")):
        Leak.objects.filter(pk=named.pk).update(suspect=who)
        fresh = replace(ana)  # as the next request finds her
        assert against in refusing(anas, fresh, row)
    Leak.objects.filter(pk=named.pk).update(suspect=ana.member)
    wanted = Wanted(name="Otro Estudio Cualquiera", unit=None, purpose="x", parts=("request",))
    with pytest.raises(Hindered, match="held_back"):
        services.ask(anas, wanted, by=replace(ana), at=now())
    state = standing(anas.folder.filing, at=now())
    assert not acts_on_case(anas, state, seen_by=replace(ana))


def test_who_has_the_case_for_some_hours_asks_for_none_allows_none_and_takes_none(
    anas: OpenCase, ana: Actor, olga: Actor, delia: Actor, asked: Ask, allowed: Allowed
) -> None:
    row, waits = allowed(), asked(name="Otro Estudio Cualquiera")
    Export.objects.filter(pk=row.pk).update(asked_by=olga.member)
    for member in (olga.member, delia.member):
        lend(anas.case, anas.folder, member, text="hay peligro", by=ana, at=now())
    olgas, delias = (opened(anas.code, seen_by=one) for one in (olga, delia))
    with pytest.raises(Hindered, match="lent"):
        services.approve(delias, waits.ref, by=delia, at=now())
    wanted = Wanted(name=HOUSE, unit=None, purpose="x", parts=("request",))
    with pytest.raises(Hindered, match="lent"):
        services.ask(olgas, wanted, by=olga, at=now())
    assert refusing(olgas, olga, row) == ("lent",)
    state = standing(olgas.folder.filing, at=now())
    assert acts_on_case(anas, state, seen_by=ana)
    assert acts_on_case(olgas, state, seen_by=olga) == []


@pytest.mark.parametrize("name", ["Saul Medina", "Familia Medina"])
def test_who_is_called_like_the_recipient_does_not_allow_it(
    asked: Ask, says: Says, sauls: OpenCase, saul: Actor, name: str
) -> None:
    row = asked(name=name)
    says(row, "agreed")
    with pytest.raises(Hindered, match="tied"):
        services.approve(sauls, row.ref, by=saul, at=now())


def test_nobody_allows_what_goes_to_who_commands_her(
    asked: Ask, says: Says, sauls: OpenCase, saul: Actor, site: dict[str, Unit]
) -> None:
    """The minister who wants it: the whole team is under his orders."""
    row = asked(name="MINJUSDH", unit=site["minjusdh"])
    says(row, "agreed")
    with pytest.raises(Hindered, match="tied"):
        services.approve(sauls, row.ref, by=saul, at=now())


def test_nobody_asks_for_her_own_office(asked: Ask, site: dict[str, Unit]) -> None:
    with pytest.raises(Hindered, match="tied"):
        asked(name="DGDH", unit=site["dgdh"])


def test_pressed_twice_it_is_asked_once(asked: Ask) -> None:
    asked()
    with pytest.raises(Hindered, match="asked_already"):
        asked(name=f" {HOUSE.upper()} ")
    assert Export.objects.count() == 1


def test_another_cases_number_is_no_number_here(anas: OpenCase, ana: Actor, asked: Ask) -> None:
    row = asked()
    assert export_called(anas, row.ref, seen_by=ana) is not None
    other = Export.objects.filter(pk=row.pk)
    other.update(ref="0000-0000-0000")
    assert export_called(anas, row.ref, seen_by=ana) is None


# --- between the second person's yes and the taking ---


def test_her_consent_taken_back_in_between_keeps_it_here(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed()
    question = Question.objects.get(subject=row.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=now())
    assert refusing(anas, ana, row) == ("not_waiting",)
    assert hers_of(flor)[0].to_destroy is False
    assert not open_tasks(Kind.TAKE_EXPORT)


@pytest.mark.parametrize("how", ["all", "procedure", "refused"])
def test_whatever_she_takes_back_takes_this_too(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor, says: Says, how: str
) -> None:
    row = allowed()
    if how == "all":
        consent.withdraw_all(flor.folder, by=flor, at=now())
    elif how == "procedure":
        withdraw_procedure(flor, at=now())
    else:
        says(row, "refused")
    assert refusing(anas, ana, row) == ("not_waiting",)


@pytest.mark.postgresql("roles of the surfaces")
@pytest.mark.parametrize("left", [False, True], ids=["it waits", "it left"])
def test_a_copy_ends_with_the_last_day_of_its_consent(
    left: Any, anas: OpenCase, ana: Actor, allowed: Allowed, clock: Clock
) -> None:
    row = allowed()
    holds_until(row.ref)
    if left:
        taken(anas, ana, row)
    its_day_passes(clock)
    if not left:  # before the jobs
        assert refusing(anas, ana, row) == ("no_question",)
    assert jobs_run()[0] == 1
    assert open_tasks(Kind.EXPORT_BACK) == left
    assert not open_tasks(Kind.TAKE_EXPORT)


def test_wanting_to_talk_stops_it_until_she_agrees_again(
    anas: OpenCase, ana: Actor, allowed: Allowed, says: Says
) -> None:
    row = allowed()
    says(row, "discuss")
    assert refusing(anas, ana, row) == ("discuss",)
    says(row, "agreed")
    assert FACTS in taken(anas, ana, row)


def test_a_recipient_whom_she_shuts_out_in_between_gets_nothing(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed()
    keep_from(flor.folder, [], names=HOUSE, by=flor, at=now())
    assert refusing(anas, ana, row) == ("not_waiting",)
    row.refresh_from_db()
    assert row.state == "taken_back"


def test_a_relative_who_must_not_know_is_never_asked_for(asked: Ask) -> None:
    for name in (FEARED, "Ramos", "Sra. Ramos de Teodoro"):
        with pytest.raises(Hindered, match="recipient_excluded"):
            asked(name=name)
    assert not Question.objects.filter(kind="export").exists()


@pytest.mark.parametrize("name", ["SraRamos", "Ra mos", "Rаmоs", "Rarnos", "R4mos"])
def test_nor_in_other_letters_or_with_other_spaces(name: str, asked: Ask) -> None:
    with pytest.raises(Hindered, match="recipient_excluded"):
        asked(name=name)


@pytest.mark.parametrize("name", ["Comisaría PNP", "REGPOL Amazonas PNP", "Comandante, Policía"])
def test_nor_does_a_part_of_it_by_whatever_name(
    name: str, asked: Ask, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["pnp"], by=flor, at=now())
    with pytest.raises(Hindered, match="recipient_excluded"):
        asked(name=name)


def test_an_institution_above_or_below_an_excluded_one_gets_nothing(
    asked: Ask, flor: Visitor, site: dict[str, Unit]
) -> None:
    exclude(flor.folder, site["pnp"], by=flor, at=now())
    for unit in ("pnp-selva", "mininter"):
        with pytest.raises(Hindered, match="recipient_excluded"):
            asked(name=unit.upper(), unit=site[unit])


def test_its_hours_end_it_ticked_or_not(anas: OpenCase, ana: Actor, allowed: Allowed) -> None:
    row = allowed()
    late = now() + timedelta(hours=24)
    assert "expired" in refusing(anas, ana, row, at=late)
    assert end_overdue(by=SYSTEM, at=late - timedelta(minutes=1)) == 0
    assert end_overdue(by=SYSTEM, at=late) == 1
    assert end_overdue(by=SYSTEM, at=late) == 0
    row.refresh_from_db()
    assert row.state == "expired"
    assert Question.objects.get(subject=row.ref).withdrawn_at
    assert not open_tasks(Kind.TAKE_EXPORT)
    assert refusing(anas, ana, row, at=now()) == ("not_waiting",)


def test_what_nobody_allows_in_two_weeks_ends_too(
    asked: Ask, sauls: OpenCase, saul: Actor, says: Says
) -> None:
    row = asked()
    says(row, "agreed")
    late = now() + timedelta(days=14)
    with pytest.raises(Hindered, match="expired"):
        services.approve(sauls, row.ref, by=saul, at=late)
    assert end_overdue(by=SYSTEM, at=late) == 1
    assert not open_tasks(Kind.SEE_EXPORT)


def test_whoever_loses_the_seat_takes_nothing(
    anas: OpenCase, ana: Actor, rosa: Actor, allowed: Allowed, sauls: OpenCase, saul: Actor
) -> None:
    row = allowed()
    take_seat(anas.case, anas.folder, ana.member, reason="task_over", by=saul, at=now())
    with pytest.raises(KeyChanged):
        taken(anas, ana, row)
    row.refresh_from_db()
    assert row.state == "approved"


@pytest.mark.parametrize("how", ["seat", "account", "role"])
def test_it_does_not_leave_once_whoever_allowed_it_is_gone(
    anas: OpenCase, ana: Actor, allowed: Allowed, saul: Actor, how: str
) -> None:
    row = allowed()
    if how == "seat":
        CaseAccess.objects.filter(member=saul.member).delete()
    elif how == "account":
        Member.objects.filter(pk=saul.member.pk).update(active=False)
    else:
        Member.objects.filter(pk=saul.member.pk).update(roles=["reception"])
    assert refusing(anas, ana, row) == ("approver_gone",)


def test_the_second_person_says_no_and_she_reads_why(
    asked: Ask, says: Says, sauls: OpenCase, saul: Actor, anas: OpenCase, ana: Actor,
    flor: Visitor,
) -> None:  # fmt: skip
    row = asked()
    says(row, "agreed")
    services.turn_down(sauls, row.ref, words="nombra a sus vecinos", by=saul, at=now())
    assert refusing(anas, ana, row) == ("not_waiting",)
    assert str(hers_of(flor)[0].state) == "No se autorizó: no salió nada"
    paper = Document.objects.get(kind="export_turned_down")
    assert paper.for_person
    assert not open_tasks(Kind.SEE_EXPORT)


def test_called_off_it_asks_nobody_any_more(
    asked: Ask, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    row = asked()
    services.call_off(anas, row.ref, words="ya no hace falta", by=ana, at=now())
    assert Question.objects.get(subject=row.ref).withdrawn_at
    assert not open_tasks(Kind.SEE_EXPORT)
    with pytest.raises(Hindered, match="not_waiting"):
        services.call_off(anas, row.ref, words="x", by=ana, at=now())


# --- once it is out ---


def test_taken_back_after_it_left_it_is_to_be_destroyed(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed()
    taken(anas, ana, row)
    question = Question.objects.get(subject=row.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=now())
    assert open_tasks(Kind.EXPORT_BACK) == 1
    assert hers_of(flor)[0].to_destroy
    given: dict[str, Any] = {"on": timezone.localdate(), "words": "x", "by": ana, "at": now()}
    services.note_told(anas, row.ref, said="destroyed", **given)
    assert not open_tasks(Kind.EXPORT_BACK)
    assert hers_of(flor)[0].told_on == timezone.localdate()
    with pytest.raises(Hindered, match="nothing_open"):
        services.note_told(anas, row.ref, said="destroyed", **given)


def test_a_closed_case_opens_again_for_that(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    taken(anas, ana, allowed())
    Case.objects.update(closed_at=now())
    consent.withdraw_all(flor.folder, by=flor, at=now())
    assert Case.objects.get().closed_at is None


def test_where_the_copy_cannot_be_made_nothing_left(
    anas: OpenCase, ana: Actor, allowed: Allowed
) -> None:
    row = allowed()

    def breaks(_found: Shown) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - as it comes
        taken(anas, ana, row, make=breaks)
    row.refresh_from_db()
    assert row.state == "approved"
    assert not Entry.objects.filter(event="ExportTaken").exists()


# --- on a court's order ---


def ordered(anas: OpenCase, ana: Actor, kind: str = "court", *, silent: bool = False) -> str:
    until = timezone.localdate() + timedelta(days=3)
    demanded = Demanded(
        kind=kind, name=COURT, on=timezone.localdate(), what="todo", ground="x",
        answered="", forbidden_by="Juzgado Uno" if silent else "",
        silent_until=until if silent else None, handed=COPY,
    )  # fmt: skip
    return note_demand(anas, demanded, by=ana, at=now()).ref


def test_a_courts_order_stands_for_her_word_and_she_reads_it(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed(name=COURT, order=ordered(anas, ana))
    assert not Question.objects.filter(kind="export").exists()
    assert FACTS in taken(anas, ana, row)
    [one] = hers_of(flor)
    assert one.ordered
    assert not one.address


@pytest.mark.parametrize("kind", ["prosecutor", "authority", "other"])
def test_no_other_demand_stands_for_her_word(
    anas: OpenCase, ana: Actor, asked: Ask, kind: str
) -> None:
    """A minister who demands the file is told to ask her."""
    with pytest.raises(Hindered, match="no_order"):
        asked(name=COURT, order=ordered(anas, ana, kind))


def test_whoever_must_not_know_gets_nothing_by_a_court_either(
    anas: OpenCase, ana: Actor, asked: Ask
) -> None:
    with pytest.raises(Hindered, match="recipient_excluded"):
        asked(name=FEARED, order=ordered(anas, ana))


def test_what_a_court_keeps_silent_is_told_with_the_order(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed(name=COURT, order=ordered(anas, ana, silent=True))
    taken(anas, ana, row)
    assert hers_of(flor) == []
    assert tell_what_is_due(by=SYSTEM, at=now() + timedelta(days=4)) == 1
    assert [one.number for one in hers_of(flor)] == [row.ref]


def test_her_taking_back_does_not_touch_what_a_court_ordered(
    anas: OpenCase, ana: Actor, allowed: Allowed, flor: Visitor
) -> None:
    row = allowed(name=COURT, order=ordered(anas, ana))
    consent.withdraw_all(flor.folder, by=flor, at=now())
    assert FACTS in taken(anas, ana, row)


def test_nobody_who_died_is_asked(anas: OpenCase, ana: Actor, asked: Ask) -> None:
    Filing.objects.update(impediment="died")
    with pytest.raises(AsksNobody):
        asked()
    assert exports_of(anas, seen_by=ana) == []


def test_one_name_in_one_unit_is_said_to_whoever_allows_it_and_put_on_record(
    asked: Ask, says: Any, sauls: OpenCase, ana: Actor, saul: Actor, signed_in: Any
) -> None:
    Member.objects.filter(pk=saul.member.pk).update(
        name=ana.member.name.upper(), unit=ana.member.unit
    )
    saul.member.refresh_from_db()
    row = asked()
    says(row, "agreed")
    address = reverse("exports:decide", args=[row.case.code, row.ref])
    page = signed_in(saul).get(address).content.decode()
    assert "Usted tiene el mismo nombre que quien la pidió" in page
    services.approve(sauls, row.ref, by=saul, at=timezone.now())
    facts = json.loads(Entry.objects.get(event="ExportApproved").facts)
    assert facts["namesake"] is True


def test_two_names_are_two_people_as_far_as_anybody_can_tell(
    allowed: Any, ana: Actor, saul: Actor
) -> None:
    allowed()
    facts = json.loads(Entry.objects.get(event="ExportApproved").facts)
    assert facts["namesake"] is False
