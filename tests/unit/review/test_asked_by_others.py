"""Somebody else of the case asks that a decision be decided again, or complains of a delay: with
words of their own, or in conversation. Under their own name, beside whatever the person asks."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Decision
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.models import Complaint, Recourse, ReviewTask
from amparo.casework.review.recourses import queries as contested
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.models import AffectedAdult
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import DIED, Document, Filing
from amparo.foundations.intake.procedure.complaints import ComplainedAlready, NotLate
from amparo.foundations.intake.procedure.contestable import (
    RESOLVED,
    NothingToContest,
    Plea,
    contestable,
)
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.messages_and_complaints import (
    complain_as,
    contest_as,
    contestable_by,
    late_for,
)
from amparo.foundations.related_people.models import RelatedPersonMessage, copy_context
from amparo.foundations.related_people.phrase_validity import WordsEnded
from amparo.foundations.related_people.queries import beside_by_phrase, others_of
from amparo.foundations.related_people.services import end_way, give_way, name_other
from amparo.law import TermState
from tests.people import MONDAY
from tests.plans import TUESDAY, outcome
from tests.unit.review.conftest import FRIDAY, THURSDAY, as_open, read, ruled

ENGLISH = {"accept-language": "en"}
TERM = "preliminary_report"
LATE_FROM = MONDAY + timedelta(days=3)
WORDS = "nadie preguntó por el camino"


@pytest.fixture
def gives(flor):
    """Flor gives somebody words; returns them as they came back, and the browser."""

    def make(right, relation="family", name="Julia Tello"):
        known = [one.other for one in others_of(flor.folder, seen_by=flor) if one.name == name]
        other = known[0] if known else _named(flor, name, relation)
        words = " ".join(give_way(flor.folder, other.ref, right=right, by=flor, at=TUESDAY))
        browser = Client(headers=ENGLISH)
        browser.post("/return/", {"phrase": words})
        return beside_by_phrase(words, at=TUESDAY, seen_by=STRANGER), browser

    return make


def _named(flor, name, relation="family", at=TUESDAY):
    return name_other(flor.folder, name=name, relation=relation, by=flor, at=at)


@pytest.fixture
def protected(flor, anas, ana, patrol):
    """Tomás, whom the patrol protects too, is asked about it before it is decided."""
    tomas = _named(flor, "Tomás Rivas")
    whom = [Whom("Tomás Rivas", tomas.ref)]
    adults.name(anas, patrol.ref, listed=whom, by=ana, at=TUESDAY)
    [adult] = AffectedAdult.objects.filter(other=tomas.ref)
    answer_for_oneself(flor.folder, adult.ref, answer="agreed", by=ana, at=TUESDAY, how="oral")
    patrol.refresh_from_db()
    return tomas


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def excluded(flor, ana, names="Delia Campos"):
    write_paper(
        flor.folder, kind="exclusions", body={"names": names}, by=flor, at=TUESDAY, for_person=True
    )


# --- a decision ---


@pytest.mark.parametrize(
    ("right", "relation", "may"),
    [
        ("speaks", "family", True),
        ("speaks", "trusted", True),
        ("reads", "lawyer", True),
        ("reads", "family", False),
        ("reads", "witness", False),
        ("answers", "family", False),
    ],
)
def test_who_speaks_and_her_lawyer_may_ask_for_it(denied, gives, right, relation, may):
    there, browser = gives(right, relation)
    page = reverse("door:beside_again", args=[denied.paper_ref])
    assert (page in browser.get("/beside/").text) is may
    assert browser.get(page).status_code == (200 if may else 404)
    assert browser.post(page, {"text": WORDS}).status_code == (302 if may else 404)
    assert Recourse.objects.exists() is may
    assert bool(contestable_by(there, at=FRIDAY, seen_by=there)) is may


def test_it_is_before_who_decides_with_a_term_and_under_their_own_name(
    denied, gives, delias, delia, signed_in
):
    there, browser = gives("speaks")
    browser.post(reverse("door:beside_again", args=[denied.paper_ref]), {"text": WORDS})
    row = Recourse.objects.get()
    assert row.how == "own_words"
    entry = Entry.objects.get(event="ResolutionContested")
    assert entry.by == there.signature
    assert there.way.other.ref in entry.facts
    page = signed_in(delia).get(
        reverse("review:recourse", args=[delias.code, row.ref]), headers=ENGLISH
    )
    assert "Julia Tello" in text_of(page)
    assert WORDS in text_of(page)
    assert "By when" in text_of(page)


def test_nothing_of_it_stands_open_in_the_database(denied, gives):
    there, _browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=FRIDAY)
    rows = str([list(model.objects.values()) for model in (RelatedPersonMessage, Recourse, Entry)])
    assert "camino" not in rows
    assert "Tello" not in rows


def test_it_is_no_receipt_of_hers_and_she_asks_for_it_too(
    denied, gives, flor, contests, delias, delia
):
    there, _browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=FRIDAY)
    denied.refresh_from_db()
    assert denied.notified_at is None
    contests(denied, words="Confirmo que es así", at=FRIDAY + timedelta(hours=1))
    found = contested.recourse_called(delias, Recourse.objects.get().ref, seen_by=delia, at=FRIDAY)
    assert [(one.name, one.text) for one in found.pleas] == [
        ("Julia Tello", WORDS),
        ("", "Confirmo que es así"),
    ]


def test_her_page_says_who_asked_and_lets_her_say_it_herself(
    denied, gives, flor, came_back_as_flor
):
    read(flor, denied)
    there, _browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=FRIDAY)
    page = came_back_as_flor.get("/mine/", headers=ENGLISH)
    assert "Julia Tello asked that it be decided again" in text_of(page)
    assert "Say it in your own words too" in text_of(page)
    listed = came_back_as_flor.get("/mine/others/", headers=ENGLISH)
    assert "Asked that a decision be decided again" in text_of(listed)
    assert WORDS in text_of(listed)


def test_whom_a_measure_protects_asks_and_reads_nothing_of_the_decision(
    protected, denied, gives, delias, delia
):
    """He learns that it was decided, and on which day."""
    there, browser = gives("answers", name="Tomás Rivas")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    shown = browser.get("/beside/").text + browser.get(page).text
    assert page in shown
    assert "no hay patrullero" not in shown
    assert browser.get(f"/beside/papers/{denied.paper_ref}/").status_code == 404
    assert browser.post(page, {"text": WORDS}).status_code == 302
    assert Recourse.objects.get().how == "own_words"
    assert late_for(there, at=FRIDAY, seen_by=there) == []


@pytest.mark.parametrize("kind", sorted(RESOLVED))
def test_who_reads_no_decision_sees_one_form_whatever_was_decided(protected, denied, gives, kind):
    """Its grounds, and whether it could be asked to wait, told him what it said: that protection
    ends, for one."""
    there, browser = gives("answers", name="Tomás Rivas")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    as_denied = text_of(browser.get(page, headers=ENGLISH))
    copy = there.way.copies.get(kind="decision")
    context = copy_context(there.filing.code, copy.paper_ref)
    words = json.loads(boxes.open_with(there.pair.secret, bytes(copy.sealed), context=context))
    words["kind"] = kind
    copy.sealed = boxes.seal_to(there.pair.public, json.dumps(words).encode(), context=context)
    copy.save()
    assert text_of(browser.get(page, headers=ENGLISH)) == as_denied
    assert browser.post(page, {"text": WORDS, "waits": "on"}).status_code == 302


def test_a_ruling_on_what_others_said_alone_takes_no_word_of_hers(
    denied, gives, flor, contests, delias, delia, ana, signed_in, came_back_as_flor
):
    """Whoever wished her ill had it decided again before she had read it; then it was over."""
    there, _browser = gives("speaks")
    offers, case = reverse("review:contest", args=[delias.code]), [delias.code]
    contest_as(denied.paper_ref, Plea(words="da igual"), by=there, at=THURSDAY)
    no = Decision.Kind.NOT_UPHELD
    ruled(as_open(delias, delia), Recourse.objects.get(), no, by=delia, at=THURSDAY)
    read(flor, denied, at=FRIDAY)
    page = reverse("door:contest", args=[denied.paper_ref])
    for shown in (came_back_as_flor.get(one, headers=ENGLISH) for one in ("/mine/", page)):
        assert "It was decided again because Julia Tello asked" in text_of(shown)
    assert offers in signed_in(ana).get(reverse("desk:case", args=case)).text
    with pytest.raises(NothingToContest):
        contest_as(denied.paper_ref, Plea(words="otra vez"), by=there, at=FRIDAY)
    contests(denied, words="esto lo digo yo", at=FRIDAY)
    row = Recourse.objects.get()
    assert (row.ruling, row.hers, row.filed_at, row.late_by) == (None, True, FRIDAY, 0)
    assert "You asked that it be decided again" in text_of(
        came_back_as_flor.get("/mine/", headers=ENGLISH)
    )
    ruled(as_open(delias, delia), row, no, by=delia, at=FRIDAY)
    with pytest.raises(NothingToContest):
        contests(denied, words="y otra", at=FRIDAY)
    assert offers not in signed_in(ana).get(reverse("desk:case", args=case)).text


@pytest.mark.parametrize("has_read", [True, False])
def test_what_she_says_after_it_is_ruled_on_like_any_first_words(
    turned_away, gives, flor, contests, delias, delia, has_read
):
    """The request that was not admitted goes on, although others had asked in vain. Until when is
    counted by the law's clock, or here where that clock counted the others."""
    there, _browser = gives("speaks")
    if has_read:
        read(flor, turned_away, at=THURSDAY)
    contest_as(turned_away.paper_ref, Plea(words="da igual"), by=there, at=THURSDAY)
    row, no = Recourse.objects.get(), Decision.Kind.NOT_UPHELD
    ruled(as_open(delias, delia), row, no, by=delia, at=THURSDAY)
    contests(turned_away, words="esto lo digo yo", at=FRIDAY)
    term = standing(Filing.objects.get(), at=FRIDAY).term("reconsideration_ruling")
    task = ReviewTask.objects.filter(kind="rule", about=row.ref, done_at=None)
    assert [task.exists(), term.state is TermState.OPEN] == [has_read, not has_read]
    assert [one.text for one in _pleas(delias, delia, row)] == ["da igual", "esto lo digo yo"]
    ruled(as_open(delias, delia), row, Decision.Kind.UPHELD, by=delia, at=FRIDAY)
    turned_away.refresh_from_db()
    assert turned_away.set_aside_at == FRIDAY
    assert not ReviewTask.objects.filter(kind="rule", done_at=None).exists()
    assert [one.ruled for one in contestable(flor.folder, seen_by=flor, at=FRIDAY)] == [True]


