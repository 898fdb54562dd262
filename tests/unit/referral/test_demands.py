"""Somebody with power demands the file: on record, and the person's to read."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral import authority_demands as demands
from amparo.casework.referral.authority_demands import Demanded, note_demand, tell_what_is_due
from amparo.casework.referral.direct_notices.services import ask_what_nobody_told
from amparo.casework.referral.models import AuthorityDemand, ReferralTask
from amparo.door.my_case.documents import letters_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import close_case
from amparo.foundations.consent.services import end_impediment
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry

NAME = "Juzgado de la Cordillera, oficio siete"

type Make = Callable[..., AuthorityDemand]


@pytest.fixture
def noted(anas: OpenCase, ana: Actor) -> Make:
    def make(**changes: Any) -> AuthorityDemand:
        given: dict[str, Any] = {
            "kind": "court",
            "name": NAME,
            "on": today(),
            "what": "copia de todo el expediente",
            "ground": "un artículo que citan",
            "answered": "que lo pidan por escrito",
            "forbidden_by": "",
            "silent_until": None,
        }
        return note_demand(anas, Demanded(**{**given, **changes}), by=ana, at=timezone.now())

    return make


def today() -> date:
    return timezone.localdate()


def read(flor: Visitor) -> str:
    """All that she can open, opened."""
    for paper in papers_in(flor.folder, seen_by=flor):
        if not paper.read_at:
            read_by_person(flor.folder, paper, by=flor, at=timezone.now())
    return " ".join(part for one in letters_of(flor) for _name, part in one.parts)


def silent(days: int) -> dict[str, Any]:
    return {"forbidden_by": "Juzgado Uno", "silent_until": today() + timedelta(days=days)}


def test_the_person_reads_who_demanded_it_of_what_and_on_which_ground(
    noted: Make, ana: Actor, flor: Visitor
) -> None:
    noted()
    read(flor)
    [letter] = [
        one for one in letters_of(flor) if str(one.title) == "Se exigió que se entregue su caso"
    ]
    said = " ".join(part for _name, part in letter.parts)
    for words in (NAME, "copia de todo", "un artículo", "por escrito"):
        assert words in said
    assert Entry.objects.get(event="FileDemanded").by == ana.signature


def test_she_and_the_team_read_in_words_whether_a_copy_may_leave_and_what_that_means(
    noted: Make, case: str, ana: Actor, flor: Visitor, signed_in: Callable[[Actor], Client]
) -> None:
    copy = "una copia de partes del expediente, si dos personas lo autorizan"
    rows = {copy: noted(handed="copy"), "Nada": noted()}
    read(flor)
    found = {one.ref: one for one in letters_of(flor)}
    for words, row in rows.items():
        letter = found[row.paper_ref]
        told = {str(name): part for name, part in letter.parts}
        assert words in told["Qué se entrega"]
        assert next(iter(told)) == "Quién lo exigió"
        assert "Además" not in told
        assert "no quiere decir que se haya entregado" in str(letter.means)
    for words, row in rows.items():
        page = signed_in(ana).get(reverse("referral:tell", args=[case, row.paper_ref]))
        assert (copy in page.text) is (words == copy)


def test_what_a_court_forbids_to_tell_is_told_by_itself_once_its_day_is_over(
    noted: Make, flor: Visitor
) -> None:
    noted(**silent(3))
    assert NAME not in read(flor)
    now = timezone.now()
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=3)) == 0
    assert NAME not in read(flor)
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=4)) == 1
    assert NAME in read(flor)
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=5)) == 0
    assert Entry.objects.filter(event="DemandTold").count() == 1


def test_nothing_in_the_clear_says_who_demanded_what(noted: Make) -> None:
    noted(**silent(3))
    row = AuthorityDemand.objects.values().get()
    entry = Entry.objects.get(event="FileDemanded")
    for words in (NAME, "Juzgado", "expediente", "artículo"):
        assert not any(words in str(value) for value in row.values())
        assert words not in entry.facts


def test_the_team_sees_it_and_that_a_court_keeps_it_silent(
    case: str, noted: Make, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    noted(**silent(3))
    page = signed_in(ana).get(f"/desk/cases/{case}/?tab=all").content.decode()
    assert NAME in page
    assert "Un juzgado prohíbe informar a la persona" in page


def test_only_who_works_on_the_case_notes_one(noted: Make, anas: OpenCase, delia: Actor) -> None:
    demanded = Demanded(
        kind="court", name=NAME, on=today(), what="x", ground="x", answered="", forbidden_by="",
        silent_until=None,
    )  # fmt: skip
    with pytest.raises(Hindered):
        demands.note_demand(anas, demanded, by=delia, at=timezone.now())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (lambda: {"kind": "authority", **silent(3)}, "Solo un juzgado"),
        (lambda: {"kind": "court", "forbidden_by": "Juzgado Uno"}, "último día"),
        (lambda: {"kind": "court", "silent_until": today()}, "qué juzgado"),
        (lambda: {"kind": "court", **silent(-1)}, "ya pasó"),
        (lambda: {"kind": "court", **silent(400)}, "Un año como máximo"),
        (lambda: {"kind": "court", "name": ""}, "obligatorio"),
        (lambda: {"kind": "court", "on": today() + timedelta(days=1)}, "todavía no llega"),
    ],
    ids=["no court", "no day", "no court named", "over", "for ever", "nobody", "to come"],
)
def test_silence_needs_a_court_and_a_day(
    case: str,
    ana: Actor,
    signed_in: Callable[[Actor], Client],
    typed: Callable[[], dict[str, Any]],
    told: str,
) -> None:
    form = {"name": NAME, "on": today(), "what": "todo", "ground": "oficio"} | typed()
    address = reverse("referral:demanded", args=[case])
    answer = signed_in(ana).post(address, _sent(form))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "oficio" in page
    assert not AuthorityDemand.objects.exists()


def test_the_page_puts_it_on_record(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    form = {
        "kind": "court",
        "name": NAME,
        "on": today(),
        "what": "todo",
        "ground": "x",
        **silent(9),
    }
    address = reverse("referral:demanded", args=[case])
    answer = signed_in(ana).post(address, _sent(form))
    assert answer.status_code == 302, answer.context["form"].errors
    row = AuthorityDemand.objects.get()
    assert row.order_until == today() + timedelta(days=9)
    assert row.silent_until == today() + timedelta(days=3)  # until a second has read the order


def _sent(form: dict[str, Any]) -> dict[str, str]:
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in form.items()}


# --- and she is told ---


def waiting() -> list[ReferralTask]:
    return list(ReferralTask.objects.filter(kind="tell_demand", done_at=None))


def ended() -> list[str]:
    found = ReferralTask.objects.filter(kind="tell_demand", done_at__isnull=False)
    return list(found.values_list("outcome", flat=True))


def agreed(anas: OpenCase, ana: Actor) -> None:
    way = SafeWay(ways=("telephone",), how="heard", begins=time(0), ends=time(0), text="la seña")
    agree_on_way(anas.folder, way, by=ana, at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def tell(case: str, ana: Actor, signed_in: Callable[[Actor], Client]) -> Callable[..., Any]:
    """What ana sends from the page of the task."""
    browser = signed_in(ana)

    def send(row: AuthorityDemand, **typed: str) -> Any:
        address = reverse("referral:tell", args=[case, row.paper_ref])
        moment = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
        given = {"outcome": "told", "way": "telephone", "tried_at": moment.isoformat(), "said": "x"}
        return browser.post(address, given | typed)

    return send


def test_the_team_has_a_day_to_tell_her_and_the_worklist_says_so(
    case: str, noted: Make, anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    row = noted(kind="prosecutor")
    [task] = waiting()
    assert task.about == row.paper_ref
    assert task.due_on - row.noted_at == timedelta(days=1)
    assert "dated.tell_demand" in {one.task for one in waiting_in(Case.objects.get())}
    browser = signed_in(ana)
    page = browser.get(f"/desk/cases/{case}/").content.decode()
    there = reverse("referral:task", args=[case, task.ref])
    assert there in page
    led = browser.get(there, follow=True, headers={"accept-language": "en"})
    assert led.redirect_chain[-1][0].endswith(f"/to-tell/{row.paper_ref}/")
    for words in (NAME, "copia de todo", "por escrito", "Nobody has agreed on it with them yet"):
        assert words in led.content.decode()


def test_nobody_is_asked_to_tell_her_what_a_court_forbids_until_its_day_is_over(
    noted: Make, tell: Callable[..., Any]
) -> None:
    row, now = noted(**silent(3)), timezone.now()
    assert waiting() == []
    assert tell(row).status_code == 404
    tell_what_is_due(by=SYSTEM, at=now + timedelta(days=3))
    assert waiting() == []
    tell_what_is_due(by=SYSTEM, at=now + timedelta(days=4))
    [task] = waiting()
    assert task.about == row.paper_ref
    assert "dated.tell_demand" in {one.task for one in waiting_in(Case.objects.get())}


def test_it_ends_once_she_opened_it_on_her_page(noted: Make, flor: Visitor) -> None:
    noted()
    read(flor)
    assert (waiting(), ended()) == ([], ["read"])
    assert "dated.tell_demand" not in {one.task for one in waiting_in(Case.objects.get())}


def test_each_demand_is_told_by_itself(noted: Make, flor: Visitor) -> None:
    noted()
    read(flor)
    second = noted(kind="authority")
    assert [one.about for one in waiting()] == [second.paper_ref]


def test_while_she_cannot_be_asked_her_page_may_be_in_other_hands(
    noted: Make, flor: Visitor, tell: Callable[..., Any]
) -> None:
    row = noted()
    Filing.objects.update(impediment="detained")
    read(flor)
    assert tell(row, why="contestó alguien").status_code == 409
    assert len(waiting()) == 1


def test_what_she_opened_meanwhile_she_opens_again_once_she_can_be_asked(
    noted: Make, flor: Visitor, ana: Actor
) -> None:
    noted()
    Filing.objects.update(impediment="detained")
    read(flor)
    assert len(waiting()) == 1
    end_impediment(Filing.objects.get(), how="heard", by=ana, at=timezone.now())
    assert len(waiting()) == 1  # whoever had her page may have been the one who opened it
    read(flor)
    assert (waiting(), ended()) == ([], ["read"])


def test_nobody_told_her_on_a_day_before_there_was_anything_to_tell(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    agreed(anas, ana)
    row = noted()
    before = (timezone.localtime() - timedelta(days=1)).replace(tzinfo=None)
    answer = tell(row, tried_at=before.isoformat(timespec="minutes"), said="se lo dije en la plaza")
    assert answer.status_code == 422
    assert "se lo dije en la plaza" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"tried_at"}
    assert len(waiting()) == 1
    assert not Entry.objects.filter(event="ContactTried").exists()


def test_whoever_told_her_first_and_noted_it_then_says_when(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    """The paper came yesterday."""
    agreed(anas, ana)
    yesterday = timezone.localtime() - timedelta(days=1)
    row = noted(on=yesterday.date())
    moment = yesterday.replace(tzinfo=None).isoformat(timespec="minutes")
    assert tell(row, tried_at=moment, why="esperaba en la oficina").status_code == 302
    assert ended() == ["told"]


def test_whoever_told_her_by_an_agreed_way_says_so(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    agreed(anas, ana)
    row = noted()
    assert tell(row, said="").status_code == 422
    assert tell(row, tried_at="2099-01-01T10:00").status_code == 422
    assert tell(row).status_code == 302
    assert (waiting(), ended()) == ([], ["told"])
    assert Entry.objects.filter(event="ContactTried", by=ana.signature).count() == 1
    assert tell(row).status_code == 409  # it was overtaken
    assert Entry.objects.filter(event="ContactTried").count() == 1


def test_by_another_way_than_hers_it_needs_the_reason(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    agreed(anas, ana)
    row = noted()
    answer = tell(row, way="radio")
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()
    assert len(waiting()) == 1
    assert not Entry.objects.filter(event="ContactTried").exists()
    assert tell(row, way="radio", why="estaba sola en la emisora").status_code == 302
    assert ended() == ["told"]


def test_what_is_not_safe_now_is_put_off_with_its_reason_for_a_month_at_most(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    row = noted()
    off = {"outcome": "not_safe", "text": "su hermano escucha"}
    assert tell(row, outcome="not_safe").status_code == 422
    assert tell(row, **off, again=(today() + timedelta(days=40)).isoformat()).status_code == 422
    assert tell(row, **off, again=(today() - timedelta(days=1)).isoformat()).status_code == 409
    day = today() + timedelta(days=5)
    assert tell(row, **off, again=day.isoformat()).status_code == 302
    [task] = waiting()
    assert task.due_on.date() >= day
    entry = Entry.objects.get(event="DatedTaskPutOff")
    assert (entry.by, task.ref in entry.facts) == (ana.signature, True)
    assert day.isoformat() in entry.facts
    [note] = papers_in(anas.folder, seen_by=ana, kinds=["note"])
    assert anas.folder.words(note)["text"] == "su hermano escucha"


def test_a_closed_case_stays_closed_and_stands_on_the_worklist_until_she_was_told(
    noted: Make, anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    agreed(anas, ana)
    close_case(anas.case, reason="ended", by=ana, at=timezone.now())
    assert not CaseAccess.objects.filter(open=True).exists()
    row = noted()
    case = Case.objects.get()
    assert (case.closed_at is not None, case.due_term) == (True, "dated.tell_demand")
    assert CaseAccess.objects.get(member=ana.member).open
    assert tell(row).status_code == 302
    assert Case.objects.get().closed_at
    assert not CaseAccess.objects.filter(open=True).exists()


def test_after_a_death_nobody_is_told(noted: Make, anas: OpenCase) -> None:
    noted()
    Filing.objects.update(impediment=DIED)
    assert "dated.tell_demand" not in {one.task for one in waiting_in(Case.objects.get())}


def test_what_was_noted_before_the_team_told_of_any_is_told_too(noted: Make, flor: Visitor) -> None:
    noted()
    ReferralTask.objects.all().delete()
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 1
    assert len(waiting()) == 1
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 0
    ReferralTask.objects.all().delete()
    read(flor)
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 0
    assert waiting() == []
