"""An institution with a granted measure stays silent: each step on its day, five who read it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, ViewportSize, expect

from amparo.law import load_protocol
from amparo.law.escalation import escalation_from
from tests.browser.conftest import DESKTOP, MOVED, PHONE, Mode, NewPage, Site, a_copy, fits
from tests.browser.steps import ask_in_a_hurry, come_back, sign_in
from tests.browser.test_portal import forward_the_patrol

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("mode", [Mode("desk", DESKTOP, javascript=False)], ids=["desk"]),
]

LAW = load_protocol("pe-2021")
OFFICERS: ViewportSize = {"width": 1366, "height": 768}
REPORT_IN = timedelta(days=15)  # as `tests.browser.decided` grants it
UNIT, MEASURE = "Comisaría de Río Claro", "Patrullaje policial"
COMMAND = "La autoridad de la que depende esa institución"
OMBUDSMAN = "La Defensoría del Pueblo"
LETTERS = ("coordinator", "vice_minister", "minister")
WAITS = "Oficio sobre una entidad con plazo vencido"


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_copy(prepared, tmp_path_factory.mktemp("silent"), **MOVED) as site:
        yield site


@dataclass
class Silence:
    """One obligation that is not answered, and the browsers of who follows it."""

    site: Site
    person: Page
    anas: Page
    words: list[str]
    code: str
    alias: str
    due: date

    @property
    def days(self) -> dict[str, date]:
        return {one.step.id: one.on for one in escalation_from(LAW, self.due) if one.on}

    @property
    def duty(self) -> str:
        return f"/desk/cases/{self.code}/duties/{self.alias}/"

    def comes(self, day: date) -> None:
        """It is noon of that day, the jobs ran, and the officer signs in."""
        self.site.move_clock(datetime.combine(day, time(12), LAW.zone))
        self.site.act("jobs_run")
        sign_in(self.anas, self.site, "ana")
        self.anas.goto(self.duty)

    def step(self, name: str) -> Locator:
        return self.anas.locator("tr", has_text=LAW.text(f"escalation.{name}", "es"))

    def comes_back(self) -> None:
        """The person, with the phrase alone."""
        self.person.context.clear_cookies()
        come_back(self.person, self.words)
        self.person.goto("/mine/")

    def agrees(self, question: str) -> None:
        """The person agrees that these are told."""
        self.comes_back()
        linked = self.person.get_by_role("link", name=question)
        if linked.count():  # where more than one waits, each on a page of its own
            linked.click()
        expect(self.person.get_by_role("heading", name=question)).to_be_visible()
        self.person.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
        expect(self.person.get_by_text("Usted respondió: Estoy de acuerdo")).to_be_visible()

    def letter_goes(self, name: str, number: str) -> None:
        """The officer reads what the letter may say, and records that it was signed and sent."""
        day = self.days[name]
        expect(self.step(name)).to_contain_text("Ahora")
        self.anas.goto(f"/desk/cases/{self.code}/")
        expect(self.anas.locator("main")).to_contain_text(WAITS)
        self.anas.goto(self.duty)
        self.anas.get_by_role("link", name="Firmar y registrar el oficio").click()
        drafted = self.anas.locator("section.card")
        for said in (UNIT, self.alias, "DS 004-2021-JUS"):
            expect(drafted).to_contain_text(said)
        for hidden in (self.code, MEASURE):
            expect(drafted).not_to_contain_text(hidden)
        self.anas.get_by_label("Número del oficio").fill(number)
        self.anas.get_by_label("Día en que se firmó").fill(day.isoformat())
        self.anas.get_by_role("button", name="Registrar el oficio").click()
        expect(self.anas.get_by_text("El oficio quedó registrado.")).to_be_visible()
        expect(self.step(name)).to_contain_text("Enviado")


@pytest.fixture
def silence(served: Site, page: Page, blank: NewPage) -> Silence:
    """Granted, forwarded, and read by the person; the unit may be watched from outside."""
    served.people |= json.loads(served.act("overseen", "Olga Ramos", "Defensoría del Pueblo"))
    words = ask_in_a_hurry(page)
    code = served.act("granted", " ".join(words))
    anas = blank()
    sign_in(anas, served, "ana")
    alias = forward_the_patrol(anas, code)
    page.goto("/mine/")
    page.get_by_role("link", name="La decisión").click()
    page.goto("/mine/allowed/")
    page.get_by_role("link", name="Permitir que alguien de fuera supervise").click()
    page.get_by_role("button", name="Permitir que supervise").click()
    return Silence(served, page, anas, words, code, alias, timezone.localdate() + REPORT_IN)


def test_each_step_comes_on_its_day_and_five_read_it(
    served: Site, silence: Silence, blank: NewPage
) -> None:
    it, days = silence, silence.days
    it.comes(days["reminder"])
    expect(it.step("reminder")).to_contain_text("Enviado")
    expect(it.step("overdue")).to_contain_text("Después")
    it.comes(days["overdue"])
    expect(it.step("overdue")).to_contain_text("Enviado")
    expect(it.step("coordinator")).to_contain_text("No, sin consentimiento")
    it.agrees("Avisar a la autoridad de la que depende")
    for number, name in enumerate(LETTERS, start=11):
        it.comes(days[name])
        it.letter_goes(name, f"Oficio {number}")
    it.comes(days["ombudsman"])
    expect(it.step("ombudsman")).to_contain_text("No, sin consentimiento")
    it.agrees("Avisar a la Defensoría")
    it.anas.goto(it.duty)
    it.letter_goes("ombudsman", "Oficio 14")
    # The month is over: its figures are published.
    it.comes(_first_of_next_month(days["ombudsman"]))
    for reads in (_person, _officer, _institution, _oversight, _supervisor):
        reads(it, blank)


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _person(it: Silence, blank: NewPage) -> None:
    it.comes_back()
    it.person.set_viewport_size(PHONE)
    fits(it.person, "phone")
    card = it.person.get_by_role("article", name=MEASURE)
    expect(card).to_contain_text("Vencido")
    for whom in ("La entidad", COMMAND, OMBUDSMAN):
        expect(card).to_contain_text(whom)
    expect(card.get_by_text("recibió aviso")).to_be_visible()


def _officer(it: Silence, blank: NewPage) -> None:
    it.anas.set_viewport_size(OFFICERS)
    it.anas.goto("/desk/")
    line = it.anas.locator("main li", has_text=it.code)
    expect(line).to_contain_text("Entidad: debe informar sobre una medida")
    fits(it.anas, "officer's screen")
    it.anas.goto(f"/desk/cases/{it.code}/")
    expect(it.anas.locator("main")).to_contain_text(
        f"Entidad: debe informar sobre una medida ({UNIT}"
    )
    expect(it.anas.locator("main")).not_to_contain_text(WAITS)


def _signed_in(it: Silence, blank: NewPage, name: str, surface: str) -> Page:
    page = blank()
    page.set_viewport_size(OFFICERS)
    sign_in(page, it.site, name, surface=surface)
    return page


def _institution(it: Silence, blank: NewPage) -> None:
    carlas = _signed_in(it, blank, "carla", "/duties/in/")
    line = carlas.locator("ol.worklist > li", has_text=it.alias)
    expect(line).to_contain_text("Vencido")
    fits(carlas, "officer's screen")
    line.get_by_role("link").click()
    for name in ("reminder", "overdue", *LETTERS, "ombudsman"):
        expect(carlas.locator("main")).to_contain_text(LAW.text(f"escalation.{name}", "es"))
    expect(carlas.locator("main")).not_to_contain_text(it.code)


def _oversight(it: Silence, blank: NewPage) -> None:
    olgas = _signed_in(it, blank, "olga", "/duties/in/")
    main = olgas.locator("main")
    expect(main).to_contain_text("dejó sin respuesta en su plazo: 1")
    case = main.get_by_role("article").filter(has_text=it.code)
    expect(case).to_contain_text("Una entidad no ha respondido")
    for name in ("overdue", *LETTERS, "ombudsman"):
        expect(case).to_contain_text(LAW.text(f"escalation.{name}", "es"))
    for hidden in (UNIT, MEASURE, it.alias):
        expect(main).not_to_contain_text(hidden)
    fits(olgas, "officer's screen")


def _supervisor(it: Silence, blank: NewPage) -> None:
    sauls = _signed_in(it, blank, "saul", "/desk/in/")
    sauls.goto("/desk/board/")
    cells = sauls.locator("tr", has_text="Ministerio del Interior").locator("td")
    awaited, late, _since, told = cells.all_inner_texts()
    assert (awaited, late, told) == ("1", "1", "1")
    fits(sauls, "officer's screen")
