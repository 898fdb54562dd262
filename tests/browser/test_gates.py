"""What stands between a measure and less of it, and what becomes of it after: contested, it waits;
after an attempt on a life the investigation is asked for; a child is heard anew by whoever answers
for it now; a part is given up alone; by its day it is looked at again; after a death only what was
the person's own ends. In a real browser, with JavaScript and without it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_again import read
from tests.browser.test_beside import come_back
from tests.browser.test_desk import sign_in, unfold
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_less_protection import (
    KINDS,
    WHY,
    decide,
    goes_on_as,
    is_heard,
    put,
    store,
    think_of,
)
from tests.browser.test_missing import it_is_recorded

pytestmark = pytest.mark.browser

ATTEMPT = "El riesgo está relacionado con el homicidio"


@pytest.fixture
def words(hers: Page) -> str:
    return " ".join(ask_in_a_hurry(hers))


@pytest.fixture
def case(served: Site, words: str, hers: Page) -> str:
    """A patrol is granted, and she has read it."""
    code = served.act("granted", words)
    read(hers)
    return f"/desk/cases/{code}/"


# --- decided, contested, and so it waits ---


def test_what_is_reduced_waits_because_she_contests_it_and_is_decided_again(
    page: Page, hers: Page, desk: Page, words: str, case: str, look: Look, served: Site
) -> None:
    served.act("eased", words)
    sign_in(page, served, "ana")
    think_of(page, case, "Reducirla", "El peligro cambió")
    change = store(page)
    is_heard(hers, KINDS["Reducirla"][0])
    served.act("silent", words)
    somebody_says_who_was_silent(page, change, look)
    put(page, change)
    decide(desk, served, change)
    goes_on_as(desk)
    desk.get_by_role("button", name="Emitir la resolución").click()
    she_asks_that_nothing_change(hers, look)
    it_waits(desk, case, look)
    read_by_her(hers, "Nadie llega a tiempo si la ronda falta una noche.")
    nobody_carries_it_out(page, change)
    it_is_decided_again(desk, case)
    page.goto(change)
    expect(page.get_by_text("Dejado de lado").first).to_be_visible()


def somebody_says_who_was_silent(page: Page, change: str, look: Look) -> None:
    """The police were asked with her yes, and their term has passed without a word."""
    page.goto(change)
    page.get_by_role("link", name="Preguntar a las entidades").click()
    expect(page.get_by_text("Venció su plazo", exact=True)).to_be_visible()
    page.get_by_role("link", name="Decir quién no respondió en su plazo").click()
    look("desk-silent")
    page.locator("main textarea").fill("Se preguntó, se insistió dos veces, y no respondieron.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("Se preguntó, se insistió dos veces")).to_be_visible()


def she_asks_that_nothing_change(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").first.click()
    hers.goto("/mine/")
    hers.get_by_role("link", name="No estoy de acuerdo con esta decisión").first.click()
    hers.get_by_label("En sus propias palabras").fill("Los otros dos siguen libres.")
    hers.get_by_label("Pido que nada cambie hasta que se decida de nuevo").check()
    look("door-contest-waits", seen=hers)
    hers.get_by_role("button", name="Enviar").click()
    expect(hers.get_by_text("Usted pidió que se decida de nuevo").first).to_be_visible()


def it_waits(desk: Page, case: str, look: Look) -> None:
    desk.goto(case)
    desk.get_by_role("link", name="Se impugna una decisión").first.click()
    desk.get_by_role("link", name="Decir si el cambio espera hasta que se resuelva").click()
    desk.get_by_label("Sí: hasta que se resuelva, todo queda como estaba").check()
    desk.get_by_label("Qué se pondera frente a qué").fill(
        "Nadie llega a tiempo si la ronda falta una noche."
    )
    look("desk-waits", seen=desk)
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_text("Espera hasta que se resuelva").first).to_be_visible()


def read_by_her(hers: Page, words: str) -> None:
    hers.goto("/mine/papers/")
    hers.get_by_role("link", name="La decisión", exact=True).first.click()
    expect(hers.get_by_text(words).first).to_be_visible()


def nobody_carries_it_out(page: Page, change: str) -> None:
    page.goto(change)
    expect(page.get_by_text("Aún no se ejecuta")).to_be_visible()
    expect(page.get_by_role("button", name="Ejecutarlo")).to_have_count(0)


def it_is_decided_again(desk: Page, case: str) -> None:
    desk.goto(case)
    desk.get_by_role("link", name="Se impugna una decisión").first.click()
    desk.get_by_role("link", name="Resolver").first.click()
    desk.get_by_label("La persona tiene razón", exact=True).check()
    desk.get_by_label("Su respuesta a lo que se dijo").fill("Siguen libres: queda como estaba.")
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)


# --- after an attempt on a life ---


def test_after_an_attempt_nothing_ends_before_the_investigation_is_on_record(
    page: Page, hers: Page, words: str, case: str, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 409")
    served.act("eased", words)
    sign_in(page, served, "ana")
    think_of(page, case, "Terminarla", "El peligro cambió")
    page.get_by_label(ATTEMPT).check()
    change = store(page)
    is_heard(hers, KINDS["Terminarla"][0])
    served.act("reported", words)
    tried_too_early(page, change)
    page.goto(change)
    page.get_by_role("link", name="Dejarlo en constancia").click()
    look()
    page.get_by_label("Quién lo dice, y cuándo").fill("Fiscalía, carpeta 12, 3 de noviembre")
    page.locator("main textarea").fill("Una persona está en prisión preventiva.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    put(page, change)


def tried_too_early(page: Page, change: str) -> None:
    """It is refused in words, and nothing that was typed is lost."""
    page.goto(f"{change}to-decision/")
    for field in page.locator("main textarea").all():
        field.fill(WHY)
    page.get_by_label("Delia").check()
    page.get_by_role("button", name="Elevar a quien decide").click()
    expect(page.get_by_text("No consta todo lo que la ley pide antes.").first).to_be_visible()
    expect(page.locator("main textarea").first).to_have_value(WHY)
    expect(page.get_by_label("Delia")).to_be_checked()


# --- a child ---


def test_a_child_for_whom_somebody_else_answers_now_is_heard_anew(
    page: Page, hers: Page, words: str, look: Look, served: Site
) -> None:
    case = f"/desk/cases/{served.act('with_a_child', words)}/"
    read(hers)
    sign_in(page, served, "ana")
    think_of(page, case, "Reducirla", "El peligro cambió")
    page.get_by_label("Sí, o nadie lo sabe").check()
    change = store(page)
    is_heard(hers, KINDS["Reducirla"][0])
    page.goto(change)
    waits = page.get_by_text("Falta escuchar a:")
    expect(waits).to_be_visible()
    the_guardian_says_yes(page, change, "Quiere que sigan pasando de noche.")
    expect(waits).to_have_count(0)
    unfold(page, case, "others", back="people")
    another = page.locator("details").filter(has_text="Otra persona responde por una niña")
    another.locator("summary").click()
    another.get_by_label("Wayra").check()
    another.get_by_label("Tomás Rivas").check()
    another.locator("[name=sure]").check()
    look()
    another.get_by_role("button").click()
    page.goto(change)
    expect(waits).to_be_visible()  # what somebody else said for the child counts no more
    the_guardian_says_yes(page, change, "")
    expect(waits).to_have_count(0)


def the_guardian_says_yes(page: Page, change: str, view: str) -> None:
    page.goto(change)
    page.get_by_role("link", name="Anotar lo que resultó de preguntar").click()
    page.get_by_label("Está de acuerdo con el cambio").check()
    page.get_by_label("En persona").check()
    page.get_by_label("Con qué palabras, o por qué").fill("«De acuerdo.»")
    page.get_by_label("Lo que piensa la niña o el niño").fill(view)
    page.get_by_role("button", name="Guardarlo", exact=True).click()


# --- more of it ---


def test_more_of_it_waits_for_nothing_and_holds_at_once(
    page: Page, hers: Page, desk: Page, case: str, look: Look, served: Site
) -> None:
    sign_in(page, served, "ana")
    think_of(page, case, "Reforzarla", "El peligro cambió")
    page.get_by_role("button", name="Guardarlo y preguntar a la persona").click()
    change = page.url
    expect(page.get_by_text("Aún no puede someterse a decisión")).to_have_count(0)
    put(page, change)
    sign_in(desk, served, "delia")
    desk.goto(change)
    desk.get_by_role("link", name="Decidir", exact=True).click()
    expect(desk.get_by_label("¿Desde qué día rige?")).to_have_count(0)
    desk.get_by_label("Como se propuso").check()
    desk.get_by_label("Razones", exact=True).fill(WHY)
    goes_on_as(desk)
    desk.locator("[name$=-duration_days]").fill("180")  # sooner than before would be less of it
    look(seen=desk)
    desk.get_by_role("button", name="Emitir la resolución").click()
    expect(desk.get_by_role("button", name="Emitir la resolución")).to_have_count(0)
    page.goto(change)
    expect(page.get_by_text("Ejecutado").first).to_be_visible()
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").first.click()
    expect(hers.get_by_text("Se refuerza una de sus medidas.").first).to_be_visible()


# --- looked at again by its day ---


def test_by_its_day_a_measure_is_looked_at_again_upon_the_danger_of_today(
    page: Page, words: str, case: str, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 409")
    sign_in(page, served, "ana")
    page.goto(case)
    page.get_by_role("link", name="Revisar una medida").first.click()
    expect(page.get_by_text("Primero evalúe de nuevo el riesgo")).to_be_visible()
    look("desk-review")
    looked_at(page)
    expect(page.get_by_text("El riesgo no se evaluó desde que se fijó").first).to_be_visible()
    expect(page.locator("main textarea").first).to_have_value(WHY)
    served.act("eased", words)
    looked_at(page)
    expect(page.get_by_role("button", name="Guardar la revisión")).to_have_count(0)


def looked_at(page: Page) -> None:
    page.get_by_label("Qué se miró, y por qué la medida queda como está").fill(WHY)
    day = timezone.localdate() + timedelta(days=90)
    page.get_by_label("Próxima revisión hasta el").fill(day.isoformat())
    page.get_by_role("button", name="Guardar la revisión").click()


# --- whom it protects too: a part given up alone, and a decision contested in one's own name ---


def test_whom_it_protects_too_gives_up_a_part_alone_and_contests_under_their_own_name(
    page: Page, hers: Page, desk: Page, words: str, look: Look, served: Site
) -> None:
    code, his_words = served.act("shared", words).splitlines()
    read(hers)
    come_back(desk, his_words)
    he_contests(desk, look)
    he_wants_to_give_up(desk, look)
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_role("link", name="Se impugna una decisión").first).to_be_visible()
    page.get_by_role("link", name="Explicar qué puede significar renunciar").first.click()
    look("desk-explain-share")
    page.locator("main textarea").fill("Si renuncia, nadie pasa por su casa de noche.")
    page.get_by_role("button", name="Enviárselo solo a esa persona").click()
    hers.goto("/mine/")
    expect(hers.get_by_text("nadie pasa por su casa de noche")).to_have_count(0)
    he_reads_answers_and_takes_it_back(desk, look)


def he_contests(his: Page, look: Look) -> None:
    his.get_by_role("link", name="Pedir que se decida de nuevo").first.click()
    his.get_by_label("En sus propias palabras").fill("Duermo en la otra casa: nadie pasa por ahí.")
    his.get_by_label("Otra cosa").check()
    look("door-beside-again", seen=his)
    his.get_by_role("button", name="Enviar").click()
    expect(his.get_by_text("Quien decide ya lo tiene")).to_be_visible()


def he_wants_to_give_up(his: Page, look: Look) -> None:
    his.get_by_role("link", name="Renunciar a mi parte").click()
    look(seen=his)
    his.get_by_role("button", name="Quiero renunciar a mi parte").click()
    expect(his.get_by_text("Todavía no termina nada.")).to_be_visible()


def he_reads_answers_and_takes_it_back(his: Page, look: Look) -> None:
    his.goto("/beside/")
    his.get_by_role("link", name="Leer y responder").first.click()
    expect(his.get_by_text("nadie pasa por su casa de noche").first).to_be_visible()
    his.get_by_role("button", name="Sí, renuncio a mi parte").click()
    expect(his.get_by_text("Usted renunció a su parte.")).to_be_visible()
    look(seen=his)
    his.get_by_role("button", name="Retractarme: de nuevo es para mí").click()
    expect(his.get_by_text("De nuevo es también para usted.")).to_be_visible()


# --- after a death ---


def test_after_a_death_what_was_the_persons_own_ends_and_nothing_else(
    page: Page, desk: Page, case: str, look: Look, served: Site
) -> None:
    ending = f"{case}changes/of-the-dead/"
    sign_in(desk, served, "delia")
    desk.goto(ending)
    expect(desk.get_by_role("button", name="Terminarlas")).to_have_count(0)  # while she lives
    sign_in(page, served, "ana")
    page.goto(f"{case}happened/")
    it_is_recorded(page, "Falleció", "La hallaron río abajo.", kind="killing")
    desk.goto(ending)
    desk.get_by_label("Patrullaje policial").check()
    desk.get_by_label("Por qué ya no hace falta").fill("Vivía sola; su hermana tiene su caso.")
    look("desk-of-the-dead", seen=desk)
    desk.get_by_role("button", name="Terminarlas").click()
    desk.goto(ending)
    expect(desk.get_by_text("No hay en curso nada que protegiera solo")).to_be_visible()
