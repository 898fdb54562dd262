"""Recovery codes in a real browser, with and without JavaScript: made on the page of the account,
one used on a day without the phone, and what waits until it is there again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Look, Noise, Site
from tests.browser.test_desk import next_code, sign_in

pytestmark = pytest.mark.browser


def with_act(page: Page, act: str) -> Locator:
    return page.locator("form", has=page.locator(f'input[name="act"][value="{act}"]'))


def made(page: Page, site: Site, name: str) -> list[str]:
    sign_in(page, site, name)
    page.goto("/desk/account/")
    first, others = "Hacer códigos de recuperación", "Hacer otros códigos"
    page.get_by_text(first).or_(page.get_by_text(others)).click()
    form = with_act(page, "recovery")
    form.get_by_label("Contraseña").fill(site.people[name]["password"])
    form.get_by_label("Código de un solo uso").fill(next_code(site, name))
    form.get_by_role("button", name="Mostrarme ocho códigos").click()
    expect(page.get_by_role("heading", name="Sus códigos de recuperación")).to_be_visible()
    return page.locator("ol.codes > li").all_inner_texts()


def without_phone(page: Page, site: Site, name: str, typed: str) -> None:
    page.get_by_label("Contraseña").fill(site.people[name]["password"])
    page.get_by_label("Uno de sus códigos de recuperación").fill(typed)
    page.get_by_role("button", name="Entrar").click()


def invites(page: Page) -> None:
    page.get_by_label("Nombre", exact=True).fill("Nora Tello")
    page.get_by_label("Nombre de usuario").fill("nora")
    page.get_by_role("checkbox", name="Analista").check()
    page.get_by_label("Institución", exact=True).select_option("dgdh")
    page.get_by_role("button", name="Hacer la invitación").click()


def on_paper_alone(page: Page) -> None:
    """What is printed: the codes, and nothing of the house."""
    page.emulate_media(media="print")
    assert page.locator("ol.codes > li").first.is_visible()
    for said in ("Amparo", "Sus códigos de recuperación", "Los tengo en papel"):
        expect(page.get_by_text(said).first).to_be_hidden()
    page.emulate_media(media="screen")


def test_on_a_day_without_her_phone_she_comes_in_by_paper(
    page: Page, hers: Page, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 401")
    shown = made(page, served, "saul")
    assert len(shown) == 8
    look("desk-account-recovery")
    on_paper_alone(page)
    page.get_by_role("link", name="Los tengo en papel").click()
    expect(page.get_by_text("Le quedan 8.")).to_be_visible()
    hers.set_viewport_size(PHONE)
    hers.goto("/desk/in/?next=/desk/team/")
    look(seen=hers)
    hers.get_by_label("Nombre de usuario").fill("saul")
    hers.get_by_role("button", name="No tiene aquí su teléfono").click()
    expect(hers.get_by_label("Nombre de usuario")).to_have_value("saul")
    look("desk-account-on-paper", seen=hers)
    without_phone(hers, served, "saul", "AAAA-BBBB-CCCC")
    expect(hers.get_by_text("Estos tres datos no corresponden entre sí.")).to_be_visible()
    expect(hers.get_by_label("Nombre de usuario")).to_have_value("saul")
    without_phone(hers, served, "saul", shown[0].lower())
    expect(hers.get_by_role("heading", name="Entró sin su teléfono")).to_be_visible()
    look("desk-account-on-paper-in", seen=hers)
    hers.get_by_role("button", name="Seguir").click()
    invites(hers)
    expect(hers.get_by_text("Aquí no se acepta ninguno")).to_be_visible()
    look(seen=hers)


def test_she_reads_of_it_with_her_phone_and_ends_the_rest(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    shown = made(page, served, "ana")
    page.get_by_role("button", name="Cerrar la sesión").click()
    hers.goto("/desk/in/")
    hers.get_by_role("button", name="No tiene aquí su teléfono").click()
    hers.get_by_label("Nombre de usuario").fill("ana")
    without_phone(hers, served, "ana", shown[3])
    hers.get_by_role("button", name="Seguir").click()
    sign_in(page, served, "ana")
    expect(page.get_by_role("heading", name="¿Intentó iniciar sesión?")).to_be_visible()
    expect(page.get_by_text("uno de sus códigos de recuperación")).to_be_visible()
    look()
    page.get_by_role("button", name="Seguir").click()
    page.goto("/desk/account/")
    expect(page.get_by_text("Le quedan 7.")).to_be_visible()
    look()
    page.get_by_text("Terminar mis códigos").click()
    form = with_act(page, "recovery-end")
    form.get_by_label("Contraseña").fill(served.people["ana"]["password"])
    form.get_by_label("Código de un solo uso").fill(next_code(served, "ana"))
    form.get_by_role("button", name="Terminar estos códigos").click()
    expect(page.get_by_text("Sus códigos de recuperación ya no abren nada.")).to_be_visible()
    expect(page.get_by_text("No tiene códigos.")).to_be_visible()
