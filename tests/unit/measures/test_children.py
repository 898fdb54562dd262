"""For whom a measure is: adults, and children with a guardian's word and a view of their own."""

import pytest
from django.urls import reverse

from amparo.casework.measures import person_answers as asked
from amparo.casework.measures.decisions import replacement_institution as recipients
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.states import Hindered
from amparo.foundations.consent import services
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.excluded_adults_answers import open_again
from amparo.foundations.consent.impediments import protects_others
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import CannotConsent, withdraw
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.services import shut_out
from amparo.foundations.related_people.models import CredentialCopy, RelatedPerson
from amparo.foundations.related_people.questions_put_alone import note_death
from amparo.foundations.related_people.services import NotGiven, give_guardian, give_way, name_other
from tests import plans
from tests.people import unfold
from tests.plans import TUESDAY, WEDNESDAY

WORDS = {"way": "in_person", "words": "sí"}


@pytest.fixture
def listed(anas, ana):
    """Put somebody down."""

    def make(name, relation="family", **more):
        return name_other(anas.folder, name=name, relation=relation, by=ana, at=TUESDAY, **more)

    return make


@pytest.fixture
def patrol(anas, site, ana, flor):
    measure = plans.proposed(anas, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    return measure


@pytest.fixture
def against(anas, site, ana, patrol):
    def reasons():
        return may_leave(
            anas.folder,
            kind="measure",
            subject=patrol.ref,
            unit=site["pnp-selva"],
            fields=[],
            seen_by=ana,
        ).reasons

    return reasons


@pytest.fixture
def child(listed, anas, ana, patrol):
    """Wayra, whose grandmother answers, is protected by the patrol too."""
    keeper = listed("Justina Mori")
    young = listed("Wayra", child=True, guardian=keeper.ref)
    adults.name(
        anas,
        patrol.ref,
        listed=[Whom("Wayra", keeper.ref, young.ref)],
        by=ana,
        at=TUESDAY,
    )
    return AffectedAdult.objects.get()


def answers(anas, ana, patrol, row, word="agreed"):
    adults.note_answer(anas, patrol.ref, row.ref, answer=word, **WORDS, by=ana, at=WEDNESDAY)


def keep_from(flor, names):
    write_paper(flor.folder, kind="exclusions", body={"names": names}, by=flor, at=WEDNESDAY)
    shut_out(flor.folder, by=flor, at=WEDNESDAY)


# --- for whom a measure is ---


def test_a_measure_for_her_alone_asks_nobody_else(against):
    assert against() == ()


def test_whoever_it_protects_too_is_asked_and_nothing_leaves_before(
    anas, ana, listed, patrol, against
):
    tomas = listed("Tomás Rivas")
    adults.name(
        anas,
        patrol.ref,
        listed=[Whom("Tomás Rivas", tomas.ref)],
        by=ana,
        at=TUESDAY,
    )
    assert against() == ("adult_not_agreed",)
    patrol.refresh_from_db()
    assert patrol.state == "proposed"
    answers(anas, ana, patrol, AffectedAdult.objects.get())
    assert against() == ()


def test_asked_anew_the_others_are_not_forgotten(anas, ana, flor, patrol, child, against):
    withdraw(flor.folder, Question.objects.get(subject=patrol.ref).ref, by=flor, at=WEDNESDAY)
    asked.ask_again(anas, patrol.ref, by=ana, at=WEDNESDAY)
    plans.says(flor, patrol, "agreed")
    assert against() == ("adults_not_named",)


# --- a child: the guardian's word, and the child's own view ---


def test_a_guardians_yes_counts_once_the_child_was_heard(anas, ana, patrol, child, against):
    answers(anas, ana, patrol, child)
    assert against() == ("adult_not_agreed",)
    adults.hear(anas, patrol.ref, child.ref, text="tiene miedo de ir", by=ana, at=WEDNESDAY)
    assert against() == ()
    patrol.refresh_from_db()
    assert patrol.state == "consented"


def test_a_childs_view_alone_agrees_to_nothing(anas, ana, patrol, child, against):
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    assert against() == ("adult_not_agreed",)


def test_what_the_child_said_is_the_teams_alone(anas, ana, flor, patrol, child):
    adults.hear(anas, patrol.ref, child.ref, text="tiene miedo", by=ana, at=WEDNESDAY)
    assert papers_in(flor.folder, seen_by=flor, kinds=["child_view"]) == []
    assert "Wayra" not in str(
        list(Document.objects.values()) + list(RelatedPerson.objects.values())
    )


def test_only_a_child_is_heard_so(anas, ana, listed, patrol):
    adults.name(anas, patrol.ref, names=["Tomás"], by=ana, at=TUESDAY)
    with pytest.raises(Hindered):
        adults.hear(
            anas, patrol.ref, AffectedAdult.objects.get().ref, text="x", by=ana, at=WEDNESDAY
        )


# --- a guardian who is the aggressor ---


@pytest.mark.parametrize("reason", ["must_not_know", "aggressor"])
def test_whoever_must_not_know_or_threatens_answers_for_no_child(anas, ana, flor, listed, reason):
    relation = "aggressor" if reason == "aggressor" else "family"
    keeper = listed("Raúl Cueva", relation)
    if reason == "must_not_know":
        keep_from(flor, "mi esposo Raul Cueva")
    with pytest.raises(NotGiven, match=reason):
        listed("Wayra", child=True, guardian=keeper.ref)
    assert not RelatedPerson.objects.filter(child=True).exists()


def test_whoever_is_named_in_what_was_told_only_after_somebody_looked(anas, ana, flor, listed):
    write_paper(
        flor.folder, kind="incident", body={"text": "Justina Mori vio la moto"}, by=flor, at=TUESDAY
    )
    keeper = listed("Justina Mori")
    with pytest.raises(NotGiven, match="named_in_the_facts"):
        listed("Wayra", child=True, guardian=keeper.ref)
    assert listed("Wayra", child=True, guardian=keeper.ref, sure=True).guardian == keeper


def test_a_child_or_a_stranger_answers_for_no_child(listed):
    young = listed("Illa", child=True)
    for ref in (young.ref, "NOBO-DYAT-HERE"):
        with pytest.raises(NotGiven, match="no_such_guardian"):
            listed("Wayra", child=True, guardian=ref)


def test_a_guardian_who_is_kept_away_later_is_asked_no_more(
    anas, ana, flor, patrol, child, against
):
    answers(anas, ana, patrol, child)
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    keep_from(flor, "Justina Mori")
    child.refresh_from_db()
    assert (child.answer, child.other) == ("", NOBODY)
    assert against() == ("adult_not_agreed",)


def test_what_is_granted_to_a_child_goes_on(anas, ana, flor, patrol, child, against):
    answers(anas, ana, patrol, child)
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    type(patrol).objects.filter(pk=patrol.pk).update(state="denied")
    keep_from(flor, "Justina Mori")
    child.refresh_from_db()
    assert child.answer == "agreed"


def test_no_word_of_a_guardian_who_is_kept_away_ends_what_a_child_was_granted(
    anas, ana, flor, listed, patrol, child
):
    answers(anas, ana, patrol, child)
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    type(patrol).objects.filter(pk=patrol.pk).update(state="denied")
    keep_from(flor, "Justina Mori")
    said = {"by": flor, "at": WEDNESDAY}
    for word in ("refused", "discuss"):
        with pytest.raises(CannotConsent, match="guardian_must_not_know"):
            answer_for_oneself(flor.folder, child.ref, answer=word, **said)
    tia = listed("Elena Tuesta")
    give_guardian(anas.folder, child.child, guardian=tia.ref, sure=False, by=ana, at=WEDNESDAY)
    child.refresh_from_db()
    assert (child.answer, child.other) == ("agreed", tia.ref)
    answer_for_oneself(flor.folder, child.ref, answer="refused", **said)


def test_what_is_undecided_again_waits_for_who_was_kept_away_since(
    anas, ana, flor, patrol, child, against
):
    adults.name(anas, patrol.ref, names=["Raúl Cueva"], by=ana, at=TUESDAY)
    answers(anas, ana, patrol, child)
    answers(anas, ana, patrol, AffectedAdult.objects.get(child=""))
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    type(patrol).objects.filter(pk=patrol.pk).update(state="denied")
    keep_from(flor, "Justina Mori, Raúl Cueva")
    assert against() == ()
    open_again(patrol.case.filing, patrol.ref, by=ana, at=WEDNESDAY)
    assert [(one.child, one.answer) for one in AffectedAdult.objects.all()] == [(child.child, "")]
    assert against() == ("adult_not_agreed",)


def test_a_child_whose_guardian_is_kept_away_is_protected_all_the_same(flor, patrol, child):
    """After the person's death too: somebody is left whose danger is weighed."""
    filing = patrol.case.filing
    assert protects_others(filing)
    keep_from(flor, "Justina Mori")
    assert protects_others(filing)


def test_while_a_child_was_not_heard_nothing_was_taken_back(anas, ana, patrol, child):
    answers(anas, ana, patrol, child)
    assert measure_called(anas, patrol.ref, seen_by=ana).answer == "agreed"
    with pytest.raises(Hindered, match="still_asked"):
        asked.ask_again(anas, patrol.ref, by=ana, at=WEDNESDAY)
    assert AffectedAdult.objects.get().answer == "agreed"


def test_of_another_institution_each_is_asked_and_each_child_heard_anew(
    desk, anas, ana, flor, site, patrol, child
):
    answers(anas, ana, patrol, child)
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    type(patrol).objects.filter(pk=patrol.pk).update(state="denied")
    type(patrol).objects.filter(pk=patrol.pk).update(state="suspended")
    question = recipients.ask_recipient(anas, patrol.ref, site["pnp"], by=ana, at=WEDNESDAY)
    said = {"kind": "measure", "subject": patrol.ref, "unit": site["pnp"], "fields": []}
    services.answer(flor.folder, question.ref, answer="agreed", by=flor, at=WEDNESDAY)
    row = AffectedAdult.objects.get(question=question)
    assert "Wayra (PNP)" in desk.get(reverse("measures:plan", args=[anas.code])).content.decode()
    spoke = {"answer": "agreed", "way": "in_person", "words": "sí"}
    desk.post(reverse("measures:adult", args=[anas.code, patrol.ref, row.ref]), spoke)
    assert may_leave(anas.folder, **said, seen_by=ana).reasons == ("adult_not_agreed",)
    hear = reverse("measures:child", args=[anas.code, patrol.ref, row.ref])
    assert desk.post(hear, {"text": "con ellos no"}).status_code == 302
    assert may_leave(anas.folder, **said, seen_by=ana).allowed


def test_another_guardian_takes_the_place(anas, ana, listed, child):
    young = RelatedPerson.objects.get(child=True)
    tia = listed("Elena Tuesta")
    give_guardian(anas.folder, young.ref, guardian=tia.ref, sure=False, by=ana, at=WEDNESDAY)
    young.refresh_from_db()
    assert young.guardian == tia
    give_guardian(anas.folder, young.ref, guardian="", sure=False, by=ana, at=WEDNESDAY)
    young.refresh_from_db()
    assert young.guardian is None


def test_who_is_replaced_answers_no_more_and_the_next_one_reads_the_question(
    anas, ana, listed, patrol, child
):
    before = child.other
    answers(anas, ana, patrol, child)
    young, tia = RelatedPerson.objects.get(child=True), listed("Elena Tuesta")
    for ref in (before, tia.ref):
        give_way(anas.folder, ref, right="answers", by=ana, at=TUESDAY)
    assert {one.way.other.ref for one in CredentialCopy.objects.all()} == {before}
    give_guardian(anas.folder, young.ref, guardian=tia.ref, sure=False, by=ana, at=WEDNESDAY)
    child.refresh_from_db()
    assert (child.answer, child.other) == ("", tia.ref)
    assert {one.way.other for one in CredentialCopy.objects.all()} == {tia}


def test_put_down_as_who_threatens_a_guardians_yes_counts_no_more(
    anas, ana, flor, listed, patrol, child
):
    answers(anas, ana, patrol, child)
    listed("Justina Mori", "aggressor")
    child.refresh_from_db()
    assert (child.answer, child.other) == ("", NOBODY)
    said = {"by": flor, "at": WEDNESDAY}
    with pytest.raises(CannotConsent, match="guardian_must_not_know"):
        answer_for_oneself(flor.folder, child.ref, answer="agreed", **said)
    give_guardian(anas.folder, child.child, guardian="", sure=False, by=ana, at=WEDNESDAY)
    answer_for_oneself(flor.folder, child.ref, answer="agreed", **said)


@pytest.mark.parametrize("granted", [False, True])
def test_an_adult_who_threatens_hinders_nothing(
    anas, ana, flor, site, listed, patrol, against, granted
):
    adults.name(anas, patrol.ref, names=["Raúl Cueva", "Inés"], by=ana, at=TUESDAY)
    raul, ines = AffectedAdult.objects.order_by("pk")
    for one in (raul, ines) if granted else (ines,):
        answers(anas, ana, patrol, one)
    if granted:
        type(patrol).objects.filter(pk=patrol.pk).update(state="granted")
    listed("Raul Cueva", "aggressor")
    assert against() == ()
    if granted:
        with pytest.raises(CannotConsent):
            answer_for_oneself(flor.folder, raul.ref, answer="refused", by=flor, at=WEDNESDAY)
        recipients.ask_recipient(anas, patrol.ref, site["pnp"], by=ana, at=WEDNESDAY)
    assert AffectedAdult.objects.count() == (3 if granted else 1)


def test_a_surname_shared_with_who_threatens_keeps_no_child_away(anas, ana, flor, listed, patrol):
    listed("Raúl Cueva", "aggressor")
    keep_from(flor, "Raúl Cueva, mi esposo")
    young = listed("Wayra Cueva", child=True)
    whom = [Whom("Wayra Cueva", child=young.ref)]
    adults.name(anas, patrol.ref, listed=whom, by=ana, at=TUESDAY)
    assert AffectedAdult.objects.get().child == young.ref
    with pytest.raises(NotGiven, match="must_not_know"):
        listed("Cueva Raul", child=True)


def test_father_and_son_of_one_name_are_both_asked(desk, anas, listed, patrol):
    father = listed("Juan Mori")
    son = listed("Juan Mori", child=True)
    page = reverse("measures:adults", args=[anas.code, patrol.ref])
    desk.post(page, {"listed": [father.ref], "children": [son.ref]})
    assert {(one.other, one.child) for one in AffectedAdult.objects.all()} == {
        (father.ref, ""),
        ("", son.ref),
    }


def test_whoever_threatens_is_asked_about_no_measure_and_gets_no_words(anas, ana, listed, patrol):
    raul = listed("Raúl Cueva", "aggressor")
    with pytest.raises(Hindered):
        adults.name(anas, patrol.ref, names=["Raul Cueva"], by=ana, at=TUESDAY)
    with pytest.raises(NotGiven):
        give_way(anas.folder, raul.ref, right="reads", by=ana, at=TUESDAY)


def test_put_down_as_who_threatens_words_that_stood_end(anas, ana, listed):
    given = listed("Raúl Cueva")
    give_way(anas.folder, given.ref, right="reads", by=ana, at=TUESDAY)
    listed("Raúl Cueva", "aggressor")
    assert given.ways.filter(ended_at__isnull=True).count() == 0


def test_a_child_gets_no_words(anas, ana, listed):
    young = listed("Wayra", child=True)
    with pytest.raises(NotGiven, match="a_child"):
        give_way(anas.folder, young.ref, right="reads", by=ana, at=TUESDAY)


# --- one of them dies ---


def test_nothing_waits_for_one_who_has_died(anas, ana, flor, listed, patrol, child, against):
    adults.name(anas, patrol.ref, names=["Inés"], by=ana, at=TUESDAY)
    tomas = listed("Tomás Rivas")
    listed_too = [Whom("Tomás Rivas", tomas.ref)]
    adults.name(anas, patrol.ref, listed=listed_too, by=ana, at=TUESDAY)
    for row in AffectedAdult.objects.exclude(other=tomas.ref):
        answers(anas, ana, patrol, row)
    adults.hear(anas, patrol.ref, child.ref, text="quiere ir", by=ana, at=WEDNESDAY)
    assert against() == ("adult_not_agreed",)
    give_way(anas.folder, tomas.ref, right="answers", by=ana, at=TUESDAY)
    note_death(anas.folder, tomas.ref, died=True, by=ana, at=WEDNESDAY)
    assert against() == ()
    assert not tomas.ways.filter(ended_at__isnull=True).exists()
    with pytest.raises(Hindered, match="adult_died"):
        adults.name(anas, patrol.ref, listed=listed_too, by=ana, at=WEDNESDAY)
    for act in (give_way, give_guardian):
        given = {"right": "reads"} if act is give_way else {"guardian": tomas.ref, "sure": True}
        whom = tomas.ref if act is give_way else child.child
        with pytest.raises(NotGiven, match="died"):
            act(anas.folder, whom, **given, by=ana, at=WEDNESDAY)
    note_death(anas.folder, child.other, died=True, by=ana, at=WEDNESDAY)
    child.refresh_from_db()
    assert (child.answer, child.other) == ("", NOBODY)
    assert against() == ("adult_not_agreed",)
    note_death(anas.folder, child.child, died=True, by=ana, at=WEDNESDAY)
    assert against() == ()


# --- the pages ---


@pytest.fixture
def desk(ana, signed_in):
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def test_people_are_put_down_and_the_aggressor_answers_for_nobody(desk, anas, patrol):
    address = f"/desk/cases/{anas.code}/people/"
    assert desk.post(address, {}).status_code == 422
    for name, relation in (("Raúl Cueva", "aggressor"), ("Justina Mori", "family")):
        assert desk.post(address, {"name": name, "relation": relation}).status_code == 302
    assert "Raúl Cueva" not in desk.get(address).text
    text = unfold(desk, anas.code, "others").get(address).text
    assert "never asked, never told" in text
    raul, justina = RelatedPerson.objects.order_by("pk")
    wayra = {"name": "Wayra", "relation": "family", "age": "child"}
    assert desk.post(address, {**wayra, "guardian": raul.ref}).status_code == 422
    assert desk.post(address, {**wayra, "guardian": justina.ref}).status_code == 302
    young = RelatedPerson.objects.get(child=True)
    assert young.guardian == justina
    sent = {"of": young.ref, "guardian": "person"}
    assert desk.post(address, sent).status_code == 302
    young.refresh_from_db()
    assert young.guardian is None


def test_a_child_is_chosen_asked_about_and_heard_on_the_pages(desk, anas, ana, listed, patrol):
    justina = listed("Justina Mori")
    young = listed("Wayra", child=True, guardian=justina.ref)
    plan = reverse("measures:plan", args=[anas.code])
    assert "Say whom else it protects" in desk.get(plan).content.decode()
    page = reverse("measures:adults", args=[anas.code, patrol.ref])
    assert desk.post(page, {}).status_code == 422
    sent = {"children": [young.ref], "listed": [justina.ref]}
    assert desk.post(page, sent).status_code == 302
    said = {one.child: one.other for one in AffectedAdult.objects.all()}
    assert said == {"": justina.ref, young.ref: justina.ref}
    row = AffectedAdult.objects.get(child=young.ref)
    hear = reverse("measures:child", args=[anas.code, patrol.ref, row.ref])
    assert "Not heard yet" in desk.get(plan).content.decode()
    assert desk.post(hear, {"text": " "}).status_code == 422
    assert desk.post(hear, {"text": "quiere dormir en casa"}).status_code == 302
    assert "Not heard yet" not in desk.get(plan).content.decode()
    adult = AffectedAdult.objects.get(child="")
    other = reverse("measures:child", args=[anas.code, patrol.ref, adult.ref])
    assert desk.get(other).status_code == 404
    shown = measure_called(anas, patrol.ref, seen_by=ana)
    assert [one.name for one in shown.adults] == ["Justina Mori", "Wayra"]
    assert Filing.objects.get().impediment == ""
