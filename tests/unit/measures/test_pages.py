"""The pages of the plan and of the decision, as a browser without JavaScript uses them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures import queries, services
from amparo.casework.measures.models import Decision, Measure, State
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Attachment, Document, Filing
from amparo.foundations.intake.services import exclude, withdraw_procedure
from tests.laid_out import laid_out
from tests.plans import (
    PLACE,
    TUESDAY,
    assessed,
    preliminary,
    proposal,
    proposed,
    put,
    says,
    seated,
)

PDF = b"%PDF-1.7\n%resolution\n"


def page(name, code, *more):
    return reverse(f"measures:{name}", args=[code, *more])


def typed(**changes):
    """What a browser sends to propose a patrol."""
    given = {
        "requested": "yes", "what": "tres rondas por semana",
        "unit": "pnp-selva", "told-coarse_place": "el puente viejo", "told-exact_place": "",
        "fits-reduces": "disuade", "fits-work": "no estorba", "fits-proportion": "es lo justo",
    }  # fmt: skip
    return {**given, **changes}


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def delias(patrol, anas, ana, delia):
    return put(anas, ana, delia)


def resolution(delias, delia, **changes):
    """What a browser sends to decide, as the page stands now."""
    given = {"beneficiaries": "Flor", "grounds": "los hechos son creíbles"}
    for shown in queries.to_decide(delias, seen_by=delia):
        today = timezone.localdate()
        given |= {
            f"{shown.ref}-seen": shown.seen,
            f"{shown.ref}-outcome": "granted",
            f"{shown.ref}-reasons": "la nota nombra la casa",
            f"{shown.ref}-places": "el camino al puente",
            f"{shown.ref}-duration_days": "90",
            f"{shown.ref}-first_report_on": (today + timedelta(days=7)).isoformat(),
            f"{shown.ref}-next_review_on": (today + timedelta(days=28)).isoformat(),
            f"{shown.ref}-activity_plan": "dos rondas por noche",
        }
    return {**given, **changes}


# --- the plan ---


def test_the_catalogue_names_who_must_and_by_which_article(case, ana, signed_in):
    text = signed_in(ana).get(page("plan", case)).content.decode()
    assert "Patrullaje policial" in text
    assert "art. 31 a" in text


def test_who_proposes_reads_when_a_measure_fits(case, ana, signed_in):
    text = signed_in(ana).get(page("propose", case, "pe21_patrol")).content.decode()
    assert "anexo, art. 29 b" in text
    assert "anexo, art. 30 a" not in text


def test_a_proposal_comes_with_the_norms_implementer_and_what_is_known(case, ana, site, signed_in):
    form = signed_in(ana).get(page("propose", case, "pe21_patrol")).context["form"]
    assert form["unit"].value() == "pnp"
    assert [bound.name for bound, _folded in form.told] == [
        "told-coarse_place", "told-exact_place", "told-schedule", "told-risk_summary",
    ]  # fmt: skip


def test_what_is_left_empty_is_not_told(case, ana, site, signed_in):
    sent = signed_in(ana).post(page("propose", case, "pe21_patrol"), typed())
    assert sent.status_code == 302
    assert Question.objects.get().fields == ["coarse_place"]


def test_whom_she_excluded_is_refused_with_the_reason(case, anas, ana, site, signed_in):
    exclude(anas.folder, site["pnp"], by=ana, at=TUESDAY)
    told = signed_in(ana).post(page("propose", case, "pe21_patrol"), typed())
    assert told.status_code == 409
    assert "unit" in told.context["form"].errors
    assert "tres rondas por semana" in told.content.decode()
    assert not Measure.objects.exists()


@pytest.mark.parametrize("name", ["what", "requested", "fits-work"])
def test_what_must_be_said_is_asked_for_and_nothing_is_lost(case, ana, site, signed_in, name):
    told = signed_in(ana).post(page("propose", case, "pe21_patrol"), typed(**{name: ""}))
    assert told.status_code == 422
    assert "el puente viejo" in told.content.decode()
    assert not Measure.objects.exists()


def test_a_measure_that_the_norm_does_not_know_is_not_found(case, ana, signed_in):
    assert signed_in(ana).get(page("propose", case, "bodyguard")).status_code == 404


def test_two_who_change_one_proposal_both_read_both(case, anas, ana, site, signed_in):
    measure = proposed(anas, site["pnp-selva"], ana)
    browser = signed_in(ana)
    seen = browser.get(page("change", case, measure.ref)).context["form"]["seen"].value()
    first = typed(seen=seen, what="la primera idea")
    assert browser.post(page("change", case, measure.ref), first).status_code == 302
    told = browser.post(page("change", case, measure.ref), typed(seen=seen, what="la segunda"))
    assert told.status_code == 409
    assert "la primera idea" in told.content.decode()
    assert "la segunda" in told.content.decode()
    again = typed(seen=told.context["form"]["seen"].value(), what="la segunda")
    assert browser.post(page("change", case, measure.ref), again).status_code == 302


def test_what_she_said_in_conversation_is_noted(case, anas, ana, site, signed_in):
    measure = proposed(anas, site["pnp-selva"], ana)
    browser = signed_in(ana)
    form = browser.get(page("answer", case, measure.ref)).context["form"]
    said = {
        "seen": form["seen"].value(),
        "stands": form["stands"].value(),
        "answer": "agreed",
        "way": "telephone",
        "words": "que vengan",
        "read_back": "on",
    }
    assert browser.post(page("answer", case, measure.ref), said).status_code == 302
    measure.refresh_from_db()
    assert measure.state == State.CONSENTED
    assert browser.post(page("answer", case, measure.ref), said).status_code == 409


def test_a_supervisor_decides_while_she_cannot_be_asked(case, anas, ana, saul, site, signed_in):
    Filing.objects.update(impediment="missing")
    measure = proposed(anas, site["pnp-selva"], ana)
    seated(anas, saul, ana)
    address = page("replace", case, measure.ref)
    assert signed_in(ana).get(address).status_code == 404
    browser = signed_in(saul)
    assert address in browser.get(reverse("desk:case", args=[case]) + "?tab=all").content.decode()
    assert browser.post(address, {"cannot_ask": "desaparecida"}).status_code == 422
    reasons = {"cannot_ask": "desaparecida", "cannot_wait": "la buscan", "will_ask": "al volver"}
    assert browser.post(address, reasons).status_code == 302
    assert Question.objects.get().replaced_at is not None


# --- put to decision ---


def test_the_page_says_what_is_missing_before_a_decision(case, ana, delia, signed_in):
    text = signed_in(ana).get(page("put", case)).content.decode()
    assert "informe preliminar emitido" in text.casefold()


def test_who_decides_gets_her_seat_from_this_page(case, patrol, anas, ana, delia, signed_in):
    preliminary(anas, ana)
    assessed(anas, ana)
    sent = {"purpose": "decision", "members": [delia.member.code]}
    assert signed_in(ana).post(page("put", case), sent).status_code == 302
    assert CaseAccess.objects.filter(member=delia.member).exists()


def test_a_provisional_measure_is_put_with_words(case, patrol, ana, delia, signed_in):
    sent = {"purpose": "provisional", "members": [delia.member.code], "words": ""}
    assert signed_in(ana).post(page("put", case), sent).status_code == 422
    sent["words"] = "la buscan esta noche"
    assert signed_in(ana).post(page("put", case), sent).status_code == 302


# --- the decision ---


def test_who_decides_reads_what_the_norm_asks_of_a_resolution(case, delias, delia, signed_in):
    text = signed_in(delia).get(page("decide", case)).content.decode()
    assert "Cuánto duran" in text
    assert "anexo, art. 22-A" in text


def test_who_decides_issues_it_and_reads_it(case, delias, delia, signed_in):
    browser = signed_in(delia)
    sent = browser.post(page("decide", case), resolution(delias, delia))
    decision = Decision.objects.get()
    assert sent["Location"] == page("resolution", case, decision.ref)
    assert "la nota nombra la casa" in browser.get(sent["Location"]).content.decode()


def test_an_act_is_written_in_the_language_of_the_norm_whoever_decides_reads(
    case, delias, delia, ana, signed_in
):
    """The page says it in the reader's, and marks what stands there as it was issued."""
    browser = signed_in(delia)
    english = {"accept-language": "en"}
    browser.post(page("decide", case), resolution(delias, delia), headers=english)
    issued = queries.decisions(delias, seen_by=delia)[0]
    assert issued.body["measures"][0].startswith("Patrullaje policial: otorgada")
    assert issued.body["data"]["measures"][0]["label"] == "Patrullaje policial"
    address = page("resolution", case, issued.decision.ref)
    read = signed_in(ana).get(address, headers=english).text
    assert "<h3>Police patrols</h3>" in read
    assert "it is not translated" in read
    assert f'<dd lang="es">{issued.body["outcome"]}</dd>' in read
    assert 'lang="es">Patrullaje policial<' in read
    here, other = signed_in(ana).get(address).text.split('<div class="opened flow" lang="en">')
    assert "no está traducido" not in here
    assert 'lang="es"' not in here.partition("<main")[2]
    assert "it is not translated" in other
    notify = signed_in(ana).get(page("notify", case, issued.decision.ref), headers=english)
    told = laid_out(notify.text)
    assert issued.body["outcome"] not in told
    assert "Measures granted, <time" in told


