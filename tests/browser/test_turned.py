"""Roads that turn: not completed and archived, contested by word of mouth; given up on its day and
not before; somebody referred who is then searched for. In a real browser, with JavaScript and
without it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_again import read
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_elsewhere import HOUSE
from tests.browser.test_less_protection import put

pytestmark = pytest.mark.browser

TOLD = "Preguntar por ella en la bocana; viaja en un bote verde."


@pytest.fixture
def words(hers: Page) -> str:
    return " ".join(ask_in_a_hurry(hers))


def as_another(page: Page, served: Site, name: str, case: str) -> None:
    page.context.clear_cookies()
    sign_in(page, served, name)
    page.goto(case)


# --- asked for on the faster track, archived, contested by word of mouth ---


def test_what_nobody_completed_is_archived_by_a_resolution_and_contested_by_word_of_mouth(
    page: Page, hers: Page, words: str, look: Look, served: Site, noise: Noise
) -> None:
    code = served.act("opened", words)
    case = f"/desk/cases/{code}/"
    served.act("seated", code, "saul", "delia")
    sign_in(page, served, "ana")
    it_is_on_the_faster_track(page, case)
    page.goto(f"{case}missing/")
    expect(page.get_by_text("supervis").first).to_be_visible()
    expect(page.get_by_role("button", name="Pedirlo")).to_have_count(0)
    as_another(page, served, "saul", case)
    page.goto(f"{case}missing/allow/")
    page.locator("main textarea").fill("Sin el lugar nadie puede llegar; ella lo dirá por radio.")
    look("desk-missing-allow")
    page.get_by_role("button", name="Permitirlo").click()
    as_another(page, served, "ana", f"{case}missing/")
    page.get_by_label("Dónde está, más o menos").fill("¿En qué distrito vive?")
    page.get_by_label("Es todo: revisé").check()
    page.get_by_role("button", name="Pedirlo").click()
    hers.goto("/mine/")
    hers.get_by_role("link", name="Ver qué falta").click()
    it_is_archived(page, code, look, served)
    she_says_no_in_a_call(page, hers, code, look, served)


def it_is_on_the_faster_track(page: Page, case: str) -> None:
    page.goto(f"{case}preliminary-report/")
    for finding in page.locator("main [type=radio][value=no]").all():
        finding.check()
    page.locator("[name=imminent_risk][value=yes]").check()
    page.locator("[name=imminent_risk-why]").fill("Dejaron una nota con un día.")
    page.locator("[name=text]").fill("La amenaza nombra el día.")
    page.get_by_role("button", name="Emitir el informe").click()


def it_is_archived(page: Page, code: str, look: Look, served: Site) -> None:
    case = f"/desk/cases/{code}/"
    served.act("weeks_later", code)
    page.goto(f"{case}missing/archive/")
    look("desk-archive")
    page.locator("main textarea").fill("Se pidió por radio y nadie respondió.")
    page.get_by_role("button", name="Recomendarlo").click()
    as_another(page, served, "delia", f"{case}decision/not-admitted/")
    look()
    page.get_by_label("Por qué no se admite").fill("No consta dónde está, y se le pidió una vez.")
    page.get_by_role("button", name="Emitir la resolución").click()
    expect(page.get_by_role("button", name="Emitir la resolución")).to_have_count(0)


def she_says_no_in_a_call(page: Page, hers: Page, code: str, look: Look, served: Site) -> None:
    case = f"/desk/cases/{code}/"
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").first.click()
    expect(hers.get_by_text("No consta dónde está").first).to_be_visible()
    as_another(page, served, "ana", f"{case}contest/")
    look("desk-contest-oral")
    page.locator("[name=against]").first.check()
    page.get_by_label("Por teléfono").check()
    page.get_by_label("Con qué no está de acuerdo").fill("Vivo donde siempre, junto al puente.")
    page.get_by_role("button", name="Guardarlo", exact=True).click()
    as_another(page, served, "delia", case)
    page.get_by_role("link", name="Se impugna una decisión").first.click()
    page.get_by_role("link", name="Resolver").first.click()
    page.get_by_label("La persona tiene razón", exact=True).check()
    for field in page.locator("main textarea").all():
        field.fill("Dijo dónde está: basta para seguir.")
    page.get_by_role("button", name="Emitir la resolución").click()
    expect(page.get_by_role("button", name="Emitir la resolución")).to_have_count(0)
    hers.goto("/mine/papers/")
    hers.get_by_role("link", name="La decisión", exact=True).first.click()
    expect(hers.get_by_text("Dijo dónde está").first).to_be_visible()


# --- seen otherwise, given up, carried out on its day ---


def test_what_she_gives_up_ends_on_its_day_and_not_before(
    page: Page, hers: Page, desk: Page, words: str, look: Look, served: Site
) -> None:
    code = served.act("granted", words)
    case = f"/desk/cases/{code}/"
    read(hers)
    sign_in(page, served, "ana")
    she_sees_it_otherwise_and_is_answered(page, hers, case, look)
    hers.get_by_role("link", name="Ya no quiero esta medida").first.click()
    hers.get_by_role("button", name="Quiero renunciar a ella").click()
    page.goto(case)
    page.get_by_role("link", name="Seguir con el cambio de una medida").first.click()
    change = page.url
    page.get_by_role("link", name="Explicar").first.click()
    page.locator("main textarea").fill("Sin rondas nadie pasa de noche por su casa.")
    page.get_by_role("button", name="Enviarlo y preguntar a la persona").click()
    hers.goto("/mine/")
    hers.get_by_role("button", name="Sí, renuncio a ella", exact=True).first.click()
    put(page, change)
    it_is_decided_from_a_day_to_come(desk, change, served)
    it_is_carried_out(page, hers, code, change, look, served)


def it_is_decided_from_a_day_to_come(desk: Page, change: str, served: Site) -> None:
    sign_in(desk, served, "delia")
    desk.goto(change)
    desk.get_by_role("link", name="Decidir", exact=True).click()
    desk.get_by_label("Como se propuso").check()
    day = timezone.localdate() + timedelta(days=9)
    desk.get_by_label("¿Desde qué día rige?").fill(day.isoformat())
    desk.get_by_label("Razones", exact=True).fill("Lo pidió ella, y leyó lo que puede pasar.")
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)


def she_sees_it_otherwise_and_is_answered(page: Page, hers: Page, case: str, look: Look) -> None:
    hers.goto("/mine/otherwise/")
    hers.locator("main textarea").fill("Dicen que bajó, y anoche pasaron dos veces.")
    hers.get_by_role("button", name="Enviar").click()
    page.goto(case)
    page.get_by_role("link", name="Responder a la persona, que ve el riesgo").first.click()
    look("desk-otherwise-answer")
    page.locator("main textarea").fill("Tiene razón en lo de anoche: lo miramos de nuevo.")
    page.get_by_role("button", name="Enviar la respuesta").click()
    hers.goto("/mine/papers/")
    hers.get_by_role("link", name="Una respuesta a cómo ve usted el peligro").click()
    expect(hers.get_by_text("Tiene razón en lo de anoche").first).to_be_visible()
    hers.goto("/mine/")


def it_is_carried_out(
    page: Page, hers: Page, code: str, change: str, look: Look, served: Site
) -> None:
    page.goto(change)
    expect(page.get_by_text("Aún no se ejecuta")).to_be_visible()
    expect(page.get_by_role("button", name="Ejecutarlo")).to_have_count(0)
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").first.click()
    served.act("its_day_has_come", code)
    page.reload()
    look("desk-change-carry-out")
    page.get_by_role("button", name="Ejecutarlo").click()
    expect(page.get_by_role("button", name="Ejecutarlo")).to_have_count(0)
    expect(page.get_by_text("Ejecutado").first).to_be_visible()
    hers.goto("/mine/")
    expect(hers.get_by_role("link", name="Ya no quiero esta medida")).to_have_count(0)


# --- referred, and then searched for ---


def test_who_was_referred_is_searched_for_and_each_word_keeps_its_history(
    page: Page, hers: Page, words: str, look: Look, served: Site
) -> None:
    code = served.act("opened", words)
    case = f"/desk/cases/{code}/"
    served.act("seated", code, "saul")
    sign_in(page, served, "ana")
    a_note_keeps_what_it_said_before(page, case, look)
    it_is_given_and_they_answer(page, hers, case, look)
    page.goto(f"{case}happened/")
    she_is_missing(page)
    happened = page.url
    it_is_recorded_as_something_else(page)
    who_searches_is_told(page, happened, look, served)


def a_note_keeps_what_it_said_before(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}notes/")
    page.locator("main textarea").fill("Llamó de noche; habla bajo.")
    page.locator("main form button[type=submit]").last.click()
    page.locator("li.message", has_text="habla bajo").get_by_role("link").click()
    page.locator("main textarea").fill("Llamó de noche; pide que se la llame por radio.")
    page.locator("main form button[type=submit]").last.click()
    page.locator("main").get_by_role("link", name="Nota", exact=True).first.click()
    expect(page.get_by_text("habla bajo").first).to_be_visible()
    look("desk-history")


def it_is_given_and_they_answer(page: Page, hers: Page, case: str, look: Look) -> None:
    page.goto(f"{case}referrals/new/")
    page.get_by_label("La proponemos").check()
    page.get_by_label("A quién va").fill(HOUSE)
    page.get_by_label("Qué clase de destinatario").select_option("national_organisation")
    page.get_by_label("Qué se le pide").fill("Acompañarla en sus viajes.")
    page.get_by_label("Por qué, dicho a la persona").fill("Tienen gente en el valle.")
    page.get_by_label("Resumen del riesgo").fill("Nadie la acompaña cuando viaja.")
    page.get_by_role("button", name="Preguntar a la persona").click()
    hers.goto("/mine/")
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).first.click()
    page.goto(case)
    page.locator("#referral").get_by_role("link", name=HOUSE).click()
    referral = page.url
    page.get_by_role("button", name="Imprimir la hoja").click()
    page.goto(referral)
    page.get_by_role("link", name="Anotar que llegó a su destino").click()
    page.get_by_label("¿Qué día llegó").fill(timezone.localdate().isoformat())
    page.get_by_label("En manos de alguien de allí").check()
    page.get_by_label("Quién lo recibió allí").fill("La secretaria")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    they_answer(page, referral, look)
    hers.goto("/mine/")
    expect(hers.get_by_text("Se hacen cargo", exact=True)).to_be_visible()
    hers.get_by_role("link", name="Qué dice quien recibió su derivación").click()
    expect(hers.get_by_text("Vamos con ella desde este viernes.")).to_be_visible()


def they_answer(page: Page, referral: str, look: Look) -> None:
    page.goto(f"{referral}reply/")
    look("desk-referral-reply")
    page.get_by_label("Se hacen cargo", exact=True).check()
    page.get_by_label("Qué día").fill(timezone.localdate().isoformat())
    page.get_by_label("Con qué palabras").fill("Vamos con ella desde este viernes.")
    page.locator("main form button[type=submit]").last.click()


def she_is_missing(page: Page) -> None:
    page.get_by_label("Desapareció", exact=True).check()
    page.get_by_label("La persona en riesgo").check()
    page.get_by_label("¿Qué día?").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    page.get_by_label("¿Cómo consta desde ahora?").select_option("unknown")
    page.get_by_label("Lo que se sabe").fill("Salió en bote hacia la comunidad y no llegó.")
    page.get_by_label("Quién lo dice, y qué tan seguro es").fill("Su hermana, por radio.")
    page.get_by_label("Resumen del riesgo").fill(TOLD)
    page.get_by_role("button", name="Dejarlo en constancia").click()


def it_is_recorded_as_something_else(page: Page) -> None:
    page.get_by_role("link", name="Cambiar cómo consta").click()
    page.get_by_label("¿Cómo consta desde ahora?").select_option("disappearance_non_state")
    page.locator("main textarea").fill("Dos hombres la esperaban en el puerto.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("antes:")).to_be_visible()
    expect(page.get_by_text("Dos hombres la esperaban en el puerto.")).to_be_visible()


def who_searches_is_told(page: Page, happened: str, look: Look, served: Site) -> None:
    expect(page.get_by_role("link", name="Anotar que se les informó")).to_have_count(0)
    as_another(page, served, "saul", happened)
    page.get_by_role("link", name="Decidir mientras no se le puede preguntar").first.click()
    look("desk-search-instead")
    page.locator("main textarea").fill("Cada hora cuenta, y no hay a quién preguntar.")
    page.get_by_role("button", name="Decidir que se les puede informar").click()
    as_another(page, served, "ana", happened)
    page.get_by_role("link", name="Anotar que se les informó").first.click()
    look("desk-search-told")
    page.get_by_label("Quién lo recibió allí").fill("La oficial de turno, número 9")
    page.get_by_label("Qué respondieron").fill("Sale un bote a las seis.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("Sale un bote a las seis.")).to_be_visible()