def _pleas(case, member, row):
    found = contested.recourse_called(as_open(case, member), row.ref, seen_by=member, at=FRIDAY)
    return found.pleas


def test_what_others_brought_about_is_not_asked_again(
    denied, gives, contests, delias, delia, patrol
):
    there, _browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=THURSDAY)
    case = as_open(delias, delia)
    patrol.refresh_from_db()
    yes = outcome(case, patrol, delia, granted=True)
    ruled(case, Recourse.objects.get(), Decision.Kind.UPHELD, yes, by=delia, at=THURSDAY)
    with pytest.raises(NothingToContest):
        contests(denied, at=FRIDAY)


def test_what_others_said_ends_no_day_of_hers(denied, gives, flor):
    there, _browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=THURSDAY)
    read(flor, denied, at=THURSDAY)
    [one] = contestable(flor.folder, seen_by=flor, at=FRIDAY)
    assert one.term is not None
    assert one.term.state is TermState.OPEN


def test_what_was_decided_again_nobody_contests_any_more(denied, gives):
    there, _browser = gives("speaks")
    with pytest.raises(NothingToContest):
        contest_as("XXXX-XXXX-XXXX", Plea(words=WORDS), by=there, at=FRIDAY)
    end_way(there.filing, there.way.other.ref, why="by_her", by=STRANGER, at=FRIDAY)
    with pytest.raises(WordsEnded):
        contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=FRIDAY)


