"""A second one who supervises, and a browser in which somebody has just shown password and code."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor


@pytest.fixture
def wari(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Wari Condori", "supervisor")


@pytest.fixture
def proved(signed_in: Callable[[Actor], Client]) -> Callable[[Actor], Client]:
    def make(actor: Actor) -> Client:
        client = signed_in(actor)
        actor.member.sittings.update(proved_at=timezone.now())
        return client

    return make
