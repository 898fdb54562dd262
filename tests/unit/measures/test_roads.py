"""Violence by a partner because of the work: never a reason to refuse, and another road beside."""

import shutil

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.measures.models import Decision
from amparo.casework.measures.other_remedies import never_grounds, note_road
from amparo.casework.measures.states import Hindered
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol
from amparo.law.errors import MistakenProtocol
from amparo.law.loading.protocols import load_folder, protocol_folder
from tests.plans import TUESDAY, WEDNESDAY, preliminary, seated

ENGLISH = {"accept-language": "en"}
PARTNER = "violence_by_a_partner"


@pytest.fixture
def desk(signed_in):
    def make(actor):
        browser = signed_in(actor)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return browser

    return make


def page(name, code):
    return reverse(f"measures:{name}", args=[code])


def noted(anas, ana, *, applies=True, at=TUESDAY):
    note_road(anas, PARTNER, applies=applies, text="él revisa su teléfono", by=ana, at=at)


def test_the_law_says_it_with_its_source_and_that_nobody_checked_it():
    law = load_protocol("pe-2021")
    [never, divided], [road] = law.admission.never_a_ground, law.admission.road
    assert (never.beside, divided.beside) == (road.id, None)
    assert road.measure in {one.id for one in law.measures.measure}
    assert {one.checked for one in (never, divided, road)} == {False}


def test_the_page_shows_the_road_its_source_and_the_measure_that_leads_there(desk, ana, case):
    text = desk(ana).get(page("roads", case)).content.decode()
    for said in (
        "Ley 30364",
        "anexo, arts. 31 e, 32 y 34",
        "Not checked against",
        "with the person alone",
    ):
        assert said in text
    assert reverse("measures:propose", args=[case, "pe21_vaw_care"]) in text


def test_what_is_noted_is_sealed_and_never_stands_on_her_own_page(anas, ana, flor, filed, desk):
    sent = {"never": PARTNER, "applies": "yes", "text": "él revisa su teléfono"}
    assert desk(ana).post(page("roads", anas.code), sent).status_code == 302
    one = never_grounds(anas, seen_by=ana)[0]
    assert (one.noted, one.text) == (True, "él revisa su teléfono")
    assert papers_in(flor.folder, seen_by=flor, kinds=["road"]) == []
    stored = str(list(Document.objects.values())) + str(list(Entry.objects.values()))
    assert not any(word in stored for word in (PARTNER, "ley_30364", "Ley 30364"))
    her = Client(headers=ENGLISH)
    her.post("/return/", {"phrase": " ".join(filed.words)})
    assert (
        "revisa"
        not in her.get("/mine/").content.decode() + her.get("/mine/roads/").content.decode()
    )


def test_her_page_of_it_is_the_same_whatever_was_noted(anas, ana, filed):
    her = Client(headers=ENGLISH)
    her.post("/return/", {"phrase": " ".join(filed.words)})
    before = her.get("/mine/roads/").content
    noted(anas, ana)
    assert her.get("/mine/roads/").content == before
    assert b"Ley 30364" in before
    assert "/mine/roads/" in her.get("/mine/").content.decode()


def test_whoever_refuses_is_warned_with_and_without_a_note(anas, ana, delia, case, desk):
    preliminary(anas, ana)
    seated(anas, delia, ana)
    text = desk(delia).get(page("turn_away", case)).content.decode()
    assert "This is never a reason to refuse" in text
    assert "Ley 30364" in text
    assert "rests_elsewhere" not in text


def test_where_it_is_so_nothing_is_refused_before_it_is_said_that_it_rests_on_it_not(
    anas, ana, delia, case, desk
):
    preliminary(anas, ana)
    seated(anas, delia, ana)
    noted(anas, ana)
    browser = desk(delia)
    assert (
        "The team noted that it is so in this case"
        in browser.get(page("turn_away", case)).content.decode()
    )
    assert (
        browser.post(page("turn_away", case), {"grounds": "es cosa de pareja"}).status_code == 422
    )
    assert not Decision.objects.exists()
    sent = {"grounds": "falta el lugar", "rests_elsewhere": "on"}
    assert browser.post(page("turn_away", case), sent).status_code == 302


def test_what_was_noted_wrongly_is_noted_anew(anas, ana, delia, case, desk):
    seated(anas, delia, ana)
    noted(anas, ana)
    noted(anas, ana, applies=False, at=WEDNESDAY)
    assert not never_grounds(anas, seen_by=ana)[0].noted
    assert "rests_elsewhere" not in desk(delia).get(page("decide", case)).content.decode()


def test_nobody_notes_what_the_law_does_not_name_and_who_decides_notes_nothing(anas, ana, delia):
    with pytest.raises(Hindered):
        note_road(anas, "bad_mood", applies=True, text="x", by=ana, at=TUESDAY)
    delias = seated(anas, delia, ana)
    with pytest.raises(Hindered):
        note_road(delias, PARTNER, applies=True, text="x", by=delia, at=TUESDAY)
    assert not Document.objects.filter(kind="road").exists()


def test_a_road_that_leads_nowhere_is_refused_by_the_loader(tmp_path):
    folder = tmp_path / "pe-2021"
    shutil.copytree(protocol_folder("pe-2021"), folder)
    file = folder / "10-admission.toml"
    text = file.read_text()
    for right, wrong in (
        ('beside = "ley_30364"', 'beside = "ley_1"'),
        ('measure = "pe21_vaw_care"', 'measure = "pe21_care"'),
    ):
        file.write_text(text.replace(right, wrong))
        with pytest.raises(MistakenProtocol):
            load_folder(folder)
