"""Consultations on the desk: who opens, looks, answers and closes, and what is never withheld."""

from datetime import timedelta

import pytest

from amparo.cli.walk.scenes.fictional_law_draft import NAME
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations import services
from amparo.observatory.consultations.models import Consultation, Proposal, ProposalAnswer
from amparo.observatory.consultations.public_participation import Said, write_anew
from amparo.observatory.consultations.queries import secret_of
from tests import consulting
from tests.clock import TODAY
from tests.consulting import AFTER, ARTICLE, HEADING, TEXT, author_of, put

HERE = "/desk/consultations/"
ONE = f"{HERE}{NAME}/"
OPENED = {
    "draft": NAME,
    "beside": "xx-example",
    "about": "Menos días.",
    "opens_on": "2026-11-25",
    "closes_on": "2026-11-30",
    "look_days": "3",
}


@pytest.fixture
def consultation(plan, ana, delia):
    return put(plan())


@pytest.fixture
def received(consultation):
    return consulting.propose(consultation, at=TODAY, organisation="Red del Valle")


def on(received, page):
    return f"{ONE}{received.proposal.code}/{page}/"


def row(received):
    return Proposal.objects.get(pk=received.proposal.pk)


def test_a_draft_that_lies_ready_is_put_to_everybody(draft, delia, signed_in, settings):
    settings.DRAFTS = draft.parent
    answer = signed_in(delia).post(f"{HERE}new/", OPENED)
    assert answer.status_code == 302
    assert Consultation.objects.get().closes_on.isoformat() == "2026-11-30"
    assert Entry.objects.get(event="ConsultationOpened").by == delia.signature
    again = signed_in(delia).post(f"{HERE}new/", OPENED)
    assert again.status_code == 422
    assert "ya se sometió a consulta" in again.text


def test_what_keeps_a_folder_from_being_a_draft_is_said(draft, delia, signed_in, settings):
    settings.DRAFTS = draft.parent
    (draft / "terms.toml").write_text("x", encoding="utf-8")
    answer = signed_in(delia).post(f"{HERE}new/", OPENED)
    assert answer.status_code == 422
    assert "terms.toml: (todo el archivo): el archivo no es TOML" in answer.text
    assert "Menos días." in answer.text
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"closes_on": "2026-11-01"},
        {"closes_on": ""},
        {"draft": "../../etc"},
        {"look_days": "0"},
        {"beside": "xx"},
    ],
)
def test_what_cannot_be_opened_keeps_what_was_typed(draft, delia, signed_in, settings, other):
    settings.DRAFTS = draft.parent
    answer = signed_in(delia).post(f"{HERE}new/", {**OPENED, **other})
    assert answer.status_code == 422
    assert "Menos días." in answer.text
    assert not Consultation.objects.exists()


def test_where_no_draft_lies_ready_it_is_said_where_it_goes(delia, signed_in):
    assert "amparo consult open" in signed_in(delia).get(f"{HERE}new/").text


def test_whoever_looks_reads_all_of_it_and_shows_all_but_a_passage(
    received, ana, signed_in, client
):
    browser = signed_in(ana)
    assert TEXT in browser.get(on(received, "look")).text
    said = {
        "what": "but",
        "passages": "Ermelinda, calle Los Sauces 7\r\n",
        "reason": "somebody",
        "version": "1",
    }
    assert browser.post(on(received, "look"), said).status_code == 302
    assert row(received).text == "Que decidan en dos días. Firma […]."
    assert "Ermelinda" not in client.get(f"/public/consultations/{NAME}/").text


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"what": "nothing"},
        {"what": "nothing", "reason": "rude"},
        {"what": "but", "reason": "somebody"},
        {"what": "but", "reason": "somebody", "passages": "no está"},
        {"what": "all", "reason": "somebody"},
        {"what": "all", "passages": "Ermelinda"},
    ],
)
def test_nothing_is_withheld_but_for_a_listed_reason_and_a_passage(received, ana, signed_in, said):
    answer = signed_in(ana).post(on(received, "look"), {"version": "1", **said})
    assert answer.status_code == 422
    assert row(received).state == "waiting"


def test_a_look_at_a_text_that_was_changed_is_told_and_the_next_send_is_on_the_new_one(
    received, ana, signed_in
):
    other = Said(article=ARTICLE, heading=HEADING, kind="change", text="Otra cosa.")
    write_anew(author_of(received), other, seen=1, at=TODAY)
    browser = signed_in(ana)
    answer = browser.post(on(received, "look"), {"what": "all", "version": "1"})
    assert answer.status_code == 409
    assert "Otra cosa." in answer.text
    assert 'name="version" value="2"' in answer.text
    assert browser.post(on(received, "look"), {"what": "all", "version": "2"}).status_code == 302


