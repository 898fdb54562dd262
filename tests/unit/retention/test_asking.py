"""Who may have a file erased, and who may not: somebody with her telephone, whoever was late, one
member alone, whoever runs the machine."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.retention import services
from amparo.casework.retention.erasure_obstacles import against
from amparo.cli.commands.copies import retention
from amparo.cli.commands.copies.backup import DAYS as BACKUP_DAYS
from amparo.door.my_case.documents import letters_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.cases.dates_outside_terms import keeps_open, waiting_in
from amparo.foundations.cases.form_drafts.sealed_drafts import KEPT_FOR as FORM_KEPT_FOR
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.erasure import schedule_adoption as adopting
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.queries import adopted
from amparo.foundations.erasure.retention_schedule import digest
from amparo.foundations.intake.contact.may_contact import Limits, limit
from amparo.foundations.intake.contact.safe_way import agree_on_way
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.drafts import KEPT_FOR
from amparo.foundations.intake.requests.services import Filed
from amparo.law.errors import MistakenProtocol
from amparo.law.retention import read_schedule, shipped_schedule
from tests import plans
from tests.architecture.conftest import came_back
from tests.architecture.source import ROOT
from tests.erasing import (
    ASKED,
    BY_TELEPHONE,
    DECIDED,
    HEARD,
    asks,
    decided,
    granted,
    heard,
    held,
    run,
)
from tests.leaking import lifted, under_suspicion

ERASE, KEEP = "/mine/erase/", "/mine/erase/keep/"


# --- somebody with her telephone ---


def test_she_reads_what_it_means_before_she_asks(filed: Filed, case: str) -> None:
    page = came_back(filed).get(ERASE).content.decode()
    for words in (
        "no se puede recuperar",
        "Su protección no se detiene",
        "Lo que queda",
        "10 días",
    ):
        assert words in page
    assert not Erasure.objects.exists()


def test_whoever_asks_with_her_telephone_erases_nothing_before_the_team_heard_from_her(
    filed: Filed, anas: OpenCase, ana: Actor, delia: Actor
) -> None:
    phone = came_back(filed)
    assert phone.post(ERASE, {"scope": "everything"}).status_code == 302
    with pytest.raises(Hindered, match="not_heard"):
        decided(anas, delia, ana, at=timezone.now() + timedelta(days=90))
    assert run(timezone.now() + timedelta(days=900)) == 0


def test_the_page_says_the_same_whether_it_was_taken_back_or_she_said_that_it_is_not_she(
    filed: Filed, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    phone = came_back(filed)
    asks(flor)
    phone.post(KEEP)
    taken_back = shown(phone)
    asks(flor)
    heard(anas, ana, hers=False)
    assert shown(phone) == taken_back
    assert "Su última solicitud terminó" in taken_back
    assert not any("palabra acordada" in one.text for one in letters_of(flor))


def shown(client: Client) -> str:
    page = client.get(ERASE).content.decode()
    return page[page.index("<h1>") : page.index("csrfmiddlewaretoken")]


def test_she_takes_it_back_until_the_last_moment(
    filed: Filed, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    granted(anas, flor, ana, delia)
    assert came_back(filed).post(KEEP).status_code == 302
    assert run() == 0
    assert came_back(filed).get("/mine/").status_code == 200


def test_nothing_is_asked_for_while_the_page_may_be_in_other_hands(filed: Filed, case: str) -> None:
    Filing.objects.update(impediment="missing")
    answer = came_back(filed).post(ERASE, {"scope": "everything"})
    assert answer.status_code == 409
    assert "puede estar en otras manos" in answer.content.decode()
    assert not Erasure.objects.exists()


def test_it_is_asked_once_at_a_time(filed: Filed, case: str, flor: Visitor) -> None:
    asks(flor)
    assert came_back(filed).post(ERASE, {"scope": "files"}).status_code == 409
    assert Erasure.objects.count() == 1
    assert came_back(filed).post(ERASE, {"scope": "x"}).status_code in {400, 409}


def test_her_receipt_is_looked_up_by_anybody_and_names_nobody(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, client: Client
) -> None:
    made = granted(anas, flor, ana, delia)
    before = client.post("/erased/", {"number": made.ref})
    wrong = client.post("/erased/", {"number": "AAAA-AAAA-AAAA"})
    assert "no se ha borrado nada" in before.content.decode()
    assert "no se ha borrado nada" in wrong.content.decode()
    run()
    after = client.post("/erased/", {"number": made.ref}).content.decode()
    assert "Se borró el" in after
    assert anas.code not in after


# --- one member alone ---


def test_whoever_notes_it_neither_hears_nor_decides_it(
    anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    services.ask_orally(anas, scope="everything", by=ana, at=ASKED)
    with pytest.raises(Hindered, match="another_hears"):
        heard(anas, ana)
    rosas = opened(anas.code, seen_by=rosa)
    heard(rosas, rosa)
    row = Erasure.objects.get()
    for alone in (ana, rosa):
        with pytest.raises(erasure.CannotErase, match="another_decides"):
            erasure.decide(
                anas.folder, answer="granted", reason="", words="x", anew=False, by=alone,
                at=DECIDED,
            )  # fmt: skip
    alone_too = Erasure.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError):
        alone_too.update(decided_by=rosa.signature, answer="granted")


def test_only_who_decides_decides_and_not_before_her_days_are_over(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    asks(flor)
    heard(anas, ana)
    with pytest.raises(Hindered, match="not_permitted"):
        services.decide(anas, answer="granted", reason="", words="x", by=ana, at=DECIDED)
    with pytest.raises(Hindered, match="too_early"):
        decided(anas, delia, ana, at=HEARD + timedelta(days=1))


def test_a_refusal_names_the_remedy_and_says_what_is_said_where_it_was_not_she(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    asks(flor)
    heard(anas, ana, hers=False)
    asks(flor, at=HEARD)
    decided(anas, delia, ana, answer="refused", reason="protection")
    assert not Erasure.objects.filter(ended_at=None).exists()
    letters = [one for one in letters_of(flor) if "borrar" in str(one.title)]
    assert [one.unread for one in letters] == [True, True]
    papers = flor.folder.filing.papers
    not_hers, refused = (flor.folder.words(one) for one in papers.filter(kind="erasure_decided"))
    assert not_hers == refused
    assert "juzgado" in str(refused["remedy"])
    assert "razones" not in str(refused)
    reasons = papers.get(kind="erasure_refused")
    assert not reasons.for_person
    assert flor.folder.words(reasons)["data"] == {"answer": "refused", "reason": "protection"}


def test_whoever_heard_it_first_cannot_decide_by_having_another_hear_again(
    anas: OpenCase, flor: Visitor, ana: Actor, rosa: Actor
) -> None:
    asks(flor)
    heard(anas, ana)
    with pytest.raises(Hindered, match="asked_already"):
        heard(opened(anas.code, seen_by=rosa), rosa)
    assert Erasure.objects.get().heard_by == ana.signature
    heard(opened(anas.code, seen_by=rosa), rosa, hers=False)
    assert (Erasure.objects.get().heard_by, Erasure.objects.filter(ended_at=None).count()) == (
        ana.signature,
        0,
    )


def test_the_pages_put_it_on_record(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, signed_in: Callable[[Actor], Client]
) -> None:
    code = [anas.code]
    asked = signed_in(ana).post(reverse("retention:asked", args=code), {"scope": "files"})
    assert asked.status_code == 302
    said = {"outcome": "hers", "way": "call", "words": "sí"}
    agree_on_way(anas.folder, BY_TELEPHONE, by=ana, at=ASKED)
    own = signed_in(ana).post(reverse("retention:heard", args=code), said)
    assert own.status_code == 409
    assert "no puede recibir también la confirmación" in own.content.decode()
    assert "sí" in own.content.decode()
    assert signed_in(rosa).post(reverse("retention:heard", args=code), said).status_code == 302
    assert Erasure.objects.get().heard_at
    page = signed_in(ana).get(f"/desk/cases/{anas.code}/?tab=all").content.decode()
    assert "Datos por borrar" in page


def test_it_is_heard_by_no_way_that_was_not_agreed_or_that_she_ruled_out(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, signed_in: Callable[[Actor], Client]
) -> None:
    asks(flor, "files")
    page, browser = reverse("retention:heard", args=[anas.code]), signed_in(rosa)
    said = {"outcome": "hers", "way": "call", "words": "dijo que sí"}
    told = browser.post(page, said)
    assert told.status_code == 409
    assert "Todavía nadie acordó" in told.content.decode()
    agree_on_way(anas.folder, BY_TELEPHONE, by=ana, at=timezone.now())
    assert browser.post(page, said | {"way": "in_person"}).status_code == 409
    flor_says = Limits(nothing=True, never=(), begins=time(0), ends=time(0))
    limit(flor_says, by=flor, at=timezone.now())
    told = browser.post(page, said)
    assert told.status_code == 409
    assert told.context["limits"] == (flor_says,)
    assert "dijo que sí" in told.content.decode()
    assert Erasure.objects.get().heard_at is None


def test_that_it_was_not_she_is_taken_by_any_way_from_anybody_and_after_the_decision(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, delia: Actor
) -> None:
    """Also where it was granted already, and by whoever wrote it down."""
    services.ask_orally(anas, scope="files", by=ana, at=ASKED)
    services.note_heard(anas, hers=False, way="trusted", words="no fue ella", by=ana, at=HEARD)
    assert Erasure.objects.get().ended_at
    granted(anas, flor, ana, delia, scope="files")
    said: dict[str, Any] = {"way": "in_person", "words": "otro tenía su teléfono"}
    services.note_heard(anas, hers=False, **said, by=rosa, at=DECIDED)
    assert not Erasure.objects.filter(ended_at=None).exists()
    assert run() == 0


def test_no_hour_of_typing_stands_against_what_was_heard(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    asks(flor, "files")
    by_day = replace(BY_TELEPHONE, begins=time(8), ends=time(18))
    agree_on_way(anas.folder, by_day, by=ana, at=ASKED)
    limit(Limits(nothing=False, never=(), begins=time(9), ends=time(12)), by=flor, at=ASKED)
    heard(anas, ana, at=HEARD.replace(hour=4))
    assert Erasure.objects.get().heard_by == ana.signature


def test_nobody_alone_ends_what_she_ruled_out_and_hears_that_all_is_to_be_erased(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, case: str
) -> None:
    asks(flor, "files")
    limit(Limits(nothing=True, never=(), begins=time(0), ends=time(0)), by=flor, at=ASKED)
    agree_on_way(anas.folder, BY_TELEPHONE, by=ana, at=HEARD)
    with pytest.raises(Hindered, match="another_goes"):
        heard(anas, ana)
    heard(opened(case, seen_by=rosa), rosa)
    assert Erasure.objects.get().heard_by == rosa.signature


def test_the_case_waits_for_it_and_is_not_closed_before(
    anas: OpenCase, flor: Visitor, ana: Actor
) -> None:
    Case.objects.update(closed_at=ASKED)
    asks(flor)
    again = Case.objects.get()
    assert again.closed_at is None
    assert keeps_open(again)


# --- a hold ---


def test_she_reads_of_a_hold_unless_a_court_forbids_it_and_then_by_itself(
    anas: OpenCase, flor: Visitor, ana: Actor
) -> None:
    now = timezone.now()
    services.put_hold(anas, held(), by=ana, at=now)
    until = timezone.localdate(now) + timedelta(days=3)
    silent = held(forbidden_by="Juzgado Uno", silent_until=until)
    services.put_hold(anas, silent, by=ana, at=now)
    assert len([one for one in letters_of(flor) if "conservar" in str(one.title)]) == 1
    assert erasure.tell_holds(by=SYSTEM, at=now + timedelta(days=3)) == 0
    assert erasure.tell_holds(by=SYSTEM, at=now + timedelta(days=4)) == 1
    assert len([one for one in letters_of(flor) if "conservar" in str(one.title)]) == 2
    assert LegalHold.objects.filter(told_at=None).count() == 0


def test_a_hold_lifted_in_silence_is_told_whole_once_it_may_be(
    anas: OpenCase, flor: Visitor, ana: Actor, beto: Actor
) -> None:
    until = (ASKED + timedelta(days=5)).date()
    silent = held(forbidden_by="Juzgado Uno", silent_until=until)
    services.put_hold(anas, silent, by=ana, at=ASKED)
    lifted_at = ASKED + timedelta(days=1)
    again = plans.seated(anas, beto, ana)
    services.lift_hold(again, LegalHold.objects.get().ref, words="x", by=beto, at=lifted_at)
    papers = flor.folder.filing.papers.filter(kind__startswith="legal_hold")
    assert not papers.filter(for_person=True).exists()
    erasure.tell_holds(by=SYSTEM, at=ASKED + timedelta(days=7))
    assert papers.filter(for_person=True).count() == papers.count() == 2


def test_the_team_looks_at_a_hold_again_on_its_day(anas: OpenCase, ana: Actor, beto: Actor) -> None:
    day = (ASKED + timedelta(days=1)).date()
    services.put_hold(anas, held(look_again_on=day), by=ana, at=ASKED)
    assert "erasure.hold" in {one.task for one in waiting_in(Case.objects.get())}
    again = plans.seated(anas, beto, ana)
    services.lift_hold(again, LegalHold.objects.get().ref, words="x", by=beto, at=ASKED)
    assert "erasure.hold" not in {one.task for one in waiting_in(Case.objects.get())}


@pytest.mark.parametrize(
    "typed",
    [
        {"forbidden_by": "Juzgado Uno"},
        {"silent_until": "2026-12-20"},
        {"ground": "claim", "forbidden_by": "Juzgado Uno", "silent_until": "2026-12-20"},
        {"look_again_on": "2026-01-01"},
        {"words": ""},
    ],
)
def test_a_hold_that_does_not_fit_is_not_put(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client], typed: dict[str, str]
) -> None:
    form = {"ground": "court", "words": "oficio siete", "look_again_on": "2026-12-31"} | typed
    answer = signed_in(ana).post(reverse("retention:hold", args=[case]), form)
    assert answer.status_code == 422
    assert not LegalHold.objects.exists()


# --- the schedule ---


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    """A schedule of the site's own: closed files go after 400 days."""
    text = shipped_schedule().read_text(encoding="utf-8")
    before, mark, after = text.partition('begins = "closed"')
    path = tmp_path / "retention.toml"
    path.write_text(f"{before}{mark}\ndays = 400{after}", encoding="utf-8")
    settings.RETENTION = path
    return path


