"""A tie that was said by mistake ends by the word of two who read the case, on record, and the
person reads that it was done; whose it was stands in no table and no entry."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.conflicts_of_interest.queries import ties_of_case
from amparo.casework.conflicts_of_interest.services import answer_doubt, doubt_tie, say_tied
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.exclusions import INHERITED, must_not_know
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.ledger.models import Entry
from tests.architecture.conftest import came_back
from tests.leaking import under_suspicion
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]

LATER = MONDAY + timedelta(hours=2)
WHY = "Escribió el código de otro caso"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def tied(beto: Actor, anas: OpenCase, ana: Actor, saul: Actor, delia: Actor) -> OpenCase:
    """The case, in which beto said it of himself; a supervisor and a decision maker have seats."""
    for one in (saul, delia):
        give_seat(anas.case, anas.folder, one.member, reason="works", by=ana, at=MONDAY)
    say_tied(anas.code, by=beto, at=LATER)
    return look_into(anas.code, seen_by=ana, at=LATER)


def read_by(who: Actor, open_case: OpenCase) -> OpenCase:
    return opened(open_case.code, seen_by=who)


def doubts(open_case: OpenCase, who: Actor, whose: Actor) -> str:
    hers = read_by(who, open_case)
    doubt_tie(hers, whose.member.code, words=WHY, by=who, at=LATER + timedelta(hours=1))
    found = ties_of_case(hers, seen_by=who).doubted
    assert found
    return found.ref


def answers(open_case: OpenCase, who: Actor, ref: str, *, ended: bool = True) -> None:
    at = LATER + timedelta(hours=2)
    answer_doubt(read_by(who, open_case), ref, ended=ended, words="Le pregunté", by=who, at=at)


def seat_for(whose: Actor, open_case: OpenCase, by: Actor) -> None:
    hers = look_into(open_case.code, seen_by=by, at=LATER + timedelta(hours=3))
    give_seat(hers.case, hers.folder, whose.member, reason="works", by=by, at=LATER)


def test_two_end_it_and_a_seat_may_be_given_again_which_none_comes_back_by_itself(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    ref = doubts(tied, saul, beto)
    with pytest.raises(Refused, match="must_not_know"):
        seat_for(beto, tied, ana)
    answers(tied, delia, ref)
    assert not CaseAccess.objects.filter(member=beto.member).exists()
    seat_for(beto, tied, ana)
    assert opened(tied.code, seen_by=beto).code
    found = ties_of_case(read_by(ana, tied), seen_by=ana)
    assert (found.standing, found.doubted) == ((), None)
    assert [one.what for one in found.steps] == ["doubted", "ended"]
    assert [one.by for one in found.steps] == [saul.signature, delia.signature]


def test_one_alone_ends_nothing_and_who_only_analyses_neither_begins_nor_ends(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor
) -> None:
    with pytest.raises(Hindered, match="not_permitted"):
        doubts(tied, ana, beto)
    ref = doubts(tied, saul, beto)
    with pytest.raises(Hindered, match="another_says"):
        answers(tied, saul, ref)
    with pytest.raises(Hindered, match="not_permitted"):
        answers(tied, ana, ref)
    with pytest.raises(Hindered, match="nothing_open"):
        doubts(tied, saul, beto)
    assert not Entry.objects.filter(event="TieEnded").exists()


def test_nor_does_whoever_is_held_back_or_has_it_for_some_hours(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    ref = doubts(tied, saul, beto)
    CaseAccess.objects.filter(member=delia.member).update(
        ends_at=timezone.now() + timedelta(hours=1)
    )
    with pytest.raises(Hindered, match="not_permitted"):
        answers(tied, delia, ref)
    CaseAccess.objects.update(ends_at=None)
    under_suspicion(delia.member, by=ana)
    with pytest.raises(Hindered, match="held_back"):
        answers(tied, delia, ref)


def test_a_second_may_say_that_it_stands_and_it_may_be_asked_again(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    answers(tied, delia, doubts(tied, saul, beto), ended=False)
    with pytest.raises(Refused, match="must_not_know"):
        seat_for(beto, tied, ana)
    answers(tied, delia, doubts(tied, saul, beto))
    seat_for(beto, tied, ana)


def test_what_she_says_anew_counts_also_while_a_second_is_asked(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    ref = doubts(tied, saul, beto)
    say_tied(tied.code, by=beto, at=LATER + timedelta(minutes=90))
    look_into(tied.code, seen_by=ana, at=LATER + timedelta(minutes=95))
    answers(tied, delia, ref)
    with pytest.raises(Refused, match="must_not_know"):
        seat_for(beto, tied, ana)
    answers(tied, delia, doubts(tied, saul, beto))
    seat_for(beto, tied, ana)
    say_tied(tied.code, by=beto, at=LATER + timedelta(hours=9))
    assert not CaseAccess.objects.filter(member=beto.member).exists()


def test_what_a_linked_case_tells_once_more_of_the_same_saying_is_ended_here_too(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    ref = doubts(tied, saul, beto)
    [step] = ties_of_case(read_by(saul, tied), seen_by=saul).steps
    answers(tied, delia, ref)
    code = beto.member.code
    for said, expected in ([code, step.said[0][1]], False), ([code, "ANOTHER"], True):
        body = {"units": [], "names": "", "tied": [code], "said": [said]}
        drop(tied.folder.filing, kind=INHERITED, about="", body=body, by=SYSTEM, at=LATER)
        assert must_not_know(read_by(ana, tied).folder, beto.member, by=ana) is expected


def test_it_ends_nothing_that_the_person_said(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor
) -> None:
    body = {"units": [], "names": beto.member.name}
    drop(tied.folder.filing, kind=INHERITED, about="", body=body, by=SYSTEM, at=LATER)
    look_into(tied.code, seen_by=ana, at=LATER)
    answers(tied, delia, doubts(tied, saul, beto))
    with pytest.raises(Refused, match="must_not_know"):
        seat_for(beto, tied, ana)


def test_the_record_says_that_it_was_done_and_never_of_whom_and_tables_tell_nothing(
    tied: OpenCase, beto: Actor, saul: Actor, delia: Actor
) -> None:
    before, kinds = Entry.objects.count(), set(Document.objects.values_list("kind", flat=True))
    answers(tied, delia, doubts(tied, saul, beto))
    new = list(Entry.objects.order_by("sequence")[before:])
    assert not any(beto.member.code in one.facts for one in new)
    [ended] = [one for one in new if one.event == "TieEnded"]
    assert ended.by == delia.signature
    assert set(Document.objects.values_list("kind", flat=True)) == kinds


def test_the_person_reads_under_who_looked_that_it_was_done(
    tied: OpenCase, beto: Actor, saul: Actor, delia: Actor, filed: Filed
) -> None:
    answers(tied, delia, doubts(tied, saul, beto))
    page = came_back(filed).get("/mine/looked/", headers=ENGLISH).content.decode()
    assert "had said by mistake to have a tie" in page
    assert beto.member.name not in page


def test_the_page_takes_both_words_and_shows_what_was_said(
    tied: OpenCase, ana: Actor, beto: Actor, saul: Actor, delia: Actor, signed_in: SignIn
) -> None:
    there = reverse("desk:ties", args=[tied.code])
    case = signed_in(ana).get(reverse("desk:case", args=[tied.code]) + "?tab=all", headers=ENGLISH)
    assert there in case.content.decode()
    first, second, third = (signed_in(one) for one in (saul, delia, ana))
    said: dict[str, Any] = {"member": beto.member.code, "words": WHY}
    assert third.post(there, said).status_code == 409
    assert first.post(there, {"words": WHY}).status_code == 422
    assert first.post(there, said).status_code == 302
    page = second.get(there).content.decode()
    assert WHY in page
    [step] = ties_of_case(read_by(ana, tied), seen_by=ana).steps
    told = {"of": step.ref, "outcome": "ended", "words": "Le pregunté"}
    assert first.post(there, told).status_code == 409
    other = second.post(there, told | {"of": "OTHER"})
    assert other.status_code == 422
    assert step.ref in other.content.decode()
    assert "Le pregunté" in other.content.decode()
    assert second.post(there, told).status_code == 302
    after = second.get(there, headers=ENGLISH).content.decode()
    assert "Nobody is recused from this case now." in after
    assert "Le pregunté" in after
    case = signed_in(ana).get(reverse("desk:case", args=[tied.code]) + "?tab=all", headers=ENGLISH)
    assert there not in case.content.decode()


def test_a_page_without_a_tie_says_so(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    there = reverse("desk:ties", args=[anas.code])
    page = signed_in(ana).get(there, headers=ENGLISH)
    assert "Nobody is recused from this case now." in page.content.decode()
    assert signed_in(ana).post(there, {"member": "x", "words": "x"}).status_code == 422