def test_nobody_but_who_decides_has_the_page(case, delias, ana, rosa, signed_in):
    for name in ("decide", "provisional", "turn_away"):
        for actor in (ana, rosa):
            assert signed_in(actor).get(page(name, case)).status_code == 404
            assert signed_in(actor).post(page(name, case), {}).status_code == 404


def test_what_is_missing_is_said_beside_it_and_nothing_is_written(case, delias, delia, signed_in):
    ref = queries.to_decide(delias, seen_by=delia)[0].ref
    browser = signed_in(delia)
    for name in ("reasons", "places", "duration_days", "next_review_on", "activity_plan"):
        told = browser.post(
            page("decide", case), resolution(delias, delia, **{f"{ref}-{name}": ""})
        )
        assert told.status_code == 422
        assert name in told.context["outcomes"][0].errors
    assert not Decision.objects.exists()
    assert not Document.objects.filter(kind="decision").exists()


def test_the_second_who_decides_is_shown_the_first(case, delias, delia, signed_in):
    browser = signed_in(delia)
    sent = resolution(delias, delia)
    browser.post(page("decide", case), sent)
    told = browser.post(page("decide", case), {**sent, "grounds": "los de la segunda"})
    assert told.status_code == 409
    assert "los hechos son creíbles" in told.content.decode()
    assert "los de la segunda" in told.content.decode()
    assert Decision.objects.count() == 1


