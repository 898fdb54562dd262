"""What everybody reads of a demand for everything, and how long an order keeps it silent, is said
by who might say so at that place of the record: not with the key of whoever may not."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral import events
from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.queries import who_may_read
from amparo.casework.referral.blanket_demands.services import (
    answer_wide,
    note_order_read,
    tell_everybody,
)
from amparo.casework.referral.blanket_demands.silence_periods import readings_of
from amparo.casework.referral.models import BlanketDemand, BlanketDemandReader
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.membership.suspension_services import reinstate, suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.intake.blanket_demands import as_signed
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.intake.queries import every_file_demanded
from tests.elsewhere import wide_demand
from tests.forging import with_her_key

pytestmark = pytest.mark.django_db


def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def dora(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Dora Salas", "supervisor")


@pytest.fixture
def teo(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Teo Luna", "decision_maker")


def out(who: Actor, by: object = SYSTEM) -> None:
    suspend(who.member, by=by, at=moment())  # type: ignore[arg-type]


def made_up(by: Actor) -> PublishedBlanketDemand:
    """Row and entry, by whoever took over what she is signed in with."""
    ref = f"BY-{by.member.code}"
    said = events.WideDemandNoted(about=ref, kind="court", what="files", silent_until="")
    with_her_key(by, said)
    told = {"noted_on": timezone.localdate(), "told_at": moment()}
    return PublishedBlanketDemand.objects.create(ref=ref, kind="court", what="files", **told)


def everybody_reads() -> dict[str, str]:
    return {one.ref: one.outcome for one in every_file_demanded(seen_by=STRANGER)}


def answered(row: BlanketDemand, by: Actor, outcome: str) -> None:
    with_her_key(by, events.WideDemandAnswered(about=row.ref, outcome=outcome))


def test_nobody_reads_of_a_demand_that_was_noted_with_the_key_of_who_may_not(
    saul: Actor, dora: Actor, ana: Actor, carla: Actor
) -> None:
    out(dora)
    for one in (ana, carla, dora):
        assert as_signed([made_up(one)]) == []
    assert not everybody_reads()
    row = wide_demand(by=saul, at=moment())
    out(saul)
    assert everybody_reads() == {row.ref: ""}


def test_nor_whom_one_suspended_who_was_suspended_by_then(
    saul: Actor, dora: Actor, ana: Actor
) -> None:
    """Of these the public pages read no more than they need for that."""
    out(dora, by=saul)
    out(saul, by=dora)
    row = wide_demand(by=saul, at=moment())
    assert everybody_reads() == {row.ref: ""}
    out(saul, by=ana)
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=moment())
    assert everybody_reads() == {row.ref: "refused"}


def test_nor_of_what_came_of_it(
    saul: Actor, dora: Actor, teo: Actor, ana: Actor, delia: Actor
) -> None:
    row = wide_demand(by=saul, at=moment())
    out(dora)
    deactivate(delia.member, by=saul, at=moment())
    for one in (ana, dora, delia):
        answered(row, one, "given")
        assert (everybody_reads(), came_of(row.ref).reads) == ({row.ref: ""}, "")
    answered(row, teo, "given")
    for one in (ana, dora):
        answered(row, one, "refused")
    answered(row, saul, "refused")
    assert came_of(row.ref).reads == "given"  # it takes two
    reinstate(dora.member, by=SYSTEM, at=moment())
    answered(row, dora, "refused")
    out(dora)
    assert (everybody_reads(), came_of(row.ref).reads) == ({row.ref: "refused"}, "refused")


def test_the_jobs_call_nobody_of_it(ana: Actor) -> None:
    made_up(ana)
    assert tell_everybody(by=SYSTEM, at=moment()) == 0


# --- the order of a court ---


@pytest.fixture
def row(saul: Actor, delia: Actor, dora: Actor, teo: Actor) -> BlanketDemand:
    """Saul noted it with an order of sixty days, and Delia has read that order."""
    row = wide_demand(by=saul, at=moment(), silent=60)
    note_order_read(row.ref, forbids=True, words="x", by=delia, at=moment())
    return row


def forbids_nothing(row: BlanketDemand, by: Actor) -> None:
    with_her_key(by, SilenceRead(about=row.ref, of=row.ref, until=""))


def test_no_two_keys_of_who_may_not_end_the_silence_of_two(
    row: BlanketDemand, ana: Actor, beto: Actor, dora: Actor, teo: Actor
) -> None:
    out(dora)
    for one in (ana, beto, dora):
        forbids_nothing(row, one)
    found = readings_of(row.ref)
    assert (found.lifted, found.doubted_by) == (None, frozenset())
    forbids_nothing(row, teo)
    assert readings_of(row.ref).doubted_by == {teo.signature}
    reinstate(dora.member, by=SYSTEM, at=moment())
    forbids_nothing(row, dora)
    out(dora)
    assert readings_of(row.ref).lifted


def test_one_who_was_suspended_when_the_other_said_so_is_none_of_the_two(
    row: BlanketDemand, saul: Actor, dora: Actor, teo: Actor
) -> None:
    """Also where she was given back later: it goes by the order of the record, and by no clock."""
    forbids_nothing(row, dora)
    out(dora)
    forbids_nothing(row, teo)
    reinstate(dora.member, by=SYSTEM, at=moment())
    found = readings_of(row.ref)
    assert (found.lifted, found.doubted_by) == (None, frozenset({dora.signature, teo.signature}))


def test_its_secret_is_sealed_to_nobody_by_a_row_alone(
    saul: Actor, dora: Actor, ana: Actor, teo: Actor, signed_in: Callable[[Actor], object]
) -> None:
    out(teo)
    Member.objects.filter(pk=ana.member.pk).update(roles=["analyst", "supervisor"])
    Member.objects.filter(pk=teo.member.pk).update(active=True)
    assert {one.pk for one in who_may_read(seen_by=SYSTEM)} == {saul.member.pk, dora.member.pk}
    row = wide_demand(by=saul, at=moment())
    readers = BlanketDemandReader.objects.filter(demand=row).values_list("member_id", flat=True)
    assert set(readers) == {saul.member.pk, dora.member.pk}
    page = reverse("demands:answer", args=[row.ref])
    assert signed_in(ana).get(page).status_code == 404  # type: ignore[attr-defined]
