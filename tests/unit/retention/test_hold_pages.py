"""The page on which a file is kept from being erased."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.models import LegalHold


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("forbids", "status"),
    [
        ({"forbidden_by": "", "silent_until": 0}, 302),
        ({"forbidden_by": "Juzgado de Río Claro", "silent_until": 40}, 302),
        ({"forbidden_by": "Juzgado de Río Claro", "silent_until": 0}, 422),
    ],
)
def test_a_hold_is_put_with_its_day(
    anas: OpenCase,
    ana: Actor,
    signed_in: Callable[[Actor], Client],
    forbids: dict[str, int | str],
    status: int,
) -> None:
    until = int(forbids["silent_until"])
    typed = {
        "ground": "court", "words": "Oficio 77-2026", "look_again_on": day(90),
        "forbidden_by": forbids["forbidden_by"], "silent_until": day(until) if until else "",
    }  # fmt: skip
    address = reverse("retention:hold", args=[anas.code])
    assert signed_in(ana).post(address, typed).status_code == status
    assert LegalHold.objects.exists() == (status == 302)
