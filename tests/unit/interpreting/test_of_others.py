"""An interpreter for somebody else of a case: their language, their tasks, their yes."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances.services import set_aside
from amparo.casework.interpreting import interpreters, services
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting.interpreters import Hindered, Proposed
from amparo.casework.interpreting.models import (
    Interpretation,
    Interpreter,
    RelatedPersonInterpreterNeed,
)
from amparo.casework.interpreting.queries import on_case, to_carry
from amparo.casework.measures.relocated_adults import services as adults
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.services import keep_from, shut_out
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import CredentialCopy, RelatedPerson, SeparateQuestion
from amparo.foundations.related_people.queries import beside_by_phrase, other_called
from amparo.foundations.related_people.questions_put_alone import (
    answer_alone,
    asked_alone,
    note_alone,
)
from amparo.foundations.related_people.services import give_guardian, give_way, name_other
from tests import plans
from tests.befallen import note
from tests.people import unfold
from tests.unit.interpreting.conftest import TUESDAY, signed_paper

DAY, WEDNESDAY = TUESDAY.date(), TUESDAY + timedelta(days=1)
SECRET = "Zenaida Pacaya"
TO_HIM = "La propone la parroquia. Puede decir que no."


def page(anas, name, *more):
    return reverse(f"interpreting:{name}", args=[anas.code, *more])


@pytest.fixture
def listed(anas, ana):
    def make(name, relation="family", **more):
        return name_other(anas.folder, name=name, relation=relation, by=ana, at=TUESDAY, **more)

    return make


@pytest.fixture
def tomas(listed, anas, ana):
    """A witness who speaks Yine."""
    other = listed("Tomás Rivas", "witness")
    of_others.note_need(anas, other.ref, needed=True, text="habla yine", by=ana, at=TUESDAY)
    return other


@pytest.fixture
def puts(anas, ana):
    """Put an interpreter forward for somebody."""

    def make(other, name=SECRET):
        whom = other_called(anas.folder, other.ref, seen_by=ana)
        proposed = Proposed(name, "yine", "radio 7", TO_HIM)
        return interpreters.name(anas, proposed, whom=whom, by=ana, at=TUESDAY)

    return make


@pytest.fixture
def comes(anas, ana):
    """Somebody comes in with words of their own, in a browser and as a visitor."""

    def make(other, right="answers"):
        words = " ".join(give_way(anas.folder, other.ref, right=right, by=ana, at=TUESDAY))
        client = Client(headers={"accept-language": "en"})
        client.post("/return/", {"phrase": words})
        return client, beside_by_phrase(words, at=TUESDAY, seen_by=STRANGER)

    return make


def makes_ready(anas, ana, row):
    interpreters.vet(anas, row.ref, ties=(), text="pregunté", on=DAY, by=ana, at=TUESDAY)
    Interpreter.objects.filter(pk=row.pk).update(signed_on=DAY)


def of(other, **what):
    return Interpretation.objects.filter(other=other, done_at__isnull=True, **what)


def interprets(anas, ana, task, row):
    given = {"outcome": "interpreted", "interpreter": row.ref}
    services.done(anas, task.ref, **given, by=ana, at=TUESDAY)


# --- their own language and tasks ---


def test_their_need_opens_a_conversation_of_their_own_beside_hers(anas, ana, tomas):
    services.plan_interview(anas, due_on=WEDNESDAY, by=ana, at=TUESDAY)
    of_others.plan_interview(anas, tomas.ref, due_on=WEDNESDAY, by=ana, at=TUESDAY)
    assert of(tomas, kind="interview").count() == 2
    before = of(None).count()
    of_others.note_need(anas, tomas.ref, needed=False, text="ya no", by=ana, at=TUESDAY)
    assert (of(tomas).count(), of(None).count()) == (0, before)


def test_an_adult_is_asked_about_a_measure_in_their_language(anas, ana, tomas, site, flor):
    measure = plans.proposed(anas, site["pnp-selva"], ana)
    plans.says(flor, measure, "agreed")
    whom = [Whom("Tomás Rivas", tomas.ref)]
    adults.name(anas, measure.ref, listed=whom, by=ana, at=TUESDAY)
    [task] = of(tomas, kind="notice")
    asked = Question.objects.get(subject=measure.ref)
    assert task.about == asked.paper_ref
    said = " ".join(to_carry(anas, task, seen_by=ana).words)
    hers = " ".join(
        to_carry(anas, Interpretation(kind="notice", about=task.about), seen_by=ana).words
    )
    assert said
    assert len(said) <= len(hers)


def test_the_interpreter_says_no_more_than_their_own_words_would_open(anas, ana, tomas, comes):
    comes(tomas, "reads")
    body = {"text": "Leímos el pedido.", "reasons": "vive en Alto Río"}
    kind = "acknowledgement"
    paper = write_paper(anas.folder, kind=kind, body=body, by=ana, at=TUESDAY, for_person=True)
    [task] = of(tomas, kind="notice")
    assert task.about == paper.ref
    secret = {"text": "sólo para ella"}
    write_paper(anas.folder, kind="message", body=secret, by=ana, at=TUESDAY, for_person=True)
    assert of(tomas, kind="notice").count() == 1


# --- their own yes ---


def test_they_are_asked_alone_and_she_reads_nothing_of_it(anas, ana, tomas, puts, comes, flor):
    row = puts(tomas)
    assert not [one for one in questions_of(flor.folder, seen_by=flor) if one.kind == "interpreter"]
    hers = [flor.folder.words(one) for one in papers_in(flor.folder, seen_by=flor)]
    client, him = comes(tomas)
    [asked] = asked_alone(him, seen_by=him)
    shown = client.get("/beside/").text
    assert SECRET in shown
    shown = client.get(f"/beside/questions/{asked.row.ref}/").text
    assert TO_HIM in shown
    assert "neither answers this nor reads it" in shown
    client.post(f"/beside/questions/{asked.row.ref}/", {"answer": "agree"})
    row.refresh_from_db()
    assert (row.answer, row.ended) == ("agreed", "")
    hers += [flor.folder.words(one) for one in papers_in(flor.folder, seen_by=flor)]
    assert SECRET not in json.dumps(hers)


def test_her_own_page_shows_nothing_of_it(anas, ana, tomas, puts, filed):
    puts(tomas)
    her = Client()
    her.post("/return/", {"phrase": " ".join(filed.words)})
    for address in ("/mine/", "/mine/others/", "/mine/allowed/", "/mine/story/", "/mine/letters/"):
        assert SECRET not in her.get(address, follow=True).text
    # her own question about an interpreter would stand there
    interpreters.name(anas, Proposed("Rosalía Tuesta", "x", "y", "z"), by=ana, at=TUESDAY)
    assert "Rosalía Tuesta" in her.get("/mine/").text


def test_she_cannot_answer_for_them(tomas, puts, flor):
    puts(tomas)
    ref = SeparateQuestion.objects.get().ref
    with pytest.raises(CannotConsent):
        consent.answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)


def test_somebody_elses_words_do_not_find_the_question(listed, tomas, puts, comes):
    puts(tomas)
    ref = SeparateQuestion.objects.get().ref
    client, julia = comes(listed("Julia Tello", "lawyer"), "speaks")
    assert client.get(f"/beside/questions/{ref}/").status_code == 404
    with pytest.raises(CannotConsent, match="unknown_question"):
        answer_alone(ref, answer="agreed", by=julia, at=TUESDAY)
    assert not CredentialCopy.objects.filter(
        way=julia.way, paper_ref=SeparateQuestion.objects.get().paper_ref
    ).exists()


def test_what_was_said_to_the_team_is_written_for_the_team(anas, ana, tomas, puts, signed_in, flor):
    row = puts(tomas)
    given = {"answer": "agreed", "way": "radio", "words": "que sí, con ella"}
    assert signed_in(ana).post(page(anas, "answer", row.ref), given).status_code == 302
    row.refresh_from_db()
    assert row.answer == "agreed"
    assert SeparateQuestion.objects.get().how == "oral"
    assert not papers_in(flor.folder, seen_by=flor, kinds=["own_answer"])
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["own_answer"])
    assert anas.folder.words(paper)["text"] == "que sí, con ella"


def test_nobody_writes_a_yes_over_what_they_answered_alone(anas, ana, tomas, puts, comes):
    row = puts(tomas)
    _client, him = comes(tomas)
    ref = SeparateQuestion.objects.get().ref
    answer_alone(ref, answer="discuss", by=him, at=TUESDAY)
    with pytest.raises(Hindered, match="answered_alone"):
        interpreters.note_answer(
            anas, row.ref, answer="agreed", way="radio", words="x", by=ana, at=TUESDAY
        )
    with pytest.raises(CannotConsent, match="answered_alone"):
        note_alone(anas.folder, ref, answer="agreed", by=ana, at=TUESDAY)
    answer_alone(ref, answer="agreed", by=him, at=WEDNESDAY)
    row.refresh_from_db()
    assert row.answer == "agreed"


def test_only_who_was_put_forward_for_them_interprets_for_them(anas, ana, tomas, puts):
    row = puts(tomas)
    makes_ready(anas, ana, row)
    task = of(tomas, kind="interview").get()
    with pytest.raises(Hindered, match="agreed"):
        interprets(anas, ana, task, row)
    note_alone(anas.folder, SeparateQuestion.objects.get().ref, answer="agreed", by=ana, at=TUESDAY)
    hers = of(None, kind="interview").first()
    with pytest.raises(Hindered, match="of_another"):
        interprets(anas, ana, hers, row)
    assert not on_case(anas, seen_by=ana).ready_for(None)
    interprets(anas, ana, task, row)
    assert not of(tomas, kind="interview").exists()


def test_what_she_takes_back_ends_none_of_theirs(anas, ana, tomas, puts, flor):
    row = puts(tomas)
    note_alone(anas.folder, SeparateQuestion.objects.get().ref, answer="agreed", by=ana, at=TUESDAY)
    consent.withdraw_all(flor.folder, by=flor, at=WEDNESDAY)
    row.refresh_from_db()
    assert (row.ended, row.answer) == ("", "agreed")


# --- who is never asked ---


def test_whoever_is_behind_it_or_must_not_know_is_never_asked(anas, ana, listed, flor):
    threatens = listed("Rufino Sandi", "aggressor")
    brother = listed("Elmer Sandoval")
    write_paper(
        flor.folder, kind="exclusions", body={"units": [], "names": "Elmer Sandoval"},
        by=flor, at=TUESDAY,
    )  # fmt: skip
    for other in (threatens, brother):
        with pytest.raises(Hindered, match="whom_must_not_know"):
            of_others.note_need(anas, other.ref, needed=True, text="x", by=ana, at=TUESDAY)
    assert not RelatedPersonInterpreterNeed.objects.exists()


def test_a_relative_who_is_kept_away_later_is_asked_nothing_more(anas, ana, tomas, puts, flor):
    row = puts(tomas)
    body = {"units": [], "names": "Tomás Rivas"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
    shut_out(flor.folder, by=flor, at=TUESDAY)
    row.refresh_from_db()
    assert row.ended == "not_asked"
    assert not of(tomas).exists()
    assert SeparateQuestion.objects.get().closed_at


def test_of_another_who_died_nothing_is_asked_until_it_was_a_mistake(anas, ana, tomas, puts):
    row = puts(tomas)
    happened = note(anas, ana, what="died", whose="other", other=tomas.ref, at=WEDNESDAY)
    row.refresh_from_db()
    assert row.ended == "not_asked"
    assert not of(tomas).exists()
    with pytest.raises(Hindered, match="whom_died"):
        of_others.note_need(anas, tomas.ref, needed=True, text="x", by=ana, at=WEDNESDAY)
    set_aside(anas, happened.ref, text="era otro", by=ana, at=WEDNESDAY)
    of_others.note_need(anas, tomas.ref, needed=True, text="x", by=ana, at=WEDNESDAY)
    assert of(tomas, kind="interview").exists()
    assert RelatedPerson.objects.get(pk=tomas.pk).died_at is None


def test_after_the_persons_death_others_are_still_heard(anas, ana, tomas):
    note(anas, ana, what="died", at=WEDNESDAY)
    here = on_case(anas, seen_by=ana)
    assert {one.other for one in here.tasks} == {tomas}
    assert "interpreter_of_others.interview" in {one.task for one in waiting_in(anas.case)}


# --- children ---


@pytest.fixture
def wayra(listed):
    keeper = listed("Justina Mori")
    return listed("Wayra", child=True, guardian=keeper.ref)


def test_a_childs_guardian_is_asked_and_the_child_is_heard(anas, ana, wayra, puts, comes):
    row = puts(wayra)
    makes_ready(anas, ana, row)
    client, _keeper = comes(wayra.guardian)
    assert "Who interprets for Wayra" in client.get("/beside/").text
    client.post(f"/beside/questions/{SeparateQuestion.objects.get().ref}/", {"answer": "agree"})
    row = Interpreter.objects.get()
    assert row.lacks == ("heard",)
    interpreters.hear_child(anas, row.ref, text="le da risa", by=ana, at=TUESDAY)
    assert Interpreter.objects.get().ready


def test_for_a_child_of_her_own_she_is_asked_herself(anas, ana, listed, puts, flor, filed):
    child = listed("Wayra", child=True)
    row = puts(child)
    assert not SeparateQuestion.objects.exists()
    [asked] = [one for one in questions_of(flor.folder, seen_by=flor) if one.subject == row.ref]
    her = Client(headers={"accept-language": "en"})
    her.post("/return/", {"phrase": " ".join(filed.words)})
    assert "Who interprets for Wayra" in her.get("/mine/").text
    consent.answer(flor.folder, asked.ref, answer="agreed", by=flor, at=TUESDAY)
    row.refresh_from_db()
    assert row.answer == "agreed"


def test_another_guardian_is_asked_anew(anas, ana, wayra, puts, listed, comes):
    row = puts(wayra)
    note_alone(anas.folder, SeparateQuestion.objects.get().ref, answer="agreed", by=ana, at=TUESDAY)
    tia = listed("Rosa Mori")
    give_guardian(anas.folder, wayra.ref, guardian=tia.ref, sure=False, by=ana, at=WEDNESDAY)
    row.refresh_from_db()
    assert row.answer == ""
    standing = SeparateQuestion.objects.get(closed_at=None)
    assert standing.other == tia
    _client, before = comes(wayra.guardian)
    assert not asked_alone(before, seen_by=before)


def test_a_guardian_who_must_not_know_answers_no_more(anas, ana, wayra, puts, flor):
    row = puts(wayra)
    note_alone(anas.folder, SeparateQuestion.objects.get().ref, answer="agreed", by=ana, at=TUESDAY)
    body = {"units": [], "names": "Justina Mori"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
    shut_out(flor.folder, by=flor, at=TUESDAY)
    row.refresh_from_db()
    assert (row.answer, row.ended) == ("", "")
    assert not SeparateQuestion.objects.filter(closed_at=None).exists()
    with pytest.raises(Hindered, match="asked_must_not_know"):
        puts(wayra, "Otra Persona")


@pytest.mark.parametrize("kept_away", [False, True])
def test_a_no_of_a_guardian_is_no_word_of_the_next_one(
    anas, ana, wayra, puts, listed, comes, flor, kept_away
):
    row = puts(wayra)
    _client, before = comes(wayra.guardian)
    ref = SeparateQuestion.objects.get().ref
    answer_alone(ref, answer="refused", by=before, at=TUESDAY)
    if kept_away:
        keep_from(flor.folder, [], names="Justina Mori", by=flor, at=TUESDAY)
        row.refresh_from_db()
        assert (row.answer, row.ended) == ("", "")
    tia = listed("Rosa Tuesta")
    give_guardian(anas.folder, wayra.ref, guardian=tia.ref, sure=False, by=ana, at=WEDNESDAY)
    with pytest.raises(CannotConsent):
        answer_alone(ref, answer="agreed", by=before, at=WEDNESDAY)
    row.refresh_from_db()
    assert (row.answer, row.ended) == ("", "")
    assert SeparateQuestion.objects.get(closed_at=None).other == tia


# --- what is stored, and the pages ---


def test_what_is_stored_names_nobody(anas, ana, tomas, puts, comes):
    comes(tomas)
    puts(tomas)
    tables = (
        SeparateQuestion,
        RelatedPersonInterpreterNeed,
        Interpreter,
        Interpretation,
        CredentialCopy,
        Document,
        Entry,
    )
    stored = str([list(model.objects.values()) for model in tables])
    assert "Rivas" not in stored
    assert "Pacaya" not in stored
    assert "parroquia" not in stored


def test_the_desk_walks_from_the_person_of_the_case_to_whoever_interprets(
    anas, ana, listed, signed_in
):
    tomas, desk = listed("Tomás Rivas", "witness"), signed_in(ana)
    address = page(anas, "need_of", tomas.ref)
    people = reverse("desk:people", args=[anas.code])
    assert address not in desk.get(people).text
    assert address in unfold(desk, anas.code, "others").get(people).text
    assert desk.post(address, {"needed": "yes"}).status_code != 302
    assert desk.post(address, {"needed": "yes", "text": "yine"}).status_code == 302
    assert page(anas, "name_of", tomas.ref) in desk.get(address).text
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert desk.post(page(anas, "interview_of", tomas.ref), {"by_day": day}).status_code == 302
    given = {"name": SECRET, "language": "yine", "reach": "r", "to_her": TO_HIM, "unit": ""}
    assert desk.post(page(anas, "name_of", tomas.ref), given).status_code == 302
    ref = Interpreter.objects.get().ref
    shown = desk.get(page(anas, "interpreter", ref)).text
    assert "Tomás Rivas" in shown
    said = {"on": timezone.localdate().isoformat(), "papers": signed_paper()}
    assert desk.post(page(anas, "sign", ref), said).status_code == 302
    case = desk.get(reverse("desk:case", args=[anas.code])).text
    assert SECRET in case
    assert "Tomás Rivas" in case
    assert desk.get(page(anas, "child", ref)).status_code == 404
    task = of(tomas, kind="interview").first()
    assert "Tomás Rivas" in desk.get(page(anas, "task", task.ref)).text
