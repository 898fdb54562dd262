"""Names taken away while somebody lists them, on a database that locks rows; run by
`test_names_at_once.py`. Each race is a function, and prints what it left."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases import services
from amparo.foundations.cases.access import access_log as looking
from amparo.foundations.cases.access.excluded_member_seats import unseat_told
from amparo.foundations.cases.access.former_member_seats import let_go
from amparo.foundations.cases.access.who_can_read import alone_with
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket
from amparo.foundations.cases.names import index as listing
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import claim, open_case
from amparo.foundations.intake.inherited_exclusions import Kept, tell_linked
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.services import keep_order
from amparo.foundations.related_people.services import name_other
from tests.browser import owing
from tests.browser.prepare import PASSWORD, set_up
from tests.people import unlocked

AWHILE, LONG = 1.0, 60.0
type Act = Callable[[], object]


def now() -> dict[str, Any]:
    return {"reason": "person_called", "at": timezone.now()}


def main() -> None:
    set_up()
    ana, beto, rosa, saul = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD)
        for name in ("ana", "beto", "rosa", "saul")
    )
    told = {
        "one order": one_order(ana, beto, rosa),
        "first listed": excluded(ana, rosa),
        "another leaf": excluded(ana, rosa, again=True),
        "own seat": own_seat(ana, beto, rosa),
        "told": told_from_another(ana, rosa),
        "named": named_meanwhile(ana, rosa),
        "looked": against_refresh(ana, rosa, looks),
        "claimed": against_refresh(
            ana, rosa, lambda one: claim(one.case, by=ana, at=timezone.now())
        ),
        "left": left(beto, saul),
    }
    sys.stdout.write(json.dumps(told))


def one_order(ana: Actor, beto: Actor, rosa: Actor) -> list[str]:
    """He loses one case while the person of another keeps him from hers: both are in one leaf."""
    one, two = case_of(ana, rosa), case_of(ana, rosa)
    list_all(beto)
    taken, go = Event(), Event()

    def take() -> None:
        with transaction.atomic():
            listing.forget_names(one.folder.filing, of=[beto.member.pk])
            taken.set()
            go.wait(LONG)
            keep_order()

    first, errors = aside(take)
    taken.wait(LONG)
    second, more = aside(
        lambda: keep_from(two.folder, [], names="Beto Rojas", by=ana, at=timezone.now())
    )
    finish(go, first, second)
    seats = CaseAccess.objects.filter(case=two.case, member=beto.member).count()
    return [*errors, *more, *["he kept his seat"] * seats]


def excluded(ana: Actor, rosa: Actor, *, again: bool = False) -> list[str]:
    """Somebody of the case must not know, said while the case is listed; `again`: into another leaf
    than the one that holds it."""
    one = with_witness(ana, rosa)
    if again:
        list_all(ana)
        CaseAccess.objects.filter(case=one.case, member=ana.member).update(listed=False)
    act = lambda: keep_from(one.folder, [], names="Ciro Mendoza", by=ana, at=timezone.now())  # noqa: E731
    errors = while_listed(ana, act, other_leaf=again)
    return errors + left_in(ana, b"mendoza") + found(ana, "Mendoza", one)


def own_seat(ana: Actor, beto: Actor, rosa: Actor) -> list[str]:
    one = case_of(ana, rosa, "Illari Waman")
    act = lambda: keep_from(one.folder, [], names="Beto Rojas", by=ana, at=timezone.now())  # noqa: E731
    errors = while_listed(beto, act)
    return errors + left_in(beto, b"illari") + found(beto, "Illari", one)


def told_from_another(ana: Actor, rosa: Actor) -> list[str]:
    """A linked case says so: it does not hold this one's row."""
    one = with_witness(ana, rosa)
    kept = Kept((), "Ciro Mendoza")

    def tell() -> None:
        with transaction.atomic():
            tell_linked(one.folder.filing, kept, at=timezone.now())
            unseat_told(one.folder.filing, kept.body, at=timezone.now())

    return while_listed(ana, tell) + left_in(ana, b"mendoza") + found(ana, "Mendoza", one)


def named_meanwhile(ana: Actor, rosa: Actor) -> list[str]:
    one = case_of(ana, rosa)

    def act():
        return name_other(
            one.folder, name="Urpi Salas", relation="witness", by=ana, at=timezone.now()
        )

    errors = while_listed(ana, act)
    return errors + ([] if found(ana, "Urpi", one) else ["she is not found"])