@pytest.mark.parametrize(
    ("about", "told"), [("else", "stored as a message"), ("", "assesses the danger anew")]
)
def test_what_comes_after_the_ruling_is_kept_as_a_message_and_said_to_be_one(
    denied, gives, anas, delias, delia, about, told
):
    there, browser = gives("speaks")
    contest_as(denied.paper_ref, Plea(words=WORDS), by=there, at=FRIDAY)
    no = Decision.Kind.NOT_UPHELD
    ruled(as_open(delias, delia), Recourse.objects.get(), no, by=delia, at=FRIDAY)
    page = reverse("door:beside_again", args=[denied.paper_ref])
    answer = browser.post(page, {"text": "y nadie pasa de noche", "about": about}, follow=True)
    assert told in answer.text
    assert "before who decides" not in answer.text
    assert RelatedPersonMessage.objects.count() == 2
    assert marks_danger(anas) is (about == "")


def test_a_complaint_that_is_sent_twice_leaves_no_message(case, gives):
    _there, browser = gives("speaks")
    page = reverse("door:beside_late", args=[TERM])
    for _twice in range(2):
        assert browser.post(page, {"words": "nadie llamó", "about": "else"}).status_code == 302
    assert (Complaint.objects.count(), RelatedPersonMessage.objects.count()) == (1, 1)