@pytest.fixture
def long_closed(anas: OpenCase) -> Filing:
    Case.objects.update(closed_at=ASKED)
    return anas.folder.filing


@pytest.fixture
def adopt(delia: Actor, saul: Actor) -> Callable[..., None]:
    """Whoever runs the machine puts forward what is there now; two of the team agree."""

    def do(*, at: datetime = ASKED, agree: Sequence[Actor] = (delia, saul)) -> None:
        adopting.adopt_schedule(by=SYSTEM, at=at)
        for one in agree:
            adopting.agree_to_schedule(digest(), by=one, at=at)

    return do


YEARS = ASKED + timedelta(days=401)


def begin() -> int:
    return services.begin_what_the_schedule_says(by=SYSTEM, at=YEARS)


def test_as_shipped_no_closed_file_is_erased_by_itself(
    adopt: Callable[..., None], long_closed: Filing
) -> None:
    adopt(at=ASKED)
    assert begin() == 0


def test_a_schedule_erases_nothing_before_it_is_adopted_on_record(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    assert begin() == 0
    adopt(at=ASKED)
    assert begin() == 1
    assert begin() == 0


@pytest.mark.parametrize("who", [(), ("delia",), ("delia", "delia"), ("delia", "ana")])
def test_whoever_runs_the_machine_and_one_of_the_team_do_not_do(
    own: Path,
    long_closed: Filing,
    adopt: Callable[..., None],
    who: tuple[str, ...],
    request: pytest.FixtureRequest,
) -> None:
    with suppress(erasure.CannotErase):
        adopt(agree=[request.getfixturevalue(one) for one in who])
    assert begin() == 0


def test_one_of_them_stops_it_and_what_was_begun_ends(
    own: Path, long_closed: Filing, adopt: Callable[..., None], saul: Actor
) -> None:
    adopt()
    assert begin() == 1
    adopting.stop_schedule(digest(), by=saul, at=YEARS)
    assert run(YEARS + timedelta(days=62)) == 0
    assert Erasure.objects.get().ended_at
    adopt(agree=())
    assert begin() == 0


def test_where_one_of_them_does_not_count_just_now_it_waits_and_does_not_end(
    own: Path, long_closed: Filing, adopt: Callable[..., None], delia: Actor, saul: Actor
) -> None:
    adopt()
    assert begin() == 1
    leak = under_suspicion(delia.member, by=saul)
    due = YEARS + timedelta(days=62)
    assert run(due) == 0
    assert Erasure.objects.get().ended_at is None
    lifted(leak, at=ASKED)
    assert run(due) == 1


def test_nor_where_she_is_gone_until_another_agrees_or_somebody_stops_it(
    own: Path,
    long_closed: Filing,
    adopt: Callable[..., None],
    saul: Actor,
    enrolled: Callable[..., Actor],
) -> None:
    adopt()
    begin()
    suspend(saul.member, by=SYSTEM, at=ASKED)
    due = YEARS + timedelta(days=62)
    assert run(due) == 0
    assert "waits_for_two" in _against()
    adopting.agree_to_schedule(digest(), by=enrolled("Wari Condori", "supervisor"), at=ASKED)
    assert _against() == []
    assert run(due) == 1


def test_while_its_file_is_another_one_it_waits_too(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    adopt()
    begin()
    read = own.read_text(encoding="utf-8")
    own.write_text("x = 1", encoding="utf-8")
    assert run(YEARS + timedelta(days=62)) == 0
    own.write_text(read, encoding="utf-8")
    assert run(YEARS + timedelta(days=62)) == 1


def test_what_is_open_again_it_lets_go_also_while_it_waits(
    own: Path, long_closed: Filing, adopt: Callable[..., None], saul: Actor
) -> None:
    adopt()
    begin()
    suspend(saul.member, by=SYSTEM, at=ASKED)
    Case.objects.update(closed_at=None)
    assert run(YEARS + timedelta(days=62)) == 0
    assert Erasure.objects.get().ended_at


def _against() -> list[str]:
    found, later = Erasure.objects.get(), YEARS + timedelta(days=62)
    asked: dict[str, Any] = {"scope": found.scope, "seen_by": SYSTEM, "at": later}
    return against(found.filing, found=found, **asked)


def test_the_word_of_somebody_whose_account_was_taken_away_counts_no_more(
    own: Path, long_closed: Filing, adopt: Callable[..., None], saul: Actor
) -> None:
    adopt()
    suspend(saul.member, by=SYSTEM, at=ASKED)
    assert begin() == 0


def test_nobody_agrees_to_another_schedule_than_was_read(own: Path, saul: Actor) -> None:
    adopting.adopt_schedule(by=SYSTEM, at=ASKED)
    read = digest()
    own.write_text(own.read_text(encoding="utf-8").replace("400", "365"), encoding="utf-8")
    adopting.adopt_schedule(by=SYSTEM, at=ASKED)
    with pytest.raises(erasure.CannotErase, match="nothing_open"):
        adopting.agree_to_schedule(read, by=saul, at=ASKED)


def test_two_of_the_team_agree_on_a_page_that_says_what_they_agree_to(
    own: Path, delia: Actor, saul: Actor, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    adopting.adopt_schedule(by=SYSTEM, at=ASKED)
    there, form = reverse("desk:kept"), {"act": "agree", "digest": digest()}
    assert "400 días" in signed_in(ana).get(there).content.decode()
    assert signed_in(ana).post(there, form).status_code == 403
    assert signed_in(delia).post(there, form).status_code == 302
    assert signed_in(delia).post(there, form).status_code == 409
    assert not adopted(seen_by=SYSTEM)
    assert signed_in(saul).post(there, form).status_code == 302
    assert adopted(seen_by=SYSTEM) == digest()
    page = signed_in(ana).get(there).content.decode()
    assert delia.member.name in page
    assert "Cada expediente se borra" in page
    assert signed_in(delia).post(there, form | {"act": "stop"}).status_code == 302
    assert not adopted(seen_by=SYSTEM)


def test_whoever_changes_the_file_afterwards_changes_nothing(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    adopt(at=ASKED)
    own.write_text(own.read_text(encoding="utf-8").replace("400", "365"), encoding="utf-8")
    assert begin() == 0


def test_she_reads_it_before_and_one_click_keeps_it(
    own: Path, long_closed: Filing, filed: Filed, flor: Visitor, adopt: Callable[..., None]
) -> None:
    adopt(at=ASKED)
    begin()
    assert "Según el calendario" in came_back(filed).get(ERASE).content.decode()
    assert run(YEARS + timedelta(days=59)) == 0
    erasure.take_back(long_closed, by=flor, at=YEARS + timedelta(days=59))
    assert run(YEARS + timedelta(days=70)) == 0
    assert begin() == 0


def test_and_else_it_goes_by_its_day(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    adopt(at=ASKED)
    begin()
    assert run(YEARS + timedelta(days=62)) == 1


def test_a_schedule_that_was_adopted_by_mistake_is_stopped(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    adopt(at=ASKED)
    begin()
    own.unlink()
    adopt(at=YEARS)
    assert run(YEARS + timedelta(days=62)) == 0
    assert Erasure.objects.get().ended_at


def test_recordings_that_went_before_keep_no_closed_file_from_its_day(
    own: Path, anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, adopt: Callable[..., None]
) -> None:
    granted(anas, flor, ana, delia, scope="files")
    assert run() == 1
    Case.objects.update(closed_at=ASKED)
    adopt(at=ASKED)
    assert begin() == 1


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ('begins = "closed"', 'begins = "closed"\ndays = 30'),
        ("notice_days = 60", "notice_days = 1"),
        ("days = 14", "days = 900"),
        ("notice_days = 60", "notice_days = 59"),
        ("cooling_days = 10", "cooling_days = 0"),
        ("cooling_days = 10", "cooling_days = 9"),
        ("least_days = 365", "least_days = 364"),
        ('id = "places"', 'id = "x"'),
        ('id = "record"', 'id = "dates"'),
        ('then = "erased"', 'then = "x"'),
    ],
)
def test_a_schedule_that_erases_too_soon_is_refused(tmp_path: Path, was: str, is_now: str) -> None:
    path = tmp_path / "retention.toml"
    text = shipped_schedule().read_text(encoding="utf-8")
    path.write_text(text.replace(was, is_now, 1), encoding="utf-8")
    with pytest.raises(MistakenProtocol):
        read_schedule(path)


def test_a_broken_schedule_of_the_site_erases_nothing(
    own: Path, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    own.write_text("x = 1", encoding="utf-8")
    adopt(at=ASKED)
    assert begin() == 0


def test_the_command_says_what_is_due_and_names_nobody(
    own: Path, anas: OpenCase, flor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    asks(flor)
    acts = retention.__dict__
    for name in ("_adopt", "_status", "_run"):
        assert acts[name]() == 0
    said = capsys.readouterr().out
    assert "asked and not decided: 1" in said
    assert "400 days after it is closed" in said
    assert anas.code not in said


def test_the_table_of_classes_and_the_program_say_what_the_schedule_says() -> None:
    table = (ROOT / "docs" / "reference" / "retention.md").read_text(encoding="utf-8")
    shipped = read_schedule(shipped_schedule())
    for one in shipped.classes:
        days = f" {one.days} days after it is {one.begins} |" if one.days is not None else ""
        [line] = [row for row in table.splitlines() if row.startswith(f"| `{one.id}` |")]
        assert days in line
        assert f"| {one.then} | {one.done_by} |" in line
    assert shipped.called("drafts").days == KEPT_FOR.days
    assert shipped.called("unsent").days == 30
    assert shipped.called("forms").days == FORM_KEPT_FOR.days
    assert shipped.called("backups").days == BACKUP_DAYS