def test_if_she_answers_meanwhile_who_decides_is_told(case, delias, delia, patrol, flor, signed_in):
    browser = signed_in(delia)
    sent = resolution(delias, delia)
    says(flor, patrol, "discuss")
    told = browser.post(page("decide", case), sent)
    assert told.status_code == 409
    assert "la nota nombra la casa" in told.content.decode()
    assert browser.post(page("decide", case), resolution(delias, delia)).status_code == 302


def test_who_decides_reads_that_a_house_was_named_otherwise_and_not_which(
    case, anas, ana, delias, delia, site, flor, signed_in
):
    """A colleague words a proposal anew, which the person agreed to, while she decides on it."""
    first, then = [{**PLACE, "exact_place": house} for house in ("palomaprimera", "palomasegunda")]
    unit = site["pnp-selva"]
    guarded = proposed(anas, unit, ana, values=first)
    says(flor, guarded, "agreed")
    sent = resolution(delias, delia)
    seen = queries.measure_called(anas, guarded.ref, seen_by=ana).seen
    services.change(anas, guarded.ref, proposal(unit, values=then), seen=seen, by=ana, at=TUESDAY)
    told = signed_in(delia).post(page("decide", case), sent)
    assert told.status_code == 409
    assert "su función no permite verlo" in told.text
    assert "paloma" not in told.text


def test_who_left_while_it_was_written_is_decided_about_no_more_and_nothing_typed_is_lost(
    case, delias, delia, flor, signed_in
):
    browser = signed_in(delia)
    sent = resolution(delias, delia)
    withdraw_procedure(flor, at=timezone.now())
    told = browser.post(page("decide", case), sent)
    assert told.status_code == 409
    assert "La persona se desistió del procedimiento." in told.text
    assert "la nota nombra la casa" in told.text
    assert not Decision.objects.exists()


def test_a_decision_signed_elsewhere_keeps_its_document(case, delias, delia, signed_in):
    today = timezone.localdate().isoformat()
    document = SimpleUploadedFile("resolución.pdf", PDF, "application/pdf")
    sent = resolution(
        delias, delia, elsewhere="on", number="014-2026", signed_on=today, document=document
    )
    assert signed_in(delia).post(page("decide", case), sent).status_code == 302
    decision = Decision.objects.get()
    assert len(bytes(decision.document_digest)) == 32
    assert Attachment.objects.get(paper_ref=decision.paper_ref).for_person


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "abc"}, {"sha256": ""}, {"number": "", "sha256": "ab" * 32},
        {"signed_on": "", "sha256": "ab" * 32},
        {"document": SimpleUploadedFile("x.exe", b"MZ" + b"x" * 99)},
        {"document": SimpleUploadedFile("x.pdf", b"")},
    ],
    ids=["short", "none", "no number", "no day", "wrong kind", "empty"],
)  # fmt: skip
def test_signed_elsewhere_without_proof_is_refused(case, delias, delia, signed_in, wrong):
    given = {"elsewhere": "on", "number": "1", "signed_on": timezone.localdate().isoformat()}
    told = signed_in(delia).post(page("decide", case), resolution(delias, delia, **given | wrong))
    assert told.status_code == 422
    assert not Decision.objects.exists()


