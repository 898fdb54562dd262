"""A guardian who only bears the surname of somebody feared is asked about, not set aside: a no for
the child counts meanwhile, a yes does not."""

import pytest
from django.urls import reverse

from amparo.casework.measures.models import State
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.relocated_adults import surname_services as doubts
from amparo.casework.measures.states import Hindered
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Beneficiary
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.services import shut_out
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import is_barred
from amparo.foundations.related_people.services import NotGiven, name_other
from tests import plans
from tests.plans import TUESDAY, WEDNESDAY

ENGLISH = {"accept-language": "en"}
KNOWN = "es su tía; la conoce desde niña"


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = plans.proposed(anas, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    return measure


@pytest.fixture
def row(anas, ana, patrol):
    """Justina Mori answers for Wayra, and has said yes; the child was heard."""
    keeper = name_other(anas.folder, name="Justina Mori", relation="family", by=ana, at=TUESDAY)
    child = name_other(
        anas.folder, name="Wayra", relation="family", child=True, guardian=keeper.ref,
        by=ana, at=TUESDAY,
    )  # fmt: skip
    whom = [Whom("Wayra", keeper.ref, child.ref)]
    adults.name(anas, patrol.ref, listed=whom, by=ana, at=TUESDAY)
    found = AffectedAdult.objects.get()
    adults.hear(anas, patrol.ref, found.ref, text="quiere", by=ana, at=TUESDAY)
    answers(anas, ana, patrol, found, "agreed")
    return found


def answers(anas, ana, patrol, row, word):
    case = opened(anas.code, seen_by=ana)
    said = {"answer": word, "way": "in_person", "words": "x"}
    adults.note_answer(case, patrol.ref, row.ref, **said, by=ana, at=WEDNESDAY)


def fear(anas, ana, names):
    write_paper(anas.folder, kind="exclusions", body={"names": names}, by=ana, at=WEDNESDAY)
    shut_out(anas.folder, by=ana, at=WEDNESDAY)


def say(anas, ana, patrol, row, *, same):
    case = opened(anas.code, seen_by=ana)
    doubts.say_who(case, patrol.ref, row.ref, same=same, text=KNOWN, by=ana, at=WEDNESDAY)


def state(patrol):
    patrol.refresh_from_db()
    return patrol.state


def test_who_only_bears_the_surname_is_asked_about_by_a_day(row, anas, ana, patrol, signed_in):
    assert state(patrol) == State.CONSENTED
    fear(anas, ana, "Ramón Mori")
    row.refresh_from_db()
    assert (row.doubt, row.other != NOBODY) == ("waits", True)
    assert state(patrol) == State.PROPOSED
    assert "adult_in_doubt" in {one.task for one in waiting_in(anas.case)}
    page = reverse("measures:alike", args=[anas.code, patrol.ref, row.ref])
    shown = signed_in(ana).get(page, headers=ENGLISH).text
    assert "Is Justina Mori the same person?" in shown
    assert "Ramón Mori" in shown


def test_meanwhile_a_no_for_the_child_counts_and_a_yes_does_not(row, anas, ana, patrol):
    fear(anas, ana, "Ramón Mori")
    with pytest.raises(CannotConsent, match="in_doubt"):
        answers(anas, ana, patrol, row, "agreed")
    answers(anas, ana, patrol, row, "refused")
    row.refresh_from_db()
    assert row.answer == "refused"


def test_told_apart_the_yes_counts_again(row, anas, ana, patrol):
    fear(anas, ana, "Ramón Mori")
    share = Beneficiary.objects.exclude(child="")
    assert share.get().other == NOBODY  # nobody is heard for the child either
    say(anas, ana, patrol, row, same=False)
    row.refresh_from_db()
    assert (row.doubt, row.answer, state(patrol)) == ("", "agreed", State.CONSENTED)
    assert share.get().other == row.other


def test_the_same_person_answers_for_no_child_any_more(row, anas, ana, patrol):
    fear(anas, ana, "Ramón Mori")
    say(anas, ana, patrol, row, same=True)
    row.refresh_from_db()
    assert (row.doubt, row.other, row.answer) == ("", NOBODY, "")
    assert state(patrol) == State.PROPOSED


@pytest.mark.parametrize("names", ["Justina Mori", "mi esposo Mori", "Justina"])
def test_who_is_meant_is_set_aside_at_once(row, anas, ana, patrol, names):
    fear(anas, ana, names)
    row.refresh_from_db()
    assert (row.doubt, row.other) == ("", NOBODY)
    with pytest.raises((Hindered, CannotConsent)):
        answers(anas, ana, patrol, row, "agreed")


# --- before somebody is named ---


def put_down(signed_in, ana, anas, name, **more):
    given = {"name": name, "relation": "family", "age": "adult", **more}
    return signed_in(ana).post(reverse("desk:people", args=[anas.code]), given, headers=ENGLISH)


def test_who_shares_a_surname_may_be_told_apart_before_being_named(anas, ana, signed_in):
    fear(anas, ana, "Ramón Mori")
    asked = put_down(signed_in, ana, anas, "Justina Mori")
    assert asked.status_code == 409
    assert "How it is known that this is somebody else" in asked.text
    assert "Ramón Mori" in asked.text
    assert "Justina Mori" in asked.text
    assert put_down(signed_in, ana, anas, "Justina Mori", apart=" ").status_code == 409
    assert not RelatedPerson.objects.exists()
    assert put_down(signed_in, ana, anas, "Justina Mori", apart=KNOWN).status_code == 302
    assert RelatedPerson.objects.count() == 1
    folder = opened(anas.code, seen_by=ana).folder
    assert not is_barred(folder, "Justina Mori", seen_by=ana)
    assert Document.objects.get(kind="told_alike").for_person is False


def test_nobody_tells_apart_whose_own_name_was_written(anas, ana, signed_in):
    fear(anas, ana, "Justina Mori")
    asked = put_down(signed_in, ana, anas, "Justina Mori", apart=KNOWN)
    assert asked.status_code == 409
    assert "How it is known" not in asked.text.split("<form")[0]
    assert not RelatedPerson.objects.exists()
    with pytest.raises(NotGiven):
        name_other(
            anas.folder, name="Justina Mori", relation="family", apart=KNOWN, by=ana, at=WEDNESDAY
        )


def test_whose_surname_it_is_is_read_by_whoever_opened_the_others(anas, ana, signed_in):
    name_other(anas.folder, name="Ramón Mori", relation="aggressor", by=ana, at=TUESDAY)
    page, browser = reverse("desk:people", args=[anas.code]), signed_in(ana)
    given = {"name": "Justina Mori", "relation": "family", "age": "adult"}
    asked = browser.post(page, given, headers=ENGLISH)
    assert asked.status_code == 409
    assert "To read who it is, open the others of this case" in asked.text
    assert "Ramón" not in asked.text
    part = reverse("desk:field", args=[anas.code, "others"])
    browser.post(part, {"reason": "to_weigh", "next": page})
    assert "Ramón Mori" in browser.post(page, given, headers=ENGLISH).text
