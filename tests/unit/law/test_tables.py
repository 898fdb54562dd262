"""The classes of the law's files are frozen dataclasses, though their methods are not compiled."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from amparo.law.loading.frozen_dataclass import table


@table
class Ground:
    source: str


@table
class Step(Ground):
    """One step of a way."""

    id: str
    days: int = 3
    names: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def step() -> Step:
    return Step(source="art. 1", id="first")


def test_keys_that_are_not_given_have_their_own_value(step):
    assert (step.source, step.id, step.days, step.names) == ("art. 1", "first", 3, {})
    assert step.names is not Step(source="art. 1", id="other").names


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"source": "art. 1"}, "id"),
        ({"id": "first"}, "source"),
        ({"source": "art. 1", "id": "first", "dyas": 4}, "dyas"),
    ],
)
def test_what_is_missing_or_unknown_is_named(given, wrong):
    with pytest.raises(TypeError, match=f"Step: missing or unknown: {wrong}$"):
        Step(**given)


def test_nothing_of_it_changes(step):
    with pytest.raises(FrozenInstanceError, match="days"):
        step.days = 4
    with pytest.raises(FrozenInstanceError, match="days"):
        del step.days
    with pytest.raises(FrozenInstanceError):
        step.other = 4
    assert step.days == 3
    assert not hasattr(step, "__dict__")


def test_it_is_what_it_says_and_of_which_kind(step):
    same = Step(source="art. 1", id="first")
    other = Step(source="art. 1", id="second")
    assert step == same
    assert step != other
    assert Ground(source="art. 1") != step
    assert len({Ground(source="art. 1"), Ground(source="art. 1"), Ground(source="art. 2")}) == 2


def test_what_holds_a_table_of_names_cannot_be_looked_up(step):
    with pytest.raises(TypeError, match="unhashable"):
        hash(step)


def test_it_says_itself(step):
    assert repr(step) == "Step(source='art. 1', id='first', days=3, names={})"


def test_dataclasses_know_it(step):
    assert [one.name for one in fields(Step)] == ["source", "id", "days", "names"]
    assert replace(step, days=5) == Step(source="art. 1", id="first", days=5)


def test_it_is_copied_and_sent_as_it_is(step):
    sent = pickle.loads(pickle.dumps(step))  # noqa: S301 - our own
    assert copy.copy(step) == copy.deepcopy(step) == sent == step


def test_only_what_was_written_of_it_is_said():
    assert Step.__doc__ == "One step of a way."
    assert Ground.__doc__ == "Ground()"
