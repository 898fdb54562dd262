"""Whoever decides or supervises opens a case in which nothing waits for her: a reason first, as
from everybody. Where something waits, or her own pages lead there, nobody asks."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.casework.conflicts_of_interest.services import doubt_tie, say_tied
from amparo.casework.measures.events import PutToDecision
from amparo.casework.referral.dated_tasks import open_dated_task
from amparo.casework.referral.models import ReferralTask
from amparo.desk.case import case_page_content as story
from amparo.desk.worklist.waits_for_deciding_member import OF_A_RANK, PUT_FOR, RULES
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.look_statistics import looked_at
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.emergency_access.services import break_glass, keep_ready
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.names.case_names import FIRST_TOLD
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import claim
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.events import PersonRead
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record
from tests import plans
from tests.clock import Clock
from tests.forging import Forger
from tests.people import unfold

HERE = "awaited.py"
MOST = 15

type SignIn = Callable[[Actor], Client]
type Opens = Callable[[Actor], int]


@pytest.fixture
def idle(anas: OpenCase, ana: Actor, saul: Actor, delia: Actor) -> OpenCase:
    """A case that ana has in hand; delia, who decides, and saul, who supervises, have seats."""
    for member in (saul, delia):
        plans.seated(anas, member, ana)
    claim(anas.case, by=ana, at=timezone.now())
    rest()
    return anas


def rest() -> None:
    """Seats are not new, everybody has read all, nobody is in danger and no date runs."""
    now = timezone.now()
    CaseAccess.objects.update(given_at=now - timedelta(days=9), seen_at=now, danger=0, due_on=NEVER)
    Case.objects.update(danger=0, due_on=None)


@pytest.fixture
def opens(idle: OpenCase, signed_in: SignIn) -> Opens:
    """What she is answered who opens it in a new sitting."""
    return lambda who: signed_in(who).get(f"/desk/cases/{idle.code}/").status_code


@pytest.fixture(params=["delia", "saul"])
def boss(request: pytest.FixtureRequest) -> Actor:
    found: Actor = request.getfixturevalue(request.param)
    return found


def test_she_says_why_once_a_sitting_the_person_reads_it_and_it_counts(
    idle: OpenCase, boss: Actor, signed_in: SignIn
) -> None:
    address, browser = f"/desk/cases/{idle.code}/", signed_in(boss)
    asked = browser.get(address)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "¿Por qué necesita consultarlo?" in page
    assert "el agua del valle" not in page
    assert not Entry.objects.filter(event="FileOpened", by=boss.signature).exists()
    went = browser.post(f"{address}why/", {"reason": "compares", "next": address})
    assert (went.status_code, went["Location"]) == (302, address)
    assert [browser.get(address).status_code for _ in range(2)] == [200, 200]
    [look] = Entry.objects.filter(event="FileOpened", by=boss.signature)
    assert json.loads(look.facts)["reason"] == "compares"
    assert looks_of(entries_about(idle.code, seen_by=boss))[0].why == "Lo compara con otro caso"
    now = timezone.now()
    [hers] = looked_at(now - timedelta(hours=1), now + timedelta(hours=1), seen_by=SYSTEM)
    assert (hers.name, hers.without_task) == (boss.member.name, 1)
    assert signed_in(boss).get(address).status_code == 409


@pytest.mark.parametrize("where", ["people/", "seats/", "norm/"])
def test_no_other_page_of_the_case_goes_round_it_and_each_leads_on(
    idle: OpenCase, boss: Actor, signed_in: SignIn, where: str
) -> None:
    case, browser = f"/desk/cases/{idle.code}/", signed_in(boss)
    asked = browser.get(f"{case}{where}")
    if boss.member.name.startswith("Delia") and asked.status_code == 404:
        return  # not a page of hers
    assert asked.status_code == 409
    sent = {"reason": "takes_over", "next": asked.context["next"]}
    assert browser.post(f"{case}why/", sent)["Location"] == f"{case}{where}"


def test_what_she_wrote_goes_on_with_her(idle: OpenCase, saul: Actor, signed_in: SignIn) -> None:
    case, browser = f"/desk/cases/{idle.code}/", signed_in(saul)
    asked = browser.post(f"{case}notes/", {"text": "llamó su prima"})
    assert asked.status_code == 409
    assert not Document.objects.filter(kind="note").exists()
    carried = {**dict(asked.context["kept"]), "next": asked.context["next"]}
    went = browser.post(f"{case}why/", {"reason": "person_called", **carried})
    assert went.context["fields"] == [("text", "llamó su prima")]
    assert browser.post(went.context["target"], dict(went.context["fields"])).status_code == 302
    assert Document.objects.filter(kind="note").count() == 1


def test_what_is_not_hers_and_what_there_is_not_answer_alike(
    anas: OpenCase, boss: Actor, signed_in: SignIn
) -> None:
    browser, found = signed_in(boss), []
    browser.get("/desk/cases/YYYY-YYYY/")
    for code in (anas.code, "ZZZZ-ZZZZ"):
        with CaptureQueriesContext(connection) as counted:
            answer = browser.get(f"/desk/cases/{code}/")
        found.append((answer.status_code, answer.content.replace(code.encode(), b""), len(counted)))
    assert found[0] == found[1]
    assert found[0][0] == 404


def test_what_the_team_wrote_leads_her_there_once_in_a_week(
    idle: OpenCase, ana: Actor, boss: Actor, signed_in: SignIn, clock: Clock
) -> None:
    address = f"/desk/cases/{idle.code}/"
    for days, asked in ((0, 409), (6, 409), (1, 200), (0, 409), (6, 409), (1, 200)):
        clock.move(timedelta(days=days))
        CaseAccess.objects.update(due_on=NEVER)
        write_paper(idle.folder, kind="note", body={"text": "x"}, by=ana, at=timezone.now())
        assert signed_in(boss).get(address).status_code == asked


@pytest.mark.parametrize("by", ["person", "other:A-CODE"])
def test_what_the_person_or_another_of_the_case_did_leads_her_there_at_once(
    idle: OpenCase, ana: Actor, boss: Actor, opens: Opens, by: str
) -> None:
    write_paper(idle.folder, kind="note", body={"text": "x"}, by=ana, at=timezone.now())
    assert opens(boss) == 409
    record(PersonRead(about=idle.code, kind="note", ref="A-REF"), by=Forger(by), at=timezone.now())
    assert opens(boss) == 200
    CaseAccess.objects.update(due_on=NEVER)
    assert opens(boss) == 409


def test_of_a_case_at_which_she_never_looked_only_a_new_seat_is_new(
    idle: OpenCase, boss: Actor, opens: Opens
) -> None:
    CaseAccess.objects.update(seen_at=None)
    assert opens(boss) == 409
    CaseAccess.objects.update(given_at=timezone.now())
    assert opens(boss) == 200


def test_what_is_past_its_date_is_whose_who_supervises(
    idle: OpenCase, saul: Actor, delia: Actor, opens: Opens
) -> None:
    CaseAccess.objects.update(due_on=timezone.now() - timedelta(minutes=1))
    assert (opens(saul), opens(delia)) == (200, 409)
    CaseAccess.objects.update(open=False)
    assert opens(saul) == 409


def test_a_decision_waits_for_who_decides_once_nothing_is_missing_for_it(
    idle: OpenCase,
    ana: Actor,
    delia: Actor,
    saul: Actor,
    flor: Visitor,
    site: dict[str, Unit],
    opens: Opens,
) -> None:
    measure = plans.proposed(idle, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    rest()
    assert opens(delia) == 409
    plans.put(idle, ana, delia)
    rest()
    assert (opens(delia), opens(saul)) == (200, 409)


def test_that_she_might_turn_it_away_is_no_task_before_somebody_advises_it(
    idle: OpenCase, ana: Actor, delia: Actor, opens: Opens
) -> None:
    plans.preliminary(opened(idle.code, seen_by=ana), ana)
    rest()
    assert opens(delia) == 409
    filing = Filing.objects.get(code=idle.code)
    filing.facts["archiving_recommended"] = True
    filing.save(update_fields=["facts"])
    assert opens(delia) == 200


@pytest.mark.parametrize("purpose", ["provisional", "admission"])
def test_what_the_team_puts_to_her_waits_until_she_does_it(
    idle: OpenCase,
    ana: Actor,
    delia: Actor,
    flor: Visitor,
    site: dict[str, Unit],
    opens: Opens,
    purpose: str,
) -> None:
    plans.says(flor, plans.proposed(idle, site["pnp-selva"], ana), "agreed")
    plans.preliminary(opened(idle.code, seen_by=ana), ana)
    rest()
    assert opens(delia) == 409
    put = PutToDecision(about=idle.code, purpose=purpose, members=delia.member.code)
    record(put, by=ana, at=timezone.now())
    rest()
    assert opens(delia) == 200


def test_a_copy_that_somebody_wants_waits_for_who_says_whether_it_leaves(
    idle: OpenCase, ana: Actor, boss: Actor, opens: Opens
) -> None:
    task = ReferralTask.Kind.SEE_EXPORT
    open_dated_task(idle.case, task, by=ana, at=timezone.now())
    rest()
    assert opens(boss) == 200


def test_what_the_team_has_to_do_is_no_task_of_hers(
    idle: OpenCase, ana: Actor, boss: Actor, opens: Opens
) -> None:
    for task in (ReferralTask.Kind.KEEP_PROMISE, ReferralTask.Kind.CARRY):
        day = timezone.now() + timedelta(days=3)
        open_dated_task(idle.case, task, due_on=day, by=ana, at=timezone.now())
    rest()
    assert opens(boss) == 409


def test_an_hour_of_danger_waits_for_who_judges_it(
    idle: OpenCase, ana: Actor, olga: Actor, boss: Actor, opens: Opens
) -> None:
    now = timezone.now()
    keep_ready(idle.case, idle.folder, olga.member, by=ana, at=now)
    assert break_glass(idle.code, text="La siguen.", second="", by=olga, at=now)
    rest()
    assert opens(boss) == 200


def test_the_notice_that_asks_whether_she_agreed_leads_her_there(
    idle: OpenCase, ana: Actor, olga: Actor, delia: Actor, opens: Opens
) -> None:
    """Also once somebody else said whether it was right."""
    now = timezone.now()
    keep_ready(idle.case, idle.folder, olga.member, by=ana, at=now)
    second = delia.member.code
    assert break_glass(idle.code, text="La siguen.", second=second, by=olga, at=now)
    ReferralTask.objects.update(done_at=now)
    rest()
    assert opens(delia) == 200


def test_a_tie_that_one_doubts_waits_for_a_second(
    beto: Actor, idle: OpenCase, ana: Actor, saul: Actor, delia: Actor, opens: Opens
) -> None:
    now = timezone.now()
    say_tied(idle.code, by=beto, at=now)
    look_into(idle.code, seen_by=ana, at=now)
    hers = opened(idle.code, seen_by=saul)
    rest()
    assert opens(delia) == 409
    doubt_tie(hers, beto.member.code, words="no era", by=saul, at=now)
    rest()
    assert opens(delia) == 200


def test_where_the_person_cannot_be_asked_a_supervisor_may_stand_in(
    idle: OpenCase, ana: Actor, saul: Actor, delia: Actor, site: dict[str, Unit], opens: Opens
) -> None:
    plans.proposed(idle, site["pnp-selva"], ana)
    rest()
    assert opens(saul) == 409
    Filing.objects.update(impediment="unreachable")
    assert (opens(saul), opens(delia)) == (200, 409)


def test_the_page_of_the_team_leads_to_where_one_who_left_has_a_seat(
    beto: Actor, idle: OpenCase, saul: Actor, opens: Opens
) -> None:
    assert opens(saul) == 409
    Member.objects.filter(pk=beto.member.pk).update(active=False)
    assert opens(saul) == 200


def test_a_file_that_cannot_be_read_asks_and_then_opens_what_can(
    idle: OpenCase, delia: Actor, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(*_: object, **__: object) -> bool:
        raise ValueError

    monkeypatch.setattr("amparo.foundations.cases.awaited_by_deciders._asked", [spoilt])
    assert opens(delia) == 409


def test_a_request_that_cannot_be_read_keeps_nobody_from_the_rest_of_the_file(
    idle: OpenCase, boss: Actor, signed_in: SignIn
) -> None:
    Document.objects.filter(filing__code=idle.code, kind__in=FIRST_TOLD).update(
        sealed=b"\x01spoilt"
    )
    browser, address = signed_in(boss), f"/desk/cases/{idle.code}/"
    assert browser.get(address).status_code == 409
    assert browser.post(f"{address}why/", {"reason": "compares"}).status_code == 302
    assert unfold(browser, idle.code, "files").get(f"{address}files/").status_code == 200


def test_no_decision_waits_of_what_she_withdrew(
    idle: OpenCase, delia: Actor, opens: Opens, clock: Clock
) -> None:
    Filing.objects.filter(code=idle.code).update(withdrawn_at=timezone.now())
    clock.move(timedelta(days=90))
    rest()
    assert opens(delia) == 409


def test_where_the_norm_is_gone_nothing_of_it_waits(
    idle: OpenCase, delia: Actor, opens: Opens
) -> None:
    Filing.objects.update(protocol="xx-gone")
    assert opens(delia) == 409


@pytest.mark.parametrize("act", sorted(OF_A_RANK - set(PUT_FOR)))
def test_each_act_of_a_rank_waits_once_nothing_is_missing_and_is_one_that_a_page_offers(
    idle: OpenCase, delia: Actor, opens: Opens, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    lacks: list[tuple[str, ...]] = [("something",), ()]

    def offers_of(*_: object, **__: object) -> list[Offer]:
        return [Offer(act, "x", "/", missing=lacks[0])]

    monkeypatch.setattr(story, "offers_of", offers_of)
    assert opens(delia) == (200 if act in RULES else 409)
    lacks.pop(0)
    rest()
    assert opens(delia) == 200
    stages = "".join(one.read_text() for one in Path("amparo").rglob("*.py") if one.name != HERE)
    assert f'"{act}"' in stages


def test_a_decision_past_its_date_waits_whatever_is_missing(
    idle: OpenCase, delia: Actor, opens: Opens, clock: Clock
) -> None:
    assert opens(delia) == 409
    clock.move(timedelta(days=90))
    rest()
    assert opens(delia) == 200


def test_asking_costs_few_statements(
    idle: OpenCase, boss: Actor, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(boss)
    browser.get("/desk/")
    with django_assert_max_num_queries(MOST):
        assert browser.get(f"/desk/cases/{idle.code}/").status_code == 409
