"""Whom the team calls because everybody's files were demanded: once for each outcome; and a run of
the jobs that ends in the middle."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.blanket_demands import tasks_to_tell as wide_calls
from amparo.casework.referral.blanket_demands.services import (
    answer_wide,
    note_order_read,
    tell_everybody,
)
from amparo.casework.referral.blanket_demands.silence_periods import noted_by
from amparo.casework.referral.direct_notices.services import note_told, to_tell
from amparo.casework.referral.models import BlanketDemand, ReferralTask
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.blanket_demands import as_signed
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import CaseKey, Filing, PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_disclosure import NotTold
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.elsewhere import wide_demand
from tests.people import MONDAY

pytestmark = pytest.mark.django_db

type Tell = Callable[..., int]
type Passes = Callable[[timedelta], None]
type Heard = Callable[..., BlanketDemand]
type SignedIn = Callable[[Actor], Client]


def run() -> None:
    tell_everybody(by=SYSTEM, at=timezone.now())


def say(ref: str, outcome: str, by: Actor) -> None:
    answer_wide(ref, outcome=outcome, words="x", by=by, at=timezone.now())


MINUTES = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The clock stands still but for what passes."""
    moments = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    return lambda span: moments.append(moments[-1] + span)


def waiting() -> int:
    return ReferralTask.objects.filter(kind="tell_demand", done_at=None).count()


def outcomes() -> list[str]:
    found = ReferralTask.objects.filter(kind="tell_demand").order_by("pk")
    return list(found.values_list("outcome", flat=True))


@pytest.fixture
def unheard() -> None:
    """Nobody took words with which to look."""
    CaseKey.objects.filter(holder="person").update(confirmed_at=None)


@pytest.fixture
def three(anas: OpenCase, rosa: Actor, letter: Callable[..., Any]) -> list[Case]:
    """Cases of which nobody looks at a page."""
    for _another in range(2):
        filed = file_request(letter(), by=STRANGER, at=MONDAY)
        folder = filing_to_open(filed.folder.code, seen_by=rosa)
        assert folder is not None
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
    CaseKey.objects.filter(holder="person").update(confirmed_at=None)
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
def heard(tell: Tell, passes: Passes) -> Heard:
    """Whoever is called hears, five minutes later, what was demanded; after somebody said of it
    what came of it, or before that."""

    def do(row: BlanketDemand, outcome: str = "", by: Actor | None = None) -> BlanketDemand:
        if by:
            say(row.ref, outcome, by)
        run()
        passes(MINUTES)
        assert tell(row.ref) == 302
        return row

    return do


@pytest.fixture
def page(anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]) -> Callable[[str], str]:
    address = "referral:tell"
    return lambda ref: signed_in(ana).get(reverse(address, args=[anas.code, ref])).text


# --- one task for each outcome ---