LEFT = {
    "what": "but",
    "passages": "Ermelinda, calle Los Sauces 7",
    "reason": "somebody",
    "version": "1",
    "looks": "0",
}


def test_what_would_be_left_is_read_before_it_is_stored(received, ana, signed_in):
    page = signed_in(ana).post(on(received, "look"), {**LEFT, "go": "preview"})
    assert page.status_code == 200
    assert "Que decidan en dos días. Firma […]." in page.text
    assert row(received).state == "waiting"
    nowhere = {**LEFT, "passages": "no está", "go": "preview"}
    assert signed_in(ana).post(on(received, "look"), nowhere).status_code == 422


def test_two_who_look_at_once_do_not_undo_each_other(received, ana, delia, signed_in):
    hers, other = signed_in(ana), signed_in(delia)
    assert hers.post(on(received, "look"), LEFT).status_code == 302
    late = other.post(on(received, "look"), {"what": "all", "version": "1", "looks": "0"})
    assert late.status_code == 409
    assert "<li>Ermelinda, calle Los Sauces 7</li>" in late.text
    assert 'name="looks" value="1"' in late.text
    assert "Ermelinda" not in row(received).text


def test_whoever_looks_again_finds_what_was_left_out_in_the_form(received, ana, delia, signed_in):
    signed_in(ana).post(on(received, "look"), LEFT)
    form = signed_in(delia).get(on(received, "look")).context["form"]
    stands = {name: form[name].value() for name in ("what", "passages", "reason", "looks")}
    assert stands == {**{name: LEFT[name] for name in ("what", "passages", "reason")}, "looks": 1}


def test_of_a_text_written_anew_only_what_still_stands_there_is_in_the_form(
    received, ana, delia, signed_in
):
    signed_in(ana).post(on(received, "look"), LEFT)
    for number, text in enumerate(("Uno. Ermelinda, calle Los Sauces 7.", "Uno."), start=1):
        said = Said(article=ARTICLE, heading=HEADING, kind="change", text=text)
        write_anew(author_of(received), said, seen=number, at=TODAY)
        page = signed_in(delia).get(on(received, "look"))
        assert (page.context["form"]["passages"].value() or "") == (LEFT["passages"] * (2 - number))
        assert "la cambió" in page.text


def test_an_answer_that_says_again_what_was_left_out_is_not_published(received, ana, signed_in):
    browser = signed_in(ana)
    browser.post(on(received, "look"), LEFT)
    said = {"outcome": "refused", "reasons": "No, Ermelinda, calle Los Sauces 7.", "version": "1"}
    page = browser.post(on(received, "answer"), said)
    assert page.status_code == 422
    assert said["reasons"] in page.text
    assert "Vuelve a decir lo que se omitió" in page.text
    assert not ProposalAnswer.objects.exists()


def test_what_was_answered_and_what_is_closed_can_still_be_left_out(
    received, ana, delia, signed_in, clock, client
):
    browser = signed_in(ana)
    browser.post(on(received, "look"), {"what": "all", "version": "1", "looks": "0"})
    said = {"outcome": "refused", "reasons": "No, Casilda.", "changed": "", "version": "1"}
    browser.post(on(received, "answer"), said)
    assert on(received, "look") in browser.get(ONE).text
    clock.move(AFTER - TODAY)
    signed_in(delia).post(f"{ONE}close/", {"sure": "on"})
    browser = signed_in(ana)
    assert on(received, "look") in browser.get(ONE).text
    left = {**LEFT, "passages": "Casilda\nErmelinda", "looks": "1"}
    assert browser.post(on(received, "look"), left).status_code == 302
    public = client.get(f"/public/consultations/{NAME}/record/").text
    assert "Casilda" not in public
    assert "Ermelinda" not in public
    assert "pasajes de 1 respuesta" in public
    again = browser.post(on(received, "look"), {"what": "all", "version": "1", "looks": "2"})
    assert again.status_code == 409


def test_what_was_altered_in_the_database_is_said_and_not_shown(received, ana, signed_in):
    entry = Entry.objects.filter(event="ProposalReceived")
    assert entry.exists()
    other = consulting.propose(Consultation.objects.get(), at=TODAY, text="otra cosa")
    pair = secret_of(Consultation.objects.get(), seen_by=ana)
    mine, hers = row(received), row(other)
    words = boxes.open_with(pair.secret, bytes(hers.for_readers), context=hers.context)
    forged = boxes.seal_to(pair.public, words, context=mine.context)
    Proposal.objects.filter(pk=mine.pk).update(for_readers=forged)
    page = signed_in(ana).get(on(received, "look"))
    assert "Esta propuesta no es la que se recibió" in page.text
    look = {"what": "all", "version": "1", "looks": "0"}
    assert signed_in(ana).post(on(received, "look"), look).status_code == 422
    assert row(received).state == "waiting"