def test_before_the_protocol_allows_it_the_page_says_what_is_missing(
    case, patrol, anas, ana, delia, signed_in
):
    delias = seated(anas, delia, ana)
    told = signed_in(delia).post(page("decide", case), resolution(delias, delia))
    assert told.status_code == 409
    assert "informe preliminar emitido" in told.content.decode().casefold()


def test_a_request_is_turned_away_only_with_reasons(case, anas, ana, delia, signed_in):
    preliminary(anas, ana)
    seated(anas, delia, ana)
    browser = signed_in(delia)
    assert browser.post(page("turn_away", case), {"grounds": " "}).status_code == 422
    assert browser.post(page("turn_away", case), {"grounds": "no es"}).status_code == 302
    assert Decision.objects.get().kind == "not_admitted"


def test_on_another_ground_the_reasons_are_asked_for_in_words(case, anas, ana, delia, signed_in):
    """LPAG 148.7: what nobody pointed out when the request came in is no ground to deny it."""
    preliminary(anas, ana)
    seated(anas, delia, ana)
    browser = signed_in(delia)
    told = browser.post(page("turn_away", case), {"grounds": ""})
    assert told.status_code == 422
    assert "grounds" in told.context["form"].errors
    assert (
        "What nobody pointed out"
        in browser.get(page("turn_away", case), headers={"accept-language": "en"}).text
    )
    assert not Decision.objects.exists()


def test_a_provisional_measure_is_ordered_from_its_page(case, patrol, anas, ana, delia, signed_in):
    delias = seated(anas, delia, ana)
    browser = signed_in(delia)
    sent = resolution(delias, delia, evidence="")
    assert browser.post(page("provisional", case), sent).status_code == 422
    sent["evidence"] = "dos testigos"
    assert browser.post(page("provisional", case), sent).status_code == 302
    patrol.refresh_from_db()
    assert patrol.provisional


def test_receipt_with_its_proof_is_noted(case, delias, delia, ana, signed_in):
    signed_in(delia).post(page("decide", case), resolution(delias, delia))
    decision = Decision.objects.get()
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    Decision.objects.update(issued_at=decision.issued_at - timedelta(minutes=5))
    Filing.objects.update(
        happened={
            **Filing.objects.get(pk=delias.case.filing_id).happened,
            "decision_issued": Decision.objects.get().issued_at.isoformat(),
        }
    )
    address = page("notify", case, decision.ref)
    browser = signed_in(ana)
    assert "no es notificación" in browser.get(address).content.decode()
    sent = {"means": "in_person", "received_at": now, "received_by": ""}
    assert browser.post(address, sent).status_code == 422
    proof = SimpleUploadedFile("acta.pdf", PDF)
    assert browser.post(address, {**sent, "received_by": "Flor"}).status_code == 422
    assert browser.post(address, {**sent, "received_by": "Flor", "proof": proof}).status_code == 302
    assert Decision.objects.get().notified_at is not None
    assert Attachment.objects.filter(for_person=False, kind="pdf").exists()


def test_only_the_team_has_these_pages(case, delias, patrol, olga, carla, signed_in):
    addresses = [
        page("plan", case), page("put", case), page("propose", case, "pe21_patrol"),
        page("change", case, patrol.ref), page("answer", case, patrol.ref),
    ]  # fmt: skip
    for actor in (olga, carla):
        browser = signed_in(actor)
        assert {browser.get(address).status_code for address in addresses} == {404}


def test_the_case_page_offers_what_comes_next(case, delias, ana, delia, signed_in):
    text = signed_in(delia).get(reverse("desk:case", args=[case])).content.decode()
    assert page("decide", case) in text
    text = signed_in(ana).get(reverse("desk:case", args=[case])).content.decode()
    assert page("plan", case) in text
    assert page("draft", case) in text
    assert f'"{page("decide", case)}"' not in text
