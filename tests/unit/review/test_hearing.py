"""Before less of a measure everybody whom it protects is heard, and nobody ends another's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.models import Decision, State
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.services import forward
from amparo.casework.review import services
from amparo.casework.review.beneficiary_hearings.notes import TO_ANSWER
from amparo.casework.review.changes.queries import change_called, possible
from amparo.casework.review.models import BeneficiaryHearing, MeasureChange
from amparo.casework.review.services import Noted
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.consent.models import AffectedAdult, Beneficiary
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.contact.follow_up_reports import ask_to_give_up
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.services import shut_out
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import SeparateQuestion
from amparo.foundations.related_people.queries import beside_by_phrase
from amparo.foundations.related_people.questions_put_alone import (
    answer_alone,
    asked_alone,
    note_death,
)
from amparo.foundations.related_people.services import give_guardian, give_way, name_other
from tests.changes import institution_says, proposal, says
from tests.plans import TUESDAY, outcome
from tests.unit.review.conftest import FRIDAY, as_open, read
from tests.unit.review.test_changing import (
    FROM_DAY,
    MONDAY_AFTER,
    ON_THE_DAY,
    later_assessed,
    put,
    resolved,
)

REASONS = {"direct_threat": "el vecino lo reconoció"}
CALMER = {"direct_threat": "no", "remote_place": "yes", "community_support": "yes"}
YES = Noted(outcome="agreed", way="in_person", words="está de acuerdo")
LESS = ("reduce", "suspend", "cease", "misuse")
REFUSED = ("suspend", "cease", "misuse")


@pytest.fixture
def family(anas, ana, patrol):
    """Tomás, whom the patrol protects too; Wayra, for whom Justina answers; Inés, only written
    down."""
    tomas = name_other(anas.folder, name="Tomás Rivas", relation="family", by=ana, at=TUESDAY)
    keeper = name_other(anas.folder, name="Justina Mori", relation="family", by=ana, at=TUESDAY)
    child = name_other(
        anas.folder, name="Wayra", relation="family", child=True, guardian=keeper.ref,
        by=ana, at=TUESDAY,
    )  # fmt: skip
    whom = [Whom("Tomás Rivas", tomas.ref), Whom("Wayra", keeper.ref, child.ref)]
    adults.name(anas, patrol.ref, listed=whom, names=["Inés"], by=ana, at=TUESDAY)
    for row in AffectedAdult.objects.order_by("pk"):
        if row.child:
            adults.hear(anas, patrol.ref, row.ref, text="quiere", by=ana, at=TUESDAY)
        adults.note_answer(
            anas, patrol.ref, row.ref, answer="agreed", way="in_person", words="sí", by=ana,
            at=TUESDAY,
        )  # fmt: skip
    patrol.refresh_from_db()
    assert patrol.state == State.CONSENTED
    return {"Tomás": tomas, "Justina": keeper, "Wayra": child}


@pytest.fixture
def owed(family, granted, patrol, anas, ana, site, carla):
    patrol.refresh_from_db()
    case = as_open(anas, ana)
    return forward(case, patrol, site["pnp-selva"], fields=["coarse_place"], by=ana, at=FRIDAY)


@pytest.fixture
def opened(owed, patrol, anas, ana):
    def make(kind="reduce", **changes):
        patrol.refresh_from_db()
        use = {"criterion": "staff_for_other_ends"} if kind == "misuse" else {}
        given = {**use, "of_all": True, **changes}
        change = proposal(patrol, kind, **given)
        return services.open_change(as_open(anas, ana), change, by=ana, at=FRIDAY)

    return make


@pytest.fixture
def hears(anas, ana):
    def make(change, name, noted=YES, at=FRIDAY):
        case = as_open(anas, ana)
        found = change_called(case, change.ref, seen_by=ana)
        [one] = [one for one in found.hearings if one.name.startswith(name)]
        services.note_heard(case, change.ref, one.ref, noted, by=ana, at=at)

    return make


@pytest.fixture
def missing(anas, ana):
    def make(change):
        found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
        return {gate.id for gate in found.missing}

    return make


def waits(missing, change):
    return "beneficiary_heard" in missing(change)


def keep_from(flor, names):
    write_paper(flor.folder, kind="exclusions", body={"names": names}, by=flor, at=FRIDAY)
    shut_out(flor.folder, by=flor, at=FRIDAY)


def words_of(anas, ana, other, right="answers"):
    words = give_way(anas.folder, other.ref, right=right, by=ana, at=FRIDAY)
    return beside_by_phrase(" ".join(words), at=FRIDAY, seen_by=STRANGER)


def test_nobody_gives_up_for_her_what_protects_others_alone(opened, owed, patrol, anas, ana):
    Beneficiary.objects.filter(paper_ref="").update(ended_at=FRIDAY, ended_for="not_meant")
    with pytest.raises(Hindered, match="not_changeable"):
        opened("renounce")
    [(_shown, kinds)] = possible(as_open(anas, ana), seen_by=ana)
    assert {"cease", "strengthen"} <= set(kinds)
    assert "renounce" not in kinds
    assert opened("cease").kind == "cease"


# --- each is heard ---


@pytest.mark.parametrize("kind", LESS)
def test_her_word_alone_opens_nothing_that_takes_from_others(
    opened, anas, ana, delia, flor, missing, kind
):
    change = opened(kind)
    says(flor, change, "agreed")
    assert waits(missing, change)
    with pytest.raises(Hindered, match="gates_missing"):
        put(anas, ana, delia, change)


@pytest.mark.parametrize("word", ["agreed", "refused"])
def test_once_everybody_was_heard_the_gate_is_open_yes_or_no(opened, flor, hears, missing, word):
    change = opened()
    says(flor, change, word)
    said = Noted(outcome=word, way="in_person", words="lo que dijo")
    hears(change, "Tomás", said)
    hears(change, "Inés", said)
    hears(change, "Wayra", said)
    assert waits(missing, change)
    hears(change, "Wayra", Noted(view="quiere que sigan viniendo"))
    assert not waits(missing, change)


def test_others_are_heard_and_she_is_not(opened, hears, missing):
    change = opened()
    hears(change, "Tomás")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**{**vars_of(YES), "view": "sí"}))
    assert waits(missing, change)


def vars_of(noted: Noted) -> dict[str, str]:
    return {name: getattr(noted, name) for name in ("outcome", "way", "words")}


def test_who_wants_to_talk_first_was_not_heard(opened, flor, hears, missing):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Tomás", Noted(outcome="discuss", way="telephone", words="quiere hablar"))
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    assert waits(missing, change)


def test_a_view_of_the_child_without_the_guardian_is_not_enough(opened, flor, hears, missing):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Tomás")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(view="no quiere"))
    assert waits(missing, change)


def test_what_each_said_is_the_teams_alone(opened, anas, ana, flor, hears):
    change = opened()
    hears(change, "Tomás", Noted(outcome="refused", way="in_person", words="tiene miedo de él"))
    kinds = ["what_was_heard", "asked_alone", "child_view"]
    assert papers_in(flor.folder, seen_by=flor, kinds=kinds) == []
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    [one] = [one for one in found.hearings if one.name == "Tomás Rivas"]
    assert [said["text"] for said in one.said] == ["tiene miedo de él"]
    stored = str(
        [
            *BeneficiaryHearing.objects.values(),
            *Beneficiary.objects.values(),
            *SeparateQuestion.objects.values(),
        ]
    )
    assert "Tom" not in stored
    assert "miedo" not in stored


# --- with words of their own ---


def test_whoever_has_words_answers_alone_and_reads_no_reason(
    opened, owed, anas, ana, family, flor, hears, missing
):
    tomas = words_of(anas, ana, family["Tomás"])
    change = opened()
    [asked] = asked_alone(tomas, seen_by=tomas)
    assert asked.words == {
        "kind": "reduce", "label": "Patrullaje policial", "what": "una ronda por semana",
    }  # fmt: skip
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    assert waits(missing, change)
    answer_alone(asked.row.ref, answer="refused", by=tomas, at=FRIDAY)
    assert not waits(missing, change)
    with pytest.raises(CannotConsent, match="answered_alone"):
        hears(change, "Tomás")
    told = Entry.objects.filter(event="BeneficiaryHeard", by=tomas.signature)
    assert told.count() == 1


def test_the_guardian_is_asked_for_the_child_by_name(opened, anas, ana, family):
    justina = words_of(anas, ana, family["Justina"])
    opened()
    [asked] = asked_alone(justina, seen_by=justina)
    assert asked.words["child"] == "Wayra"


def test_once_it_is_given_up_nobody_is_asked_any_more(opened, anas, ana, family):
    tomas = words_of(anas, ana, family["Tomás"])
    change = opened()
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    assert asked_alone(tomas, seen_by=tomas) == []


def test_more_protection_asks_nobody_else(opened):
    opened("strengthen")
    assert not BeneficiaryHearing.objects.exists()


# --- asked in vain, and not to be asked ---


def test_silence_counts_once_they_were_asked_by_name_and_the_term_passed(
    opened, flor, hears, missing
):
    change, silent = opened(), Noted(outcome="silent", way="telephone", words="nadie contestó")
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    with pytest.raises(Hindered, match="their_term_runs"):
        hears(change, "Tomás", silent)
    hears(change, "Tomás", Noted(outcome="asked", way="telephone", words="se le llamó"))
    with pytest.raises(Hindered, match="their_term_runs"):
        hears(change, "Tomás", silent, at=FRIDAY + TO_ANSWER)
    assert waits(missing, change)
    hears(change, "Tomás", silent, at=FRIDAY + TO_ANSWER + timedelta(minutes=1))
    assert not waits(missing, change)


def test_who_is_missing_is_waited_for_no_more_for_a_reason_on_record(opened, flor, hears, missing):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    with pytest.raises(Hindered, match="reasons"):
        hears(change, "Tomás", Noted(outcome="no_trace", way="telephone", words=" "))
    hears(change, "Tomás", Noted(outcome="no_trace", way="telephone", words="nadie sabe de él"))
    assert not waits(missing, change)


@pytest.mark.parametrize("when", ["before", "after"])
def test_who_must_not_know_is_never_asked_and_hinders_nothing(
    opened, anas, ana, family, flor, hears, missing, when
):
    tomas = words_of(anas, ana, family["Tomás"])
    if when == "before":
        keep_from(flor, "mi primo Tomás Rivas")
    change = opened()
    if when == "after":
        keep_from(flor, "mi primo Tomás Rivas")
    assert not tomas.way.copies.exists()
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    assert not waits(missing, change)
    with pytest.raises(ValueError, match="not enough"):
        hears(change, "Tomás")


def test_who_is_only_written_down_and_feared_is_not_asked_either(opened, flor, hears, missing):
    change = opened()
    keep_from(flor, "Inés")
    says(flor, change, "agreed")
    hears(change, "Tomás")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    assert not waits(missing, change)


def test_the_dead_are_not_waited_for_and_whoever_lives_after_all_is(
    opened, anas, ana, flor, family, hears, missing
):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    note_death(anas.folder, family["Tomás"].ref, died=True, by=ana, at=FRIDAY)
    assert not waits(missing, change)
    note_death(anas.folder, family["Tomás"].ref, died=False, by=ana, at=FRIDAY)
    assert waits(missing, change)


def test_a_child_whose_guardian_is_kept_away_waits_for_another(
    opened, anas, ana, flor, family, hears, missing
):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Tomás")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    keep_from(flor, "Justina Mori")
    assert waits(missing, change)  # the word of whoever is kept away counts no more
    give_guardian(
        anas.folder, family["Wayra"].ref, guardian=family["Tomás"].ref, sure=True, by=ana, at=FRIDAY
    )
    assert waits(missing, change)  # what another said for the child counts no more
    hears(change, "Wayra")
    assert not waits(missing, change)


def test_where_she_takes_care_of_the_child_her_own_word_is_the_guardians(
    opened, anas, ana, flor, family, hears, missing
):
    give_guardian(anas.folder, family["Wayra"].ref, guardian="", sure=True, by=ana, at=FRIDAY)
    change = opened()
    hears(change, "Tomás")
    hears(change, "Inés")
    with pytest.raises(Hindered, match="she_answers"):
        hears(change, "Wayra")
    hears(change, "Wayra", Noted(view="quiere dormir en casa"))
    assert waits(missing, change)
    says(flor, change, "refused")
    assert not waits(missing, change)


# --- nobody ends another's ---


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("because", ["risk", "asked", "died", "imprisoned", "left_office", "use"])
def test_what_holds_of_one_of_them_ends_nobody_elses_measure(opened, kind, because):
    with pytest.raises(Hindered, match="protects_others"):
        opened(kind, because=because, of_all=False)
    assert not MeasureChange.objects.exists()


def test_to_reduce_it_to_those_who_remain_is_proposed_for_any_cause(opened):
    assert opened("reduce", because="imprisoned", of_all=False).kind == "reduce"


def test_what_is_asked_for_each_of_them_asks_for(opened, anas, ana, delia, flor, hears):
    change = opened("cease", because="asked")
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers=CALMER)
    says(flor, change, "agreed")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    hears(change, "Tomás", Noted(outcome="refused", way="in_person", words="la necesita"))
    with pytest.raises(Hindered, match="not_asked_by_all"):
        put(anas, ana, delia, change, **REASONS)
    hears(change, "Tomás")
    put(anas, ana, delia, change, **REASONS)
    assert MeasureChange.objects.get().state == "put"


def test_to_reduce_it_takes_all_of_them_and_is_decided(
    opened, anas, ana, delia, flor, hears, patrol
):
    change = opened("reduce")
    says(flor, change, "refused")
    hears(change, "Tomás")
    hears(change, "Inés")
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    institution_says(anas, ana, flor, change)
    later_assessed(anas, ana, answers=CALMER)
    put(anas, ana, delia, change, **REASONS)
    patrol.refresh_from_db()
    less = outcome(as_open(anas, delia), patrol, delia, duration_days=30)
    assert resolved(anas, delia, change, Decision.Kind.REDUCED, less).kind == "reduced"


# --- between the decision and its day ---


@pytest.fixture
def decided(opened, anas, ana, delia, flor, hears, family):
    """Tomás was noted to be dead; everybody else was heard, and she has received the resolution."""

    def make(*, died=True, **changes):
        change = opened("suspend", **changes)
        if died:
            note_death(anas.folder, family["Tomás"].ref, died=True, by=ana, at=FRIDAY)
        else:
            hears(change, "Tomás")
        says(flor, change, "agreed")
        hears(change, "Inés")
        hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
        institution_says(anas, ana, flor, change)
        later_assessed(anas, ana, answers=CALMER)
        put(anas, ana, delia, change, **REASONS)
        read(flor, resolved(anas, delia, change, Decision.Kind.SUSPENDED), at=MONDAY_AFTER)
        return change

    return make


@pytest.fixture
def lives(anas, ana, family):
    """The death of Tomás was a mistake."""

    def say():
        note_death(anas.folder, family["Tomás"].ref, died=False, by=ana, at=MONDAY_AFTER)

    return say


@pytest.fixture
def carried_out(anas, ana, patrol):
    def act(change, at=ON_THE_DAY):
        services.carry_out(as_open(anas, ana), change.ref, by=ana, at=at)
        patrol.refresh_from_db()
        return patrol.state

    return act


def test_what_the_dead_did_not_hear_of_is_carried_out(decided, carried_out):
    assert carried_out(decided()) == State.SUSPENDED


def test_whoever_lives_after_all_is_heard_before_it_is_carried_out(
    decided, lives, carried_out, hears
):
    change = decided()
    lives()
    with pytest.raises(Hindered, match="heard_since"):
        carried_out(change)
    hears(change, "Tomás", at=ON_THE_DAY)
    with pytest.raises(Hindered, match="nobody_to_hear"):  # who was heard for it is not asked anew
        hears(change, "Tomás", at=ON_THE_DAY)
    assert carried_out(change) == State.SUSPENDED


def test_a_no_that_comes_after_the_decision_is_for_who_decides(
    decided, lives, carried_out, hears, anas, delia
):
    change = decided()
    lives()
    hears(change, "Tomás", Noted(outcome="refused", way="in_person", words="no"), at=ON_THE_DAY)
    with pytest.raises(Hindered, match="no_since"):
        carried_out(change)
    kept = Resolution(outcomes=(), grounds="nadie lo ponderó", later=Decision.Kind.UNCHANGED)
    services.give_up(as_open(anas, delia), change.ref, kept, by=delia, at=ON_THE_DAY)
    change.refresh_from_db()
    assert change.state == "dropped"


def test_a_no_from_before_was_weighed(decided, carried_out):
    change = decided(died=False)
    BeneficiaryHearing.objects.filter(answer="agreed").update(answer="refused")
    assert carried_out(change) == State.SUSPENDED


def test_asked_with_words_of_one_s_own_after_the_decision_it_ends_with_it(
    decided, lives, carried_out, hears, anas, ana, family
):
    change = decided()
    lives()
    tomas = words_of(anas, ana, family["Tomás"])
    asked = Noted(outcome="asked", way="telephone", words="se le llamó")
    hears(change, "Tomás", asked, at=MONDAY_AFTER)
    [one] = asked_alone(tomas, seen_by=tomas)
    with pytest.raises(Hindered, match="heard_since"):
        carried_out(change)
    answer_alone(one.row.ref, answer="agreed", by=tomas, at=ON_THE_DAY)
    assert carried_out(change) == State.SUSPENDED
    assert asked_alone(tomas, seen_by=tomas) == []


@pytest.mark.parametrize("how", ["kept away", "another"])
def test_a_child_for_whom_nobody_answers_as_then_is_heard_anew(
    decided, carried_out, hears, anas, ana, flor, family, how
):
    change = decided(died=False)
    if how == "kept away":
        keep_from(flor, "Justina Mori")
        with pytest.raises(Hindered, match="heard_since"):
            carried_out(change)
    tomas = family["Tomás"].ref
    given = {"guardian": tomas, "sure": True, "by": ana, "at": MONDAY_AFTER}
    give_guardian(anas.folder, family["Wayra"].ref, **given)
    with pytest.raises(Hindered, match="heard_since"):
        carried_out(change)
    hears(change, "Wayra", at=ON_THE_DAY)
    assert carried_out(change) == State.SUSPENDED


def test_what_the_law_asks_for_since_then_is_decided_on_anew(decided, carried_out, anas, ana):
    change, filing = decided(died=False), anas.folder.filing
    filing.refresh_from_db()
    filing.facts = {**filing.facts, "homicide_or_attempt": True}
    filing.save(update_fields=["facts"])
    with pytest.raises(Hindered, match="missing_since"):
        carried_out(change)
    told = {"source": "la fiscalía", "text": "avanza", "by": ana, "at": ON_THE_DAY}
    with pytest.raises(Hindered, match="not_asked"):  # nobody opens it past who decides
        services.gather(as_open(anas, ana), change.ref, "investigation_reported", **told)


def test_what_each_asked_for_ends_for_nobody_who_did_not(decided, lives, carried_out, hears):
    change = decided(because="asked")
    lives()
    hears(change, "Tomás", Noted(outcome="no_trace", way="telephone", words="nadie sabe de él"))
    with pytest.raises(Hindered, match="not_asked_by_all"):
        carried_out(change)


def test_the_page_says_at_once_who_is_to_be_heard_and_lets_it_be_noted(
    decided, lives, anas, ana, signed_in
):
    change, desk = decided(), signed_in(ana)
    address = reverse("review:change", args=[anas.code, change.ref])
    lives()
    page = desk.get(address, headers={"accept-language": "en"}).text
    assert "Since this was decided somebody whom the measure protects has to be heard" in page
    assert page.split("Still to be heard:")[1].split("</span>")[0].strip() == "Tomás Rivas"
    links = {
        one.ref: reverse("review:heard", args=[anas.code, change.ref, one.ref])
        for one in Beneficiary.objects.filter(measure=change.measure.ref)
    }
    tomas = Beneficiary.objects.exclude(other="").get(child="")
    assert {ref for ref, link in links.items() if link in page} == {tomas.ref}
    assert {ref for ref, link in links.items() if desk.get(link).status_code == 200} == {tomas.ref}
    refused = desk.post(reverse("review:carry_out", args=[anas.code, change.ref]))
    assert refused.status_code == 409
    said = {"outcome": "agreed", "way": "in_person", "words": "está de acuerdo"}
    assert desk.post(links[tomas.ref], said).status_code == 302
    page = desk.get(address, headers={"accept-language": "en"}).text
    assert "Since this was decided" not in page


# --- what she gives up is hers ---


@pytest.fixture
def given_up(owed, anas, ana, delia, flor, patrol):
    patrol.refresh_from_db()
    told = {"measure": patrol.ref, "label": "Patrullaje policial", "words": "no la quiero"}
    ask_to_give_up(flor.folder, **told, by=flor, at=FRIDAY)
    change = MeasureChange.objects.get()
    case = as_open(anas, ana)
    seen = 1
    services.explain_risk(case, change.ref, text="sin ella…", seen=seen, by=ana, at=FRIDAY)
    says(flor, change, "agreed")
    put(anas, ana, delia, change)
    decision = resolved(anas, delia, change, Decision.Kind.RENOUNCED, from_day=FROM_DAY)
    read(flor, decision, at=MONDAY_AFTER)
    services.carry_out(as_open(anas, ana), change.ref, by=ana, at=ON_THE_DAY)
    return change


def test_giving_up_ends_her_own_share_and_goes_on_for_the_others(
    given_up, patrol, owed, flor, anas, ana
):
    patrol.refresh_from_db()
    owed.refresh_from_db()
    given_up.refresh_from_db()
    assert (patrol.state, owed.state, given_up.state) == (
        State.FORWARDED,
        Obligation.State.OPEN,
        "done",
    )
    standing = [one for one in Beneficiary.objects.filter(measure=patrol.ref) if one.counts]
    assert len(standing) == 3
    assert not any(one.is_her for one in standing)


def test_nobody_who_owes_it_is_told_that_she_gave_it_up(given_up, owed, carla, signed_in):
    page = signed_in(carla).get(f"/duties/{owed.alias}/").text
    assert "sin ella…" not in page
    assert not Entry.objects.filter(event="DutyChanged").exists()


def test_she_gives_up_a_share_once(given_up, flor, patrol):
    told = {"measure": patrol.ref, "label": "x", "words": "no la quiero"}
    ask_to_give_up(flor.folder, **told, by=flor, at=ON_THE_DAY)
    assert MeasureChange.objects.count() == 1


def test_on_what_is_left_the_others_are_heard_and_she_is_not_waited_for(
    given_up, opened, hears, missing
):
    change = opened("reduce")
    hears(change, "Tomás")
    hears(change, "Inés")
    assert waits(missing, change)
    hears(change, "Wayra", Noted(**vars_of(YES), view="sí"))
    assert not waits(missing, change)


# --- on pages ---


def test_the_team_notes_each_on_a_page_and_loses_nothing_typed(opened, anas, ana, signed_in):
    change, desk = opened(), signed_in(ana)
    page = desk.get(reverse("review:change", args=[anas.code, change.ref])).text
    rows = {one.paper_ref: one for one in Beneficiary.objects.exclude(paper_ref="")}
    for row in rows.values():
        assert reverse("review:heard", args=[anas.code, change.ref, row.ref]) in page
    for name in ("Tomás Rivas", "Wayra", "Inés"):
        assert name in page
    tomas = Beneficiary.objects.exclude(other="").get(child="")
    address = reverse("review:heard", args=[anas.code, change.ref, tomas.ref])
    assert desk.get(address).status_code == 200
    typed = desk.post(address, {"outcome": "silent", "way": "radio", "words": "no contestó"})
    assert typed.status_code == 409
    assert "no contestó" in typed.text
    assert desk.post(address, {"outcome": "agreed"}).status_code == 422
    said = {"outcome": "refused", "way": "in_person", "words": "la necesita"}
    assert desk.post(address, said).status_code == 302
    page = desk.get(reverse("review:change", args=[anas.code, change.ref])).text
    assert "la necesita" in page


def test_of_a_child_the_page_takes_the_view_alone(opened, anas, ana, signed_in):
    change, desk = opened(), signed_in(ana)
    child = Beneficiary.objects.exclude(child="").get()
    address = reverse("review:heard", args=[anas.code, change.ref, child.ref])
    assert desk.post(address, {"view": " "}).status_code == 422
    assert desk.post(address, {"view": "quiere que sigan"}).status_code == 302
    assert BeneficiaryHearing.objects.get(beneficiary=child).view_ref


def test_nobody_of_another_measure_is_heard_here(opened, anas, ana, signed_in):
    change, desk = opened(), signed_in(ana)
    hers = Beneficiary.objects.get(paper_ref="")
    for who in (hers.ref, "XXXX"):
        address = reverse("review:heard", args=[anas.code, change.ref, who])
        assert desk.get(address).status_code == 404


# --- who has yet to be heard, and in which language ---


def test_the_page_says_who_has_yet_to_be_heard(opened, anas, ana, flor, hears, signed_in):
    change = opened()
    says(flor, change, "agreed")
    hears(change, "Tomás")
    hears(change, "Wayra")
    address = reverse("review:change", args=[anas.code, change.ref])
    page = signed_in(ana).get(address, headers={"accept-language": "en"}).text
    said = page.split("Still to be heard:")[1].split("</span>")[0]
    assert said.strip() == "Wayra (the child&#x27;s own view); Inés"


def test_and_the_person_first(opened, anas, ana, hears, signed_in):
    change = opened()
    hears(change, "Tomás")
    found = change_called(as_open(anas, ana), change.ref, seen_by=ana)
    with override("en"):
        assert found.yet_to_be_heard == ("the person", "Wayra", "Inés")


def test_whose_language_nobody_here_speaks_is_heard_through_an_interpreter(
    opened, anas, ana, family
):
    tomas, wayra = family["Tomás"], family["Wayra"]
    for one in (tomas, wayra):
        of_others.note_need(anas, one.ref, needed=True, text="yine", by=ana, at=FRIDAY)
    words_of(anas, ana, family["Justina"])
    change = opened()
    heard = {
        row.beneficiary.child or row.beneficiary.other: row.ref
        for row in BeneficiaryHearing.objects.all()
    }
    waiting = Interpretation.objects.filter(kind="interview", done_at=None).exclude(about="")
    assert {(one.other.ref, one.about) for one in waiting} == {
        (tomas.ref, heard[tomas.ref]),
        (wayra.ref, heard[wayra.ref]),
    }
    services.drop(as_open(anas, ana), change.ref, by=ana, at=FRIDAY)
    assert not waiting.all().exists()
