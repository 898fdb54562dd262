"""By whose hands: who has a tie gives the case up; an hour of danger is looked at by somebody else;
whether mails leave. With JavaScript and without it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in
from tests.browser.test_glass import WHY, keep_ready

pytestmark = pytest.mark.browser


def another_signs_in(page: Page, served: Site, name: str) -> None:
    page.get_by_role("button", name="Cerrar la sesión").click()
    sign_in(page, served, name)


def open_for_some_hours(page: Page, code: str) -> None:
    page.goto("/desk/glass/")
    kept = page.locator("article", has_text=code)
    kept.get_by_text("Abrirlo ahora").click()
    kept.get_by_label("Qué está pasando, y qué debe saber para ayudar").fill(WHY)
    kept.get_by_label("Nadie contesta").check()
    kept.get_by_label("Hay una vida en peligro ahora").check()
    kept.get_by_role("button", name="Abrirlo por 4 horas").click()


def give_delia_a_seat(page: Page, code: str) -> None:
    page.goto(f"/desk/cases/{code}/seats/")
    whom = page.get_by_label("Quién", exact=True)
    whom.select_option(whom.locator("option", has_text="Delia").get_attribute("value"))
    page.get_by_label("Tiene que decidir este caso").check()
    page.get_by_role("button", name="Dar el asiento").click()


def test_who_has_a_tie_gives_the_case_up(
    page: Page, look: Look, noise: Noise, served: Site
) -> None:
    noise.expected += ["status of 404", "status of 422"]
    code = json.loads(served.act("one_who_shares"))["code"]
    sign_in(page, served, "beto")
    page.goto(f"/desk/cases/{code}/")
    page.get_by_role("link", name="Tengo un vínculo con este caso").click()
    page.get_by_label("El código del caso").fill(code)
    page.get_by_role("button", name="Dejarlo").click()
    expect(page.get_by_label("El código del caso")).to_have_value(code)
    look("desk-tie")
    page.get_by_label("Tengo un vínculo con él").check()
    page.get_by_role("button", name="Dejarlo").click()
    expect(page.get_by_text("Queda anotado")).to_be_visible()
    look("desk-tie-said")
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_text(code)).to_have_count(0)
    page.goto("/desk/")
    another_signs_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_text("tiene un vínculo con este caso")).to_be_visible()


def test_an_hour_of_danger_is_looked_at_by_somebody_else(
    page: Page, look: Look, noise: Noise, served: Site
) -> None:
    noise.expected.append("status of 422")
    code = json.loads(served.act("one_who_shares"))["code"]
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/seats/")
    keep_ready(page, "Saul")
    another_signs_in(page, served, "saul")
    open_for_some_hours(page, code)
    page.goto("/desk/looks/")
    expect(page.get_by_text("Una hora de peligro que nadie más ha revisado")).to_be_visible()
    look()
    page.goto("/desk/mails/")
    look("desk-mails")
    another_signs_in(page, served, "ana")
    give_delia_a_seat(page, code)
    another_signs_in(page, served, "delia")
    page.goto(f"/desk/cases/{code}/")
    page.get_by_role("link", name="Revisar una hora de peligro").first.click()
    expect(page.get_by_text(WHY)).to_be_visible()
    look("desk-hour")
    page.get_by_label("Había una vida en peligro").check()
    page.get_by_role("button", name="Dejarlo en constancia").click()
    page.get_by_label("Qué pasó, para la persona").fill("La patrulla llegó a tiempo.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("Revisó por qué se abrió por unas horas").first).to_be_visible()
