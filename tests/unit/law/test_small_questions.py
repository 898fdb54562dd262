"""What is asked of a law beside its clock: what nobody read, when it changed, what would change a
level, and what else a recipient is called."""

from datetime import date

import pytest

from amparo.law import known_protocols, load_protocol, protocol_folder
from amparo.law.assessment import risk_matrix as risk
from amparo.law.recipients import known_recipients
from amparo.law.unchecked_values import changed_on, unread


def test_what_nobody_read_is_named_with_its_place_and_nothing_else(elsewhere):
    found = [(one.place, one.name) for one in unread(elsewhere)]
    assert found == [
        ("terms.term[3].value[1]", "ruling"),
        ("admission.way[2]", "messenger_on_foot"),
        ("admission.collective[1]", "village"),
        ("calendars.suspension[2]", "strike"),
    ]


@pytest.mark.parametrize("name", known_protocols())
def test_as_many_values_are_unread_as_the_files_say(name):
    folder = protocol_folder(name)
    said = sum(
        path.read_text(encoding="utf-8").count("\nchecked = false")
        for path in folder.glob("*.toml")
    )
    assert sum(1 for _ in unread(load_protocol(name))) >= said


def test_a_law_changed_after_its_first_day_only(elsewhere, peru):
    assert changed_on(elsewhere) == [date(2025, 7, 1), date(2026, 1, 1)]
    days = changed_on(peru)
    assert date(2022, 4, 15) in days
    assert days == sorted(set(days))
    assert days[0] > peru.procedure.in_force_from


def test_only_a_step_to_another_level_would_change_it(peru):
    (method,) = peru.assessment.method
    for probability in method.probabilities:
        for impact in method.impacts:
            here = risk.level(method, probability, impact)
            steps = risk.steps_away(method, probability, impact)
            assert all(step.level != here for step in steps)
    assert any(
        risk.steps_away(method, probability, impact)
        for probability in method.probabilities
        for impact in method.impacts
    )


def test_a_recipient_is_known_by_each_of_its_names():
    def alike(one: str, other: str) -> bool:
        return one == other.casefold()

    names = known_recipients().names_of("cidh", alike=alike)
    assert "Inter-American Commission on Human Rights" in names
    assert "Comisión Interamericana de Derechos Humanos" in names
    assert known_recipients().names_of("Somebody", alike=alike) == ("Somebody",)