def test_a_second_complaint_about_something_else_that_was_overtaken_loses_no_word(case, gives):
    _there, browser = gives("speaks")
    first, other = (reverse("door:beside_late", args=[one]) for one in (TERM, "decision"))
    assert browser.post(first, {"words": "nadie llamó", "about": "else"}).status_code == 302
    assert browser.post(other, {"words": "ni decidió", "about": "else"}).status_code == 302
    assert (Complaint.objects.count(), RelatedPersonMessage.objects.count()) == (1, 2)


def test_what_was_written_for_somebody_who_died_meanwhile_is_kept_as_a_message(denied, gives, anas):
    _there, browser = gives("speaks")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    Filing.objects.update(impediment=DIED)
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"text": " "}).status_code == 404
    sent = {"text": "anoche dispararon", "about": "happened", "once": "a1"}
    for _twice in range(2):
        assert browser.post(page, sent).status_code == 302
    assert RelatedPersonMessage.objects.count() == 1
    assert not Recourse.objects.exists()
    assert marks_danger(anas)


def test_an_empty_form_says_what_to_do(denied, gives):
    _there, browser = gives("speaks")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    answer = browser.post(page, {"text": "  "})
    assert answer.status_code == 400
    assert "One sentence is enough" in answer.text
    assert not Recourse.objects.exists()


def test_the_same_form_sent_twice_is_stored_once(denied, gives):
    _there, browser = gives("speaks")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    for _time in range(2):
        assert browser.post(page, {"text": WORDS, "once": "a1"}).status_code == 302
    assert RelatedPersonMessage.objects.count() == 1


def test_after_her_death_nobody_speaks_for_her_and_whom_it_protects_goes_on(
    protected, denied, gives
):
    julia, _browser = gives("speaks")
    tomas, _his = gives("answers", name="Tomás Rivas")
    Filing.objects.update(impediment=DIED)
    for one, may in ((julia, False), (tomas, True)):
        one.filing.refresh_from_db()
        assert bool(contestable_by(one, at=FRIDAY, seen_by=one)) is may
    with pytest.raises(NothingToContest):
        contest_as(denied.paper_ref, Plea(words=WORDS), by=julia, at=FRIDAY)
    contest_as(denied.paper_ref, Plea(words=WORDS), by=tomas, at=FRIDAY)


# --- a delay ---


def test_who_speaks_files_a_complaint_that_goes_to_whoever_stands_above(case, delia, gives):
    there, _browser = gives("speaks")
    complain_as(TERM, words="esperamos", by=there, at=LATE_FROM)
    row = Complaint.objects.get()
    assert (row.how, row.waits_for_file, row.addressees.count()) == ("own_words", False, 1)
    assert Entry.objects.get(event="ComplaintFiled").by == there.signature
    with pytest.raises(ComplainedAlready):
        complain_as(TERM, words="", by=there, at=LATE_FROM)


