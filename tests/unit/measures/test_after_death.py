"""Nobody receives a decision for the dead: whoever asked, is protected or is left does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.services import set_aside
from amparo.casework.measures import services
from amparo.casework.measures.decisions.notices import Notice
from amparo.casework.measures.decisions.recipients_after_death import receivers
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import shut_out
from amparo.foundations.ledger.models import Entry
from tests.befallen import note
from tests.plans import TUESDAY, decided, outcome, proposed, put, says

ENGLISH = {"accept-language": "en"}
AFTER = TUESDAY + timedelta(days=3)
LATER = AFTER + timedelta(days=30)


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def decision(patrol, anas, ana, delia):
    delias = put(anas, ana, delia)
    return decided(delias, delia, outcome(delias, patrol, delia))


@pytest.fixture
def died(decision, anas, ana):
    return note(opened(anas.code, seen_by=ana), ana, what="died", at=AFTER)


@pytest.fixture
def by_another(died):
    Filing.objects.update(on_behalf=True)


def team(anas, ana):
    return opened(anas.code, seen_by=ana)


def codes(anas, ana):
    row = Decision.objects.get()
    return [one.code for one in receivers(team(anas, ana), row, seen_by=ana)]


def received(instead, by="Marta Ríos", at=AFTER):
    return Notice(
        means="in_person", received_at=at, received_by=by, words="acta 3", instead=instead
    )


def notify(anas, ana, instead, **changes):
    ref = Decision.objects.get().ref
    notice = received(instead, **changes)
    services.notify(team(anas, ana), ref, notice, by=ana, at=LATER)


def state_of_notice(filing, at=LATER):
    return standing(Filing.objects.get(pk=filing.pk), at=at).term("notify").state


def test_while_she_lives_nobody_receives_it_instead(decision, anas, ana):
    Filing.objects.update(on_behalf=True)
    assert codes(anas, ana) == []
    with pytest.raises(Hindered, match="nobody_to_tell"):
        notify(anas, ana, "third_party")


def test_the_third_party_who_asked_receives_it_and_its_term_is_met(by_another, anas, ana):
    assert codes(anas, ana) == ["third_party"]
    notify(anas, ana, "third_party")
    assert Decision.objects.get().notified_at == AFTER
    assert state_of_notice(anas.folder.filing) == "met"
    told = Entry.objects.get(event="DecisionNotified")
    assert '"to":"third_party"' in told.facts


def test_on_record_stands_as_whom_and_never_who(by_another, anas, ana):
    notify(anas, ana, "third_party", by="Marta Ríos")
    stored = str([*Entry.objects.values(), *Document.objects.values(), *Decision.objects.values()])
    assert "Marta" not in stored


def test_nobody_receives_for_the_dead_all_the_same(by_another, anas, ana):
    with pytest.raises(AsksNobody):
        notify(anas, ana, "", at=LATER)


@pytest.mark.parametrize("name", ["Ramón Quispe", "Quispe"])
def test_who_must_not_know_is_handed_nothing(by_another, anas, ana, flor, name):
    write_paper(anas.folder, kind="exclusions", body={"names": name}, by=ana, at=AFTER)
    with pytest.raises(Hindered, match="receiver_must_not_know"):
        notify(anas, ana, "third_party", by="Ramón Quispe")
    assert Decision.objects.get().notified_at is None


def test_a_part_of_a_body_that_must_not_know_is_handed_nothing(by_another, anas, ana, flor):
    write_paper(anas.folder, kind="exclusions", body={"names": "la policía"}, by=ana, at=AFTER)
    with pytest.raises(Hindered, match="recipient_excluded"):
        notify(anas, ana, "third_party", by="Comisaría de Bagua")
    assert Decision.objects.get().notified_at is None


def test_whom_a_measure_protects_too_receives_it_unless_feared(
    patrol, anas, ana, flor, delia, site
):
    from amparo.casework.measures.relocated_adults import services as adults  # noqa: PLC0415

    adults.name(anas, patrol.ref, names=["Tomás Rivas", "Inés Mori"], by=ana, at=TUESDAY)
    delias = put(anas, ana, delia)
    decided(delias, delia, outcome(delias, patrol, delia))
    note(team(anas, ana), ana, what="died", at=AFTER)
    labels = [one.label for one in receivers(team(anas, ana), Decision.objects.get(), seen_by=ana)]
    assert labels == ["Tomás Rivas", "Inés Mori"]
    case = team(anas, ana)
    write_paper(case.folder, kind="exclusions", body={"names": "Tomás"}, by=ana, at=AFTER)
    shut_out(case.folder, by=ana, at=AFTER)
    left = receivers(team(anas, ana), Decision.objects.get(), seen_by=ana)
    assert [one.label for one in left] == ["Inés Mori"]
    notify(anas, ana, left[0].code, by="Inés Mori")
    assert Decision.objects.get().notified_at


def test_those_who_are_left_receive_it_for_whom_sits_on_both(died, anas, ana, rosa, letter):
    code = open_linked(
        team(anas, ana), died.ref, letter(channel="phone", with_words=False),
        party="relatives", applicant="Lidia Vásquez", by=ana, at=AFTER,
    )  # fmt: skip
    assert codes(anas, ana) == [f"left:{code}"]
    notify(anas, ana, f"left:{code}")
    facts = Entry.objects.get(event="DecisionNotified").facts
    assert code not in facts


def test_relatives_with_a_case_of_their_own_are_not_said_to_be_nobody_by_who_does_not_see_it(
    died, anas, ana, rosa, letter
):
    code = open_linked(
        team(anas, ana), died.ref, letter(channel="phone", with_words=False),
        party="relatives", applicant="Lidia Vásquez", by=ana, at=AFTER,
    )  # fmt: skip
    CaseAccess.objects.filter(case__filing__code=code, member=ana.member).delete()
    assert codes(anas, ana) == []
    with pytest.raises(Hindered, match="somebody_receives"):
        services.nobody_receives(
            team(anas, ana), Decision.objects.get().ref, text="x", by=ana, at=LATER
        )


def test_the_page_says_that_they_receive_it_to_whoever_does_not_see_their_case(
    died, anas, ana, rosa, letter, signed_in
):
    code = open_linked(
        team(anas, ana), died.ref, letter(channel="phone", with_words=False),
        party="relatives", applicant="Lidia Vásquez", by=ana, at=AFTER,
    )  # fmt: skip
    CaseAccess.objects.filter(member=ana.member, case__filing__code=code).delete()
    address = reverse("measures:notify", args=[anas.code, Decision.objects.get().ref])
    page = signed_in(ana).get(address, headers=ENGLISH).text
    assert "they have a case of their own" in page
    assert "knows of nobody" not in page
    assert reverse("desk:seats", args=[anas.code]) in page
    assert code not in page


def test_where_nobody_is_left_its_days_run_no_more(died, anas, ana, signed_in):
    assert codes(anas, ana) == []
    assert state_of_notice(anas.folder.filing) == "late"
    ref = Decision.objects.get().ref
    browser = signed_in(ana)
    page = browser.get(reverse("measures:notify", args=[anas.code, ref]), headers=ENGLISH)
    assert "knows of nobody who receives it" in page.text
    address = reverse("measures:nobody_receives", args=[anas.code, ref])
    assert browser.post(address, {"text": ""}, headers=ENGLISH).status_code == 422
    assert browser.post(address, {"text": "se buscó"}, headers=ENGLISH).status_code == 302
    assert state_of_notice(anas.folder.filing) == "waiting"
    case = browser.get(reverse("desk:case", args=[anas.code]), headers=ENGLISH).text
    assert "See who receives the decision after the death" not in case


def test_it_is_not_said_while_somebody_receives_it_or_she_lives(by_another, anas, ana):
    ref = Decision.objects.get().ref
    with pytest.raises(Hindered, match="somebody_receives"):
        services.nobody_receives(team(anas, ana), ref, text="x", by=ana, at=LATER)


def test_whoever_lives_after_all_receives_it_herself(by_another, died, anas, ana):
    notify(anas, ana, "third_party")
    set_aside(team(anas, ana), died.ref, text="era otra", by=ana, at=LATER)
    assert Decision.objects.get().notified_at is None
    assert state_of_notice(anas.folder.filing) == "late"


def test_the_page_names_who_receives_it_and_why(by_another, anas, ana, signed_in):
    address = reverse("measures:notify", args=[anas.code, Decision.objects.get().ref])
    browser = signed_in(ana)
    page = browser.get(address, headers=ENGLISH).text
    assert "somebody else receives it" in page
    assert "art. 22-A" in page
    given = {
        "instead": "third_party", "means": "in_person", "received_by": "Marta Ríos",
        "received_at": "2026-11-13T10:00", "words": "acta 3",
    }  # fmt: skip
    assert browser.post(address, given, headers=ENGLISH).status_code in {302, 422}
