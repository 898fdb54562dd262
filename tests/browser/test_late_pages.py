"""Two windows of one browser: what stands open in the one while the other sends, leaves, or goes on
with the request of somebody else. On a screen 320 points wide, with JavaScript and without it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Noise, accessible, fits
from tests.browser.test_door import ask_in_a_hurry, come_back

pytestmark = pytest.mark.browser

HERS, HIS = "Que vuelvan de noche.", "Preguntaron por mí en el mercado."
PLACE, ELSEWHERE = "Por el río.", "En la costa."
GONE = "Lo que escribió antes en otras páginas ya no está aquí"
ANOTHER = "En otra ventana se pasó a otra cosa"


@pytest.fixture(autouse=True)
def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})


def another(page: Page, path: str) -> Page:
    """The same browser, one more window."""
    window = page.context.new_page()
    window.set_viewport_size({"width": 320, "height": 640})
    window.goto(path)
    return window


def says(page: Page, words: str, *, javascript: bool) -> None:
    expect(page.get_by_text(words)).to_be_visible()
    fits(page, "narrow screen")
    if javascript:
        accessible(page)


def write(page: Page, path: str, name: str, words: str) -> None:
    page.goto(path)
    page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Guardar y continuar").click()


def save(page: Page, words: str) -> None:
    page.locator("[name=coarse_place]").fill(words)
    page.get_by_role("button", name="Guardar y continuar").click()


def begin_the_rest(page: Page) -> list[str]:
    """Of a request that she sends in a hurry. Her words."""
    words = ask_in_a_hurry(page)
    page.goto("/mine/")
    page.get_by_role("button", name="Completar mi pedido").click()
    write(page, "/request/danger/", "fear", HERS)
    return words


def leave(page: Page) -> None:
    page.route(re.compile("wikipedia"), lambda route: route.abort())
    assert page.request.get("/exit/", max_redirects=0).status == 302
    page.context.clear_cookies()


def test_what_is_saved_after_the_other_window_left_says_so_and_is_kept(
    page: Page,
    noise: Noise,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    noise.expected += ["status of 403", "status of 409"]
    write(page, "/request/danger/", "fear", HERS)
    late, third = another(page, "/request/where/"), another(page, "/request/where/")
    leave(page)
    save(late, PLACE)
    late.get_by_role("button", name="Enviar").click()  # its form went with the cookies
    says(late, GONE, javascript=javascript)
    late.goto("/request/where/")
    expect(late.locator("[name=coarse_place]")).to_have_value(PLACE)
    save(third, ELSEWHERE)
    third.get_by_role("button", name="Enviar", exact=True).click()
    says(third, ANOTHER, javascript=javascript)
    expect(third.locator("[name=coarse_place]")).to_have_value(ELSEWHERE)


def test_what_is_saved_after_the_other_window_sent_the_rest_reaches_the_team(
    page: Page,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    begin_the_rest(page)
    late, last = another(page, "/request/where/"), another(page, "/request/check/")
    page.goto("/request/check/")
    page.get_by_role("button", name="Añadir esto a mi pedido").click()
    save(late, PLACE)
    says(late, "Su mensaje está guardado", javascript=javascript)
    last.get_by_role("button", name="Añadir esto a mi pedido").click()
    expect(last).to_have_url(re.compile("/mine/$"))


def test_who_left_elsewhere_reads_that_the_rest_is_not_added_and_begins_anew_with_it(
    page: Page,
    noise: Noise,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    noise.expected += ["status of 409"]
    begin_the_rest(page)
    late = another(page, "/request/check/")
    [begun] = [one for one in page.context.cookies() if one["name"] == "amparo_draft"]
    page.context.clear_cookies(name="amparo_draft")  # as in a browser that has begun nothing
    page.goto("/mine/leave/")
    page.get_by_role("button", name="Dejar el procedimiento").click()
    name, value, domain = begun["name"], begun["value"], begun["domain"]
    page.context.add_cookies([{"name": name, "value": value, "domain": domain, "path": "/"}])
    late.get_by_role("button", name="Añadir esto a mi pedido").click()
    says(late, "No se añadió nada", javascript=javascript)
    expect(late.get_by_text(HERS)).to_be_visible()
    late.get_by_role("button", name="Empezar un pedido nuevo con esto").click()
    says(late, "Esto es ahora un pedido nuevo", javascript=javascript)
    expect(late.get_by_text(HERS)).to_be_visible()
    late.get_by_role("button", name="Enviar mi pedido").click()
    expect(late.get_by_text("Su pedido está guardado")).to_be_visible()


def test_who_leaves_while_another_window_is_about_to_add_sends_nothing_by_that(
    page: Page,
    noise: Noise,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    noise.expected += ["status of 409"]
    begin_the_rest(page)
    late = another(page, "/request/check/")
    page.goto("/mine/leave/")
    page.get_by_role("button", name="Dejar el procedimiento").click()
    says(page, "como un pedido nuevo que no se ha enviado", javascript=javascript)
    late.get_by_role("button", name="Añadir esto a mi pedido").click()
    says(late, "Ahora no se envió nada", javascript=javascript)
    expect(late.get_by_text(HERS)).to_be_visible()
    expect(late.get_by_role("button", name="Enviar mi pedido")).to_be_visible()


def test_the_rest_of_another_request_waits_and_nobody_is_told_of_it(page: Page) -> None:
    words = begin_the_rest(page)
    ask_in_a_hurry(page)
    page.goto("/mine/")
    page.get_by_role("button", name="Completar mi pedido").click()
    expect(page.get_by_text("Paso 1 de 8")).to_be_visible()
    page.goto("/request/danger/")
    expect(page.locator("[name=fear]")).to_have_value("")
    write(page, "/request/danger/", "fear", HIS)
    page.goto("/request/check/")
    expect(page.get_by_text(HERS)).to_have_count(0)
    page.get_by_role("button", name="Añadir esto a mi pedido").click()
    expect(page).to_have_url(re.compile("/mine/$"))
    page.go_back()
    expect(page.get_by_text(HERS)).to_have_count(0)
    page.goto("/request/danger/")
    expect(page.locator("[name=fear]")).to_have_value("")
    page.context.clear_cookies(name="amparo_visit")
    come_back(page, words)
    page.get_by_role("button", name="Completar mi pedido").click()
    page.goto("/request/danger/")
    expect(page.locator("[name=fear]")).to_have_value(HERS)