def test_where_somebody_must_not_know_it_waits_for_the_open_file_and_passes_them_by(
    case, delia, ana, flor, gives, signed_in
):
    excluded(flor, ana)
    there, _browser = gives("speaks")
    complain_as(TERM, words="", by=there, at=LATE_FROM)
    row = Complaint.objects.get()
    assert (row.waits_for_file, row.addressees.count()) == (True, 0)
    assert signed_in(ana).get(reverse("desk:case", args=[case])).status_code == 200
    row.refresh_from_db()
    assert (row.waits_for_file, row.withheld, row.addressees.count()) == (False, True, 0)


def test_whoever_is_said_to_be_behind_the_danger_is_passed_by_too(case, delia, ana, flor, gives):
    _named(flor, "Delia Campos", "aggressor")
    there, _browser = gives("speaks")
    complain_as(TERM, words="", by=there, at=LATE_FROM)
    assert Complaint.objects.get().waits_for_file
    complaining.put_what_waited(flor.folder, by=flor, at=LATE_FROM)
    assert not Complaint.objects.get().addressees.exists()


def test_it_goes_on_when_she_opens_her_page(case, delia, ana, flor, gives, came_back_as_flor):
    excluded(flor, ana, names="Pedro Nadie")
    there, _browser = gives("speaks")
    complain_as(TERM, words="", by=there, at=timezone.now())
    page = came_back_as_flor.get("/mine/", headers=ENGLISH)
    assert "Julia Tello complained" in text_of(page)
    row = Complaint.objects.get()
    assert (row.waits_for_file, row.addressees.count()) == (False, 1)
    told = text_of(came_back_as_flor.get(f"/mine/late/{TERM}/", headers=ENGLISH))
    assert "Julia Tello filed it" in told
    assert "It waits for whoever stands above them." in told


def test_on_their_page_it_is_ready_and_one_press_files_it(case, delia, ana, gives, signed_in):
    _there, browser = gives("reads", "lawyer")
    page = reverse("door:beside_late", args=[TERM])
    assert page in browser.get("/beside/").text
    assert "anexo, art. 18" in browser.get(page).text
    answer = browser.post(page, {"words": "mi clienta espera"}, follow=True)
    assert "Your complaint is filed, under your name." in answer.text
    assert browser.post(page).status_code == 404  # nothing is left to complain of
    desk = text_of(
        signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH)
    )
    assert "Asked for by Julia Tello" in desk
    assert "mi clienta espera" in desk


@pytest.mark.parametrize(("right", "relation"), [("reads", "family"), ("answers", "lawyer")])
def test_with_another_right_nobody_complains(case, gives, right, relation):
    there, browser = gives(right, relation)
    page = reverse("door:beside_late", args=[TERM])
    assert page not in browser.get("/beside/").text
    assert browser.post(page).status_code == 404
    with pytest.raises(NotLate):
        complain_as(TERM, words="", by=there, at=LATE_FROM)


# --- said to the team ---


def said(denied, who, **changes):
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    given = {"against": denied.paper_ref, "who": who, "way": "telephone", "asked_at": moment}
    return {**given, "words": WORDS, **changes}


def test_the_team_writes_down_who_said_it_and_how(denied, flor, ana, delias, delia, signed_in):
    tomas = _named(flor, "Tomás Rivas")
    page = reverse("review:contest", args=[delias.code])
    shown = signed_in(ana).get(page, headers=ENGLISH).text
    assert "Who said it?" in shown
    assert "Tomás Rivas" in shown
    assert signed_in(ana).post(page, said(denied, tomas.ref)).status_code == 302
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["recourse"])
    assert flor.folder.words(paper)["asked_by"] == tomas.ref
    found = contested.recourse_called(delias, Recourse.objects.get().ref, seen_by=delia, at=FRIDAY)
    [plea] = found.pleas
    assert (plea.name, str(plea.way)) == ("Tomás Rivas", "Por teléfono")
    denied.refresh_from_db()
    assert denied.notified_at is None  # what he said is no receipt of hers


