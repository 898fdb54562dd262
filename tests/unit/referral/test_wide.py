"""Somebody with power demands what no single case holds."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral import events
from amparo.casework.referral.blanket_demands import queries as wide_shown
from amparo.casework.referral.blanket_demands import services as wide
from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.services import (
    answer_wide,
    note_order_read,
    tell_everybody,
)
from amparo.casework.referral.blanket_demands.tasks_to_tell import call_about_them
from amparo.casework.referral.models import (
    BlanketDemand,
    BlanketDemandReader,
    BlanketDemandStep,
    ReferralTask,
)
from amparo.cli.apart import policy_functions as functions
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import CaseKey, Filing, PublishedBlanketDemand
from amparo.foundations.intake.queries import every_file_demanded, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.elsewhere import wide_demand
from tests.forging import Forger, odd, verified

SAID = "Cordillera"
WHOSE = "Quién lo requirió:"
EVERYBODYS = "Requerimiento de todos los expedientes"

type SignedIn = Callable[[Actor], Client]


def told() -> list[str]:
    return list(PublishedBlanketDemand.objects.order_by("pk").values_list("ref", flat=True))


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def figures() -> str:
    return Client().get(reverse("site:figures")).text


@pytest.fixture
def hers(filed: Filed) -> Callable[[], str]:
    """What the person reads on her page."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    browser = Client()
    browser.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return lambda: browser.get(reverse("door:mine")).text


# --- told to everybody ---


def test_everybody_reads_at_once_that_it_was_demanded_and_never_by_whom(
    saul: Actor, hers: Callable[[], str]
) -> None:
    assert EVERYBODYS not in hers()
    row = wide_demand(by=saul, at=timezone.now())
    for page in (figures(), hers()):
        assert "Todos los expedientes" in page
        assert "Un juzgado" in page
        assert "Aún no se responde" in page
        assert SAID not in page
    assert EVERYBODYS in hers()
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=timezone.now())
    assert "No se entregó nada" in figures()
    assert "Aún no se responde" not in figures()


