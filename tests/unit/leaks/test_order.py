"""What leads the worklist, where something got out and somebody is missing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from amparo.casework.admission.services import lift_danger_flag
from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks.models import AffectedCase, LeakStep
from amparo.casework.leaks.notices import services as telling
from amparo.casework.leaks.step_deadlines import close_step, lift_what_is_near
from amparo.casework.review.models import ReviewTask
from amparo.desk.worklist.rows import rows_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases import dates_outside_terms as dates
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, due_before, opened, worklist
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from tests.befallen import note
from tests.leaking import AT, noted
from tests.people import MONDAY

type Another = Callable[..., OpenCase]


@pytest.fixture
def another(rosa: Actor, ana: Actor, letter: Callable[..., Letter]) -> Another:
    """One more case of the same team."""

    def make(**changes: bool) -> OpenCase:
        filed = file_request(letter(**changes), by=STRANGER, at=MONDAY)
        folder = filing_to_open(filed.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
        return opened(folder.code, seen_by=ana)

    return make


def leaks(case: OpenCase, *, by: Actor) -> None:
    leak = noted(codes=(case.code,), by=SYSTEM)
    handling.settle(
        case, AffectedCase.objects.get(leak=leak).ref, leaked=True, text="x", by=by, at=AT
    )


def test_whoever_is_missing_leads_and_nothing_that_is_only_perhaps_stands_above_a_danger(
    another: Another, ana: Actor
) -> None:
    perhaps, calls, leaked, missing = (another(urgent=one) for one in (False, True, False, False))
    noted("backup", by=SYSTEM)  # all of them, perhaps: an hour sooner than anything else is due
    for incident in AffectedCase.objects.exclude(case__in=[perhaps.case, calls.case]):
        whose = opened(incident.case.code, seen_by=ana)
        handling.settle(whose, incident.ref, leaked=False, text="no", by=ana, at=AT)
    leaks(leaked, by=ana)
    note(missing, ana, at=AT)
    found = worklist(seen_by=ana)
    assert [one.code for one in found] == [one.code for one in (missing, leaked, calls, perhaps)]
    assert [one.danger_word for one in rows_of(found, seen_by=ana, at=AT)] == [
        "Hay una persona desaparecida",
        "Filtración",
        "En peligro ahora",
        "Posible filtración",
    ]


def test_a_leak_hides_nobody_who_is_missing_in_the_same_case(anas: OpenCase, ana: Actor) -> None:
    note(anas, ana, at=AT)
    leaks(opened(anas.code, seen_by=ana), by=ana)
    [seat] = worklist(seen_by=ana)
    assert seat.danger == dates.MISSING
    assert rows_of([seat], seen_by=ana, at=AT)[0].danger_word == "Hay una persona desaparecida"


def test_what_was_put_off_stands_above_no_danger_before_it_comes_near(
    another: Another, ana: Actor
) -> None:
    again, case, calls = AT + timedelta(days=300), another(), another(urgent=True)
    leaks(case, by=ana)
    assert first(ana) == case.case
    for step in LeakStep.objects.exclude(kind="tell").filter(done_at=None):
        close_step(step, outcome="done", by=ana, at=AT)
    ReviewTask.objects.update(done_at=AT)  # the danger was looked at anew
    lift_danger_flag(case, text="está a salvo", by=ana, at=AT)
    tell = LeakStep.objects.get(done_at=None)
    telling.put_off(case, tell.ref, text="la vigilan", again_on=again, by=ana, at=AT)
    assert first(ana) == calls.case
    assert Case.objects.get(pk=case.case.pk).danger == dates.PERHAPS
    assert lift_what_is_near(at=again - timedelta(days=8)) == 0
    assert lift_what_is_near(at=again - timedelta(days=7)) == 1
    assert first(ana) == case.case
    assert lift_what_is_near(at=again) == 0


def first(ana: Actor) -> Case:
    return Case.objects.get(pk=worklist(seen_by=ana)[0].case_id)


def test_what_is_counted_as_late_knows_every_danger(anas: OpenCase, ana: Actor) -> None:
    for danger in dates.DANGERS:
        Case.objects.update(danger=danger)
        CaseAccess.objects.update(danger=danger)
        assert len(worklist(seen_by=ana, chosen=due_before(AT + timedelta(days=900)))) == 1
