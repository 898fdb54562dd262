"""A passkey beside the codes, in a real browser with a device of its own: added, shown to sign in
and before what cannot be undone, taken away. Without JavaScript a code does the same."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Look, NewPage, Noise, Site, a_copy, without_javascript
from tests.browser.steps import next_code, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """By a name: a passkey belongs to no number."""
    with a_copy(prepared, tmp_path_factory.mktemp("served")) as site:
        site.place.host = "localhost"
        yield site


def plug_in(page: Page, *, device: bool = True) -> None:
    """A device that asks for a finger, and gets the right one; or none."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    if device:
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def show_passkey(page: Page, site: Site, name: str, *, named: bool = True) -> None:
    if named:
        page.get_by_label("Nombre de usuario").fill(name)
    page.get_by_label("Contraseña").fill(site.people[name]["password"])
    page.get_by_role("button", name="Usar una llave de acceso").click()


def password_and_code(form: Locator, site: Site, name: str) -> None:
    form.get_by_label("Contraseña").fill(site.people[name]["password"])
    form.get_by_label("Código de un solo uso").fill(next_code(site, name))


def add(page: Page, site: Site, name: str, look: Look) -> None:
    plug_in(page)
    sign_in(page, site, name)
    page.goto("/desk/account/")
    expect(page.get_by_text("No tiene ninguna.")).to_be_visible()
    page.get_by_text("Añadir una llave de acceso").click()
    form = page.locator("form", has=page.get_by_label("Cómo la llama usted"))
    form.get_by_label("Cómo la llama usted").fill("Llave azul")
    password_and_code(form, site, name)
    look()
    form.get_by_role("button", name="Pedir la llave a mi navegador").click()
    expect(page.get_by_text("esta llave de acceso abre ahora su cuenta")).to_be_visible()
    look()


def test_a_passkey_opens_the_account(page: Page, look: Look, served: Site, noise: Noise) -> None:
    noise.expected.append("status of 401")
    add(page, served, "saul", look)
    page.get_by_role("button", name="Cerrar sesión").click()
    page.goto("/desk/in/?next=/desk/team/")
    show_passkey(page, served, "saul")
    expect(page.get_by_role("heading", name="El equipo", exact=True)).to_be_visible()
    served.act("grow_stale")
    page.get_by_label("Nombre", exact=True).fill("Nora Tello")
    page.get_by_label("Nombre de usuario").fill("nora")
    page.get_by_role("checkbox", name="Analista").check()
    page.get_by_label("Institución", exact=True).select_option("dgdh")
    page.get_by_role("button", name="Crear la invitación").click()
    expect(page.get_by_role("button", name="Usar una llave de acceso")).to_be_visible()
    look()
    show_passkey(page, served, "saul", named=False)
    expect(page.get_by_text("Nora Tello").first).to_be_visible()


def test_without_the_device_a_code_removes_it(
    page: Page, blank: NewPage, look: Look, served: Site
) -> None:
    add(page, served, "ana", look)
    other = blank()
    plug_in(other, device=False)
    other.goto("/desk/in/?next=/desk/account/")
    look(seen=other)
    show_passkey(other, served, "ana")
    expect(other.get_by_role("heading", name="Muestre su llave de acceso")).to_be_visible()
    look(seen=other)
    other.get_by_role("button", name="Usar mejor un código").click()
    other.get_by_label("Nombre de usuario").fill("ana")
    password_and_code(other.locator("form").last, served, "ana")
    other.get_by_role("button", name="Entrar").click()
    other.get_by_text("Quitar una llave de acceso").click()
    form = other.locator("form", has=other.get_by_role("button", name="Quitar esta llave"))
    form.get_by_label("Llave azul").check()
    password_and_code(form, served, "ana")
    form.get_by_role("button", name="Quitar esta llave").click()
    expect(other.get_by_text("Esta llave de acceso ya no abre nada.")).to_be_visible()


@without_javascript
def test_without_scripts_a_code_does(page: Page, served: Site) -> None:
    page.goto("/desk/in/")
    expect(page.get_by_role("button", name="Entrar")).to_be_visible()
    expect(page.get_by_role("button", name="Usar una llave de acceso")).to_be_hidden()
    sign_in(page, served, "beto")
    page.goto("/desk/account/")
    expect(page.get_by_text("Este navegador no admite llaves de acceso")).to_be_visible()
    expect(page.get_by_text("Añadir una llave de acceso")).to_be_hidden()