def test_its_words_are_sealed_to_those_who_decide_or_supervise(
    saul: Actor, delia: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    assert {one.member.code for one in BlanketDemandReader.objects.all()} == {
        saul.member.code, delia.member.code,
    }  # fmt: skip
    values = [str(one) for one in BlanketDemand.objects.values().get().values()]
    facts = " ".join(Entry.objects.filter(about=row.ref).values_list("facts", flat=True))
    for words in (SAID, "oficio", "artículo", "Juzgado"):
        assert not any(words in one for one in values)
        assert words not in facts
    for actor in (saul, delia):
        page = signed_in(actor).get(reverse("demands:answer", args=[row.ref])).text
        for words in (SAID, "oficio siete", "copia de todo"):
            assert words in page
    for name, given in (("listed", []), ("note", []), ("answer", [row.ref])):
        assert signed_in(ana).get(reverse(f"demands:{name}", args=given)).status_code == 404
    with pytest.raises(Hindered):
        wide_demand(by=ana, at=timezone.now())


def test_whoever_came_since_is_let_in_by_one_who_reads_it(
    saul: Actor, delia: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    BlanketDemandReader.objects.filter(member=delia.member).delete()
    page = reverse("demands:answer", args=[row.ref])
    assert SAID not in signed_in(delia).get(page).text
    with pytest.raises(Hindered):
        wide.let_read(row.ref, by=delia, at=timezone.now())
    assert delia.member.name in signed_in(saul).get(page).text
    answer = signed_in(saul).post(reverse("demands:let_read", args=[row.ref]))
    assert answer.status_code == 302
    assert SAID in signed_in(delia).get(page).text
    assert Entry.objects.get(event="WideReaderAdded").by == saul.signature


def test_it_stands_on_the_worklist_until_it_is_answered(
    saul: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    assert "espera respuesta" in signed_in(saul).get("/desk/").text
    assert "espera respuesta" not in signed_in(ana).get("/desk/").text
    page = reverse("demands:answer", args=[row.ref])
    answer = signed_in(saul).post(page, {"outcome": "taken", "words": ""})
    assert answer.status_code == 422
    answer = signed_in(saul).post(page, {"outcome": "taken", "words": "por la noche"})
    assert answer.status_code == 302
    assert "espera respuesta" not in signed_in(saul).get("/desk/").text
    assert "por la noche" in signed_in(saul).get(page).text
    [entry] = Entry.objects.filter(event="WideDemandAnswered")
    assert json.loads(entry.facts)["outcome"] == "taken"


def test_what_was_answered_first_stays_beside_what_came_of_it(saul: Actor) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    for outcome in ("refused", "taken"):
        answer_wide(row.ref, outcome=outcome, words="x", by=saul, at=timezone.now())
    shown = wide_shown.demand_called(row.ref, seen_by=saul, at=timezone.now())
    assert shown is not None
    assert [one.row.kind for one in shown.steps] == ["refused", "taken"]
    assert PublishedBlanketDemand.objects.get().outcome == "taken"


def test_where_it_means_some_nothing_is_told_to_everybody(saul: Actor) -> None:
    for what in ("unopened", "several"):
        wide_demand(by=saul, at=timezone.now(), what=what)
    assert tell_everybody(by=SYSTEM, at=later(9)) == 0
    assert told() == []


def test_whoever_has_no_page_is_told_by_the_team(
    anas: OpenCase, ana: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    CaseKey.objects.filter(holder="person").update(confirmed_at=timezone.now())
    row = wide_demand(by=saul, at=timezone.now())
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert not ReferralTask.objects.filter(kind="tell_demand").exists()  # she has her words
    CaseKey.objects.filter(holder="person").update(confirmed_at=None)
    for _twice in range(2):
        tell_everybody(by=SYSTEM, at=timezone.now())
    task = ReferralTask.objects.get(kind="tell_demand")
    assert task.about == row.ref
    assert Case.objects.get().due_term
    browser, page = signed_in(ana), reverse("referral:tell", args=[anas.code, row.ref])
    assert "Todos los expedientes" in browser.get(page).text
    moment = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
    given = {"outcome": "told", "way": "telephone", "tried_at": moment.isoformat(), "said": "x"}
    answer = browser.post(page, given | {"why": "no hay otra"})
    assert answer.status_code == 302, answer.context["form"].errors
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert not ReferralTask.objects.filter(kind="tell_demand", done_at=None).exists()


def test_in_a_case_where_nobody_is_to_tell_it_there_is_no_such_page(
    anas: OpenCase, ana: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    page = reverse("referral:tell", args=[anas.code, row.ref])
    assert signed_in(ana).get(page).status_code == 404


def test_nobody_is_rung_up_about_what_was_noted_by_mistake(
    anas: OpenCase, saul: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert ReferralTask.objects.get(kind="tell_demand").about == row.ref
    answer_wide(row.ref, outcome="mistake", words="x", by=saul, at=timezone.now())
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert ReferralTask.objects.get(kind="tell_demand").outcome == "nothing"
    assert Case.objects.get().due_term != "dated.tell_demand"
    ReferralTask.objects.all().delete()
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert not ReferralTask.objects.filter(kind="tell_demand").exists()


def test_whoever_came_since_reads_nothing_of_it_on_her_page(
    saul: Actor, hers: Callable[[], str]
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    Filing.objects.update(filed_at=timezone.now())
    assert EVERYBODYS not in hers()
    assert "Todos los expedientes" in figures()
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=timezone.now())
    assert EVERYBODYS not in hers()
    answer_wide(row.ref, outcome="given", words="x", by=saul, at=timezone.now())
    assert EVERYBODYS in hers()  # what left then was hers too


def test_nobody_alone_takes_back_that_something_left(saul: Actor, delia: Actor) -> None:
    row = wide_demand(by=saul, at=timezone.now())

    def say(outcome: str, by: Actor) -> str:
        answer_wide(row.ref, outcome=outcome, words="x", by=by, at=timezone.now())
        return PublishedBlanketDemand.objects.get().outcome

    assert say("refused", saul) == "refused"
    assert say("mistake", delia) == "refused"  # she did not note it
    assert say("taken", delia) == "taken"
    for _twice in range(2):
        assert say("mistake", saul) == "taken"
        assert say("refused", saul) == "taken"
    assert say("given", saul) == "given"
    assert say("refused", delia) == "given"  # what was said before counts no more
    assert say("refused", saul) == "refused"
    for _twice in range(2):  # nor what two have said
        assert say("mistake", saul) == "refused"
        assert say("refused", saul) == "refused"
    assert say("mistake", delia) == "refused"
    assert say("mistake", saul) == "mistake"
    for _twice in range(2):
        assert say("refused", delia) == "mistake"
        assert say("mistake", delia) == "mistake"
    assert say("given", delia) == "given"


def test_nor_while_a_court_keeps_it_silent(saul: Actor, delia: Actor) -> None:
    row = silent(saul)
    for outcome, by in (("given", saul), ("mistake", delia)):
        answer_wide(row.ref, outcome=outcome, words="x", by=by, at=timezone.now())
    assert tell_everybody(by=SYSTEM, at=later(4)) == 1
    assert PublishedBlanketDemand.objects.get().outcome == "given"


# --- in the own hand of whoever says so ---


def forged(row: BlanketDemand) -> PublishedBlanketDemand:
    return PublishedBlanketDemand.objects.create(
        ref=row.ref,
        kind=row.kind,
        what=row.what,
        noted_on=timezone.localdate(),
        told_at=timezone.now(),
    )


def test_what_nobody_noted_in_her_own_hand_nobody_reads(
    saul: Actor, hers: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    made_up = BlanketDemand(ref="A-DEMAND", kind="court", what="files")
    forged(made_up)
    assert (WHOSE in hers(), WHOSE in figures()) == (False, False)
    noted = events.WideDemandNoted(about="A-DEMAND", kind="court", what="files", silent_until="")
    for halves in ({}, {"hand_1": "ab" * 32, "hand_2": "cd" * 32}):
        said = replace(noted, **halves)
        record(said, by=Forger(saul.signature), at=timezone.now())
        assert (WHOSE in hers(), WHOSE in figures()) == (False, False)
    # Not even signed by her: what stands there first counts.
    record(in_own_hand(noted, by=saul), by=saul, at=timezone.now())
    assert (WHOSE in hers(), WHOSE in figures()) == (False, False)
    assert not verified()
    printed = capsys.readouterr().out
    assert "The demand A-DEMAND stands where everybody reads" in printed
    assert f"says WideDemandNoted in the name of {saul.signature}" in printed


def test_no_team_is_asked_to_ring_anybody_up_about_it(anas: OpenCase) -> None:
    forged(BlanketDemand(ref="A-DEMAND", kind="court", what="files"))
    tell_everybody(by=SYSTEM, at=timezone.now())
    assert not ReferralTask.objects.filter(kind="tell_demand").exists()


def test_nor_another_one_than_she_signed(saul: Actor, hers: Callable[[], str]) -> None:
    wide_demand(by=saul, at=timezone.now(), what="list")
    assert (WHOSE in hers(), WHOSE in figures()) == (True, True)
    for changes in ({"what": "machine"}, {"kind": "other"}):
        PublishedBlanketDemand.objects.update(**changes)
        assert (WHOSE in hers(), WHOSE in figures()) == (False, False)


def test_what_came_of_it_is_read_as_it_was_signed(saul: Actor, hers: Callable[[], str]) -> None:
    """Not from the row; and nothing that she said once is said again for her."""
    row = wide_demand(by=saul, at=timezone.now())
    PublishedBlanketDemand.objects.update(outcome="mistake")
    assert "Se registró por error" not in hers()
    said = events.WideDemandAnswered(about=row.ref, outcome="mistake")
    record(said, by=Forger(saul.signature), at=timezone.now())
    assert "Se registró por error" not in hers()
    for outcome in ("mistake", "refused"):
        answer_wide(row.ref, outcome=outcome, words="x", by=saul, at=timezone.now())
    assert "No se entregó nada" in hers()
    signed = Entry.objects.filter(event="WideDemandAnswered", facts__contains="mistake")
    facts = json.loads(signed.order_by("-sequence")[0].facts)
    again = events.WideDemandAnswered(about=row.ref, **facts)
    record(again, by=Forger(saul.signature), at=timezone.now())
    assert "No se entregó nada" in hers()
    assert came_of(row.ref).reads == "refused"


def test_nobody_hides_it_by_writing_that_it_was_told_long_ago(
    saul: Actor, hers: Callable[[], str]
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    long_ago = timezone.now() - timedelta(days=900)
    PublishedBlanketDemand.objects.update(told_at=long_ago)
    assert EVERYBODYS in hers()
    Filing.objects.update(filed_at=timezone.now())
    assert EVERYBODYS not in hers()
    answer_wide(row.ref, outcome="taken", words="x", by=saul, at=timezone.now())
    PublishedBlanketDemand.objects.update(told_at=long_ago)
    assert EVERYBODYS in hers()  # what left then was hers too


@pytest.mark.parametrize("surface", ["site", "door"])
def test_a_site_that_shows_one_surface_and_was_never_split_reads_it_from_its_tables(
    saul: Actor, settings: Any, surface: str
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=timezone.now())
    settings.SURFACES = [surface]
    assert [one.ref for one in every_file_demanded(seen_by=STRANGER)] == [row.ref]


@pytest.mark.postgresql("functions of the roles")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles")
@pytest.mark.parametrize("surface", ["site", "door"])
def test_the_public_pages_and_the_door_read_the_same_by_the_function_that_they_may_ask(
    saul: Actor, settings: Any, django_assert_num_queries: Any, surface: str
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=timezone.now())
    silent(saul)
    forged(BlanketDemand(ref="A-DEMAND", kind="court", what="files"))
    settings.SURFACE = surface
    with connection.cursor() as cursor:
        for statement in functions.statements():
            cursor.execute(statement)
        cursor.execute("SELECT about FROM said_of_all() WHERE event LIKE 'Wide%'")
        assert {about for (about,) in cursor.fetchall()} == {row.ref}
    with django_assert_num_queries(2) as asked:
        [one] = every_file_demanded(seen_by=STRANGER)
    assert (one.ref, one.outcome) == (row.ref, "refused")
    assert "ledger_entry" not in " ".join(query["sql"] for query in asked.captured_queries)


# --- while a court forbids it ---


def silent(by: Actor, days: int = 60, **changes: Any) -> BlanketDemand:
    return wide_demand(by=by, at=timezone.now(), silent=days, **changes)


def read(
    row: BlanketDemand, by: Actor, *, forbids: bool = True, at: datetime | None = None
) -> None:
    note_order_read(row.ref, forbids=forbids, words="x", by=by, at=at or timezone.now())


def test_while_a_court_forbids_it_no_page_of_persons_or_of_everybody_knows_of_it(
    saul: Actor, hers: Callable[[], str]
) -> None:
    before = figures()
    row = silent(saul)
    answer_wide(row.ref, outcome="given", words="x", by=saul, at=timezone.now())
    assert tell_everybody(by=SYSTEM, at=timezone.now()) == 0
    assert told() == []
    assert figures() == before
    assert EVERYBODYS not in hers()
    assert not ReferralTask.objects.exists()


@pytest.mark.parametrize("until", ["x", 5, "9999-12-31", ["a"]])
def test_an_odd_answer_that_nobody_signed_keeps_it_from_nobody(until: object, saul: Actor) -> None:
    row = silent(saul)
    facts = {"outcome": "mistake", "waits_until": until}
    odd("WideDemandAnswered", row.ref, saul.signature, facts)
    assert tell_everybody(by=SYSTEM, at=later(4)) == 1
    assert came_of(row.ref).reads == ""
    wrong: list[Exception] = []
    call_about_them(wrong, by=SYSTEM, at=later(4))
    assert wrong == []


def test_on_the_word_of_one_it_lasts_three_days(saul: Actor) -> None:
    silent(saul)
    assert tell_everybody(by=SYSTEM, at=later(3)) == 0
    assert tell_everybody(by=SYSTEM, at=later(4)) == 1
    assert tell_everybody(by=SYSTEM, at=later(5)) == 0
    assert Entry.objects.filter(event="WideDemandTold").count() == 1


def test_once_two_have_read_the_order_it_lasts_until_its_day(saul: Actor, delia: Actor) -> None:
    row = silent(saul)
    with pytest.raises(Hindered, match="another_reads"):
        read(row, saul)
    read(row, delia)
    with pytest.raises(Hindered, match="nothing_open"):
        read(row, delia)
    assert tell_everybody(by=SYSTEM, at=later(60)) == 0
    assert tell_everybody(by=SYSTEM, at=later(61)) == 1


def test_whoever_reads_that_the_order_forbids_nothing_ends_it(saul: Actor, delia: Actor) -> None:
    row = silent(saul)
    answer_wide(row.ref, outcome="part", words="x", by=saul, at=timezone.now())
    read(row, delia, forbids=False)
    assert told() == [row.ref]
    assert PublishedBlanketDemand.objects.get().outcome == "part"
    assert tell_everybody(by=SYSTEM, at=later(61)) == 0


def test_a_name_that_somebody_wrote_there_for_another_is_no_reading(
    saul: Actor, delia: Actor
) -> None:
    """A hand that is not hers: the record holds the entry, and it counts as nobody's."""
    row = silent(saul)
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    record(SilenceRead(about=row.ref, of=row.ref, until=until), by=delia, at=timezone.now())
    assert tell_everybody(by=SYSTEM, at=later(4)) == 1


def test_the_page_of_the_order(saul: Actor, delia: Actor, signed_in: SignedIn) -> None:
    row = silent(saul)
    listed, page = reverse("demands:listed"), reverse("demands:order", args=[row.ref])
    assert "Lea la orden" not in (own := signed_in(saul).get(listed).text)
    assert "retirar que un juzgado lo prohíbe" in own
    assert "Lea la orden" in (hers := signed_in(delia).get(listed).text)
    assert page in hers
    assert "Prueba en un juicio" in signed_in(delia).get(page).text
    given = {"outcome": "forbids", "words": "en el juzgado"}
    answer = signed_in(saul).post(page, given)
    assert answer.status_code == 409
    assert "en el juzgado" in answer.text
    assert signed_in(delia).post(page, given | {"words": ""}).status_code == 422
    assert signed_in(delia).post(page, given).status_code == 302
    assert BlanketDemandStep.objects.get().said_by == delia.signature
    open_one = wide_demand(by=saul, at=timezone.now())
    there = reverse("demands:order", args=[open_one.ref])
    assert signed_in(delia).get(there).status_code == 404


def test_a_mistake_is_not_published_when_its_silence_ends(
    saul: Actor, delia: Actor, signed_in: SignedIn
) -> None:
    row = silent(saul)
    answer_wide(row.ref, outcome="mistake", words="x", by=saul, at=timezone.now())
    read(row, delia, forbids=False)
    assert tell_everybody(by=SYSTEM, at=later(4)) == 0
    assert told() == []
    assert (
        "solo se hace público después" not in signed_in(delia).get(reverse("demands:listed")).text
    )


# --- what is typed ---


def test_noting_and_answering_carry_what_was_typed_past_password_and_code(
    saul: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    browser = signed_in(saul)
    Session.objects.update(proved_at=timezone.now() - timedelta(hours=2))
    page = reverse("demands:answer", args=[row.ref])
    for address, sent in ((reverse("demands:note"), form()), (page, {"words": "todo el archivo"})):
        answer = browser.post(address, sent)
        assert answer.status_code == 401
        assert "todo el archivo" in answer.text
    assert BlanketDemand.objects.count() == 1
    assert not BlanketDemandStep.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"forbidden_by": "Juzgado Uno", "order_until": 3, "kind": "authority"}, "Solo un juzgado"),
        ({"forbidden_by": "Juzgado Uno"}, "último día"),
        ({"order_until": 3}, "qué juzgado"),
        ({"forbidden_by": "Juzgado Uno", "order_until": -1}, "ya pasó"),
        ({"forbidden_by": "Juzgado Uno", "order_until": 400}, "Un año como máximo"),
        ({"forbidden_by": "Juzgado Uno", "order_until": 3, "what": "several"}, "cada caso"),
        ({"on": 1}, "todavía no llega"),
        ({"name": ""}, "obligatorio"),
    ],
)
def test_bad_input_is_said_and_kept(
    typed: dict[str, Any], said: str, saul: Actor, signed_in: SignedIn
) -> None:
    answer = signed_in(saul).post(reverse("demands:note"), form(**typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert "todo el archivo" in answer.text
    assert not BlanketDemand.objects.exists()


def test_the_page_puts_it_on_record(saul: Actor, signed_in: SignedIn) -> None:
    sent = form(forbidden_by="Juzgado Uno", order_until=9)
    answer = signed_in(saul).post(reverse("demands:note"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert told() == []
    assert tell_everybody(by=SYSTEM, at=later(4)) == 1


def form(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kind": "court",
        "what": "machine",
        "name": "x",
        "purpose": "not_said",
        "number": "7",
        "on": 0,
        "words": "todo el archivo",
    } | changes
    today = timezone.localdate()
    return {
        name: (today + timedelta(days=one)).isoformat() if isinstance(one, int) else one
        for name, one in given.items()
    }
