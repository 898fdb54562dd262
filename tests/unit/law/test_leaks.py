"""What is owed once something got out: each task once, hours that can be kept, norms with a day."""

from datetime import date
from pathlib import Path

import pytest

from amparo.law import MistakenProtocol
from amparo.law.leak_deadlines import Task, Whom, known_leaks, read_leaks

SHIPPED = Path(__file__).parents[3] / "protocols/leaks.toml"


def test_each_task_has_its_hours_and_none_claims_to_be_checked() -> None:
    found = known_leaks()
    assert {one.id for one in found.target} == set(Task)
    assert not any(one.checked for one in (*found.target, *found.notice))


def test_a_norm_orders_nothing_before_it_held_and_nothing_elsewhere() -> None:
    found = known_leaks()
    first = date(2025, 3, 30)
    assert [one.hours for one in found.notices("PE", Whom.AFFECTED, on=first)] == [48]
    assert found.notices("PE", Whom.AFFECTED, on=date(2025, 3, 29)) == ()
    assert found.notices("XX", Whom.BODY, on=first) == ()


@pytest.mark.parametrize(
    ("older", "newer", "told"),
    [
        ('id = "place"', 'id = "risk"', "each task stands once"),
        ("hours = 12", "hours = 0", "hours lie between"),
        ("hours = 12", "hours = 9000", "hours lie between"),
        ('id = "pe_affected"', 'id = "pe_data_authority"', "an id stands twice"),
        ('whom = "affected"', 'whom = "nobody"', "whom"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, older: str, newer: str, told: str) -> None:
    path = tmp_path / "leaks.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(older, newer), encoding="utf-8")
    with pytest.raises(MistakenProtocol, match=told):
        read_leaks(path)