def test_nobody_is_put_down_without_saying_who_it_was(denied, flor, ana, delias, signed_in):
    _named(flor, "Tomás Rivas")
    page = reverse("review:contest", args=[delias.code])
    answer = signed_in(ana).post(page, said(denied, ""), headers=ENGLISH)
    assert answer.status_code == 422
    assert "Say who said it." in answer.text
    assert WORDS in answer.text
    assert not Recourse.objects.exists()


def test_who_threatens_or_must_not_know_is_not_offered_and_not_taken(
    denied, flor, ana, delias, signed_in
):
    feared = _named(flor, "Bruno Salas", "aggressor", at=THURSDAY)
    kept = _named(flor, "Celso Ponce", at=THURSDAY)
    excluded(flor, ana, names="Celso Ponce")
    page = reverse("review:contest", args=[delias.code])
    shown = signed_in(ana).get(page).text
    assert "Bruno Salas" not in shown
    assert "Celso Ponce" not in shown
    for one in (feared, kept):
        assert signed_in(ana).post(page, said(denied, one.ref)).status_code == 422
    assert not Recourse.objects.exists()


def test_nobody_says_it_for_the_dead(protected, denied, ana, delias, signed_in):
    Filing.objects.update(impediment=DIED)
    page = reverse("review:contest", args=[delias.code])
    assert 'value="person"' not in signed_in(ana).get(page).text
    assert signed_in(ana).post(page, said(denied, "person")).status_code == 422
    assert signed_in(ana).post(page, said(denied, protected.ref)).status_code == 302
    assert Document.objects.filter(kind="recourse").count() == 1


def test_a_complaint_said_to_the_team_names_who_asked_for_it(case, flor, delia, ana, signed_in):
    tomas = _named(flor, "Tomás Rivas")
    sent = {"term": TERM, "way": "telephone", "words": "quéjense", "read_back": "on"}
    page = reverse("complaints:complain", args=[case])
    assert signed_in(ana).post(page, {**sent, "who": tomas.ref}).status_code == 302
    desk = text_of(
        signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH)
    )
    assert "Asked for by Tomás Rivas" in desk
    assert "By telephone" in desk
    assert Complaint.objects.get().how == "oral"


# --- an attack told inside of it ---


def marks_danger(anas):
    anas.case.refresh_from_db()
    return ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).exists()


@pytest.mark.parametrize(("about", "looks"), [("happened", True), ("", True), ("else", False)])
def test_an_attack_told_in_it_is_looked_at_anew(denied, gives, anas, about, looks):
    _there, browser = gives("speaks")
    page = reverse("door:beside_again", args=[denied.paper_ref])
    assert "What do you write about?" in browser.get(page).text
    assert browser.post(page, {"text": WORDS, "about": about}).status_code == 302
    assert Recourse.objects.count() == 1
    assert marks_danger(anas) is looks


@pytest.mark.parametrize(
    ("words", "about", "looks"),
    [
        ("anoche dispararon", "happened", True),
        ("anoche dispararon", "", True),
        ("ya pasaron cuatro días", "else", False),
        ("", "", False),
        ("", "happened", True),
    ],
)
def test_an_attack_told_in_a_complaint_is_looked_at_anew(case, gives, anas, words, about, looks):
    _there, browser = gives("speaks")
    page = reverse("door:beside_late", args=[TERM])
    assert browser.post(page, {"words": words, "about": about}).status_code == 302
    assert Complaint.objects.count() == 1
    assert marks_danger(anas) is looks


def test_what_was_overtaken_loses_no_word_and_no_attack(case, gives, anas):
    """Somebody complained meanwhile: no other is filed, and what it told is kept as a message."""
    there, browser = gives("speaks")
    complain_as(TERM, words="", by=there, at=timezone.now())
    page = reverse("door:beside_late", args=[TERM])
    assert browser.post(page, {"words": "", "about": "else"}).status_code == 404
    gone = browser.post(page, {"words": "fue puntual", "about": "else"}, follow=True)
    assert "stored as a message" in gone.text
    assert not marks_danger(anas)
    kept = browser.post(page, {"words": "anoche dispararon", "about": "happened"}, follow=True)
    assert "The team assesses the danger anew" in kept.text
    assert Complaint.objects.count() == 1
    assert marks_danger(anas)
