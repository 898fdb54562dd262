"""After each act on a case the next page says what was done and who is told, and the member is back
on the tab where it shows."""

import tomllib
from base64 import urlsafe_b64decode
from pathlib import Path

from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

from amparo.desk.case.act_menus import titles
from amparo.desk.case.tabs import STAGES
from amparo.desk.confirmations import SAYS_ITSELF
from amparo.foundations.cases import next_acts
from amparo.foundations.cases.next_acts import act_of

MATRIX = Path("tests/architecture/access_matrix.toml")
OF_THE_CASE = "/desk/cases/"
FINDINGS = ("imminent_risk", "grave_risk", "death", "homicide_or_attempt")
SENT = "El mensaje está enviado."
WITHOUT = frozenset(
    {
        "desk:why", "desk:field",  # they say what was opened on the page that follows
        "desk:file", "desk:clean_copy", "obligations:proof", "exports:take",  # a file answers
        "measures:send_back",  # SAYS_ITSELF
        "complaints:rule",  # on the page of the member who rules, not of the case
    }
)  # fmt: skip
"""Sent pages under a case that need no confirmation."""
REMEDY = "declare above the view what its next page says: @CaseAct(tab, done, told)"


def acts() -> set[str]:
    """Pages under a case to which something is sent, by the matrix that no page is missing from."""
    pages = tomllib.loads(MATRIX.read_text(encoding="utf-8"))["page"]
    sent = {name: page for name, page in pages.items() if "post" in page.get("asks", ())}
    found = set()
    for name, page in sent.items():
        if not name.startswith(("desk:", "door:", "duties:", "site:")) or name.startswith("desk:"):
            parts = dict.fromkeys(page.get("with", {}), "x")
            if reverse(name, kwargs=parts).startswith((OF_THE_CASE, "/desk/complaints/")):
                found.add(name)
    return found - {"desk:case"}


def test_every_act_on_a_case_declares_its_confirmation():
    declared = set(next_acts.acts()) | WITHOUT
    lacks, gone = sorted(acts() - declared), sorted(declared - acts() - {SAYS_ITSELF})
    assert not lacks, f"{lacks}: {REMEDY}"
    assert not gone, f"no act on a case: take @CaseAct away, or the name out of WITHOUT: {gone}"


def test_each_act_names_a_tab_and_where_it_has_a_label_a_menu():
    for page, view in next_acts.acts().items():
        act = act_of(view)
        assert act.tab in STAGES, page
        assert bool(act.label) == bool(act.menu), page
        assert act.menu in {"", *titles()}, page


def test_the_page_after_an_act_says_so_once(case, ana, signed_in):
    browser = signed_in(ana)
    answer = browser.post(reverse("admission:message", args=[case]), {"text": "la llamamos"})
    assert answer["Location"] == reverse("desk:case", args=[case]) + "?tab=contact"
    page = browser.get(answer["Location"]).text
    assert SENT in page
    assert "La persona puede leerlo en su página." in page
    assert "Lo que sigue:" in page.split(SENT)[1]
    assert SENT not in browser.get(answer["Location"]).text


def test_an_act_leads_on_to_what_comes_next(case, ana, signed_in):
    browser = signed_in(ana)
    page = browser.post(reverse("desk:claim", args=[case]), {"go_on": "yes"}, follow=True)
    assert page.request["PATH_INFO"] == reverse("admission:report", args=[case])
    assert "Usted es ahora responsable del caso." in page.text
    found = dict.fromkeys(FINDINGS, "no") | {"text": "nada urgente", "go_on": "yes"}
    page = browser.post(page.request["PATH_INFO"], found, follow=True)
    assert page.request["PATH_INFO"] == reverse("assessment:assess", args=[case])
    assert "El informe preliminar está emitido." in page.text


def test_what_was_refused_is_not_confirmed(case, ana, signed_in):
    browser = signed_in(ana)
    assert browser.post(reverse("admission:message", args=[case]), {"text": ""}).status_code == 422
    assert SENT not in browser.get(reverse("desk:case", args=[case])).text


def test_a_page_that_leads_back_with_nothing_to_do_confirms_nothing(case, ana, signed_in):
    browser, page = signed_in(ana), reverse("desk:case", args=[case])
    answer = browser.post(reverse("admission:correction_receipt", args=[case]), {"text": "x"})
    assert answer["Location"] == page
    assert CookieStorage.cookie_name not in answer.cookies


def test_whoever_is_signed_out_is_told_of_no_act(case, client):
    answer = client.post(reverse("admission:message", args=[case]), {"text": "x"})
    assert answer.status_code == 401
    assert CookieStorage.cookie_name not in answer.cookies


def test_the_cookie_holds_the_act_and_no_word_of_the_case(case, ana, signed_in):
    answer = signed_in(ana).post(
        reverse("admission:message", args=[case]), {"text": "la palabra secreta"}
    )
    cookie = answer.cookies[CookieStorage.cookie_name]
    held = urlsafe_b64decode(cookie.value.split(":")[0] + "==").decode()
    assert "admission:message" in held
    assert case not in held
    assert "secreta" not in held
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
