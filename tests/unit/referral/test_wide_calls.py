"""Whom the team calls because everybody's files were demanded: once, and again when that becomes
another thing; and a run of the jobs that ends in the middle."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral import wide_calls
from amparo.casework.referral.models import DatedTask
from amparo.casework.referral.wide import answer_wide, tell_everybody
from amparo.foundations.access.actors import SYSTEM, Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import open_case, refresh
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.filings import file_request
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.models import EveryFileDemanded, Filing, Key
from amparo.foundations.letterbox.queries import filing_to_open
from amparo.foundations.letterbox.silence import NotTold
from tests.elsewhere import wide_demand
from tests.people import MONDAY

pytestmark = pytest.mark.django_db

type Tell = Callable[..., int]


def run() -> None:
    tell_everybody(by=SYSTEM, at=timezone.now())


def say(ref: str, outcome: str, by: Actor) -> None:
    answer_wide(ref, outcome=outcome, words="x", by=by, at=timezone.now())


def waiting() -> int:
    return DatedTask.objects.filter(kind="tell_demand", done_at=None).count()


def outcomes() -> list[str]:
    found = DatedTask.objects.filter(kind="tell_demand").order_by("pk")
    return list(found.values_list("outcome", flat=True))


@pytest.fixture
def unheard() -> None:
    """Nobody took words with which to look."""
    Key.objects.filter(holder="person").update(confirmed_at=None)


@pytest.fixture
def three(anas: OpenCase, rosa: Actor, letter: Callable[..., Any]) -> list[Case]:
    """Cases of which nobody looks at a page."""
    for _another in range(2):
        filed = file_request(letter(), by=STRANGER, at=MONDAY)
        folder = filing_to_open(filed.folder.code, seen_by=rosa)
        assert folder is not None
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
    Key.objects.filter(holder="person").update(confirmed_at=None)
    return list(Case.objects.order_by("pk"))


@pytest.fixture
def tell(anas: OpenCase, ana: Actor, unheard: None, signed_in: Callable[[Actor], Client]) -> Tell:
    """Ana notes that the person was told; so long ago."""

    def do(ref: str, ago: timedelta = timedelta(0)) -> int:
        moment = (timezone.localtime() - ago).replace(tzinfo=None, second=0, microsecond=0)
        given = {"outcome": "told", "way": "telephone", "tried_at": moment.isoformat()}
        page = reverse("referral:tell", args=[anas.code, ref])
        answer = signed_in(ana).post(page, given | {"said": "x", "why": "no hay otra"})
        return answer.status_code

    return do


@pytest.fixture
def page(anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]) -> Callable[[str], str]:
    address = "referral:tell"
    return lambda ref: signed_in(ana).get(reverse(address, args=[anas.code, ref])).text


# --- called again, once for each change ---


def test_whoever_was_told_is_called_again_once_when_something_left(
    saul: Actor, tell: Tell, page: Callable[[str], str]
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    assert tell(row.ref) == 302
    say(row.ref, "refused", saul)  # nothing that they have to know today
    run()
    assert waiting() == 0
    for again in ("part", "part", "taken"):  # each time more of it is gone
        say(row.ref, again, saul)
        run()
        run()
        assert waiting() == 1
        assert "Ya se le contó" in page(row.ref)
        assert tell(row.ref) == 302
        run()
        assert waiting() == 0
    assert Case.objects.get().due_term != "dated.tell_demand"


def test_and_when_two_say_that_nothing_left_after_all(
    saul: Actor, delia: Actor, tell: Tell
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    say(row.ref, "given", saul)
    run()
    tell(row.ref)
    say(row.ref, "refused", saul)
    run()
    assert waiting() == 0  # the word of one
    say(row.ref, "refused", delia)
    run()
    assert waiting() == 1


def test_whoever_was_told_is_called_again_once_when_it_was_a_mistake(
    saul: Actor, tell: Tell, page: Callable[[str], str]
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    say(row.ref, "mistake", saul)
    run()
    run()
    assert waiting() == 1
    assert "por error" in page(row.ref)
    assert tell(row.ref) == 302
    run()
    assert outcomes() == ["told", "told"]


def test_who_has_a_page_is_not_called_again(saul: Actor, tell: Tell) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    Key.objects.filter(holder="person").update(confirmed_at=timezone.now())
    say(row.ref, "given", saul)
    run()
    assert waiting() == 0


def test_what_became_another_thing_long_after_is_told_to_whoever_heard_of_it(
    saul: Actor, tell: Tell
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    long_ago = timezone.now() - timedelta(days=90)
    Filing.objects.update(filed_at=long_ago - timedelta(days=1))
    EveryFileDemanded.objects.update(told_at=long_ago)
    DatedTask.objects.update(done_at=long_ago)
    say(row.ref, "mistake", saul)
    run()
    assert waiting() == 1


def test_a_mistake_that_was_none_is_told_to_those_whose_call_was_called_off(
    saul: Actor, anas: OpenCase, unheard: None
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    say(row.ref, "mistake", saul)
    run()
    assert outcomes() == ["mistake"]
    say(row.ref, "given", saul)
    run()
    assert outcomes() == ["mistake", ""]


def test_what_was_told_before_it_changed_is_told_anew(saul: Actor, tell: Tell) -> None:
    """The call was in the morning, and is noted once another part of it was given."""
    noted = timezone.now() - timedelta(hours=3)
    row = wide_demand(by=saul, at=noted)
    answer_wide(row.ref, outcome="part", words="x", by=saul, at=noted)
    run()
    say(row.ref, "part", saul)
    assert tell(row.ref, timedelta(hours=1)) == 302
    assert outcomes() == ["told", ""]
    run()
    assert tell(row.ref) == 302
    run()
    assert waiting() == 0


@pytest.mark.parametrize("called_off", [True, False])
def test_who_was_called_before_it_was_known_to_be_a_mistake_hears_that_too(
    saul: Actor, tell: Tell, page: Callable[[str], str], *, called_off: bool
) -> None:
    noted = timezone.now() - timedelta(hours=3)
    row = wide_demand(by=saul, at=noted)
    run()
    say(row.ref, "mistake", saul)
    if called_off:
        run()
    assert "No se llama a nadie por esto" in page(row.ref)
    assert tell(row.ref, timedelta(hours=1)) == 302
    run()
    assert [one for one in outcomes() if one != "mistake"] == ["told", ""]
    assert tell(row.ref) == 302
    run()
    assert waiting() == 0


def test_nothing_is_noted_of_a_call_that_was_called_off(saul: Actor, tell: Tell) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    say(row.ref, "mistake", saul)
    run()
    assert tell(row.ref) == 409
    assert outcomes() == ["mistake"]


# --- a run that ends in the middle ---


def whole() -> bool:
    """Each task that was opened or is done stands in the record, and nothing else does."""
    tasks = DatedTask.objects.filter(kind="tell_demand")
    said = [Entry.objects.filter(event=f"DatedTask{one}").count() for one in ("Opened", "Done")]
    return said == [tasks.count(), tasks.exclude(done_at=None).count()]


def test_that_it_was_a_mistake_is_said_whole_however_many_cases_there_are(
    three: list[Case], saul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    assert waiting() == len(three)
    monkeypatch.setattr(wide_calls, "close_dated_tasks", None)  # no case is touched by the page
    say(row.ref, "mistake", saul)
    assert EveryFileDemanded.objects.get().outcome == "mistake"
    assert waiting() == len(three)


@pytest.mark.parametrize("outcome", ["", "mistake"])
def test_jobs_that_are_killed_in_the_middle_go_on_where_they_were(
    three: list[Case], saul: Actor, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    if outcome:
        run()
        say(row.ref, outcome, saul)
    with monkeypatch.context() as patched:
        patched.setattr(wide_calls, "refresh", _killed_at(3))
        with pytest.raises(KeyboardInterrupt):
            run()
    assert waiting() == (1 if outcome else 2)
    assert whole()
    run()
    assert outcomes() == [outcome] * 3
    assert whole()


def test_one_run_does_so_many_and_whoever_cannot_be_done_takes_nobodys_turn(
    three: list[Case], saul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    say(row.ref, "mistake", saul)
    monkeypatch.setattr(wide_calls, "A_RUN", 1)

    def broken(case: Case, *, at: datetime) -> None:
        if case == three[0]:
            raise LookupError
        refresh(case, at=at)

    with monkeypatch.context() as patched:
        patched.setattr(wide_calls, "refresh", broken)
        for left in (2, 1, 1):
            with pytest.raises(NotTold):
                run()
            assert waiting() == left
    assert whole()
    run()
    assert waiting() == 0


def _killed_at(turn: int) -> Callable[..., None]:
    turns = iter(range(1, turn + 1))

    def killed(case: Case, *, at: datetime) -> None:
        refresh(case, at=at)
        if next(turns) == turn:
            raise KeyboardInterrupt

    return killed
