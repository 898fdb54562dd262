"""From the preliminary report to a decision that was received, in a real browser.

ana weighs the risk, plans with the person and puts the case to delia, who decides.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import open_the_new_one, sign_in

pytestmark = pytest.mark.browser


def becomes(page: Page, site: Site, name: str) -> None:
    """Somebody else sits down at the same browser."""
    page.context.clear_cookies()
    sign_in(page, site, name)


def group(page: Page, words: str) -> Locator:
    return page.locator("fieldset").filter(has_text=words)


def answer_questions(page: Page) -> None:
    group(page, "¿Alguien le dijo").get_by_label("Sí", exact=True).check()
    details = group(page, "¿Alguien le dijo").locator("details")
    details.locator("summary").click()
    details.locator("textarea").fill("Una nota bajo la puerta, el domingo; la guarda la vecina.")
    go_on(page, "Vulnerabilidades")
    for start in ("¿La ayuda tarda horas", "¿Se conocen sus horarios"):
        group(page, start).get_by_label("Sí", exact=True).check()
    go_on(page, "Capacidades")
    group(page, "¿Su comunidad").get_by_label("Sí", exact=True).check()
    go_on(page, "Qué tan probable")
    page.get_by_label("Inminente").check()
    page.get_by_label("Por qué así de probable").fill(
        "La nota nombra la casa y dice «esta semana»."
    )
    page.get_by_label("Grave: su labor").check()
    page.get_by_label("Por qué hasta ese punto").fill("Nadie más sabe leer el agua de la quebrada.")
    go_on(page, "La mirada de la persona")
    page.get_by_label("Cómo ve el peligro la persona").fill("Tiene miedo de dormir en su casa.")
    page.get_by_label("En qué lo ven distinto").fill("Ella cree que volverán hoy; no hay señal.")


def go_on(page: Page, part: str) -> None:
    """Saved as a draft; the next part stands open."""
    page.get_by_role("button", name=f"Guardar y seguir: {part}").click()
    expect(page.get_by_text("Borrador guardado")).to_be_visible()


def fill_report(page: Page, code: str) -> None:
    page.goto(f"/desk/cases/{code}/preliminary-report/")
    for finding in page.locator("form fieldset").all():
        finding.get_by_label("No se constata").check()
    page.locator("form fieldset").first.get_by_label("Sí, se constata").check()
    page.get_by_label("Por qué").first.fill("La nota dice «esta semana».")
    page.get_by_label("Lo que dice el informe").fill("Hay una amenaza directa y creíble.")
    page.get_by_role("button", name="Emitir el informe").click()


def propose(page: Page, code: str) -> None:
    page.goto(f"/desk/cases/{code}/plan/new/pe21_patrol/")
    page.get_by_label("La pidió la persona").check()
    page.get_by_label("Qué, exactamente").fill(
        "Tres rondas por semana, de noche, sin tocar la puerta."
    )
    page.locator("[name=told-coarse_place]").fill("El camino de la quebrada")
    page.get_by_label("Quién lo haría").select_option("pnp-selva")
    page.get_by_label("Cómo reduce el peligro").fill("Quien vigila la casa vería a la patrulla.")
    page.get_by_label("Que no limita").fill("No entra a la casa ni acompaña.")
    page.get_by_label("Que es proporcional").fill("El peligro es de noche.")


def note_yes(page: Page) -> None:
    page.get_by_label("Sí a esta medida").check()
    page.get_by_label("Por radio").check()
    page.get_by_label("Con qué palabras").fill("«Que vengan, pero que no me nombren.»")
    page.get_by_label("Lo leí en voz alta").check()
    page.get_by_role("button", name="Anotar la respuesta").click()


def fill_decision(page: Page) -> None:
    today = timezone.localdate()
    page.get_by_label("A quién protege").fill("Killa de la Quebrada y su hija")
    page.get_by_label("Fundamentos de la decisión").fill(
        "Los hechos son creíbles y el peligro, inminente."
    )
    page.get_by_label("Otorgada").check()
    page.get_by_label("Razones").fill("Es idónea y proporcional, y ella la pidió.")
    page.get_by_label("Por cuántos días").fill("90")
    page.get_by_label("Primer informe").fill((today + timedelta(days=15)).isoformat())
    page.get_by_label("Próxima revisión").fill((today + timedelta(days=45)).isoformat())
    page.get_by_label("Plan de actividades").fill("Dos rondas por noche, a horas que cambian.")


def assess(page: Page, look: Look, code: str) -> None:
    page.goto(f"/desk/cases/{code}/assessment/")
    look("desk-assess")
    answer_questions(page)
    look("desk-assess-last")
    page.get_by_role("button", name="Guardar y ver las razones").click()
    expect(page.get_by_text("Extremo").first).to_be_visible()
    look("desk-assess-review")
    page.get_by_role("button", name="Registrar la evaluación").click()


def plan(page: Page, look: Look, code: str) -> None:
    page.goto(f"/desk/cases/{code}/plan/")
    look("desk-plan-empty")
    propose(page, code)
    look("desk-propose")
    page.get_by_role("button", name="Proponerla a la persona").click()
    look("desk-plan")
    page.get_by_role("link", name="Anotar lo que dijo la persona").click()
    look("desk-oral-answer")
    note_yes(page)
    expect(page.get_by_text("La persona aceptó", exact=True)).to_be_visible()


def put_to_decision(page: Page, look: Look, code: str) -> None:
    page.goto(f"/desk/cases/{code}/to-decision/")
    look("desk-put-to-decision")
    page.get_by_label("Las medidas: el informe").check()
    page.get_by_label("Delia Campos").check()
    page.get_by_role("button", name="Elevar a quien decide").click()
    look("desk-case-put")


def decide(page: Page, look: Look, code: str) -> None:
    for path, name in (
        ("provisional", "desk-provisional"),
        ("decision/not-admitted", "desk-not-admitted"),
    ):
        page.goto(f"/desk/cases/{code}/{path}/")
        look(name)
    page.goto(f"/desk/cases/{code}/decision/")
    page.get_by_role("button", name="Emitir la decisión").click()
    look("desk-decision-errors")
    page.goto(f"/desk/cases/{code}/decision/")
    fill_decision(page)
    look("desk-decision")
    page.get_by_role("button", name="Emitir la decisión").click()
    expect(page.get_by_role("heading", name="Se otorgan las medidas")).to_be_visible()
    look("desk-resolution")


def test_from_the_facts_to_a_decision_received(
    page: Page, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 422")
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    becomes(page, served, "ana")
    fill_report(page, code)
    assess(page, look, code)
    plan(page, look, code)
    put_to_decision(page, look, code)
    becomes(page, served, "delia")
    decide(page, look, code)
    becomes(page, served, "ana")
    page.goto(f"/desk/cases/{code}/")
    look("desk-case-decided")
    page.get_by_role("link", name="Notificar la resolución").first.click()
    look("desk-notify")
    page.goto(f"/desk/cases/{code}/")
    page.get_by_role("link", name="El informe completo").click()
    look("desk-risk-report")
