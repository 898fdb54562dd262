"""Whoever a measure protects too gives up their own part alone, once the team has said in writing
what that may mean; and what one no takes back, each of them hears."""

import pytest
from django.urls import reverse

from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.obligations.services import forward
from amparo.casework.review.models import ReviewTask
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.models import AffectedAdult, Beneficiary
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import SeparateQuestion
from amparo.foundations.related_people.services import give_way, name_other
from tests.plans import TUESDAY
from tests.unit.review.conftest import FRIDAY, as_open

ENGLISH = {"accept-language": "en"}
WRITTEN = "el vecino sigue cerca; nadie pasaría por su casa"


@pytest.fixture
def tomas(anas, ana, patrol):
    return name_other(anas.folder, name="Tomás Rivas", relation="family", by=ana, at=TUESDAY)


@pytest.fixture
def owed(tomas, anas, ana, patrol, site, carla, request):
    """Tomás said yes, and the patrol goes to carla's unit."""
    adults.name(anas, patrol.ref, listed=[Whom("Tomás Rivas", tomas.ref)], by=ana, at=TUESDAY)
    [row] = AffectedAdult.objects.all()
    answer_for_oneself(anas.folder, row.ref, answer="agreed", by=ana, at=TUESDAY, how="oral")
    patrol.refresh_from_db()
    request.getfixturevalue("granted")
    patrol.refresh_from_db()
    case = as_open(anas, ana)
    return forward(case, patrol, site["pnp-selva"], fields=["coarse_place"], by=ana, at=FRIDAY)


@pytest.fixture
def his(owed, anas, ana, tomas, client):
    words = give_way(anas.folder, tomas.ref, right="answers", by=ana, at=FRIDAY)
    client.post("/return/", {"phrase": " ".join(words)})
    return client


@pytest.fixture
def share(owed):
    return Beneficiary.objects.exclude(paper_ref="").get()


def explained(signed_in, ana, anas, share, text=WRITTEN):
    page = reverse("review:explain_share", args=[anas.code, share.ref])
    return signed_in(ana).post(page, {"text": text}, headers=ENGLISH)


def asks(his, share):
    return his.post(reverse("door:beside_give_up", args=[share.ref]))


def answers(his, answer):
    ref = SeparateQuestion.objects.get(closed_at=None).ref
    return his.post(reverse("door:beside_question", args=[ref]), {"answer": answer})


def test_nothing_ends_before_it_was_explained_and_answered(
    his, share, anas, ana, signed_in, patrol, owed
):
    page = his.get("/beside/", headers=ENGLISH).text
    assert "Give up my part" in page
    assert asks(his, share).status_code == 302
    share.refresh_from_db()
    assert share.counts
    task = ReviewTask.objects.get(kind="explain_share")
    case = signed_in(ana).get(reverse("desk:case", args=[anas.code]), headers=ENGLISH).text
    assert reverse("review:explain_share", args=[anas.code, share.ref]) in case
    assert explained(signed_in, ana, anas, share, " ").status_code == 422
    assert explained(signed_in, ana, anas, share).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "explained"
    ref = SeparateQuestion.objects.get(closed_at=None).ref
    asked = his.get(reverse("door:beside_question", args=[ref]), headers=ENGLISH).text
    assert WRITTEN in asked
    assert "give up your own part" in asked
    assert "Yes, I give up my part" in asked
    assert "Patrullaje policial" in asked  # as the norm calls it, whoever wrote
    assert answers(his, "agree").status_code == 302
    share.refresh_from_db()
    assert (share.counts, share.ended_for) == (False, "given_up")
    owed.refresh_from_db()
    patrol.refresh_from_db()
    assert (owed.state, patrol.state) == ("open", "forwarded")  # nobody is told, nothing stops


@pytest.mark.parametrize(("word", "waits"), [("refuse", False), ("discuss", True)])
def test_a_no_and_a_wish_to_talk_end_nothing(his, share, anas, ana, signed_in, word, waits):
    asks(his, share)
    explained(signed_in, ana, anas, share)
    answers(his, word)
    share.refresh_from_db()
    assert share.counts
    assert SeparateQuestion.objects.filter(closed_at=None).exists() is waits


def test_it_is_taken_back_on_any_day(his, share, anas, ana, signed_in):
    asks(his, share)
    explained(signed_in, ana, anas, share)
    answers(his, "agree")
    page = his.get("/beside/", headers=ENGLISH).text
    assert "You gave up your part" in page
    assert his.post(reverse("door:beside_keep", args=[share.ref])).status_code == 302
    share.refresh_from_db()
    assert share.counts
    assert his.post(reverse("door:beside_keep", args=[share.ref])).status_code == 404


def test_whoever_is_protected_alone_ends_nothing_by_a_press(his, share):
    Beneficiary.objects.filter(paper_ref="").update(ended_at=FRIDAY, ended_for="given_up")
    assert "Give up my part" not in his.get("/beside/", headers=ENGLISH).text
    assert asks(his, share).status_code == 404


def test_the_person_reads_nothing_of_what_was_written_to_them(
    his, share, anas, ana, signed_in, came_back_as_flor
):
    asks(his, share)
    explained(signed_in, ana, anas, share)
    page = came_back_as_flor.get("/mine/", headers=ENGLISH).text
    page += came_back_as_flor.get("/mine/others/", headers=ENGLISH).text
    assert WRITTEN not in page
    assert WRITTEN not in str([*Entry.objects.values(), *SeparateQuestion.objects.values()])


def test_nobody_writes_to_them_who_did_not_ask(share, anas, ana, signed_in):
    assert explained(signed_in, ana, anas, share).status_code == 409
    assert not SeparateQuestion.objects.exists()


def test_whoever_speaks_another_language_hears_it_through_an_interpreter(
    his, share, anas, ana, tomas, signed_in
):
    of_others.note_need(anas, tomas.ref, needed=True, text="yine", by=ana, at=FRIDAY)
    asks(his, share)
    explained(signed_in, ana, anas, share)
    waiting = Interpretation.objects.filter(kind="interview", about=share.ref, done_at=None)
    assert waiting.get().other == tomas
    answers(his, "agree")
    assert not waiting.exists()


def test_what_one_no_takes_back_each_of_them_reads(his, owed, anas, ana, came_back_as_flor):
    told = "had been told for it was taken back"
    for page in (his.get("/beside/", headers=ENGLISH), came_back_as_flor.get("/mine/")):
        assert told not in page.text
    [row] = AffectedAdult.objects.all()
    answer_for_oneself(anas.folder, row.ref, answer="refused", by=ana, at=FRIDAY, how="oral")
    owed.refresh_from_db()
    assert owed.state == "revoked"
    assert told in his.get("/beside/", headers=ENGLISH).text
    hers = came_back_as_flor.get("/mine/", headers=ENGLISH).text
    assert told in hers
    assert "Tomás Rivas" not in hers.split(told)[1][:200]


def test_asking_again_while_one_request_waits_leaves_no_trace(his, share, anas, ana, signed_in):
    def asked():
        assert asks(his, share).status_code == 302
        return Entry.objects.filter(event="ShareGivingUpAsked").count()

    assert [asked(), asked()] == [1, 1]
    explained(signed_in, ana, anas, share)
    assert asked() == 1
    answers(his, "refuse")
    assert [asked(), asked()] == [2, 2]
