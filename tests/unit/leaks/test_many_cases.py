"""A leak of many cases is noted in batches: whatever ends it, nothing is half done unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amparo.casework.leaks import batches, services
from amparo.casework.leaks.models import AffectedCase, AffectedRequest, Leak, LeakStep
from amparo.casework.leaks.queries import leaks_to_handle, on_case
from amparo.casework.leaks.step_deadlines import open_step
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.leaks.suspicion import suspect_isolation as apart
from amparo.casework.obligations.models import Obligation
from amparo.cli.commands.site import tick
from amparo.foundations.accounts import services as accounts
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access import excluded_member_seats as unseating
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.keys.recovery import answer, ask_for
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from amparo.foundations.ledger.models import Entry
from tests.leaking import AT, found, lifted, noted
from tests.people import MONDAY
from tests.unit.leaks.test_pages import noting, run

SERVICES = "amparo.casework.leaks.services"

type SignedIn = Callable[[Actor], Client]


@pytest.fixture
def five(rosa: Actor, ana: Actor, beto: Actor, letter: Callable[..., Letter]) -> list[Case]:
    return [opens(file_request(letter(), by=STRANGER, at=MONDAY), rosa) for _ in range(5)]


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)


def opens(filed: Filed, rosa: Actor) -> Case:
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    return open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))


def asked() -> int:
    return LeakStep.objects.filter(kind="confirm").count()


def test_an_incident_stands_in_each_at_once_and_the_others_are_asked_in_batches(
    five: list[Case], saul: Actor
) -> None:
    leak = noted("backup", by=SYSTEM)
    assert (AffectedCase.objects.count(), asked()) == (5, 2)
    [counted] = leaks_to_handle(seen_by=saul)
    assert (counted.unasked, counted.suspected, counted.waits) == (3, 5, True)
    assert services.open_what_waits(leak, by=SYSTEM, at=AT, most=1) == 2
    assert services.open_what_waits(leak, by=SYSTEM, at=AT) == 1
    assert asked() == Entry.objects.filter(event="CaseSuspected").count() == 5
    assert services.open_what_waits(leak, by=SYSTEM, at=AT) == 0


def test_what_ended_in_the_middle_is_gone_on_with_by_the_job(
    five: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = noted("backup", by=SYSTEM)
    whole, ends = open_step, iter([True, False])

    def breaks(*given: Any, **more: Any) -> LeakStep:
        if not next(ends):
            raise KeyboardInterrupt
        return whole(*given, **more)

    monkeypatch.setattr(SERVICES + ".open_step", breaks)
    with pytest.raises(KeyboardInterrupt):
        services.open_what_waits(leak, by=SYSTEM, at=AT)
    assert asked() == 2  # of that batch nothing was done
    monkeypatch.setattr(SERVICES + ".open_step", whole)
    assert tick.tick(at=AT)
    assert asked() == 5


@pytest.mark.parametrize("begun", [True, False])
def test_one_case_that_raises_keeps_no_other_and_no_other_leak_from_being_asked(
    *, begun: bool, five: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted("backup", by=SYSTEM)
    broken = (
        AffectedCase.objects.exclude(pk__in=LeakStep.objects.values("incident")).earliest("pk").case
    )
    noted("backup", by=SYSTEM)
    if begun:
        late = Leak.objects.create(ref="X", what="backup", noted_at=AT, known_at=AT)
        AffectedRequest.objects.create(leak=late, filing=broken.filing, how="copied")
    whole = open_step

    def breaks(incident: AffectedCase, *given: Any, **more: Any) -> LeakStep:
        if incident.case_id == broken.pk:
            raise ValueError(incident.ref)
        return whole(incident, *given, **more)

    monkeypatch.setattr(SERVICES + ".open_step", breaks)
    with pytest.raises(ExceptionGroup) as raised:
        services.go_on(by=SYSTEM, at=AT)
    assert raised.value.subgroup(ValueError)
    assert asked() == 8  # of ten
    assert not tick.tick(at=AT)  # the job says that it is not whole
    monkeypatch.setattr(SERVICES + ".open_step", whole)
    assert tick.tick(at=AT)
    assert asked() == 10 + begun


def test_two_who_go_on_with_it_ask_nobody_twice(five: list[Case]) -> None:
    leak = noted("backup", by=SYSTEM)
    numbers = list(AffectedCase.objects.filter(leak=leak).values_list("pk", flat=True))
    assert services.open_some(numbers, by=SYSTEM, at=AT) == 3
    assert services.open_some(numbers, by=SYSTEM, at=AT) == 0
    assert Entry.objects.filter(event="CaseSuspected").count() == 5


def test_a_suspended_account_opens_none_of_them_meanwhile_and_is_kept_apart_from_all(
    five: list[Case], beto: Actor, ana: Actor
) -> None:
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    assert not Member.objects.get(pk=beto.member.pk).active
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    assert ConflictOfInterest.objects.filter(member=beto.member).count() == 5
    assert not CaseAccess.objects.filter(member=beto.member).exists()


def test_once_it_is_lifted_nobody_is_kept_apart_from_those_that_are_left(
    five: list[Case], beto: Actor, saul: Actor
) -> None:
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    lifted(leak, at=AT)
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    assert (asked(), ConflictOfInterest.objects.count()) == (5, 2)


def asks_and_lifts(leak: Leak, saul: Actor) -> None:
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=AT)
    suspecting.lift(leak.ref, by=SYSTEM, at=AT)


def apart_from() -> int:
    return ConflictOfInterest.objects.filter(ended_at=None).count()


def test_a_suspicion_of_many_cases_is_lifted_in_batches_and_the_job_goes_on_with_it(
    five: list[Case], beto: Actor, saul: Actor
) -> None:
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    assert apart_from() == 5
    asks_and_lifts(leak, saul)
    assert Member.objects.get(pk=beto.member.pk).active
    assert apart_from() == 3  # the first batch, with the decision
    assert '"cases":5' in Entry.objects.get(event="SuspicionLifted").facts
    assert apart.let_all_near(leak, by=SYSTEM, at=AT, most=1) == 2
    assert apart_from() == 1
    assert tick.tick(at=AT)
    assert apart_from() == 0
    assert Entry.objects.filter(event="LetNear").count() == 5


def test_what_another_leak_says_meanwhile_is_not_let_near_by_the_rest(
    five: list[Case], beto: Actor, saul: Actor
) -> None:
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    asks_and_lifts(leak, saul)
    left = list(ConflictOfInterest.objects.filter(ended_at=None).values_list("case", flat=True))
    again = Case.objects.get(pk=left[0])
    noted("account", suspect=beto.member, codes=(again.code,), by=SYSTEM)
    assert apart.let_all_near(leak, by=SYSTEM, at=AT) < len(left)
    assert ConflictOfInterest.objects.filter(ended_at=None, case=again).exists()


def test_an_account_that_a_second_person_suspends_is_kept_apart_in_batches(
    five: list[Case], beto: Actor, olga: Actor, saul: Actor, wari: Actor
) -> None:
    noted("account", suspect=olga.member, by=saul)
    CaseAccess.objects.exclude(member=beto.member).delete()  # nobody else could read them
    leak = noted("account", suspect=beto.member, by=saul)
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    assert apart_from() == 0
    suspecting.suspend_alone(leak, by=wari, at=AT)
    assert not Member.objects.get(pk=beto.member.pk).active
    assert apart_from() == 2
    assert tick.tick(at=AT)
    assert apart_from() == 5


def test_one_case_that_cannot_be_let_near_keeps_no_other_from_it(
    five: list[Case], beto: Actor, saul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    services.open_what_waits(leak, by=SYSTEM, at=AT)
    asks_and_lifts(leak, saul)
    broken = ConflictOfInterest.objects.filter(ended_at=None).earliest("case").case
    whole = unseating.let_near

    def breaks(case: Case, *given: Any, **more: Any) -> bool:
        if case.pk == broken.pk:
            raise ValueError
        return whole(case, *given, **more)

    monkeypatch.setattr(apart, "let_near", breaks)
    with pytest.raises(ExceptionGroup):
        apart.let_all_near(leak, by=SYSTEM, at=AT)
    assert apart_from() == 1
    monkeypatch.setattr(apart, "let_near", whole)
    assert tick.tick(at=AT)
    assert apart_from() == 0


def test_a_case_that_is_not_asked_yet_says_so_on_its_page(five: list[Case], ana: Actor) -> None:
    noted("backup", by=SYSTEM)
    later = AffectedCase.objects.exclude(pk__in=LeakStep.objects.values("incident")).earliest("pk")
    [shown] = on_case(opened(later.case.code, seen_by=ana), seen_by=ana)
    assert (shown.todo, shown.chip) == ([], "danger")


def test_pages_and_the_command_do_all_that_they_can(
    five: list[Case], saul: Actor, proved: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    proved(saul).post("/desk/leaks/new/", noting(what="backup"))
    assert asked() == 5
    run(["note", "backup", "--data", "who"])
    assert asked() == 10
    run(["list"])
    assert "unasked=0 unopened=0" in capsys.readouterr().out


# --- what waits at the reception ---


def test_a_request_that_waits_is_counted_and_asked_about_once_it_is_a_case(
    filed: Filed, rosa: Actor, ana: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    leak = noted("backup", by=SYSTEM)
    assert not AffectedCase.objects.exists()
    [counted] = leaks_to_handle(seen_by=saul)
    assert (counted.unopened, counted.waits) == (1, True)
    assert "todavía espera en recepción" in signed_in(saul).get("/desk/leaks/").text
    case = opens(filed, rosa)
    assert AffectedCase.objects.get(case=case).how == "copied"
    assert LeakStep.objects.get(case=case).kind == "confirm"
    assert not AffectedRequest.objects.filter(leak=leak).exists()


def test_one_that_becomes_a_case_in_that_very_moment_is_not_lost(
    filed: Filed, rosa: Actor, ana: Actor
) -> None:
    case = opens(filed, rosa)
    leak = noted(codes=(), by=SYSTEM)
    AffectedRequest.objects.create(leak=leak, filing=case.filing, how="copied")
    assert tick.tick(at=AT)
    assert LeakStep.objects.get(case=case).kind == "confirm"
    assert not AffectedRequest.objects.exists()


def test_one_that_becomes_a_case_while_the_leak_is_noted_is_in_one_of_both(
    filed: Filed, rosa: Actor, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then_opened(function: Callable[..., Any]) -> Callable[..., Any]:
        def look(*given: Any, **more: Any) -> Any:
            found = function(*given, **more)
            if not Case.objects.exists():
                opens(filed, rosa)
            return found

        return look

    for name in ("touched_by", "waiting_for_reception"):
        monkeypatch.setattr(f"{SERVICES}.{name}", then_opened(getattr(services, name)))
    noted("backup", by=SYSTEM)
    assert AffectedCase.objects.get().case.filing == filed.folder.filing
    assert LeakStep.objects.get().kind == "confirm"
    assert not AffectedRequest.objects.exists()


def test_what_was_erased_since_waits_for_nobody(filed: Filed, saul: Actor) -> None:
    noted("backup", by=SYSTEM)
    Erasure.objects.create(
        ref="X",
        filing=filed.folder.filing,
        scope="everything",
        how="schedule",
        answer="granted",
        **dict.fromkeys(("asked_at", "not_before", "erased_at"), AT),
    )
    [counted] = leaks_to_handle(seen_by=saul)
    assert (counted.unopened, counted.waits) == (0, bool(counted.notices))


def test_no_request_that_came_after_a_backup(filed: Filed) -> None:
    noted("backup", until=(MONDAY - timedelta(days=1)).date(), by=SYSTEM)
    assert not AffectedRequest.objects.exists()


def test_an_account_at_the_reception_could_open_each_that_waits(
    filed: Filed, rosa: Actor, ana: Actor, olga: Actor, enrolled: Callable[..., Actor]
) -> None:
    noted("account", suspect=olga.member, by=SYSTEM)
    assert not AffectedRequest.objects.exists()
    rita = enrolled("Rita Ccori", "reception")
    accounts.give_group_seat(rita.member, kind="reception", by=rosa, at=AT)
    noted("account", suspect=rita.member, by=SYSTEM)
    assert AffectedRequest.objects.get().how == "could_open"
    case = opens(filed, rosa)
    assert ConflictOfInterest.objects.get(case=case).member == rita.member


def test_a_request_is_named_by_its_code_too(filed: Filed) -> None:
    noted(codes=(filed.folder.code,), by=SYSTEM)
    assert AffectedRequest.objects.get().how == "named"


# --- who else could read it ---


def test_an_officer_could_read_what_the_institution_was_sent(
    anas: OpenCase, forwarded: Obligation, carla: Actor, mario: Actor
) -> None:
    noted("account", suspect=mario.member, by=SYSTEM, at=forwarded.forwarded_at)
    assert not AffectedCase.objects.exists()
    noted("account", suspect=carla.member, by=SYSTEM, at=forwarded.forwarded_at)
    assert AffectedCase.objects.get().how == "owed"


def test_so_could_whoever_the_keyholders_sealed_it_to(
    anas: OpenCase, olga: Actor, saul: Actor
) -> None:
    filing, version = anas.folder.filing, anas.folder.version
    ask_for(filing, olga.member, reason="member_gone", by=SYSTEM, at=AT)
    answer(filing, olga.member, b"x", version=version, by=SYSTEM, at=AT)
    noted("account", suspect=olga.member, by=SYSTEM)
    assert AffectedCase.objects.get().how == "could_open+had_seat"


def test_nobody_is_touched_by_what_was_never_there() -> None:
    assert found("backup").codes == ()