def against_refresh(ana: Actor, rosa: Actor, act: Callable[[OpenCase], object]) -> list[str]:
    """What writes a line of the record and seats, while a case is worked out anew."""
    one = case_of(ana, rosa)
    reached, go = Event(), Event()
    module = looking if act is looks else services
    with slowly(module, "record", reached, go, before=True):
        first, errors = aside(lambda: act(one))
        reached.wait(LONG)
        second, more = aside(lambda: refresh(one.case, at=timezone.now()))
        finish(go, first, second)
    return [*errors, *more]


@transaction.atomic
def looks(one: OpenCase) -> None:
    member = Member.objects.get(sign_in_name="ana")
    by = unlocked(member, PASSWORD)
    looking.looked(one.case, reason="other_task", by=by, at=timezone.now(), first_time=True)


def left(beto: Actor, saul: Actor) -> list[str]:
    CaseAccess.objects.filter(member=beto.member).update(listed=False)
    alone = alone_with(beto.member)
    errors = while_listed(
        beto, lambda: let_go(beto.member, alone=alone, by=saul, at=timezone.now())
    )
    list_all(beto)
    kept = NameIndexBucket.objects.filter(member=beto.member).exists()
    return [*errors, *["his index stayed"] * kept]


def case_of(ana: Actor, rosa: Actor, name: str = "Killa Condori") -> OpenCase:
    """A request of somebody called so, opened; rosa, ana and beto are its team."""
    letter = Letter(body=owing.BODY | {"chosen_name": name}, channel="digital", once=marks.token())
    sent = file_request(letter, by=STRANGER, at=timezone.now() - timedelta(days=1))
    folder = filing_to_open(sent.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=timezone.now())
    return opened(folder.code, seen_by=ana)


def with_witness(ana: Actor, rosa: Actor) -> OpenCase:
    one = case_of(ana, rosa)
    name_other(one.folder, name="Ciro Mendoza", relation="witness", by=ana, at=timezone.now())
    return opened(one.code, seen_by=ana)


def while_listed(by: Actor, act: Act, *, other_leaf: bool = False) -> list[str]:
    """Act once a member has read the names that she lists, and before she keeps them."""
    reached, go = Event(), Event()
    with slowly(listing, "names_in", reached, go):
        full, listing.CASES = listing.CASES, 0 if other_leaf else listing.CASES
        first, errors = aside(lambda: look_up("Killa", by=by, **now(), patience=0))
        reached.wait(LONG)
        second, more = aside(act)
        finish(go, first, second)
        listing.CASES = full
    return [*errors, *more]


@contextmanager
def slowly(
    module: Any, name: str, reached: Event, go: Event, *, before: bool = False
) -> Iterator[None]:
    """Let a function of a module say that it was reached, and then wait."""
    whole = getattr(module, name)

    def slow(*given: Any, **more: Any) -> Any:
        done = None if before else list(whole(*given, **more))
        reached.set()
        go.wait(LONG)
        return whole(*given, **more) if before else done

    setattr(module, name, slow)
    try:
        yield
    finally:
        setattr(module, name, whole)


def aside(act: Act) -> tuple[Thread, list[str]]:
    """Run it in a thread and connection of its own; what went wrong is in the list."""
    errors: list[str] = []

    def run() -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - that is what is asked
            errors.append(str(error))
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread, errors


def finish(go: Event, first: Thread, second: Thread) -> None:
    """Let the second one come as far as it can before the first one goes on."""
    second.join(AWHILE)
    go.set()
    for one in (first, second):
        one.join(LONG)
        assert not one.is_alive()


def list_all(by: Actor) -> None:
    look_up("Killa", by=by, **now(), patience=LONG)


def left_in(by: Actor, word: bytes) -> list[str]:
    key = listing.index_key(by)
    rows = NameIndexBucket.objects.filter(member=by.member)
    text = b"".join(
        listing.opened_bucket(row.leaf_id, row.label, bytes(row.sealed), by=by, key=key)
        for row in rows
    )
    return ["it stayed in the index"] if word in text else []


def found(by: Actor, name: str, one: OpenCase) -> list[str]:
    seen = look_up(name, by=by, **now(), patience=LONG)
    assert seen
    return ["it is found"] if one.code in {each.seat.case.code for each in seen.found} else []