def test_a_single_reader_is_warned_about(consultation, delia, ana, signed_in):
    assert "Solo una persona puede abrirlas" not in signed_in(ana).get(ONE).text
    delia.member.active = False
    delia.member.save()
    assert "Solo una persona puede abrirlas" in signed_in(ana).get(ONE).text


def test_without_anybody_who_could_read_it_a_draft_stays_a_draft(
    draft, delia, signed_in, settings, monkeypatch
):
    settings.DRAFTS = draft.parent
    monkeypatch.setattr(services, "may_answer", lambda **_: [])
    answer = signed_in(delia).post(f"{HERE}new/", OPENED)
    assert answer.status_code == 422
    assert "quedaría cerrado para siempre" in answer.text
    assert not Consultation.objects.exists()


def test_the_last_who_reads_a_consultation_does_not_end_here_unasked(
    consultation, ana, delia, saul, signed_in
):
    browser = signed_in(saul)
    leave = {"act": "leave", "sure": "yes"}
    gone = browser.post("/desk/team/", {**leave, "member": delia.member.code})
    assert gone.status_code == 302
    last = browser.post("/desk/team/", {**leave, "member": ana.member.code})
    assert last.status_code == 409
    assert "Nadie más puede abrir las propuestas" in last.text
    ana.member.refresh_from_db()
    assert ana.member.active
    lost = {**leave, "member": ana.member.code, "lost": "yes"}
    assert signed_in(saul).post("/desk/team/", lost).status_code == 302


def test_whoever_let_somebody_else_read_first_ends_here_as_anybody(
    consultation, ana, delia, saul, signed_in
):
    leave = {"act": "leave", "sure": "yes"}
    signed_in(saul).post("/desk/team/", {**leave, "member": delia.member.code})
    signed_in(ana).post(f"{ONE}readers/", {"member": saul.member.code})
    last = signed_in(saul).post("/desk/team/", {**leave, "member": ana.member.code})
    assert last.status_code == 302


def test_an_answer_is_given_with_its_reasons_and_once(received, ana, delia, signed_in):
    said = {"outcome": "partly", "reasons": "Hace falta.", "changed": "Tres días.", "version": "1"}
    early = signed_in(ana).post(on(received, "answer"), said)
    assert early.status_code == 422
    signed_in(ana).post(on(received, "look"), {"what": "all", "version": "1"})
    for lacking in ("reasons", "changed", "outcome"):
        assert signed_in(ana).post(on(received, "answer"), {**said, lacking: ""}).status_code == 422
    assert signed_in(ana).post(on(received, "answer"), said).status_code == 302
    second = signed_in(delia).post(on(received, "answer"), {**said, "reasons": "Lo mío."})
    assert second.status_code == 409
    assert "Hace falta." in second.text
    assert "Lo mío." in second.text
    assert ProposalAnswer.objects.get().reasons == "Hace falta."


def test_who_came_later_reads_once_somebody_gives_the_key(received, ana, saul, rosa, signed_in):
    late = signed_in(saul)
    assert late.get(on(received, "look")).status_code == 404
    assert "Usted no tiene la llave" in late.get(ONE).text
    signed_in(ana).post(f"{ONE}readers/", {"member": saul.member.code})
    assert TEXT in late.get(on(received, "look")).text
    assert late.post(f"{ONE}readers/", {"member": rosa.member.code}).status_code == 404
    assert Entry.objects.filter(event="ReaderAdded").count() == 1


def test_it_is_closed_after_its_last_day_with_what_stays_unanswered_said(
    received, delia, ana, signed_in, clock, client
):
    clock.move(AFTER - TODAY)
    browser = signed_in(delia)
    assert browser.post(f"{ONE}close/", {"reason": "x"}).status_code == 422
    assert browser.post(f"{ONE}close/", {"sure": "on"}).status_code == 422
    done = browser.post(f"{ONE}close/", {"sure": "on", "reason": "El decreto vence."})
    assert done.status_code == 302
    assert "El decreto vence." in client.get(f"/public/consultations/{NAME}/record/").text
    late = signed_in(ana).post(on(received, "look"), {"what": "all", "version": "1"})
    assert late.status_code == 409


def test_it_is_not_closed_while_anybody_may_still_take_part(consultation, delia, signed_in, clock):
    clock.move(timedelta(days=5))  # its last day
    answer = signed_in(delia).post(f"{ONE}close/", {"sure": "on"})
    assert answer.status_code == 422
    assert "Su último día no ha pasado" in answer.text


def test_the_team_finds_it_and_reception_does_not(consultation, ana, rosa, signed_in, settings):
    assert HERE in signed_in(ana).get("/desk/team/").text
    assert HERE not in signed_in(rosa).get("/desk/team/").text
    settings.ORGANISATION = "Federación del Valle"
    assert HERE not in signed_in(ana).get("/desk/team/").text
