"""The acts of the first days: each stored whole, refused in words, and closed to other teams."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission import queries, services
from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.oral_answers import stood
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer, withdraw
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import give_way, name_other
from tests.people import MONDAY

FINDINGS = {
    "imminent_risk": "yes",
    "imminent_risk-why": "llegaron armados anoche",
    "grave_risk": "no",
    "death": "no",
    "homicide_or_attempt": "no",
    "text": "vinieron a la casa",
}
ACTION = {"kind": "contact", "text": "llamarla a las seis", "consent": "page"}
SENT = {
    "acknowledge": {"text": "recibido"},
    "message": {"text": "hola"},
    "note": {"text": "ojo"},
    "attempt": {
        "way": "radio",
        "tried_at": "2026-11-20T10:00",
        "reached": "no",
        "why": "no hay otra señal",
    },
    "open_action": ACTION,
    "report": FINDINGS,
}


def page_of(case, name, *more):
    return reverse(f"admission:{name}", args=[case, *more])


@pytest.fixture
def send(case, ana, signed_in):
    browser = signed_in(ana)

    def make(name, data, *more):
        return browser.post(page_of(case, name, *more), data)

    return make


@pytest.mark.parametrize("name", SENT)
def test_the_team_may_open_each_page(name, case, ana, signed_in):
    assert signed_in(ana).get(page_of(case, name)).status_code == 200


@pytest.mark.parametrize("name", SENT)
def test_another_team_may_not_and_changes_nothing(name, case, olga, signed_in):
    browser, papers = signed_in(olga), Document.objects.count()
    assert browser.get(page_of(case, name)).status_code == 404
    assert browser.post(page_of(case, name), SENT[name]).status_code == 404
    assert Document.objects.count() == papers


@pytest.mark.parametrize("name", SENT)
def test_signed_out_one_signs_in_first_and_keeps_the_words(name, case, client):
    assert client.get(page_of(case, name)).status_code == 302
    page = client.post(page_of(case, name), SENT[name])
    assert page.status_code == 401
    assert all(f"kept-{field}" in page.text for field in SENT[name])


@pytest.mark.parametrize("name", ["acknowledge", "message", "note"])
@pytest.mark.parametrize("text", ["", "  \n ", "\0", "x" * 20_001])
def test_unusable_words_are_refused_in_words(name, text, send):
    papers = Document.objects.count()
    page = send(name, {"text": text})
    assert page.status_code == 422
    assert page.context["form"].errors["text"]
    assert Document.objects.count() == papers


def test_an_acknowledgement_is_for_the_person_and_on_record(send, flor, case):
    answer = send("acknowledge", {"text": "su pedido está aquí"})
    assert answer.url == reverse("desk:case", args=[case]) + "?tab=contact"
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["acknowledgement"])
    assert flor.folder.words(paper)["text"] == "su pedido está aquí"
    assert Entry.objects.filter(event="Acknowledged", about=case).exists()


def test_what_is_acknowledged_is_not_offered_again(send, anas, ana):
    state = standing(anas.folder.filing, at=timezone.now())

    def acts():
        return [one.act for one in queries.acts_on_case(anas, state, seen_by=ana)]

    assert "acknowledge" in acts()
    send("acknowledge", {"text": "recibido"})
    assert "acknowledge" not in acts()


def test_a_message_reaches_the_person(send, flor):
    send("message", {"text": "la llamamos hoy"})
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["message"])
    assert flor.folder.words(paper)["text"] == "la llamamos hoy"


def test_a_note_does_not(send, flor):
    send("note", {"text": "solo para el equipo"})
    assert papers_in(flor.folder, seen_by=flor, kinds=["note"]) == []


def test_an_attempt_says_when_how_and_what_came_of_it(send, anas, ana):
    send("attempt", SENT["attempt"] | {"text": "no contestó"})
    [attempt] = queries.on_case(anas, seen_by=ana).attempts
    assert (attempt.words["reached"], attempt.words["text"]) == (False, "no contestó")
    assert attempt.tried_at == timezone.make_aware(timezone.datetime(2026, 11, 20, 10))


def test_an_attempt_to_come_is_refused(send):
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    page = send("attempt", SENT["attempt"] | {"tried_at": tomorrow.strftime("%Y-%m-%dT%H:%M")})
    assert page.status_code == 422
    assert not Document.objects.filter(kind="attempt").exists()


@pytest.fixture
def note(anas, ana):
    return services.keep_note(anas, text="la primera", by=ana, at=timezone.now())


def test_a_note_is_changed_and_its_older_text_stays(note, send, anas, ana):
    send("change_note", {"text": "la segunda", "seen": 1}, note.ref)
    versions = papers_in(anas.folder, seen_by=ana, kinds=["note"], all_versions=True)
    assert [anas.folder.words(one)["text"] for one in versions] == ["la primera", "la segunda"]


def test_whoever_saves_second_sees_both_texts_and_loses_nothing(
    note, send, case, anas, rosa, ana, signed_in
):
    address = page_of(case, "change_note", note.ref)
    signed_in(rosa).post(address, {"text": "la de rosa", "seen": 1})
    page = send("change_note", {"text": "la de ana", "seen": 1}, note.ref)
    assert page.status_code == 409
    assert "la de rosa" in page.text
    assert "la de ana" in page.text
    again = send("change_note", page.context["form"].data.dict(), note.ref)
    assert again.status_code == 302
    [current] = papers_in(anas.folder, seen_by=ana, kinds=["note"])
    assert anas.folder.words(current)["text"] == "la de ana"
    assert current.version == 3


def test_whoever_saves_second_may_go_on_from_the_other_text(
    note, send, case, anas, rosa, ana, signed_in
):
    signed_in(rosa).post(page_of(case, "change_note", note.ref), {"text": "la de rosa", "seen": 1})
    page = send("change_note", {"text": "la de ana", "seen": 1, "take": "text"}, note.ref)
    assert page.context["form"].data["text"] == "la de rosa"
    assert "<blockquote>la de ana</blockquote>" in page.text
    [current] = papers_in(anas.folder, seen_by=ana, kinds=["note"])
    assert current.version == 2
    both = {"text": "las dos", "seen": page.context["form"].data["seen"]}
    assert send("change_note", both, note.ref).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "0", "-1", "9" * 30])
def test_a_mistaken_version_changes_nothing(seen, note, send):
    page = send("change_note", {"text": "otra", "seen": seen}, note.ref)
    assert page.status_code == 422
    assert Document.objects.filter(kind="note").count() == 1


def test_only_a_note_of_this_case_is_changed(case, send, anas, ana):
    request = papers_in(anas.folder, seen_by=ana, kinds=["request"])[0]
    for ref in (request.ref, "0000", "<x>"):
        assert send("change_note", {"text": "x", "seen": 1}, ref).status_code == 404


def test_the_report_finds_the_track(send, anas):
    assert send("report", FINDINGS).status_code == 302
    fresh = Case.objects.select_related("filing").get()
    assert (fresh.track, fresh.stage) == ("extraordinary", "evaluation")
    assert fresh.filing.facts["imminent_risk"] is True
    assert fresh.filing.facts["death"] is False
    assert fresh.danger == 0  # the faster track leads no list by itself


def test_the_reasons_of_the_findings_are_sealed(send, anas, ana):
    send("report", FINDINGS)
    report = queries.on_case(anas, seen_by=ana)
    assert [one.why for one in report.findings if one.found] == ["llegaron armados anoche"]
    assert not Entry.objects.filter(facts__contains="armados").exists()


@pytest.mark.parametrize(
    "wrong", [{"imminent_risk-why": ""}, {"death": ""}, {"death": "maybe"}, {"text": ""}]
)
def test_a_finding_without_its_reason_is_refused_and_nothing_is_written(wrong, send, case):
    page = send("report", FINDINGS | wrong)
    assert page.status_code == 422
    assert not Document.objects.filter(kind="preliminary_report").exists()
    assert "preliminary_report_issued" not in Case.objects.get().filing.happened


def test_the_second_report_is_told_and_loses_nothing(send):
    send("report", FINDINGS)
    page = send("report", FINDINGS | {"text": "mi propia versión"})
    assert page.status_code == 409
    assert "mi propia versión" in page.text
    assert Document.objects.filter(kind="preliminary_report").count() == 1


def test_who_may_not_issue_it_finds_no_page(case, anas, ana, delia, signed_in):
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=MONDAY)
    assert signed_in(delia).get(page_of(case, "report")).status_code == 404


@pytest.fixture
def action(anas, ana):
    return services.open_action(
        anas,
        kind="accompaniment",
        owner=ana.member,
        text="dos personas la acompañan",
        by=ana,
        at=timezone.now(),
    )


def test_an_action_asks_the_person_and_has_its_hours(send, ana, flor):
    send("open_action", ACTION | {"owner": ana.member.code})
    action = ImmediateAction.objects.get()
    assert action.target_at - action.opened_at == timedelta(hours=1)
    question = Question.objects.get(kind="action", subject=action.ref)
    assert question.answer == ""
    assert [paper.kind for paper in papers_in(flor.folder, seen_by=flor)][-1] == "action"


def test_what_was_said_of_it_is_written_down_in_the_persons_words(send, ana, anas, flor, signed_in):
    opened = send("open_action", ACTION | {"owner": ana.member.code, "consent": "oral"})
    action, question = ImmediateAction.objects.get(), Question.objects.get()
    assert question.answer == ""  # nothing counts that nobody has read back
    assert opened["Location"] == page_of(anas.code, "action_said", action.ref)
    said = {"answer": "agreed", "way": "radio", "words": "que venga mi vecina", "read_back": "on"}
    said["seen"] = f"{question.ref}~"
    assert signed_in(ana).post(opened["Location"], said).status_code == 302
    question.refresh_from_db()
    assert (question.answer, question.how) == ("agreed", "oral")
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["oral_answer"])
    assert flor.folder.words(paper)["text"] == "que venga mi vecina"


@pytest.mark.parametrize(
    "wrong", [{"kind": "helicopter"}, {"text": ""}, {"owner": "nobody"}, {"consent": ""}]
)
def test_a_mistaken_action_opens_nothing(wrong, send, ana):
    page = send("open_action", ACTION | {"owner": ana.member.code} | wrong)
    assert page.status_code == 422
    assert not ImmediateAction.objects.exists()
    assert not Question.objects.exists()


def test_only_the_team_of_the_case_looks_after_it(send, olga):
    assert send("open_action", ACTION | {"owner": olga.member.code}).status_code == 422


def test_nothing_is_done_before_she_agrees(action, anas, ana, send):
    assert send("action", {"what": "done"}, action.ref).status_code == 422
    with pytest.raises(services.NotAgreed):
        services.end_action(anas, action, done=True, text="", by=ana, at=timezone.now())
    action.refresh_from_db()
    assert action.state == "open"


def test_it_is_done_after_she_agreed_on_her_page(action, flor, send):
    answer(flor.folder, Question.objects.get().ref, answer="agreed", by=flor, at=timezone.now())
    assert send("action", {"what": "done", "text": "llegaron"}, action.ref).status_code == 302
    action.refresh_from_db()
    assert action.state == "done"


def test_what_she_took_back_is_not_done(action, flor, anas, ana, send):
    ref = Question.objects.get().ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=timezone.now())
    withdraw(flor.folder, ref, by=flor, at=timezone.now())
    with pytest.raises(services.NotAgreed):
        services.end_action(anas, action, done=True, text="", by=ana, at=timezone.now())


def test_nobody_agrees_over_her_own_refusal(action, flor, send):
    ref = Question.objects.get().ref
    answer(flor.folder, ref, answer="refused", by=flor, at=timezone.now())
    said = {"answer": "agreed", "way": "radio", "words": "que sí", "read_back": "on"}
    said["seen"] = stood(Question.objects.get())
    told = send("action_said", said, action.ref)
    assert (told.status_code, "que sí" in told.text) == (409, True)
    assert Question.objects.get().answer == "refused"


def test_what_was_said_of_help_is_noted_with_who_said_it_how_and_in_which_words(
    action, anas, ana, flor, send
):
    julia = name_other(anas.folder, name="Julia Tello", relation="trusted", by=ana, at=MONDAY)
    give_way(anas.folder, julia.ref, right="speaks", by=flor, at=MONDAY)
    said = {"answer": "agreed", "way": "radio", "words": "que sí, pronto", "who": julia.ref}
    said["seen"] = stood(Question.objects.get())
    assert send("action_said", said, action.ref).status_code == 422
    assert send("action_said", {**said, "read_back": "on"}, action.ref).status_code == 302
    question = Question.objects.get()
    assert (question.answer, question.how) == ("agreed", "for_her")
    [paper] = papers_in(anas.folder, seen_by=ana, kinds=["oral_answer"])
    words = anas.folder.words(paper)
    assert (paper.for_person, words["text"], words["way"]) == (True, "que sí, pronto", "radio")
    assert "Julia Tello" in words["label"]


def test_an_action_ends_once(action, anas, ana, send):
    services.end_action(anas, action, done=False, text="", by=ana, at=timezone.now())
    page = send("action", {"what": "dropped"}, action.ref)
    assert page.status_code == 409
    assert Entry.objects.filter(event="ActionDropped").count() == 1


@pytest.mark.parametrize(("word", "waits"), [("", False), ("discuss", False), ("refused", True)])
def test_of_what_was_dropped_nobody_asks_her_any_more(action, anas, ana, flor, word, waits):
    asked = Question.objects.get(kind="action", subject=action.ref)
    if word:
        answer(flor.folder, asked.ref, answer=word, by=flor, at=timezone.now())
    fresh = opened(anas.code, seen_by=ana)
    services.end_action(fresh, action, done=False, text="", by=ana, at=timezone.now())
    asked.refresh_from_db()
    assert (asked.withdrawn_at is None) is waits  # her no stays a no
    closed = Entry.objects.filter(event="QuestionClosed").count()
    assert closed == (0 if waits else 1)


def test_a_missing_action_is_not_found(send):
    assert send("action", {"what": "done"}, "0000").status_code == 404


def test_another_team_does_not_reach_an_action(action, case, olga, signed_in):
    address = page_of(case, "action", action.ref)
    assert signed_in(olga).post(address, {"what": "dropped"}).status_code == 404


def test_every_act_moves_the_case_on(send, case, ana):
    before = Case.objects.get().changed_at
    for name, data in SENT.items():
        more = {"owner": ana.member.code} if name == "open_action" else {}
        assert send(name, data | more).status_code == 302, name
        after = Case.objects.get().changed_at
        assert after > before, name
        before = after
    assert opened(case, seen_by=ana).folder.code == case