def test_each_outcome_that_left_more_is_told_once(
    saul: Actor, tell: Tell, page: Callable[[str], str], passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    assert tell(row.ref) == 302
    say(row.ref, "refused", saul)  # nothing that they have to know today
    run()
    assert waiting() == 0
    for again in ("part", "given", "taken"):  # each time more of it is gone
        passes(MINUTES)
        say(row.ref, again, saul)
        run()
        run()
        assert waiting() == 1
        assert "Ya se le informó antes" in page(row.ref)
        passes(MINUTES)
        assert tell(row.ref) == 302
        run()
        assert waiting() == 0
    assert outcomes() == ["told", "told_part", "told_given", "told_taken"]
    assert Case.objects.get().due_term != "dated.tell_demand"


@pytest.mark.parametrize("said", [("part", "part"), ("mistake", "refused"), ("refused", "mistake")])
def test_what_is_said_by_turns_is_told_three_times_at_most(
    saul: Actor, tell: Tell, passes: Passes, said: tuple[str, str]
) -> None:
    """Each outcome once; and once more that it is demanded, to whom a mistake was told."""
    row = wide_demand(by=saul, at=timezone.now())
    run()
    for _often in range(4):
        for outcome in said:
            passes(timedelta(days=4))
            say(row.ref, outcome, saul)
            run()
            if waiting():
                passes(MINUTES)
                assert tell(row.ref) == 302
                run()
            assert waiting() == 0
    told = [one for one in outcomes() if one != "nothing"]
    assert (
        told
        == {
            "part": ["told_part"],
            "mistake": ["told_refused", "told_mistake", "told_refused"],
            "refused": ["told_refused", "told_mistake", "told_refused"],
        }[said[0]]
    )


def test_an_open_task_tells_what_holds_by_then(saul: Actor, tell: Tell, passes: Passes) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    for outcome in ("refused", "part", "given"):
        passes(MINUTES)
        say(row.ref, outcome, saul)
        run()
        assert waiting() == 1
    passes(MINUTES)
    assert tell(row.ref) == 302
    run()
    assert outcomes() == ["told_given"]


def test_a_mistake_is_told_to_whoever_was_told_of_the_demand(
    saul: Actor, tell: Tell, page: Callable[[str], str], passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    passes(MINUTES)
    say(row.ref, "mistake", saul)
    run()
    run()
    assert waiting() == 1
    assert "por error" in page(row.ref)
    passes(MINUTES)
    assert tell(row.ref) == 302
    run()
    assert outcomes() == ["told", "told_mistake"]


@pytest.fixture
def sent_home(saul: Actor, passes: Passes, heard: Heard) -> str:
    """The person was told that it was refused, and five minutes ago that it was a mistake."""
    row = heard(wide_demand(by=saul, at=timezone.now()), "refused", saul)
    passes(MINUTES)
    heard(row, "mistake", saul)
    passes(MINUTES)
    run()
    assert waiting() == 0
    return row.ref


@pytest.mark.parametrize("who", ["saul", "delia"])
def test_that_a_mistake_was_none_is_told_though_its_outcome_was_told_before(
    sent_home: str,
    saul: Actor,
    delia: Actor,
    tell: Tell,
    page: Callable[[str], str],
    passes: Passes,
    who: str,
) -> None:
    """They may have gone back home."""
    say(sent_home, "refused", {"saul": saul, "delia": delia}[who])
    run()
    assert waiting() == 1
    assert "puede que haya vuelto a casa" in page(sent_home)
    passes(MINUTES)
    assert tell(sent_home) == 302
    run()
    assert outcomes() == ["told_refused", "told_mistake", "told_refused"]


def test_a_mistake_that_is_one_again_closes_the_task_that_says_it_was_none(
    sent_home: str, saul: Actor, tell: Tell, page: Callable[[str], str], passes: Passes
) -> None:
    for outcome, calls in (("refused", 1), ("mistake", 0)):
        passes(MINUTES)
        say(sent_home, outcome, saul)
        run()
        run()
        assert waiting() == calls
    assert outcomes()[-1] == "nothing"
    assert "No se llama a nadie por esto" in page(sent_home)
    passes(MINUTES)
    assert tell(sent_home) == 409  # nothing is to be told


def test_what_left_again_after_two_had_taken_that_back_is_told(
    saul: Actor, delia: Actor, passes: Passes, heard: Heard
) -> None:
    row = heard(wide_demand(by=saul, at=timezone.now()), "given", saul)
    say(row.ref, "refused", saul)
    run()
    assert waiting() == 0  # the word of one
    heard(row, "refused", delia)
    passes(MINUTES)
    say(row.ref, "given", delia)
    run()
    assert waiting() == 1
    assert outcomes() == ["told_given", "told_refused", ""]


def test_what_left_once_more_is_told_to_who_asked_in_between(
    saul: Actor, anas: OpenCase, unheard: None, passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    say(row.ref, "part", saul)
    passes(MINUTES)
    Filing.objects.update(filed_at=timezone.now())
    run()
    assert waiting() == 0
    passes(MINUTES)
    say(row.ref, "part", saul)
    run()
    assert waiting() == 1


# --- who is not called, or no more ---


def test_who_takes_words_meanwhile_reads_it_there_and_is_not_called(
    saul: Actor, tell: Tell, page: Callable[[str], str], passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    assert "ya tiene su propia clave de acceso" in page(row.ref)
    CaseKey.objects.filter(holder="person").update(confirmed_at=timezone.now())
    Filing.objects.update(impediment="unreachable")  # it may be in other hands
    run()
    assert waiting() == 1
    Filing.objects.update(impediment="")
    run()
    run()
    assert outcomes() == ["page"]
    assert Case.objects.get().due_term != "dated.tell_demand"


def test_who_has_a_page_is_not_called_again(saul: Actor, tell: Tell) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    CaseKey.objects.filter(holder="person").update(confirmed_at=timezone.now())
    say(row.ref, "given", saul)
    run()
    assert waiting() == 0


def test_what_became_another_thing_long_after_is_told(saul: Actor, tell: Tell) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    tell(row.ref)
    long_ago = timezone.now() - timedelta(days=90)
    Filing.objects.update(filed_at=long_ago - timedelta(days=1))
    PublishedBlanketDemand.objects.update(told_at=long_ago)
    ReferralTask.objects.update(done_at=long_ago)
    run()
    assert waiting() == 0
    say(row.ref, "mistake", saul)
    run()
    assert waiting() == 1


def test_a_mistake_of_which_the_person_never_heard_closes_the_task(
    saul: Actor, anas: OpenCase, unheard: None
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    say(row.ref, "mistake", saul)
    run()
    assert outcomes() == ["nothing"]
    say(row.ref, "given", saul)
    run()
    assert outcomes() == ["nothing", ""]


# --- who was not reached ---


@pytest.fixture
def give_up(anas: OpenCase, ana: Actor, signed_in: SignedIn) -> Callable[..., int]:
    """Ana notes that the person was not reached."""

    def do(ref: str, text: str = "no hay señal ni camino") -> int:
        page = reverse("referral:tell", args=[anas.code, ref])
        return signed_in(ana).post(page, {"outcome": "not_reached", "text": text}).status_code

    return do


def test_who_was_not_reached_is_not_looked_for_until_it_becomes_another_thing(
    saul: Actor, unheard: None, give_up: Callable[..., int], passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    assert give_up(row.ref, "") == 422  # says why
    assert give_up(row.ref) == 302
    assert give_up(row.ref) == 409
    for _often in range(2):
        passes(timedelta(days=4))
        run()
    assert outcomes() == ["not_reached"]
    assert Case.objects.get().due_term != "dated.tell_demand"
    say(row.ref, "given", saul)
    run()
    assert outcomes() == ["not_reached", ""]
    assert give_up(row.ref) == 302
    run()
    assert outcomes() == ["not_reached", "not_reached_given"]


def test_who_was_not_reached_to_say_that_a_mistake_was_none_is_not_looked_for_again(
    sent_home: str, saul: Actor, give_up: Callable[..., int]
) -> None:
    say(sent_home, "refused", saul)
    run()
    assert give_up(sent_home) == 302
    run()
    assert waiting() == 0


# --- a call that was made before it became another thing ---


@pytest.mark.parametrize("ago", [timedelta(hours=1), timedelta(0)])
def test_what_was_told_before_it_changed_counts_as_what_it_was(
    saul: Actor, tell: Tell, ago: timedelta, heard: Heard
) -> None:
    """The call was in the morning, or in the very minute, and is noted once more was given."""
    noted = timezone.now() - timedelta(hours=3)
    row = wide_demand(by=saul, at=noted)
    answer_wide(row.ref, outcome="part", words="x", by=saul, at=noted)
    run()
    say(row.ref, "given", saul)
    assert tell(row.ref, ago) == 302
    run()
    assert outcomes() == ["told_part", ""]
    heard(row)
    run()
    assert waiting() == 0


def test_what_changes_while_it_is_noted_is_told_anew(
    saul: Actor, ana: Actor, anas: OpenCase, unheard: None, passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    passes(MINUTES)
    tried = {"way": "telephone", "tried_at": timezone.now(), "why": "x", "text": "x"}
    found = to_tell(anas, row.ref, seen_by=ana)
    assert found is not None
    passes(MINUTES)
    say(row.ref, "given", saul)
    note_told(anas, found, tried, by=ana, at=timezone.now())
    run()
    assert outcomes() == ["told", ""]


@pytest.mark.parametrize("called_off", [True, False])
def test_who_was_called_before_it_was_known_to_be_a_mistake_hears_that_too(
    saul: Actor, tell: Tell, page: Callable[[str], str], passes: Passes, *, called_off: bool
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
    assert [one for one in outcomes() if one != "nothing"] == ["told", ""]
    passes(MINUTES)
    assert tell(row.ref) == 302
    run()
    assert waiting() == 0


def test_nothing_is_noted_of_a_call_that_was_called_off(
    saul: Actor, tell: Tell, passes: Passes
) -> None:
    row = wide_demand(by=saul, at=timezone.now())
    run()
    say(row.ref, "mistake", saul)
    run()
    passes(MINUTES)
    assert tell(row.ref) == 409
    assert outcomes() == ["nothing"]


# --- an order that a second read only once everybody read of the demand ---


@pytest.fixture
def late(saul: Actor, delia: Actor, anas: OpenCase, unheard: None) -> BlanketDemand:
    """An order of sixty days that nobody else read in time."""
    row = wide_demand(by=saul, at=timezone.now() - timedelta(days=4), silent=60)
    run()
    assert waiting() == 1
    return row


def read(row: BlanketDemand, by: Actor, *, forbids: bool = True) -> None:
    note_order_read(row.ref, forbids=forbids, words="x", by=by, at=timezone.now())


def reads() -> str:
    [one] = as_signed(PublishedBlanketDemand.objects.all())
    return one.outcome


def test_from_then_on_nobody_more_is_called_and_what_comes_of_it_waits(
    late: BlanketDemand, saul: Actor, delia: Actor, tell: Tell, passes: Passes
) -> None:
    tell(late.ref)
    passes(timedelta(days=3))
    say(late.ref, "part", saul)
    run()
    assert (outcomes(), reads()) == (["told", ""], "part")
    passes(MINUTES)
    read(late, delia)
    run()
    assert (outcomes(), reads()) == (["told", "forbidden"], "part")  # what they read stays
    told_at = PublishedBlanketDemand.objects.get().told_at
    passes(timedelta(days=3))
    say(late.ref, "given", saul)
    run()
    assert (outcomes(), reads()) == (["told", "forbidden"], "part")
    assert PublishedBlanketDemand.objects.get().told_at == told_at
    passes(timedelta(days=54))
    run()
    assert (waiting(), reads()) == (1, "given")


def test_once_its_day_is_over_whoever_was_told_all_is_not_called(
    late: BlanketDemand, delia: Actor, tell: Tell, passes: Passes
) -> None:
    tell(late.ref)
    passes(MINUTES)
    read(late, delia)
    passes(timedelta(days=60))
    run()
    assert waiting() == 0


def test_whoever_was_not_told_is_once_its_day_is_over(
    late: BlanketDemand, delia: Actor, passes: Passes
) -> None:
    passes(MINUTES)
    read(late, delia)
    run()
    assert outcomes() == ["forbidden"]
    passes(timedelta(days=61))
    run()
    assert waiting() == 1


def test_that_it_forbids_nothing_after_all_ends_it_once_two_say_so(
    late: BlanketDemand, saul: Actor, delia: Actor, passes: Passes
) -> None:
    passes(MINUTES)
    with pytest.raises(Hindered, match="another_reads"):
        read(late, saul, forbids=False)  # nothing is silent by it
    read(late, delia)
    passes(MINUTES)
    read(late, delia, forbids=False)
    run()
    assert waiting() == 0
    passes(MINUTES)
    read(late, saul, forbids=False)
    run()
    assert waiting() == 1
    passes(MINUTES)
    with pytest.raises(Hindered, match="nothing_open"):
        read(late, delia)


def test_it_takes_a_second_and_once(
    late: BlanketDemand, saul: Actor, delia: Actor, passes: Passes
) -> None:
    passes(MINUTES)
    with pytest.raises(Hindered, match="another_reads"):
        read(late, saul)
    said = SilenceRead(about=late.ref, of=late.ref, until=noted_by(late.ref)[1])
    record(said, by=delia, at=timezone.now())  # not in her own hand
    run()
    assert waiting() == 1
    read(late, delia)
    with pytest.raises(Hindered, match="nothing_open"):
        read(late, delia)
    run()
    assert waiting() == 0


def test_nor_once_the_day_of_the_order_is_over(
    late: BlanketDemand, delia: Actor, passes: Passes
) -> None:
    passes(timedelta(days=60))
    with pytest.raises(Hindered, match="nothing_open"):
        read(late, delia)


def test_the_pages_say_so(
    late: BlanketDemand,
    saul: Actor,
    delia: Actor,
    signed_in: Callable[[Actor], Client],
    passes: Passes,
) -> None:
    passes(MINUTES)
    order, listed = reverse("demands:order", args=[late.ref]), reverse("demands:listed")
    assert order in signed_in(delia).get(listed).text
    assert order not in signed_in(saul).get(listed).text
    assert "lo sigue siendo" in signed_in(delia).get(order).text
    read(late, delia)
    for who in (saul, delia):
        assert "prohíbe informar más" in signed_in(who).get(listed).text
        assert "Nadie más leyó a tiempo" not in signed_in(who).get("/desk/").text


def test_a_call_that_was_made_before_is_noted_all_the_same(
    late: BlanketDemand, delia: Actor, tell: Tell, page: Callable[[str], str], passes: Passes
) -> None:
    passes(MINUTES)
    read(late, delia)
    run()
    assert "un juzgado prohíbe informar más" in page(late.ref)
    assert tell(late.ref) == 302
    run()
    assert outcomes() == ["forbidden", "told"]


# --- a run that ends in the middle ---


def whole() -> bool:
    """Each task that was opened or is done stands in the record, and nothing else does."""
    tasks = ReferralTask.objects.filter(kind="tell_demand")
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
    assert PublishedBlanketDemand.objects.get().outcome == "mistake"
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
    assert outcomes() == ["nothing" if outcome else ""] * 3
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
