"""What institutions owe without any case: computed from the law, with what they reported."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol
from amparo.law.state.institution_terms import standing_dates
from amparo.law.state.who_is_bound import is_bound
from amparo.obligations.recommendations.services import recommend
from amparo.obligations.standing_duties.models import Report
from amparo.obligations.standing_duties.queries import (
    DutyOfBody,
    OwedByBody,
    duty_called,
    every_duty,
    figures_by_institution,
    own_duties,
)
from amparo.obligations.standing_duties.services import report

TODAY = date(2026, 3, 2)
SAID: dict[str, Any] = {
    "kind": "done",
    "covers_from": date(2026, 1, 1),
    "covers_until": date(2026, 1, 31),
    "text": "Se informó a todo el personal por memorando.",
    "document": "Memorando múltiple 12-2026",
    "document_url": "https://example.org/memorando-12.pdf",
}
NO_PERSON = {"es": "No escriba aquí sobre ninguna persona.", "en": "Do not write about any person"}


@pytest.fixture
def marios(mario: Actor, signed_in):
    return signed_in(mario)


def owed(bodies: list[OwedByBody], body: str, duty: str) -> DutyOfBody:
    rows = [one for of in bodies for one in (*of.duties.owed, *of.duties.requested)]
    return next(one for one in rows if (one.body, one.id) == (body, duty))


def standing(**other: Any) -> DutyOfBody:
    made: dict[str, Any] = {
        "norm": "pe-2021",
        "id": "x",
        "body": "minam",
        "who": "x",
        "what": "x",
        "source": "x",
        "checked": True,
        "optional": False,
        "bound": True,
        "due": TODAY - timedelta(days=1),
        "today": TODAY,
        "reports": (),
    }
    return DutyOfBody(**made | other)


# --- the law ---


@pytest.mark.parametrize(
    ("line", "branch", "level", "bound"),
    [
        (("minam",), "executive", "national", True),
        (("mininter", "pnp", "pnp-selva"), "executive", "regional", True),
        (("minjusdh", "vmdhaj", "dgdh"), "executive", "national", True),
        (("minam", "sernanp"), "executive", "national", False),
        (("devida",), "executive", "national", True),
        (("corte-de-loreto",), "judicial", "regional", False),
        (("gobierno-regional",), "executive", "regional", False),
        (("municipalidad",), "executive", "local", False),
        (("congreso",), "legislative", "national", False),
    ],
)
def test_the_nearest_institution_that_the_norm_names_is_bound_or_not(line, branch, level, bound):
    law = load_protocol("pe-2021")
    assert is_bound(law, line, branch, level, on=TODAY) is bound


def test_a_body_is_bound_from_the_day_of_the_text_that_names_it():
    law = load_protocol("pe-2021")
    day = date(2022, 4, 15)
    assert is_bound(law, ("devida",), "executive", "national", on=day)
    before = day - timedelta(days=1)
    assert not is_bound(law, ("devida",), "executive", "national", on=before)


def test_what_is_not_known_to_be_bound_is_not_bound():
    law = load_protocol("pe-2019")
    assert not law.obligations.bound_is_whole
    assert not is_bound(law, ("minjusdh",), "executive", "national", on=date(2020, 1, 2))


def test_a_recurring_duty_is_owed_again_after_so_many_months():
    law = load_protocol("xx-example")
    duty = next(one for one in law.obligations.standing if one.id == "train_the_guard")
    found = standing_dates(law, duty, until=date(2024, 6, 1))
    assert found == [date(2024, 3, 4), date(2025, 3, 4)]


# --- how a duty stands ---


def test_what_a_bound_body_must_do_is_late_after_its_day():
    assert standing().is_late
    assert not standing(due=TODAY).is_late
    assert not standing(due=None).is_late


def test_a_request_to_a_body_that_is_not_bound_is_never_late():
    asked = standing(bound=False)
    assert asked.is_requested
    assert not asked.is_late


def test_what_the_norm_allows_is_never_late():
    option = standing(optional=True)
    assert not option.is_late
    assert not option.is_requested


def test_duties_are_told_apart_as_the_norm_words_them(mario: Actor):
    found = own_duties(seen_by=mario, at=timezone.now())
    assert {one.body for one in (*found.owed, *found.options)} == {"minam"}
    assert "no_stigma" in {one.id for one in found.owed}
    assert "yearly_contest" in {one.id for one in found.options}
    assert found.requested == []


def test_another_norm_binds_who_only_supports_the_mechanism(mario: Actor):
    found = every_duty(seen_by=mario, at=timezone.now())
    assert owed(found, "sernanp", "park_rangers").is_owed


def test_a_term_that_passed_without_a_report_is_late_until_it_is_settled(mario: Actor):
    now = timezone.now()
    assert duty_called("coordinators", seen_by=mario, at=now).is_late
    report("coordinators", **SAID | {"kind": "progress"}, by=mario, at=now)
    assert duty_called("coordinators", seen_by=mario, at=now).is_late
    report("coordinators", **SAID, by=mario, at=now)
    found = duty_called("coordinators", seen_by=mario, at=now)
    assert not found.is_late
    assert found.due is None


def test_each_time_a_recurring_duty_is_owed_needs_a_report_of_its_own(settings, mario: Actor):
    settings.PROTOCOL = "xx-example"
    at = datetime(2024, 12, 2, 12, tzinfo=UTC)
    rows = every_duty(seen_by=mario, at=at)
    first = owed(rows, "guard", "train_the_guard")
    assert first.due == date(2024, 3, 4)
    assert first.is_late
    told = {name: value for name, value in SAID.items() if name != "covers_until"}
    told |= {"covers_from": date(2024, 1, 2), "norm": "xx-example", "body": "guard", "at": at}
    told |= {"duty": "train_the_guard", "unit": mario.member.unit}
    Report.objects.create(**told, covers_until=date(2024, 2, 1))
    second = owed(every_duty(seen_by=mario, at=at), "guard", "train_the_guard")
    assert second.due == date(2025, 3, 4)
    assert not second.is_late


# --- reports ---


def test_a_report_is_on_record_and_stored_once(mario: Actor):
    now = timezone.now()
    for _again in range(2):
        report("no_stigma", **SAID, by=mario, at=now)
    assert Report.objects.count() == 1
    entry = Entry.objects.get(event="StandingDutyReported")
    assert entry.about == "minam"
    assert SAID["text"] not in str(entry.facts)


def test_a_duty_of_another_institution_is_not_found(mario: Actor):
    with pytest.raises(Http404):
        report("women_defenders_studies", **SAID, by=mario, at=timezone.now())
    assert not Report.objects.exists()


# --- pages ---


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_institution_reports_on_its_page(marios, language):
    marios.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    listed = marios.get(reverse("portal:standing")).text
    page = reverse("portal:standing_duty", args=["no_stigma"])
    assert page in listed
    shown = marios.get(page).text
    assert NO_PERSON[language] in shown
    told = marios.post(page, SAID, follow=True)
    assert told.status_code == 200
    assert SAID["text"] in told.text
    assert SAID["document"] in told.text


def test_a_report_without_words_is_asked_again_on_the_same_page(marios):
    page = reverse("portal:standing_duty", args=["no_stigma"])
    told = marios.post(page, SAID | {"text": "", "covers_until": "2025-12-01"})
    assert told.status_code == 422
    assert not Report.objects.exists()


def test_a_unit_below_a_bound_ministry_without_standing_duties_is_told_so(carla, signed_in):
    text = signed_in(carla).get(reverse("portal:standing")).text
    assert "La ley no nombra ningún deber permanente de su institución" in text


def test_overseers_and_supervisors_read_the_last_report(mario, nora, saul, signed_in):
    report("no_stigma", **SAID, by=mario, at=timezone.now())
    pages = {nora: reverse("portal:overseen_standing"), saul: reverse("standing_duties:followed")}
    for reader, page in pages.items():
        text = signed_in(reader).get(page).text
        assert SAID["text"] in text
        assert "Pasó su día sin informe" in text  # the term of 2021 for naming coordinators


def test_a_seat_reads_how_each_institution_stands(mario, carla, nora, signed_in):
    report("no_stigma", **SAID, by=mario, at=timezone.now())
    report("coordinators", **SAID | {"kind": "limited"}, by=mario, at=timezone.now())
    day = timezone.localdate() + timedelta(days=2)
    told: dict[str, Any] = {"text": "x", "ground": "", "answer_by": day, "by": nora}
    recommend(carla.member.unit, **told, at=timezone.now())
    found = figures_by_institution(seen_by=nora, at=timezone.now())
    rows = {one.name: one for one in found}
    own = rows["Ministerio del Ambiente"]
    assert (own.done, own.limited, own.late) == (1, 1, 0)
    assert own.owed == own.done + own.limited + own.pending
    police = rows["Policía Nacional del Perú"]
    assert (police.waiting, police.answered, police.unanswered) == (1, 0, 0)
    after = figures_by_institution(seen_by=nora, at=timezone.now() + timedelta(days=4))
    police = next(one for one in after if one.name == police.name)
    assert (police.waiting, police.unanswered) == (0, 1)
    page = signed_in(nora).get(reverse("portal:oversight")).text
    assert "Institución por institución" in page
    assert "Policía Nacional del Perú" in page


def test_what_has_another_report_than_done_and_a_day_that_passed_is_late_once(mario, nora):
    now = timezone.now()
    report("coordinators", **SAID | {"kind": "progress"}, by=mario, at=now)
    found = figures_by_institution(seen_by=nora, at=now)
    own = next(one for one in found if one.name == "Ministerio del Ambiente")
    assert own.late == 1
    assert own.owed == own.done + own.limited + own.late + own.pending
