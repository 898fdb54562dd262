"""Less protection only behind its gates, in a real browser, with JavaScript and without it: the
person is heard, institutions are asked, and what is decided stands on the person's page with its
reasons, what can be done against it, and until when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Site
from tests.browser.test_again import read
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_missing import it_is_recorded

pytestmark = pytest.mark.browser

WHY = "El vecino reconoció la nota ante la comunidad y se fue del distrito."
KINDS = {
    "Reducirla": ("El equipo piensa reducir esta medida", "Se reduce una de sus medidas."),
    "Suspenderla": (
        "El equipo piensa suspender esta medida",
        "Una de sus medidas se detiene por ahora.",
    ),
    "Terminarla": ("El equipo piensa terminar esta medida", "Una de sus medidas termina."),
}


@pytest.fixture
def words(hers: Page) -> str:
    return " ".join(ask_in_a_hurry(hers))


@pytest.fixture
def case(served: Site, words: str, hers: Page) -> str:
    """A patrol is granted, and she has read it."""
    code = served.act("granted", words)
    read(hers)
    return f"/desk/cases/{code}/"


def think_of(page: Page, case: str, kind: str, because: str) -> None:
    page.goto(f"{case}changes/new/")
    page.get_by_label(kind, exact=True).check()
    page.get_by_role("radio", name=because).last.check()
    page.get_by_label("Qué sería distinto, exactamente").fill("Una ronda por semana, de día.")
    page.get_by_label("Por qué", exact=True).fill(WHY)
    page.get_by_label("No", exact=True).check()


def store(page: Page) -> str:
    page.get_by_role("button", name="Guardarlo y preguntar a la persona").click()
    expect(page.get_by_text("Aún no puede someterse a decisión")).to_be_visible()
    return page.url


def is_heard(hers: Page, thought_of: str) -> None:
    """She reads what is thought of, and says that she does not want it."""
    hers.goto("/mine/")
    expect(hers.get_by_text(thought_of)).to_be_visible()
    hers.get_by_role("button", name="No estoy de acuerdo", exact=True).first.click()
    expect(hers.get_by_text("Usted no aceptó").first).to_be_visible()


def ask_an_institution(page: Page, hers: Page, carlas: Page, served: Site, look: Look) -> None:
    """Her first, then the police, whose officer answers on its own page."""
    page.get_by_role("link", name="Preguntar a las entidades").click()
    look("desk-asked-of-danger")
    page.get_by_label("A quién").select_option("pnp-selva")
    page.get_by_role("button", name="Seguir con esta entidad").click()
    page.get_by_label("Lo que se pregunta").fill("¿Siguen las amenazas junto al puente?")
    page.get_by_role("button", name="Preguntar primero a la persona").click()
    hers.goto("/mine/")
    expect(hers.get_by_text("¿Siguen las amenazas junto al puente?")).to_be_visible()
    look("door-asked-of-danger", seen=hers)
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).first.click()
    page.reload()
    page.get_by_role("link", name="Preguntar a la entidad").click()
    page.get_by_role("button", name="Preguntar a la entidad").click()
    sign_in(carlas, served, "carla", surface="/duties/in/")
    carlas.get_by_role("link", name="Qué tan fuerte es hoy un peligro").first.click()
    look("duties-asked-of-danger", seen=carlas)
    carlas.get_by_label("El peligro es menor que antes").check()
    carlas.get_by_label("Lo que allí se sabe").fill("El vecino dejó el distrito en octubre.")
    carlas.get_by_role("button", name="Enviar lo que sabemos").click()
    expect(carlas.get_by_text("El vecino dejó el distrito en octubre.").first).to_be_visible()


def put(page: Page, change: str) -> None:
    page.goto(change)
    page.get_by_role("link", name="Someter el cambio a decisión").click()
    for field in page.locator("main textarea").all():
        field.fill(WHY)
    page.get_by_label("Delia").check()
    page.get_by_role("button", name="Elevar a quien decide").click()
    expect(page.get_by_text("Ante la autoridad que decide").first).to_be_visible()


def decide(desk: Page, served: Site, change: str) -> None:
    sign_in(desk, served, "delia")
    desk.goto(change)
    desk.get_by_role("link", name="Decidir", exact=True).click()
    desk.get_by_label("Como se propuso").check()
    day = timezone.localdate() + timedelta(days=9)
    desk.get_by_label("¿Desde qué día rige?").fill(day.isoformat())
    desk.get_by_label("Razones", exact=True).fill(WHY)


def goes_on_as(desk: Page) -> None:
    """How a measure goes on that is only reduced."""
    later = timezone.localdate()
    for name, value in (
        ("places", "El camino al puente"),
        ("duration_days", "60"),
        ("first_report_on", (later + timedelta(days=15)).isoformat()),
        ("next_review_on", (later + timedelta(days=40)).isoformat()),
        ("activity_plan", "Una ronda por semana"),
    ):
        desk.locator(f"[name$=-{name}]").fill(value)


def reads_why_and_until_when(hers: Page, result: str) -> None:
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").first.click()
    expect(hers.get_by_text(result).first).to_be_visible()
    expect(hers.get_by_role("heading", name="Patrullaje policial").first).to_be_visible()
    expect(hers.get_by_text("Rige desde:").first).to_be_visible()
    expect(hers.get_by_text(WHY).first).to_be_visible()
    expect(hers.get_by_text("El último día es")).to_be_visible()
    expect(hers.get_by_role("link", name="No estoy de acuerdo con esta decisión")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_less_of_it_waits_for_her_word_an_institutions_and_a_changed_fact(
    kind: str,
    page: Page,
    hers: Page,
    desk: Page,
    words: str,
    case: str,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
) -> None:
    served.act("eased", words)
    sign_in(page, served, "ana")
    think_of(page, case, kind, "El peligro cambió")
    change = store(page)
    thought_of, result = KINDS[kind]
    is_heard(hers, thought_of)
    if kind == "Suspenderla":  # once on the pages themselves
        page.goto(change)
        ask_an_institution(page, hers, new_context().new_page(), served, look)
    else:
        served.act("reported", words)
    put(page, change)
    decide(desk, served, change)
    if kind == "Reducirla":
        goes_on_as(desk)
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)
    reads_why_and_until_when(hers, result)
    look("door-less-protection" if kind == "Terminarla" else "", seen=hers)


def test_a_use_that_is_reproached_is_answered_before_anything_is_taken_away(
    page: Page, hers: Page, desk: Page, case: str, look: Look, served: Site
) -> None:
    sign_in(page, served, "ana")
    think_of(page, case, "Dejarla sin efecto por el uso que se le dio", "El uso que se le dio")
    page.get_by_label("Involucrar al personal en actividades ajenas").check()
    change = store(page)
    is_heard(hers, "El equipo piensa retirar esta medida")
    page.goto(change)
    page.get_by_role("link", name="Dejarlo en constancia").click()
    page.get_by_label("Quién lo dice, y cuándo").fill("Comisaría, 3 de noviembre")
    page.locator("main textarea").fill("El patrullero llevó leña.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    put(page, change)
    decide(desk, served, change)
    desk.get_by_label("Cómo se pondera frente al peligro").fill("El peligro es bajo ahora.")
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)
    reads_why_and_until_when(hers, "Se deja sin efecto una de sus medidas por el uso")


def he_says_no(his: Page, words: str, look: Look) -> None:
    """With words of his own he reads which measure and what would be different, and not why."""
    his.goto("/return/")
    his.get_by_role("textbox").first.fill(words)
    his.get_by_role("button", name="Entrar").click()
    look("door-beside-shared", seen=his)
    his.get_by_role("link", name="Leer y responder").click()
    expect(his.get_by_text("Esta medida también le protege a usted")).to_be_visible()
    expect(his.get_by_text("Una ronda por semana, de día.").first).to_be_visible()
    expect(his.get_by_text(WHY)).to_have_count(0)
    look("door-beside-heard", seen=his)
    his.get_by_role("button", name="No estoy de acuerdo", exact=True).click()


def test_a_brother_whom_it_protects_too_is_heard_before_less_of_it(
    page: Page, hers: Page, desk: Page, words: str, look: Look, served: Site
) -> None:
    code, his_words = served.act("shared", words).splitlines()
    read(hers)
    sign_in(page, served, "ana")
    think_of(page, f"/desk/cases/{code}/", "Reducirla", "El peligro cambió")
    page.get_by_label("Sí, o nadie lo sabe").check()
    change = store(page)
    is_heard(hers, KINDS["Reducirla"][0])
    page.goto(change)
    expect(page.get_by_text("Aún no se le escucha")).to_be_visible()
    look("desk-change-shared")
    he_says_no(desk, his_words, look)
    page.goto(change)
    expect(page.get_by_text("Aún no se le escucha")).to_have_count(0)
    page.get_by_role("link", name="Anotar lo que resultó de preguntar").click()
    look("desk-heard")


def test_a_brother_who_was_taken_for_dead_is_heard_before_it_is_carried_out(
    page: Page, hers: Page, desk: Page, words: str, look: Look, served: Site
) -> None:
    case = f"/desk/cases/{served.act('shared', words).splitlines()[0]}/"
    read(hers)
    sign_in(page, served, "ana")
    page.goto(f"{case}happened/")
    it_is_recorded(page, "Falleció", "Lo dieron por muerto río abajo.", whom="Tomás Rivas")
    death = page.url
    served.act("eased", words)
    think_of(page, case, "Reducirla", "El peligro cambió")
    page.get_by_label("Sí, o nadie lo sabe").check()
    change = store(page)
    is_heard(hers, KINDS["Reducirla"][0])
    served.act("reported", words)
    put(page, change)
    decide(desk, served, change)
    goes_on_as(desk)
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)
    page.goto(death)
    page.get_by_role("link", name="Se anotó por error").click()
    page.get_by_label("Por qué estaba equivocado").fill("Estaba en la otra orilla.")
    page.get_by_role("button", name="Dejarlo sin efecto").click()
    he_is_heard(page, change, look)


def he_is_heard(page: Page, change: str, look: Look) -> None:
    since = "Desde que se decidió esto, hay que escuchar a alguien"
    page.goto(change)
    expect(page.get_by_text(since)).to_be_visible()
    look()
    page.get_by_role("link", name="Anotar lo que resultó de preguntar").click()
    page.get_by_label("Está de acuerdo con el cambio").check()
    page.get_by_label("En persona").check()
    page.get_by_label("Con qué palabras, o por qué").fill("«Está bien; pasen los lunes.»")
    page.get_by_role("button", name="Guardarlo", exact=True).click()
    expect(page.get_by_text("Aún no se ejecuta")).to_be_visible()  # she has not received it yet
    expect(page.get_by_text(since)).to_have_count(0)
