"""The draft of the resolution: drafted, returned with observations, approved, registered."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures import queries
from amparo.casework.measures.decisions import draft as drafts
from amparo.casework.measures.decisions.draft_state import KIND, draft_of
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.measures.states import Hindered
from amparo.foundations.cases.next_acts import act_called
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.laid_out import laid_out
from tests.plans import assessed, preliminary, proposed, put, says

PDF = b"%PDF-1.7\n%resolution\n"
SHA = "ab" * 32


def page(name, code, *more):
    return reverse(f"measures:{name}", args=[code, *more])


@pytest.fixture
def patrol(anas, ana, site, flor):
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def delias(patrol, anas, ana, delia):
    return put(anas, ana, delia)


def typed(delias, delia, **changes):
    """What a browser sends from the draft and from the decision, as the pages stand now."""
    [shown] = queries.to_decide(delias, seen_by=delia)
    today, ref = timezone.localdate(), shown.ref
    given = {
        "beneficiaries": "Flor", "grounds": "los hechos son creíbles",
        f"{ref}-seen": shown.seen, f"{ref}-outcome": "granted",
        f"{ref}-reasons": "la nota nombra la casa", f"{ref}-places": "el camino al puente",
        f"{ref}-duration_days": "90",
        f"{ref}-first_report_on": (today + timedelta(days=7)).isoformat(),
        f"{ref}-next_review_on": (today + timedelta(days=28)).isoformat(),
        f"{ref}-activity_plan": "dos rondas por noche",
    }  # fmt: skip
    return {**given, **changes}


def approval(delias, delia, seen="0", **changes):
    return typed(delias, delia, approve="1", draft_seen=seen, **changes)


def stands(case, delia):
    """How the draft stands, read anew."""
    return draft_of(opened(case, seen_by=delia), seen_by=delia)


@pytest.fixture
def approved(case, delias, delia, signed_in):
    assert signed_in(delia).post(page("decide", case), approval(delias, delia)).status_code == 302


def signed(**changes):
    given = {"number": "RM-014-2026", "signed_on": "2026-11-25", "sha256": SHA, "draft_seen": "1"}
    return {**given, **changes}


def test_the_decision_page_begins_with_what_the_team_drafted(case, delias, ana, delia, signed_in):
    sent = typed(delias, delia, grounds="lo que redactó el equipo")
    assert signed_in(ana).post(page("draft", case), sent).status_code == 302
    shown = signed_in(delia).get(page("decide", case))
    assert shown.context["form"]["grounds"].value() == "lo que redactó el equipo"
    [one] = shown.context["outcomes"]
    assert one["reasons"].value() == "la nota nombra la casa"
    assert ana.member.name in shown.text
    assert not Decision.objects.exists()


def test_a_draft_may_be_unfinished_and_goes_on_later(case, delias, ana, signed_in):
    browser = signed_in(ana)
    [shown] = queries.to_decide(delias, seen_by=ana)
    begun = {"grounds": "a medias", f"{shown.ref}-seen": shown.seen}
    assert browser.post(page("draft", case), begun).status_code == 302
    again = browser.get(page("draft", case))
    assert again.context["form"]["grounds"].value() == "a medias"
    assert browser.post(page("draft", case), {**begun, "draft_seen": "1"}).status_code == 302


@pytest.fixture
def ready(patrol, anas, ana, case):
    """Reported and assessed; nobody was asked to decide yet."""
    preliminary(anas, ana)
    assessed(anas, ana)
    return opened(case, seen_by=ana)


def test_a_draft_is_stored_and_put_to_decision_at_once(case, ready, ana, delia, signed_in):
    browser, sent = signed_in(ana), typed(ready, ana, put="yes")
    shown = browser.get(page("draft", case))
    assert shown.context["put"]["members"].value() == [delia.member.code]
    assert browser.post(page("draft", case), sent).status_code == 422  # nobody is chosen
    assert not Document.objects.filter(kind=KIND).exists()
    answer = browser.post(page("draft", case), {**sent, "members": delia.member.code})
    assert answer.url == f"/desk/cases/{case}/?tab=measures"
    assert "El caso está elevado para resolver." in browser.get(answer.url).text
    assert stands(case, delia).typed["grounds"] == "los hechos son creíbles"
    assert Entry.objects.filter(event="PutToDecision", about=case).count() == 1


def test_what_cannot_be_put_yet_is_only_drafted(case, patrol, anas, ana, delia, signed_in):
    browser = signed_in(ana)
    assert browser.get(page("draft", case)).context["put"] is None
    sent = typed(anas, ana, put="yes", members=delia.member.code)
    assert browser.post(page("draft", case), sent).url == page("draft", case)
    assert not Entry.objects.filter(event="PutToDecision").exists()


def test_registering_leads_on_to_what_is_forwarded(case, approved, patrol, ana, signed_in):
    browser = signed_in(ana)
    answer = browser.post(page("register", case), signed(go_on="yes"), follow=True)
    there = reverse("obligations:forward_one", args=[case, patrol.ref, "pnp-selva"])
    assert answer.request["PATH_INFO"] == there


def test_nothing_of_a_draft_is_readable_in_the_rows(case, delias, ana, delia, signed_in):
    signed_in(ana).post(page("draft", case), typed(delias, delia, grounds="motivo-secreto"))
    found = stands(case, delia).paper
    assert b"motivo-secreto" not in bytes(found.sealed)
    assert "motivo-secreto" not in "".join(str(one.facts) for one in Entry.objects.all())


def test_returned_with_observations_the_team_reads_them(case, delias, ana, delia, signed_in):
    signed_in(ana).post(page("draft", case), typed(delias, delia))
    back = {"observations": "falta motivar la duración", "draft_seen": "1"}
    told = signed_in(delia).post(page("send_back", case), back, follow=True)
    assert "Devuelto con observaciones" in told.text
    text = signed_in(ana).get(page("draft", case)).text
    assert "falta motivar la duración" in text
    assert (
        "Corregir el proyecto devuelto"
        in signed_in(ana).get(reverse("desk:case", args=[case])).text
    )
    assert Entry.objects.filter(event="DecisionReturned", about=case).count() == 1


def test_without_observations_nothing_is_returned(case, delias, delia, signed_in):
    assert signed_in(delia).post(page("send_back", case), {}).status_code == 422
    assert stands(case, delia) is None


@pytest.mark.parametrize("press", ["approve", "issue"])
def test_a_draft_returned_while_it_is_decided_says_so_and_loses_nothing(
    press, case, delias, ana, delia, signed_in
):
    signed_in(ana).post(page("draft", case), typed(delias, delia))
    browser = signed_in(delia)
    sent = typed(delias, delia, draft_seen="1", grounds="mis propios fundamentos")
    if press == "approve":
        sent["approve"] = "1"
    back = {"observations": "otra autoridad la devolvió", "draft_seen": "1"}
    assert browser.post(page("send_back", case), back).status_code == 302
    told = browser.post(page("decide", case), sent)
    assert told.status_code == 409
    assert "Fue devuelto con observaciones mientras usted lo tenía abierto" in laid_out(told.text)
    assert "otra autoridad la devolvió" in told.text
    assert "mis propios fundamentos" in told.text
    assert not Decision.objects.exists()
    assert stands(case, delia).returned
    again = {**sent, "draft_seen": str(told.context["draft_seen"])}
    assert browser.post(page("decide", case), again).status_code == 302


def test_two_who_draft_lose_nothing(case, delias, ana, delia, signed_in):
    browser = signed_in(ana)
    browser.post(page("draft", case), typed(delias, delia, draft_seen="0"))
    told = browser.post(page("draft", case), typed(delias, delia, grounds="la otra"))
    assert told.status_code == 409
    assert "la otra" in told.text
    assert stands(case, delia).typed["grounds"] == "los hechos son creíbles"


def test_what_is_approved_is_not_issued_yet(case, approved, delia, ana, signed_in):
    assert stands(case, delia).approved
    assert not Decision.objects.exists()
    assert "decision_issued" not in Filing.objects.get().happened
    assert (
        "Registrar la resolución firmada"
        in signed_in(ana).get(reverse("desk:case", args=[case])).text
    )


def test_approving_is_not_confirmed_as_issuing(case, delias, delia, signed_in):
    browser = signed_in(delia)
    answer = browser.post(page("decide", case), approval(delias, delia), follow=True)
    assert answer.redirect_chain[-1][0] == page("draft", case)
    assert "Aprobado" in answer.text
    assert str(act_called("measures:decide").done) not in answer.text


def test_an_incomplete_resolution_is_not_approved(case, delias, delia, signed_in):
    [shown] = queries.to_decide(delias, seen_by=delia)
    sent = approval(delias, delia, **{f"{shown.ref}-reasons": ""})
    assert signed_in(delia).post(page("decide", case), sent).status_code == 422
    assert stands(case, delia) is None


def test_terms_run_from_the_day_of_the_signed_resolution(
    case, approved, ana, delia, patrol, signed_in
):
    browser = signed_in(ana)
    assert "los hechos son creíbles" in browser.get(page("register", case)).text
    sent = signed(sha256="", document=SimpleUploadedFile("r.pdf", PDF), signed_on="2026-11-24")
    issued = browser.post(page("register", case), sent)
    decision = Decision.objects.get()
    assert issued["Location"] == page("resolution", case, decision.ref)
    assert decision.decided_by == delia.member
    assert decision.signed_elsewhere
    assert timezone.localtime(decision.issued_at).date() == date(2026, 11, 24)
    assert Filing.objects.get().happened["decision_issued"].startswith("2026-11-24")
    assert "RM-014-2026" in browser.get(issued["Location"]).text
    patrol.refresh_from_db()
    assert (patrol.state, patrol.duration_days) == (Measure.State.GRANTED, 90)


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"signed_on": "2099-01-01"}, {"sha256": ""}, {"sha256": "zz"}]
)
def test_without_number_day_and_document_nothing_is_registered(
    wrong, case, approved, ana, signed_in
):
    assert signed_in(ana).post(page("register", case), signed(**wrong)).status_code == 422
    assert not Decision.objects.exists()


def test_what_was_returned_since_is_not_registered(case, approved, ana, delia, signed_in):
    browser = signed_in(ana)
    browser.get(page("register", case))
    back = {"observations": "todavía no", "draft_seen": "1"}
    assert signed_in(delia).post(page("send_back", case), back).status_code == 302
    told = browser.post(page("register", case), signed(), follow=True)
    assert "todavía no" in told.text
    assert not Decision.objects.exists()


def test_what_the_person_answered_since_is_approved_again_first(
    case, approved, ana, patrol, flor, signed_in
):
    says(flor, patrol, "discuss")
    told = signed_in(ana).post(page("register", case), signed())
    assert told.status_code == 409
    assert "Ya no está aprobado tal como usted lo leyó" in told.text
    assert not Decision.objects.exists()


def test_after_the_person_left_nothing_is_registered(case, approved, ana, flor, signed_in):
    withdraw_procedure(flor, at=timezone.now())
    assert signed_in(ana).post(page("register", case), signed()).status_code == 409
    assert not Decision.objects.exists()


def test_nothing_is_registered_that_no_authority_approved(case, delias, ana, delia, signed_in):
    browser = signed_in(ana)
    browser.post(page("draft", case), typed(delias, delia))
    told = browser.post(page("register", case), signed())
    assert told["Location"] == page("draft", case)
    with pytest.raises(Hindered):
        drafts.register(
            opened(case, seen_by=ana), number="1", signed_on=date(2026, 11, 25), sha256=SHA,
            seen=1, by=ana, at=timezone.now(),
        )  # fmt: skip
    assert not Decision.objects.exists()


def test_each_role_has_its_own_acts(case, delias, ana, delia, rosa, signed_in):
    sent = typed(delias, delia)
    assert signed_in(delia).post(page("draft", case), sent).status_code == 404
    back = {"observations": "x", "draft_seen": "0"}
    for actor in (ana, rosa):
        assert signed_in(actor).post(page("send_back", case), back).status_code == 404
    for actor in (delia, rosa):
        assert signed_in(actor).post(page("register", case), signed()).status_code == 404


# --- days off ---


def test_a_day_off_warns_once_and_is_kept_when_it_is_sent_again(case, delias, delia, signed_in):
    [shown] = queries.to_decide(delias, seen_by=delia)
    browser = signed_in(delia)
    sent = typed(delias, delia, **{f"{shown.ref}-next_review_on": "2026-12-25"})
    told = browser.post(page("decide", case), sent)
    assert told.status_code == 422
    assert "viernes 25 de diciembre de 2026 no es día hábil" in told.text
    assert f'name="{shown.ref}-kept" value="2026-12-25"' in told.text
    assert not Decision.objects.exists()
    kept = {**sent, f"{shown.ref}-kept": "2026-12-25"}
    assert browser.post(page("decide", case), kept).status_code == 302


def test_a_resolution_dated_on_a_day_off_warns(case, approved, ana, signed_in):
    browser = signed_in(ana)
    sent = signed(signed_on="2026-11-22")
    told = browser.post(page("register", case), sent)
    assert told.status_code == 422
    assert "domingo 22 de noviembre de 2026 no es día hábil" in told.text
    assert 'name="kept" value="2026-11-22"' in told.text
