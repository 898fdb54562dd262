"""Whom a measure protects: each with a share, and a word of their own on whether it arrived."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures import services
from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.consent.beneficiary_shares import confirm_in, protected_in
from amparo.foundations.consent.models import NOBODY, Beneficiary, Confirmation
from amparo.foundations.consent.services import CannotConsent, confirm
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import shut_out
from amparo.foundations.related_people.help_arrived import protected_by, say_arrived
from amparo.foundations.related_people.queries import beside_by_phrase
from amparo.foundations.related_people.questions_put_alone import note_death
from amparo.foundations.related_people.services import give_guardian, give_way, name_other
from tests import plans
from tests.plans import TUESDAY, WEDNESDAY

FIELDS = {"duration_days": 9, "first_report_on": TUESDAY, "next_review_on": TUESDAY}
WORDS = {"way": "in_person", "words": "sí llegó"}


@pytest.fixture
def patrol(anas, site, ana, flor):
    return plans.proposed(anas, site["pnp-selva"], ana)


@pytest.fixture
def listed(anas, ana):
    def make(name, **more):
        return name_other(anas.folder, name=name, relation="family", by=ana, at=TUESDAY, **more)

    return make


@pytest.fixture
def tomas(listed):
    return listed("Tomás Rivas")


@pytest.fixture
def keeper(listed):
    return listed("Justina Mori")


@pytest.fixture
def child(listed, keeper):
    return listed("Wayra", child=True, guardian=keeper.ref)


@pytest.fixture
def names(anas, ana, patrol):
    def make(*whom, **more):
        adults.name(anas, patrol.ref, listed=whom, by=ana, at=TUESDAY, **more)

    return make


@pytest.fixture
def both(names, tomas, keeper, child, patrol):
    """Flor, Tomás, and Wayra, for whom Justina answers; with an institution."""
    names(Whom("Tomás Rivas", tomas.ref), Whom("Wayra", keeper.ref, child.ref))
    Measure.objects.filter(pk=patrol.pk).update(state=State.IN_PLACE, **FIELDS)
    return patrol


def share_of(name, anas, ana):
    folder = Folder(anas.folder.filing, anas.folder.key)
    found = [one for rows in protected_in(folder, seen_by=ana).values() for one in rows]
    return next(one.row for one in found if one.name == name)


def state_of(measure):
    return Measure.objects.values_list("state", flat=True).get(pk=measure.pk)


def words_of(anas, ana, other):
    words = give_way(anas.folder, other.ref, right="answers", by=ana, at=WEDNESDAY)
    return beside_by_phrase(" ".join(words), at=WEDNESDAY, seen_by=STRANGER)


def browser_of(there):
    content = {"beside": there.way.pk, "secret": there.pair.secret.hex()}
    client = Client()
    token = sittings.begin("visit", content, at=timezone.now()).hex()
    client.cookies["amparo_visit"] = token
    return client


def hers(filed):
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    client = Client()
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


# --- whom it protects ---


def test_a_measure_protects_the_person_until_it_is_said_whom_else(patrol):
    [row] = Beneficiary.objects.all()
    assert (row.measure, row.is_her, row.counts) == (patrol.ref, True, True)


def test_each_who_is_named_has_a_share_and_no_name_lies_open(
    names, tomas, keeper, child, anas, ana
):
    names(Whom("Tomás Rivas", tomas.ref), Whom("Wayra", keeper.ref, child.ref), names=["Inés"])
    [found] = protected_in(Folder(anas.folder.filing, anas.folder.key), seen_by=ana).values()
    assert [one.name for one in found] == ["", "Tomás Rivas", "Wayra", "Inés"]
    stored = str(list(Beneficiary.objects.values()))
    assert not [name for name in ("Tom", "Wayra", "In\u00e9s", "Justina") if name in stored]


def test_a_measure_may_be_for_a_child_and_not_for_the_person(names, keeper, child, patrol):
    names(Whom("Wayra", keeper.ref, child.ref), hers=False)
    [row] = [one for one in Beneficiary.objects.all() if one.counts]
    assert row.child == child.ref
    names(hers=True)
    assert len([one for one in Beneficiary.objects.all() if one.counts]) == 2


def test_a_measure_is_for_somebody(names):
    with pytest.raises(Hindered, match="protects_nobody"):
        names(hers=False)


def test_asked_in_other_words_whoever_is_not_named_again_is_not_meant(
    names, tomas, keeper, child, patrol, anas, ana, site
):
    names(Whom("Tomás Rivas", tomas.ref), Whom("Wayra", keeper.ref, child.ref), names=["Inés"])
    shown = measure_called(opened(anas.code, seen_by=ana), patrol.ref, seen_by=ana)
    changed = plans.proposal(site["pnp-selva"], what="dos rondas")
    services.change(anas, patrol.ref, changed, seen=shown.seen, by=ana, at=WEDNESDAY)
    names(Whom("Wayra", keeper.ref, child.ref))
    standing = [one for one in Beneficiary.objects.all() if one.counts]
    assert sorted(one.child for one in standing) == ["", child.ref]


def test_who_is_kept_away_has_no_share_and_a_child_keeps_one(both, flor, keeper, child):
    body = {"names": "Tomás Rivas, Justina Mori"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=WEDNESDAY)
    shut_out(flor.folder, by=flor, at=WEDNESDAY)
    standing = {one.child: one.other for one in Beneficiary.objects.all() if one.counts}
    assert standing == {"": "", child.ref: NOBODY}


def test_another_guardian_speaks_for_the_childs_share(both, anas, ana, tomas, child):
    give_guardian(anas.folder, child.ref, guardian=tomas.ref, sure=True, by=ana, at=WEDNESDAY)
    assert Beneficiary.objects.get(child=child.ref).other == tomas.ref


# --- whether it arrived ---


def test_her_word_alone_verifies_nothing_that_protects_others_too(both, flor, anas, ana):
    confirm(flor.folder, measure=both.ref, word="works", by=flor, at=WEDNESDAY)
    assert state_of(both) == State.IN_PLACE


def test_it_is_verified_once_each_said_so_for_themselves(both, flor, anas, ana):
    confirm(flor.folder, measure=both.ref, word="works", by=flor, at=WEDNESDAY)
    for name in ("Tomás Rivas", "Wayra"):
        assert state_of(both) == State.IN_PLACE
        who = share_of(name, anas, ana).ref
        adults.note_arrival(
            opened(anas.code, seen_by=ana), both.ref, who, word="arrived", **WORDS, by=ana,
            at=WEDNESDAY,
        )  # fmt: skip
    assert state_of(both) == State.VERIFIED_BY_BENEFICIARY


def test_one_who_says_that_it_did_not_arrive_is_enough(both, flor, anas, ana):
    test_it_is_verified_once_each_said_so_for_themselves(both, flor, anas, ana)
    who, at = share_of("Tomás Rivas", anas, ana).ref, WEDNESDAY
    told = {"measure": both.ref, "beneficiary": who, "how": "oral", "by": ana}
    confirm_in(anas.folder.filing, word="stopped", at=at, **told)
    assert state_of(both) == State.INEFFECTIVE
    confirm_in(anas.folder.filing, word="works", at=at, **told)
    assert state_of(both) == State.VERIFIED_BY_BENEFICIARY


def test_nobody_says_it_for_another(both, flor, anas, ana, tomas, keeper, patrol):
    theirs = words_of(anas, ana, tomas)
    for name in ("Wayra", ""):
        with pytest.raises(CannotConsent, match="unknown_question"):
            say_arrived(share_of(name, anas, ana).ref, word="works", by=theirs, at=WEDNESDAY)
    with pytest.raises(Hindered, match="nobody_to_hear"):
        adults.note_arrival(
            anas, patrol.ref, share_of("", anas, ana).ref, word="works", **WORDS, by=ana,
            at=WEDNESDAY,
        )  # fmt: skip
    assert not Confirmation.objects.exists()


def test_whom_it_does_not_protect_says_nothing_of_it(names, keeper, child, patrol, flor):
    names(Whom("Wayra", keeper.ref, child.ref), hers=False)
    with pytest.raises(CannotConsent, match="unknown_question"):
        confirm(flor.folder, measure=patrol.ref, word="works", by=flor, at=WEDNESDAY)


def test_the_dead_are_not_waited_for(both, flor, anas, ana, tomas):
    note_death(anas.folder, tomas.ref, died=True, by=ana, at=WEDNESDAY)
    confirm(flor.folder, measure=both.ref, word="works", by=flor, at=WEDNESDAY)
    who = share_of("Wayra", anas, ana).ref
    confirm_in(
        anas.folder.filing, measure=both.ref, beneficiary=who, word="works", how="oral", by=ana,
        at=WEDNESDAY,
    )  # fmt: skip
    assert state_of(both) == State.VERIFIED_BY_BENEFICIARY


# --- on pages ---


def test_the_guardian_says_it_for_the_child_on_a_page_of_their_own(both, anas, ana, keeper):
    Measure.objects.filter(pk=both.pk).update(state=State.GRANTED)
    services.move(Measure.objects.get(pk=both.pk), State.FORWARDED, by=ana, at=WEDNESDAY)
    there = words_of(anas, ana, keeper)
    [mine] = protected_by(there, seen_by=there)
    assert (mine.title, mine.child, mine.state) == ("Patrullaje policial", "Wayra", "forwarded")
    page, address = browser_of(there), reverse("door:beside_arrived", args=[mine.ref])
    assert address in page.get("/beside/").text
    assert page.post(address, {"word": "verified"}).status_code == 400
    assert page.post(address, {"word": "works"}).status_code == 302
    said = Confirmation.objects.get()
    assert (said.beneficiary, said.word, said.how) == (mine.ref, "works", "own_words")
    assert "Protege" in page.get("/beside/").text


def test_of_what_was_only_proposed_nobody_says_it_there(names, tomas, anas, ana):
    names(Whom("Tomás Rivas", tomas.ref))
    there = words_of(anas, ana, tomas)
    address = reverse("door:beside_arrived", args=[share_of("Tomás Rivas", anas, ana).ref])
    assert address not in browser_of(there).get("/beside/").text
    assert browser_of(there).post(address, {"word": "works"}).status_code == 404


def test_on_her_page_she_says_it_for_herself_and_for_a_child_of_hers(
    both, anas, ana, filed, child, flor
):
    plans.says(flor, both, "agreed")
    Measure.objects.filter(pk=both.pk).update(state=State.GRANTED)
    services.move(Measure.objects.get(pk=both.pk), State.FORWARDED, by=ana, at=WEDNESDAY)
    give_guardian(anas.folder, child.ref, guardian="", sure=True, by=ana, at=WEDNESDAY)
    page, address = hers(filed), reverse("door:confirm_measure", args=[both.ref])
    shown = page.get("/mine/").text
    for said in ("Tomás Rivas", "Wayra", 'name="for"'):
        assert said in shown
    wayra, tomas = (share_of(name, anas, ana).ref for name in ("Wayra", "Tomás Rivas"))
    assert page.post(address, {"word": "works", "for": tomas}).status_code == 404
    assert page.post(address, {"word": "works", "for": wayra}).status_code == 302
    assert page.post(address, {"word": "works"}).status_code == 302
    assert set(Confirmation.objects.values_list("beneficiary", flat=True)) == {wayra, ""}


def test_the_team_notes_it_on_a_page(both, anas, ana, signed_in):
    desk = signed_in(ana)
    who = share_of("Tomás Rivas", anas, ana).ref
    address = reverse("measures:arrived", args=[anas.code, both.ref, who])
    assert address in desk.get(reverse("measures:plan", args=[anas.code])).text
    assert desk.get(address).status_code == 200
    typed = desk.post(address, {"word": "works", "words": "dijo que sí"})
    assert typed.status_code == 422
    assert "dijo que sí" in typed.text
    assert desk.post(address, {"word": "works", **WORDS}).status_code == 302
    assert Confirmation.objects.get().how == "oral"
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["arrival"])
    assert not paper.for_person


@pytest.fixture
def forwarded(patrol, flor, ana):
    """A measure for Flor alone, which its institution was told of."""
    plans.says(flor, patrol, "agreed")
    Measure.objects.filter(pk=patrol.pk).update(state=State.GRANTED, **FIELDS)
    services.move(Measure.objects.get(pk=patrol.pk), State.FORWARDED, by=ana, at=WEDNESDAY)
    return patrol


def said_by_her(anas, ana, measure):
    """Where the team notes whether it arrived for the person."""
    [share] = protected_in(Folder(anas.folder.filing, anas.folder.key), seen_by=ana)[measure.ref]
    return reverse("measures:arrived", args=[anas.code, measure.ref, share.ref])


def test_what_she_says_by_telephone_confirms_it(forwarded, anas, ana, filed, signed_in):
    desk, address = signed_in(ana), said_by_her(anas, ana, forwarded)
    assert address in desk.get(f"/desk/cases/{anas.code}/?tab=measures").text
    told = {"word": "works", **WORDS}
    without = desk.post(address, told)
    assert without.status_code == 422
    assert "sí llegó" in without.text
    assert not Confirmation.objects.exists()
    assert desk.post(address, {**told, "read_back": "on"}).status_code == 302
    assert state_of(forwarded) == State.VERIFIED_BY_BENEFICIARY
    said = Confirmation.objects.get()
    assert (said.beneficiary, said.word, said.how) == ("", "works", "oral")
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["oral_answer"])
    assert "sí llegó" in hers(filed).get(f"/mine/papers/{paper.ref}/").text


def test_her_own_page_may_say_otherwise_afterwards(forwarded, anas, ana, filed, signed_in):
    test_what_she_says_by_telephone_confirms_it(forwarded, anas, ana, filed, signed_in)
    there = reverse("door:confirm_measure", args=[forwarded.ref])
    assert hers(filed).post(there, {"word": "stopped"}).status_code == 302
    assert state_of(forwarded) == State.INEFFECTIVE


def test_nothing_arrived_before_an_institution_was_told(patrol, anas, ana, signed_in):
    assert signed_in(ana).get(said_by_her(anas, ana, patrol)).status_code == 404
    Measure.objects.filter(pk=patrol.pk).update(state=State.GRANTED, **FIELDS)
    assert signed_in(ana).get(said_by_her(anas, ana, patrol)).status_code == 404
    told = {"word": "works", **WORDS, "by": ana, "at": WEDNESDAY}
    with pytest.raises(Hindered, match="nobody_to_hear"):
        adults.note_her_arrival(anas, patrol.ref, **told)


def test_who_cannot_be_asked_said_nothing(forwarded, anas, ana, signed_in):
    address = said_by_her(anas, ana, forwarded)
    Filing.objects.update(impediment="in_hiding")
    assert signed_in(ana).get(address).status_code == 404
    assert address not in signed_in(ana).get(f"/desk/cases/{anas.code}/?tab=measures").text


def test_the_plan_asks_whether_it_is_for_the_person_too(
    patrol, anas, ana, signed_in, child, keeper
):
    desk, address = signed_in(ana), reverse("measures:adults", args=[anas.code, patrol.ref])
    assert 'name="not_hers"' in desk.get(address).text
    assert desk.post(address, {"not_hers": "on"}).status_code == 422
    assert desk.post(address, {"children": [child.ref], "not_hers": "on"}).status_code == 302
    assert (
        "Protegería solo a estas personas"
        in desk.get(reverse("measures:plan", args=[anas.code])).text
    )
