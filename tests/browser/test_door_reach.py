"""The whole way of a person at risk by the keyboard alone, at four times the size."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import Site
from tests.browser.steps import WHAT_HAPPENED, words_on

pytestmark = pytest.mark.browser

# What is left of a screen of 1280 by 1024 when everything on it is drawn four times as large.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
FAR = 120


def press(page: Page, name: str, role: str = "link", *, exact: bool = False) -> None:
    """Go there key by key, and press Enter."""
    reach(page, page.get_by_role(role, name=name, exact=exact).first)
    page.keyboard.press("Enter")


def fill(page: Page, field: Locator, words: str) -> None:
    reach(page, field)
    page.keyboard.type(words)


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus; it must be in sight, and not below the way out."""
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if wanted.and_(page.locator(":focus")).count():
            in_sight(page, wanted)
            return
    pytest.fail(f"{page.url}: the keyboard does not reach {wanted}")


def in_sight(page: Page, focused: Locator) -> None:
    place, end = focused.bounding_box(), page.evaluate("innerHeight")
    assert place
    for way_out in page.locator(".leave").all():
        covered = way_out.bounding_box()
        assert covered
        end = covered["y"]
    assert 0 <= place["y"] < end, f"{page.url}: what has the focus is hidden"


def say_three(page: Page, words: list[str]) -> None:
    fields = page.locator("main input[type=text]")
    expect(fields).to_have_count(3)
    for field in fields.all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        fill(page, field, words[place - 1])
    press(page, "Comprobar", "button")


def ask_and_keep(page: Page) -> list[str]:
    page.goto("/")
    press(page, "Estoy en peligro ahora")
    fill(page, page.get_by_label("¿Qué está pasando?"), WHAT_HAPPENED)
    fill(page, page.get_by_label("¿Dónde, más o menos?"), "Distrito de Ñusta Alta")
    press(page, "Enviar ahora", "button")
    words = words_on(page)
    press(page, "Ya las anoté")
    say_three(page, words)
    expect(page.get_by_role("heading", name="Recibimos su solicitud")).to_be_visible()
    return words


def decide(page: Page, served: Site, words: list[str]) -> None:
    press(page, "Ir a mi página")
    expect(page.get_by_role("heading", name="Su solicitud está guardada")).to_be_visible()
    served.act("plan", " ".join(words))
    page.reload()
    press(page, "Rondas de la policía")
    press(page, "Quiero conversarlo", "button", exact=True)
    expect(page.get_by_text("Mientras tanto no se comparte nada")).to_be_visible()
    press(page, "Estoy de acuerdo", "button", exact=True)
    expect(page.get_by_text("Usted puede retirar su autorización")).to_be_visible()
    page.goto("/mine/allowed/")
    press(page, "Retirar mi autorización")
    expect(page.get_by_role("heading", name="Qué se detiene hoy")).to_be_visible()
    press(page, "Retirar mi autorización", "button")
    expect(page.get_by_text("Retiró su autorización")).to_be_visible()


def complete(page: Page) -> None:
    press(page, "Completar mi solicitud", "button")
    for _ in range(13):
        expect(page.get_by_role("button", name="Guardar y continuar")).to_be_visible()
        press(page, "Guardar y continuar", "button")
    expect(page.get_by_role("heading", name="Revise todo antes de enviarlo")).to_be_visible()
    expect(page.get_by_text(WHAT_HAPPENED).first).to_be_visible()
    page.goto("/mine/")


def write(page: Page) -> None:
    press(page, "Escribir un mensaje")
    fill(page, page.get_by_label("Su mensaje"), "Mejor después de las seis.")
    press(page, "Enviar el mensaje", "button")
    expect(page.get_by_text("Su mensaje está guardado")).to_be_visible()


def change_words(page: Page, own: list[str]) -> list[str]:
    press(page, "Alguien pudo ver mi clave")
    fill(page, page.get_by_label("Sus diez palabras"), " ".join(own))
    press(page, "Darme una clave nueva", "button")
    words = words_on(page)
    press(page, "Ya las anoté")
    say_three(page, words)
    expect(page.get_by_text("solo su clave nueva")).to_be_visible()
    return words


def leave(page: Page) -> None:
    page.locator("summary").filter(has_text="Mis derechos").press("Enter")
    press(page, "Dejar el procedimiento")
    press(page, "Dejar el procedimiento", "button")
    expect(page.get_by_role("heading", name="Usted dejó el procedimiento")).to_be_visible()


def test_keys_at_400_percent_are_enough(page: Page, served: Site) -> None:
    """What has the focus is in sight, and not below the way out."""
    page.set_viewport_size(ZOOMED)
    words = ask_and_keep(page)
    decide(page, served, words)
    complete(page)
    write(page)
    words = change_words(page, words)
    page.context.clear_cookies()
    page.goto("/")
    press(page, "Tengo mi clave")
    fill(page, page.get_by_label("Sus palabras"), " ".join(words))
    press(page, "Entrar", "button")
    leave(page)
