"""Said in one case who is behind the danger: what a unit was told in a linked one ends in the same
moment, before anybody opened it and without its key."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.obligations.models import Obligation
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.requests.services import Letter
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import name_other
from tests.befallen import note
from tests.obligations import (  # noqa: F401 - fixtures
    WEDNESDAY,
    agreed,
    decided,
    forwarded,
    granted,
    proposed,
)

AT, LATER = WEDNESDAY, WEDNESDAY + timedelta(hours=1)


@pytest.fixture
def theirs(
    forwarded: Obligation,  # noqa: F811
    anas: OpenCase,
    ana: Actor,
    letter: Callable[..., Letter],
) -> OpenCase:
    """The case of those who are left; the first one's unit still owes a patrol."""
    died = note(anas, ana, what="died", kind="killing", at=AT)
    made = letter(channel="phone", with_words=False)
    code = open_linked(
        anas, died.ref, made, party="relatives", applicant="Lidia Vásquez", by=ana, at=AT
    )
    return opened(code, seen_by=ana)


def stands() -> tuple[str, bool]:
    duty = Obligation.objects.get()
    return duty.state, bool(duty.extract)


def test_an_officer_of_the_unit_is_said_to_be_behind_it(
    theirs: OpenCase, ana: Actor, carla: Actor
) -> None:
    assert stands() == ("open", True)
    name_other(theirs.folder, name=carla.member.name, relation="aggressor", by=ana, at=LATER)
    assert stands() == ("revoked", False)
    entry = Entry.objects.get(event="DutyRevoked")
    assert (entry.by, "officer_named" in entry.facts) == ("system", True)
    assert theirs.code not in entry.facts


def test_the_institution_itself_is(theirs: OpenCase, ana: Actor, site: dict[str, Unit]) -> None:
    name = site["pnp-selva"].name
    name_other(theirs.folder, name=name, relation="aggressor", by=ana, at=LATER)
    assert stands() == ("revoked", False)
    assert "recipient_excluded" in Entry.objects.get(event="DutyRevoked").facts


def test_somebody_else_of_the_case_takes_nothing_back(theirs: OpenCase, ana: Actor) -> None:
    name_other(theirs.folder, name="Ramiro Paz", relation="aggressor", by=ana, at=LATER)
    assert stands() == ("open", True)


def test_whoever_those_who_are_left_keep_from_their_own_case_keeps_the_first(
    theirs: OpenCase, ana: Actor, carla: Actor
) -> None:
    assert Member.objects.filter(pk=carla.member.pk, active=True).exists()
    keep_from(theirs.folder, [], names=carla.member.name, by=ana, at=LATER)
    assert stands() == ("open", True)
