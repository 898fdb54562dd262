"""What a test stands upon (`tests/ladder.py`) reaches no other test."""

from typing import Any

import pytest
from django.test import TestCase

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from tests.ladder import LADDER, copies


def test_a_function_that_was_made_once_works_for_each_test_on_copies() -> None:
    file: dict[str, list[str]] = {"said": []}

    def write(word: str, *, twice: bool = False) -> Any:
        file["said"] += [word] * (1 + twice)
        return file

    def write_both(word: str) -> Any:
        return write(word, twice=True)

    first, second = (
        copies({"file": file, "write": write, "write_both": write_both}) for _ in range(2)
    )
    assert first["write_both"]("x") is first["file"]
    assert first["write"]("y") is first["file"]
    assert first["file"] == {"said": ["x", "x", "y"]}
    assert second["file"] == second["write"]("z") == {"said": ["z"]}
    assert file == {"said": []}


def test_a_function_that_calls_itself_is_copied_too() -> None:
    counted: list[int] = []

    def count(number: int) -> None:
        counted.append(number)
        if number:
            count(number - 1)

    own = copies({"count": count, "counted": counted})
    own["count"](2)
    assert (own["counted"], counted) == ([2, 1, 0], [])


@pytest.mark.django_db
def test_whoever_this_one_begins_with_is_made_before(ana: Actor) -> None:
    assert LADDER.made
    assert Member.objects.filter(pk=ana.member.pk).exists()


class OnTheGround(TestCase):
    """It is run after those that stand upon something, and fills the tables itself."""

    found: int

    @classmethod
    def setUpTestData(cls) -> None:
        cls.found = Member.objects.count()

    def test_what_others_began_with_is_gone(self) -> None:
        assert (LADDER.made, self.found) == ([], 0)
