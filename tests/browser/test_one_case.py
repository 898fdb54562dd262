"""One whole case from a call to a measure that the person says has arrived, as the staff does it,
with the presses and page loads that it takes. Every required field is filled; nothing is answered
by a script that a person would press. `pytest -s` prints the counts of each stage."""

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import NewPage, Site
from tests.browser.counting import Counted, Counter, Desk
from tests.working_days import working_day

pytestmark = pytest.mark.browser

MOST = Counted(clicks=41, loads=30, sign_ins=4)
WHAT_HAPPENED = "Quemaron la canoa de la comunidad y dejaron un casquillo en la puerta."
WHY = "Dos notas bajo la puerta; las guarda una vecina."
SAID = "Que sí, que pasen de noche; se lo leí y lo repitió."
FINDINGS = ("grave_risk", "death", "homicide_or_attempt")


def day(days: int) -> str:
    return working_day(timezone.localdate() + timedelta(days=days))


def a_call(rosa: Desk) -> None:
    """Reception writes down a call, and opens its case."""
    rosa.write(
        safe_contact="Al 900 000 000, de noche",
        coarse_place="Distrito de Ñusta Alta",
        chosen_name="Killa de la Quebrada",
        facts=WHAT_HAPPENED,
        consent_given="Conversando por teléfono",
    )
    rosa.choose("urgent", "yes")
    rosa.choose("read_back", "yes")
    rosa.press(rosa.button("Registrarla y abrir el caso"))
    expect(rosa.page.locator("ol.words > li")).to_have_count(10)
    expect(rosa.link("Ir al caso")).to_be_visible()


def a_report(ana: Desk) -> None:
    ana.press(ana.page.locator("a.row-code"))
    ana.press(ana.button("Asumirlo y empezar"))
    ana.choose("imminent_risk", "yes")
    for finding in FINDINGS:
        ana.choose(finding, "no")
    ana.write(**{"imminent_risk-why": WHY, "text": WHY})
    ana.press(ana.button("Emitirlo y evaluar el riesgo"))


def an_assessment(ana: Desk) -> None:
    ana.choose("direct_threat", "yes")
    ana.choose("probability", "likely")
    ana.choose("impact", "severe")
    ana.write(probability_why=WHY, impact_why=WHY, own_view=WHY)
    ana.press(ana.button("Guardar y ver las razones"))
    ana.press(ana.button("Registrarla y pasar a lo que sigue"))


def a_proposal(ana: Desk) -> None:
    ana.press(ana.link("Patrullaje policial"))
    ana.choose("requested", "yes")
    ana.pick("unit", "pnp-selva")
    ana.write(what="Una patrulla pasa tres veces por semana.")
    ana.write(**{"fits-reduces": WHY, "fits-work": WHY, "fits-proportion": WHY})
    ana.press(ana.button("Proponerla y registrar la respuesta de la persona"))


def an_answer(ana: Desk) -> None:
    expect(ana.page.locator("[name=way][value=telephone]")).to_be_checked()
    ana.choose("answer", "agreed")
    ana.choose("read_back")
    ana.write(words=SAID)
    ana.press(ana.button("Registrarla y redactar el proyecto"))


def a_draft(ana: Desk) -> None:
    ana.page.wait_for_url("**/decision/draft/")
    ana.choose(ana.page.locator("[name$='-outcome']").first.get_attribute("name") or "", "granted")
    ana.write(
        **{"-reasons": WHY, "-duration_days": "90", "-activity_plan": "Tres rondas de noche."},
        **{"-first_report_on": day(15), "-next_review_on": day(45), "grounds": WHY},
    )
    ana.press(ana.button("Guardarlo y elevarlo"))


def an_approval(delia: Desk) -> None:
    delia.press(delia.page.locator("a.row-code"))
    delia.press(delia.link("Decidir"))
    delia.press(delia.button("Aprobar: se numera y firma en otro sistema"))
    expect(delia.page.get_by_text("Aprobado y todavía no expedido")).to_be_visible()


def a_resolution(ana: Desk) -> None:
    ana.sees_what_is_new()
    ana.press(ana.link("Registrar la resolución firmada"))
    ana.write(number="RVM 14-2026", signed_on=day(0), sha256="ab" * 32)
    ana.press(ana.button("Expedirla y remitir las medidas"))


def a_forwarding(ana: Desk) -> None:
    ana.page.wait_for_url("**/forward/*/pnp-selva/")
    ana.press(ana.button("Remitir"))
    expect(ana.page.get_by_text("La medida está remitida.")).to_be_visible()


def an_execution(carla: Desk) -> None:
    carla.press(carla.page.locator("a.row-code"))
    carla.write(**{"acknowledged-responsible": "Puesto de guardia"})
    carla.press(carla.button("Acusar recibo"))
    carla.write(**{"reported-text": "La patrulla pasó el lunes por la noche."})
    carla.press(carla.button("Enviar el informe"))
    expect(carla.page.get_by_text("Registrado: Ejecución informada")).to_be_visible()


def a_confirmation(ana: Desk) -> None:
    """The person calls; the page of the case, as the measure was forwarded, is still open."""
    ana.press(ana.link("Registrar lo que dice la persona"))
    expect(ana.page.locator("[name=way][value=telephone]")).to_be_checked()
    ana.choose("word", "works")
    ana.choose("read_back")
    ana.write(words=SAID)
    ana.press(ana.button("Guardar"))


def test_a_call_becomes_a_confirmed_measure(blank: NewPage, served: Site) -> None:
    counter = Counter()
    rosa, ana, delia, carla = (Desk(blank(), counter) for _ in range(4))
    starts = {id(rosa): ("rosa", "/desk/filings/new/"), id(ana): ("ana", "/desk/")}
    starts |= {id(delia): ("delia", "/desk/"), id(carla): ("carla", "/duties/")}
    stages: list[tuple[Desk, Callable[[Desk], None]]] = [
        (rosa, a_call),
        (ana, a_report),
        (ana, an_assessment),
        (ana, a_proposal),
        (ana, an_answer),
        (ana, a_draft),
        (delia, an_approval),
        (ana, a_resolution),
        (ana, a_forwarding),
        (carla, an_execution),
        (ana, a_confirmation),
    ]
    for whose, does in stages:
        with counter.stage(does.__name__):
            if start := starts.pop(id(whose), None):
                whose.signs_in(served, *start)
            does(whose)
    sys.stdout.write(f"{counter.told()}\n")
    row = ana.page.get_by_role("row").filter(has_text="Patrullaje policial").first
    expect(row).to_contain_text("Protege")
    assert counter.so_far.clicks <= MOST.clicks
    assert counter.so_far.loads <= MOST.loads
    assert counter.so_far.sign_ins == MOST.sign_ins
