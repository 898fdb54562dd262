"""A case and the world outside: she asks to be referred, reads the very words, takes it back; a
measure that somebody else ordered; and the case goes from hand to hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser

HOUSE = "Casa Quebrada Clara (ficticia)"
TOLD = "Dejaron dos notas bajo su puerta. Nadie la acompaña cuando viaja."


@pytest.fixture
def code(hers: Page, served: Site) -> str:
    """The code of her case, which reception has opened."""
    return served.act("opened", " ".join(ask_in_a_hurry(hers)))


def test_she_is_referred_with_her_words_alone_and_takes_it_back(
    page: Page, hers: Page, code: str, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected += ["status of 422", "status of 409"]
    she_asks(hers, look)
    sign_in(page, served, "ana")
    it_is_proposed(page, code, look)
    page.locator("#referral").get_by_role("link", name=HOUSE).click()
    expect(page.get_by_text("La persona todavía no responde")).to_be_visible()
    expect(page.get_by_role("button", name="Imprimir la hoja")).to_have_count(0)
    she_agrees(hers, look)
    it_is_printed_and_given(page, look)
    she_takes_it_back(hers, look)
    page.reload()
    look("desk-referral-revoked")
    page.get_by_role("link", name="Anotar que se le dijo al destinatario").click()
    page.get_by_label("¿Qué día se les dijo?").fill(timezone.localdate().isoformat())
    page.get_by_label("Lo destruyeron").check()
    page.get_by_label("Cómo se les dijo").fill("Fui a su oficina; lo rompieron delante de mí.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    hers.goto("/mine/")
    expect(hers.get_by_text("Se les dijo que lo destruyeran el")).to_be_visible()


def she_asks(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    hers.get_by_role("link", name="Pedir también una derivación").click()
    hers.get_by_label("¿A quién, o para qué?").fill("A una casa que me acompañe cuando viajo.")
    look("door-elsewhere", seen=hers)
    hers.get_by_role("button", name="Enviarlo al equipo").click()
    expect(hers.get_by_text("El equipo debe responderle.")).to_be_visible()


def it_is_proposed(page: Page, code: str, look: Look) -> None:
    page.goto(f"/desk/cases/{code}/")
    page.locator("#referral").get_by_role("link", name="Responder a la persona").click()
    look("desk-referral-wish")
    page.get_by_role("link", name="Derivar a otra instancia").click()
    look("desk-referral-propose")
    page.get_by_role("button", name="Preguntar a la persona").click()
    page.get_by_label("A quién va").fill(HOUSE)
    page.get_by_label("Qué clase de destinatario").select_option("national_organisation")
    page.get_by_label("Qué se le pide").fill("Acompañarla en sus viajes.")
    page.get_by_label("Por qué, dicho a la persona").fill("Tienen gente en el valle.")
    page.get_by_label("Resumen del riesgo").fill(TOLD)
    page.get_by_role("button", name="Preguntar a la persona").click()


def she_agrees(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    look("door-referral-asked", seen=hers)
    expect(hers.get_by_text(TOLD)).to_be_visible()
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).click()


def it_is_printed_and_given(page: Page, look: Look) -> None:
    page.reload()
    address = page.url
    page.get_by_role("button", name="Imprimir la hoja").click()
    look("desk-referral-sheet")
    page.goto(address)
    page.get_by_role("link", name="Anotar que llegó a su destino").click()
    page.get_by_label("¿Qué día llegó").fill(timezone.localdate().isoformat())
    page.get_by_label("En manos de alguien de allí").check()
    page.get_by_label("Quién lo recibió allí").fill("La secretaria")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    look("desk-referral")


def she_takes_it_back(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    hers.get_by_text("Qué se les contó").click()
    expect(hers.get_by_text(TOLD)).to_be_visible()
    look("door-referred", seen=hers)
    section = hers.locator("section").filter(has=hers.get_by_role("heading", name=HOUSE))
    section.get_by_role("button", name="Retirar").click()
    expect(hers.get_by_text("Allí no va nada más")).to_be_visible()
    expect(hers.get_by_text("El equipo debe decirles que lo destruyan.")).to_be_visible()
    look("door-referral-revoked", seen=hers)


def test_what_somebody_else_ordered_is_agreed_with_her(
    page: Page, hers: Page, code: str, look: Look, served: Site
) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/elsewhere/new/")
    today = timezone.localdate()
    page.get_by_label("¿Qué es?").select_option("precautionary")
    page.get_by_label("Qué clase de organismo").select_option("regional_body")
    page.get_by_label("Quién la dispuso").fill("Comisión de la Cordillera (ficticia), medida 7")
    page.get_by_label("Qué dispone").fill("Que se proteja su vida con medidas concertadas.")
    page.get_by_label("Dispuesta el").fill((today - timedelta(days=3)).isoformat())
    page.get_by_label("Por concertar con la persona").fill((today + timedelta(days=9)).isoformat())
    look("desk-external")
    page.get_by_role("button", name="Anotar", exact=True).click()
    page.locator("#referral").get_by_role(
        "link", name="Concertar con la persona cómo se cumple"
    ).last.click()
    look("desk-external-agree")
    page.get_by_label("Está concertado", exact=True).check()
    page.get_by_label("Qué día").fill(today.isoformat())
    page.get_by_label("Qué se concertó").fill("Dos rondas al día, por el camino del río.")
    page.get_by_role("button", name="Anotar lo concertado").click()
    expect(page.get_by_text("Concertada con la persona")).to_be_visible()
    look("desk-case-elsewhere")
    hers.goto("/mine/")
    expect(hers.get_by_text("Está concertado con usted")).to_be_visible()
    look("door-external", seen=hers)
    it_goes_on_and_ends(page, hers, f"/desk/cases/{code}/", look)


def it_goes_on_and_ends(page: Page, hers: Page, case: str, look: Look) -> None:
    today = timezone.localdate()
    says = [
        ("Sigue hasta otro día", today + timedelta(days=60), ""),
        ("Terminó", today, "La Comisión la levantó: ya no hay riesgo grave."),
    ]
    for what, day, words in says:
        page.goto(case)
        page.locator("#referral").get_by_role("link", name="Termina o sigue").click()
        look()
        page.get_by_label(what, exact=True).check()
        page.get_by_label("Hasta qué día, o desde cuándo").fill(day.isoformat())
        page.get_by_label("Qué se sabe de ello").fill(words)
        page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("Su fin se anotó el")).to_be_visible()
    hers.goto("/mine/")
    expect(hers.get_by_text("Terminó", exact=True)).to_be_visible()
    hers.get_by_role("link", name="Una medida dispuesta por otra instancia terminó").first.click()
    expect(hers.get_by_text("ya no hay riesgo grave").first).to_be_visible()


def test_who_demands_the_file_is_put_on_record_and_she_reads_it(
    page: Page, hers: Page, code: str, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 422")
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/demands/new/")
    page.get_by_label("¿Quién lo exige?").select_option("prosecutor")
    page.get_by_label("Su nombre, y el número").fill("Fiscalía ficticia de Río Claro, oficio 12")
    page.get_by_label("Qué día", exact=True).fill(timezone.localdate().isoformat())
    page.get_by_label("Qué exigen").fill("Todo el expediente.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    look()  # on which ground is asked, and nothing typed is lost
    page.get_by_label("Con qué fundamento").fill("No dice ninguno.")
    page.get_by_label("Qué se respondió").fill("Que lo pidan por escrito y con su fundamento.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("La persona puede leerlo")).to_be_visible()
    task = page.get_by_role("link", name="Decirle a la persona que alguien exigió el expediente")
    task.first.click()
    expect(page.get_by_text("Fiscalía ficticia de Río Claro")).to_be_visible()
    look()
    hers.goto("/mine/")
    hers.get_by_role("link", name="Alguien exigió su expediente").first.click()
    look(seen=hers)
    expect(hers.get_by_text("Fiscalía ficticia de Río Claro").first).to_be_visible()
    page.goto(f"/desk/cases/{code}/")
    expect(task).to_have_count(0)  # she opened it


def test_a_case_goes_from_hand_to_hand_without_retelling(
    page: Page, hers: Page, code: str, look: Look, served: Site
) -> None:
    case = f"/desk/cases/{code}/"
    sign_in(page, served, "ana")
    page.goto(case)
    page.get_by_role("button", name="Hacerme cargo").click()
    page.goto(f"{case}promises/new/")
    page.get_by_label("Qué se prometió").fill("Averiguar por la ambulancia del distrito.")
    page.get_by_label("Para qué día").fill((timezone.localdate() + timedelta(days=4)).isoformat())
    page.get_by_role("button", name="Anotar", exact=True).click()
    page.goto(f"{case}hand-on/note/")
    page.get_by_label("En qué está el caso").fill("Iba a llamarla el viernes por la comisaría.")
    page.get_by_label("Qué no volver a preguntar").fill(
        "La noche del puente: ya la contó dos veces."
    )
    look("desk-hand-on")
    page.get_by_role("button", name="Dejarlo en el expediente").click()
    page.context.clear_cookies()
    sign_in(page, served, "beto")
    page.goto(case)
    page.get_by_role("button", name="Hacerme cargo").click()
    page.goto(f"{case}hand-on/")
    expect(page.get_by_text("La noche del puente")).to_be_visible()
    look("desk-handed-on")
    hers.goto("/mine/")
    expect(hers.get_by_text("Otra persona tiene ahora su caso")).to_be_visible()
    look("door-new-hands", seen=hers)
