"""Who speaks for her ends nothing that protects her, and undoes no word of hers."""

import pytest

from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.services import ask_again
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.services import forward
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.consent.services import (
    CannotConsent,
    answer,
    answer_in,
    end_impediment,
    replace_by_reason,
    withdraw,
    withdraw_all,
)
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.related_people.messages_and_complaints import write_to_team
from amparo.foundations.related_people.models import (
    AccessCredential,
    CredentialCopy,
    RelatedPerson,
    RelatedPersonMessage,
)
from amparo.foundations.related_people.phrase_validity import WordsEnded
from amparo.foundations.related_people.queries import asked_of, beside_by_phrase
from amparo.foundations.related_people.services import (
    answer_as,
    come_in,
    give_back,
    give_way,
    name_other,
    note_reading,
    other_named,
)
from tests import plans
from tests.obligations import TUESDAY, WEDNESDAY, asked_about, grant


@pytest.fixture
def words_for(flor):
    """Flor gives somebody words of their own; returns whoever comes back with them."""

    def make(right, name="Julia Tello"):
        other = other_named(flor.folder, name=name, relation="family", by=flor, at=TUESDAY)
        words = " ".join(give_way(flor.folder, other.ref, right=right, by=flor, at=TUESDAY))
        return beside_by_phrase(words, at=TUESDAY, seen_by=STRANGER)

    return make


@pytest.fixture
def julia(words_for):
    return words_for("speaks")


@pytest.fixture
def patrol(proposed):
    return proposed()


def may_not(julia, ref, word):
    """Neither offered nor taken."""
    assert ref not in {one.ref for one in asked_of(julia, seen_by=julia)}
    with pytest.raises(CannotConsent):
        answer_as(ref, answer=word, by=julia, at=WEDNESDAY)
    with pytest.raises(CannotConsent, match="answered_herself"):
        answer_in(julia.filing, ref, answer=word, by=julia, at=WEDNESDAY, how="for_her")


def test_what_left_on_a_yes_in_her_name_is_not_taken_back_in_her_name(
    julia, patrol, anas, ana, carla, decided, flor
):
    ref = asked_about(patrol).ref
    answer_as(ref, answer="agreed", by=julia, at=TUESDAY)
    assert [one.ref for one in asked_of(julia, seen_by=julia)] == [ref]
    patrol.refresh_from_db()
    duty = forward(anas, grant(patrol), patrol.unit, fields=[], by=ana, at=WEDNESDAY)
    may_not(julia, ref, "refused")
    assert Obligation.objects.get(pk=duty.pk).state == "open"
    answer(flor.folder, ref, answer="refused", by=flor, at=WEDNESDAY)
    assert Obligation.objects.get(pk=duty.pk).state == "revoked"


def test_what_a_reason_stands_for_is_answered_by_her_alone(julia, patrol, anas, ana, saul):
    ref = asked_about(patrol).ref
    Filing.objects.update(impediment="missing")
    replace_by_reason(anas.folder, ref, reason_paper_digest=b"1" * 32, by=saul, at=TUESDAY)
    may_not(julia, ref, "refused")
    assert Question.objects.get(ref=ref).replaced
    end_impediment(julia.filing, how="team", by=ana, at=WEDNESDAY)
    may_not(julia, ref, "refused")
    assert Question.objects.get(ref=ref).reopened


def test_after_she_took_all_back_nobody_agrees_in_her_name(julia, patrol, anas, ana, flor):
    ref = asked_about(patrol).ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    withdraw_all(flor.folder, by=flor, at=WEDNESDAY)
    ask_again(anas, patrol.ref, by=ana, at=WEDNESDAY)
    may_not(julia, asked_about(patrol).ref, "agreed")


def test_what_she_took_back_is_not_given_in_her_name(julia, patrol, anas, ana, flor):
    ref = asked_about(patrol).ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    withdraw(flor.folder, ref, by=flor, at=WEDNESDAY)
    ask_again(anas, patrol.ref, by=ana, at=WEDNESDAY)
    may_not(julia, asked_about(patrol).ref, "agreed")


def test_a_no_in_her_name_is_none_of_hers(julia, patrol, anas, saul):
    ref = asked_about(patrol).ref
    answer_as(ref, answer="refused", by=julia, at=TUESDAY)
    Filing.objects.update(impediment="missing")
    replace_by_reason(anas.folder, ref, reason_paper_digest=b"1" * 32, by=saul, at=WEDNESDAY)
    patrol.refresh_from_db()
    assert patrol.state == "proposed"
    assert Question.objects.get(ref=ref).replaced
    may_not(julia, ref, "refused")


def test_the_team_reads_who_answered(julia, patrol, anas, ana, signed_in):
    answer_as(asked_about(patrol).ref, answer="refused", by=julia, at=TUESDAY)
    desk = signed_in(ana)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    case = desk.get(f"/desk/cases/{anas.code}/").content.decode()
    assert "Answered by who speaks for the person on" in case
    assert "Answered on the person&#x27;s page on" not in case
    assert "The person said no" not in case
    assert "Refused in the person&#x27;s name" in case


def test_who_answered_alone_says_yes_alone(words_for, anas, ana, flor, site):
    tomas = words_for("answers", "Tomás")
    values = plans.PLACE
    move = plans.proposed(anas, site["dgdh"], ana, catalogue="pe21_evacuation", values=values)
    known = [Whom("Tomás", tomas.way.other.ref)]
    adults.name(anas, move.ref, listed=known, by=ana, at=TUESDAY)
    [one] = asked_of(tomas, seen_by=tomas)
    answer_as(one.ref, answer="refused", by=tomas, at=WEDNESDAY)
    ref = AffectedAdult.objects.get().ref
    answer_for_oneself(flor.folder, ref, answer="discuss", by=ana, at=WEDNESDAY, how="oral")
    with pytest.raises(CannotConsent, match="answered_alone"):
        answer_for_oneself(flor.folder, ref, answer="agreed", by=ana, at=WEDNESDAY, how="oral")


def test_words_that_ended_do_nothing_more_and_end_no_others(words_for, flor):
    first = words_for("reads")
    words_for("speaks")
    for act in (
        lambda: come_in(by=first, at=WEDNESDAY),
        lambda: note_reading(CredentialCopy(), by=first, at=WEDNESDAY),
        lambda: write_to_team("x", by=first, at=WEDNESDAY),
        lambda: give_back(by=first, at=WEDNESDAY),
    ):
        with pytest.raises(WordsEnded):
            act()
    assert AccessCredential.objects.filter(ended_at__isnull=True).get().right == "speaks"
    assert not RelatedPersonMessage.objects.exists()


def test_somebody_named_meanwhile_is_one_person(flor):
    julia = name_other(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=TUESDAY)
    again = other_named(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=TUESDAY)
    assert again == julia
    assert RelatedPerson.objects.count() == 1
