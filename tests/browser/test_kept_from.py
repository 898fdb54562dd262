"""Somebody who cannot be asked and then can, and a member who leaves: in a real browser, with
JavaScript and without it."""

import json
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser


def test_what_is_decided_in_her_place_is_put_to_her(
    page: Page, look: Look, served: Site, new_context: Callable[[], BrowserContext]
) -> None:
    told = json.loads(served.act("cannot_be_asked"))
    case = f"/desk/cases/{told['code']}/"
    sign_in(page, served, "saul")
    page.goto(f"{case}actions/{told['action']}/")
    look("desk-action-cannot-ask")
    for path, name in (
        (f"actions/{told['action']}/reason/", "desk-action-instead"),
        (f"plan/{told['measure']}/reason/", "desk-measure-instead"),
    ):
        page.goto(case + path)
        look(name)
        give_reasons(page)
    served.act("sent_out", told["code"])
    page.context.clear_cookies()
    sign_in(page, served, "ana")
    page.goto(f"{case}impediment/")
    look("desk-impediment")
    page.get_by_label("Quién lo dice").fill("Llamó su hermana: está en casa de una tía.")
    page.get_by_label("Desde qué día").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Anotarlo").click()
    page.locator("#obligations").get_by_role("link", name="Preguntar a la persona").click()
    look("obligations-hear-her")
    hers = new_context().new_page()
    she_answers(hers, look, told["words"])
    page.reload()
    expect(page.get_by_text("Patrullaje policial")).to_have_count(0)
    expect(page.get_by_text("Una conversación").first).to_be_visible()


def give_reasons(page: Page) -> None:
    page.get_by_label("Por qué no se le puede preguntar").fill(
        "Nadie sabe dónde está desde el lunes."
    )
    page.get_by_label(re.compile("no puede esperar")).fill(
        "La casa sigue vigilada y sus hijas están ahí."
    )
    page.get_by_label("Cómo y cuándo").fill("En cuanto aparezca, por su hermana.")
    page.locator("main button[type=submit]").click()


def she_answers(hers: Page, look: Look, words: str) -> None:
    hers.goto("/return/")
    hers.get_by_label("Sus palabras").fill(words)
    hers.get_by_role("button", name="Entrar").click()
    look("door-mine-asked-again", seen=hers)
    hers.goto("/mine/papers/")
    look("door-letters", seen=hers)
    hers.get_by_role("link", name="Ya se le puede preguntar").click()
    expect(hers.get_by_text("Desde el")).to_be_visible()
    look("door-can-be-asked", seen=hers)
    hers.goto("/mine/looked/")
    look("door-looked", seen=hers)
    hers.goto("/mine/")
    card = hers.locator("article.decision", has_text="Patrullaje policial")
    card.get_by_role("button", name="Quiero hablarlo").click()
    hers.get_by_role("link", name="Patrullaje policial").first.click()
    look("door-decision", seen=hers)
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(hers.get_by_text("Usted aceptó")).to_be_visible()


def test_a_member_leaves_and_no_case_is_left_without_a_reader_unsaid(
    page: Page, look: Look, served: Site, noise: Noise
) -> None:
    name = json.loads(served.act("newcomer"))["name"]
    sign_in(page, served, "saul")
    page.goto("/desk/team/")
    page.get_by_role("button", name=re.compile(f"Deja de .*{name}")).click()
    look("desk-leave-last-reader")
    noise.expected.append("status of 409")
    page.get_by_role("button", name="Cerrar la cuenta").click()
    look("desk-leave-mistyped")
    page.get_by_label("Para cerrar la cuenta").fill("1")
    page.get_by_role("button", name="Cerrar la cuenta").click()
    page.context.clear_cookies()
    sign_in(page, served, "ana")
    page.goto("/desk/team/")
    look("desk-team-left")
    page.get_by_role("button", name="Quitar estos asientos").click()
    expect(page.get_by_text(name, exact=True)).to_have_count(0)
