"""One's own account: words for a forgotten password, a lost phone, proof before what cannot be
undone, the page of one's keys; in a real browser, with JavaScript and without it."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amparo.sealing import codes
from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import next_code, sign_in

pytestmark = pytest.mark.browser
ANOTHER = "nine herons keep a still backwater green"


def test_a_forgotten_password_comes_back_by_ten_words(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    sign_in(page, served, "beto")
    page.get_by_role("link", name="Beto Rojas").click()
    look("desk-account")
    page.get_by_text("Hacer mis palabras").or_(page.get_by_text("Hacer otras palabras")).click()
    form = page.locator("form", has=page.get_by_role("button", name="Mostrarme diez palabras"))
    form.get_by_label("Contraseña", exact=True).fill(served.people["beto"]["password"])
    form.get_by_label("Código de un solo uso").fill(next_code(served, "beto"))
    page.get_by_role("button", name="Mostrarme diez palabras").click()
    words = page.locator("ol.words li").all_inner_texts()
    assert len(words) == 10
    look("desk-account-words")
    page.get_by_role("link", name="Ya las anoté").click()
    hers.goto("/desk/in/")
    hers.get_by_role("link", name="Olvidó su contraseña").click()
    look("desk-account-forgotten", seen=hers)
    hers.get_by_label("Nombre de usuario").fill("beto")
    hers.get_by_label("Sus diez palabras propias").fill(" ".join(words))
    hers.get_by_label("El código que su aplicación muestra ahora").fill(next_code(served, "beto"))
    hers.get_by_label("Una contraseña que no use en ningún otro sitio").fill(ANOTHER)
    hers.get_by_label("La misma contraseña otra vez").fill(ANOTHER)
    hers.get_by_role("button", name="Poner esta contraseña").click()
    expect(hers.get_by_role("heading", name="Está cambiado")).to_be_visible()
    served.people["beto"]["password"] = ANOTHER
    page.goto("/desk/")
    expect(page.get_by_role("button", name="Entrar")).to_be_visible()


def test_a_lost_phone_is_changed_once_a_second_person_heard_it(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    hers.goto("/desk/in/phone/")
    look("desk-account-lost-codes", seen=hers)
    hers.get_by_label("Nombre de usuario").fill("ana")
    hers.get_by_label("Contraseña").fill(served.people["ana"]["password"])
    hers.get_by_role("button", name="Seguir").click()
    read_out = hers.locator("p.code.long").inner_text()
    look("desk-account-lost-codes-wait", seen=hers)
    sign_in(page, served, "saul")
    page.goto("/desk/team/")
    page.get_by_label("El código que le leen").fill(read_out)
    expect(page.get_by_text(read_out)).to_be_hidden()
    look("desk-team-lost-codes")
    page.get_by_role("button", name="Lo oí de esa persona").click()
    hers.get_by_role("link", name="Está confirmado: seguir").click()
    hers.get_by_text("No puedo escanearla").click()
    secret = hers.locator("p.code.long").inner_text().replace(" ", "")
    look("desk-account-lost-codes-new", seen=hers)
    hers.get_by_label("El código que su aplicación muestra ahora").fill(
        codes.code_at(secret, timezone.now())
    )
    hers.get_by_role("button", name="Usar este teléfono").click()
    expect(hers.get_by_role("heading", name="Está cambiado")).to_be_visible()
    served.people["ana"]["code_secret"] = secret


def test_what_cannot_be_undone_asks_again_and_goes_on(
    page: Page, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 401")
    sign_in(page, served, "saul")
    served.act("grow_stale")
    page.goto("/desk/team/")
    page.get_by_label("Nombre", exact=True).fill("Nora Tello")
    page.get_by_label("Nombre de usuario").fill("nora")
    page.get_by_role("checkbox", name="Analista").check()
    page.get_by_label("Institución", exact=True).select_option("dgdh")
    page.get_by_role("button", name="Hacer la invitación").click()
    look("desk-account-prove")
    page.get_by_label("Contraseña").fill(served.people["saul"]["password"])
    page.get_by_label("Código de un solo uso").fill(next_code(served, "saul"))
    page.get_by_role("button", name="Seguir").click()
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Nora Tello").first).to_be_visible()
    page.goto("/desk/keys/")
    look("desk-keys")
