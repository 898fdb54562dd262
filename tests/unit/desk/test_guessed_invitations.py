"""Codes of invitations, tried by whoever has none, or has seen most of one."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership import enrolment_views as joining
from amparo.foundations.accounts.models import Invitation
from amparo.foundations.accounts.services import invite
from amparo.foundations.institutions.models import Unit


def invited_as_nora(saul: Actor, site: dict[str, Unit]) -> str:
    told: dict[str, Any] = {"name": "Nora Paz", "sign_in_name": "nora", "roles": ["analyst"]}
    return invite(**told, unit=site["dgdh"], by=saul, at=timezone.now())


def tried(code: str, address: str, *, browser: str = "") -> int:
    client = Client(REMOTE_ADDR=address)
    client.cookies[settings.CSRF_COOKIE_NAME] = browser
    return client.post("/desk/join/", {"invitation": code}).status_code


def test_who_mistypes_in_a_shared_office_keeps_no_colleague_from_joining(
    saul: Actor, site: dict[str, Unit]
) -> None:
    """Nor does whoever guesses behind the same Tor exit, for a while."""
    code = invited_as_nora(saul, site)
    for number in range(60):
        tried(f"{number:016}", "198.51.100.1", browser="hers")
    assert tried(f"{99:016}", "198.51.100.1", browser="hers") == 429
    assert tried(code, "198.51.100.1", browser="another") == 200


def test_from_one_address_not_even_many_browsers_try_without_end(
    saul: Actor, site: dict[str, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "WRONG_CODES_HERE", 30)
    code = invited_as_nora(saul, site)
    codes = [tried(marks.new_code(4), "198.51.100.1", browser=str(number)) for number in range(31)]
    assert codes == [422] * 30 + [429]
    assert tried(code, "198.51.100.7") == 200


@pytest.mark.parametrize("missing", [{0}, {6}, {10}, {15}, {0, 1, 2, 3}, {3, 5, 10}])
def test_who_saw_most_of_a_code_does_not_find_the_rest_from_many_addresses(
    saul: Actor, site: dict[str, Unit], missing: set[int]
) -> None:
    code = invited_as_nora(saul, site).replace("-", "")
    codes = []
    for number in range(25):
        wrong = "0123456789ABCDEFGHJKMNPQRSTV"[number]
        guess = "".join(
            (wrong if letter != wrong else "Z") if place in missing else letter
            for place, letter in enumerate(code)
        )
        codes.append(tried(guess.lower(), f"198.51.100.{number}", browser=str(number)))
    assert codes == [422] * 20 + [429] * 5
    assert tried(code, "198.51.100.99") == 429  # nor is it told by the answer


def test_of_a_good_code_nobody_is_kept_from_trying_it_again(
    saul: Actor, site: dict[str, Unit]
) -> None:
    code = invited_as_nora(saul, site)
    Invitation.objects.update(good_from=timezone.now() + timedelta(days=1))
    for _ in range(25):
        assert tried(code, "198.51.100.1") == 422
    Invitation.objects.update(good_from=None)
    assert tried(code, "198.51.100.1") == 200


def test_whoever_guesses_invitations_keeps_nobody_from_joining(
    saul: Actor, site: dict[str, Unit], client: Client
) -> None:
    code = invited_as_nora(saul, site)
    for number in range(60):
        refused = 422 if number < joining.WRONG_CODES else 429
        assert client.post("/desk/join/", {"invitation": "0" * 16}).status_code == refused
    page = Client(REMOTE_ADDR="198.51.100.7").post("/desk/join/", {"invitation": code})
    assert page.status_code == 200
    assert "password" in page.content.decode()
