from collections.abc import Callable

import pytest
from django.utils import timezone

from amparo.casework.collectives import services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.requests.services import Filed, Letter
from tests.many_voices import SECOND, another_letter, speaks_first


@pytest.fixture
def board(anas: OpenCase, ana: Actor) -> OpenCase:
    """The case whose filer speaks for the community; flor has its words."""
    speaks_first(anas, by=ana)
    return anas


@pytest.fixture
def made(letter: Callable[..., Letter], rosa: Actor, ana: Actor) -> tuple[OpenCase, Visitor, Filed]:
    return another_letter(letter, by=rosa, seen_by=ana)


@pytest.fixture
def other(board: OpenCase, made: tuple[OpenCase, Visitor, Filed], ana: Actor) -> OpenCase:
    """The case of a second board of the same community."""
    services.join_board(board, made[0].code, SECOND, by=ana, at=timezone.now())
    return made[0]


@pytest.fixture
def juana(made: tuple[OpenCase, Visitor, Filed]) -> Visitor:
    """Whoever has the words of the second board's letter."""
    return made[1]


@pytest.fixture
def federation(
    letter: Callable[..., Letter], rosa: Actor, ana: Actor
) -> tuple[OpenCase, Visitor, Filed]:
    return another_letter(letter, by=rosa, seen_by=ana)
