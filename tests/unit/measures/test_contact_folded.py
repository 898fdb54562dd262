"""How the person can be reached stays folded where a measure is proposed, changed or forwarded."""

import pytest
from django.urls import reverse

from amparo.casework.measures.forms import TOLD as FIELD
from amparo.casework.measures.models import Measure
from amparo.foundations.intake.documents.services import write_paper
from tests.obligations import TUESDAY, grant
from tests.people import unfold

ENGLISH = {"accept-language": "en"}
NUMBER = "radio 7, de noche"
OPENS = "/part/reach/"
TOLD = {"coarse_place": "el distrito", "contact_channel": NUMBER}
CONTACT = f"{FIELD}contact_channel"
HELPS = "pe21_legal_aid"


@pytest.fixture
def told(anas, flor):
    """The case has how the person can be reached."""
    body = {"safe_contact": NUMBER, "coarse_place": "el distrito"}
    write_paper(anas.folder, kind="urgent", body=body, by=flor, at=TUESDAY)


@pytest.fixture
def browser(signed_in, ana):
    return signed_in(ana)


@pytest.fixture
def address(case):
    return reverse("measures:propose", args=[case, HELPS])


def test_proposing_neither_shows_nor_fills_in_how_to_reach(told, browser, address):
    page = browser.get(address, headers=ENGLISH).text
    assert CONTACT in page
    assert NUMBER not in page
    assert OPENS in page


def test_opened_there_with_its_reason_it_is_filled_in(told, browser, address, case):
    opening = f"/desk/cases/{case}/part/reach/?back={address}"
    assert address in browser.get(opening).text
    answer = browser.post(opening, {"reason": "to_weigh", "next": address})
    assert answer.headers["Location"] == address
    page = browser.get(address, headers=ENGLISH).text
    assert NUMBER in page
    assert OPENS not in page


def test_the_way_back_stays_in_the_case(told, browser, case):
    page = browser.get(f"/desk/cases/{case}/part/reach/?back=https://example.org/").text
    assert "example.org" not in page


def test_a_change_keeps_what_it_does_not_show(told, browser, proposed, case):
    measure = proposed(catalogue=HELPS, values=TOLD)
    address = reverse("measures:change", args=[case, measure.ref])
    page = browser.get(address, headers=ENGLISH)
    assert NUMBER not in page.text
    form = page.context["form"]
    sent = {one.html_name: one.value() or "" for one in form}
    sent |= dict.fromkeys([one.html_name for one in form.fits], "no limita su trabajo")
    assert browser.post(address, {**sent, "what": "otro lugar"}).status_code == 302
    unfold(browser, case, "reach")
    assert NUMBER in browser.get(address).text


def test_forwarding_names_it_and_does_not_show_it(browser, agreed, decided, case, carla):
    measure = grant(agreed(catalogue=HELPS, values=TOLD))
    address = reverse("obligations:forward_one", args=[case, measure.ref, "pnp-selva"])
    page = browser.get(address, headers=ENGLISH).text
    assert 'value="contact_channel"' in page
    assert NUMBER not in page
    assert OPENS in page
    unfold(browser, case, "reach")
    assert NUMBER in browser.get(address, headers=ENGLISH).text
    assert Measure.objects.get().state == Measure.State.GRANTED


def test_referring_elsewhere_does_not_show_it(told, browser, case):
    address = reverse("referral:propose", args=[case])
    page = browser.get(address, headers=ENGLISH).text
    assert NUMBER not in page
    assert OPENS in page
