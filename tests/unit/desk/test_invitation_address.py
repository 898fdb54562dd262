"""The address of an invitation types the code and asks nothing of it; each way of typing works."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.cli.commands.accounts.member import print_invitation
from amparo.cli.walk.demo_site import INVITED
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Invitation
from amparo.foundations.accounts.services import invite
from amparo.foundations.institutions.models import Unit

JOIN = "/desk/join/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def code(site: dict[str, Unit]) -> str:
    told: dict[str, Any] = {"name": "Nora Paz", "sign_in_name": "nora", "roles": ["analyst"]}
    return invite(**told, unit=site["dgdh"], by=SYSTEM, at=timezone.now())


def typed_in(page: str) -> str:
    [box] = re.findall(r'<input[^>]*name="invitation"[^>]*>', page)
    return "".join(re.findall(r'value="([^"]*)"', box))


@pytest.mark.parametrize("way", ["as it is", "small", "without dashes"])
def test_the_address_types_the_code(code: str, way: str, client: Client) -> None:
    ways = {"small": code.lower(), "without dashes": code.replace("-", "")}
    page = client.get(f"{JOIN}{ways.get(way, code)}/")
    assert page.status_code == 200
    assert typed_in(page.text) == code
    assert f'action="{JOIN}"' in page.text  # the next address holds no code
    assert page.headers["Referrer-Policy"] == "same-origin"  # no other site reads the address


def test_opening_the_address_uses_nothing_up_and_tells_nothing(code: str, client: Client) -> None:
    tried = [client.get(f"{JOIN}{number:016}/") for number in range(30)]
    assert {one.status_code for one in tried} == {200}
    wrong = tried[-1]
    assert typed_in(wrong.text) == "0000-0000-0000-0029"
    right = re.sub(code, "", client.get(f"{JOIN}{code}/").text)
    assert _without_marks(right) == _without_marks(wrong.text.replace("0000-0000-0000-0029", ""))
    assert client.post(JOIN, {"invitation": code}).status_code == 200


@pytest.mark.parametrize("typed", ["é" * 10, "0" * 500, "x"])
def test_an_address_with_no_code_shows_the_page_to_type_one(
    typed: str, client: Client, db: None
) -> None:
    assert client.get(f"{JOIN}{typed}/").status_code == 200


def test_a_code_is_taken_as_it_is_heard(code: str, client: Client) -> None:
    heard = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert client.post(JOIN, {"invitation": f" {heard} "}).status_code == 200


def test_zero_and_one_are_taken_for_the_letters_like_them(code: str, client: Client) -> None:
    typed = []
    for letters in ("O", "o", "I", "l"):
        page = client.get(f"{JOIN}{letters * 16}/")
        typed.append(typed_in(page.text).replace("-", ""))
    assert typed == ["0" * 16, "0" * 16, "1" * 16, "1" * 16]


def test_a_code_that_opens_nothing_says_why_and_what_to_do(code: str, client: Client) -> None:
    def said(typed: str) -> str:
        answer = client.post(JOIN, {"invitation": typed}, headers=ENGLISH)
        assert answer.status_code == 422
        return " ".join(answer.context["form"].errors["invitation"])

    assert "Compare its four groups" in said("0000-0000-0000-0000")
    found = Invitation.objects.filter(sign_in_name="nora")
    found.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "Ask for a new invitation" in said(code)
    found.update(used_at=timezone.now())
    assert "was used already" in said(code)


def test_the_command_prints_the_address_under_the_name_of_the_site(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "amparo.example"]
    settings.SECURE_TRANSPORT = True
    print_invitation("Nora Paz", ["supervisor"], "K7QM-4T2X-9HBE-W0RD")
    said = capsys.readouterr().out
    assert "https://amparo.example/desk/join/K7QM-4T2X-9HBE-W0RD/\n" in said
    assert INVITED.findall(said) == ["K7QM-4T2X-9HBE-W0RD"]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "*"]
    print_invitation("Nora Paz", ["institution_officer"], "K7QM-4T2X-9HBE-W0RD")
    assert "\n  /duties/join/K7QM-4T2X-9HBE-W0RD/\n" in capsys.readouterr().out


def _without_marks(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|/join/\S*|next=\S+', "", page)
