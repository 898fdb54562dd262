"""Note that something leaked, without reading a case:
`amparo leak note|list|unread|again|suspend|lift`.

The record says which cases may be affected; their readers are asked at once.
"""

from argparse import ArgumentParser, Namespace
from datetime import date, datetime

from django.utils import timezone

from amparo.casework.leaks.affected_cases import Found
from amparo.casework.leaks.models import AffectedCase, Leak
from amparo.casework.leaks.queries import leaks_of_the_site, unreadable
from amparo.casework.leaks.services import note_leak, open_what_waits
from amparo.casework.leaks.suspicion.lifted_suspicions import as_recorded, asked_of
from amparo.casework.leaks.suspicion.services import lift, say_so_too, suspend_alone
from amparo.casework.leaks.suspicion.suspect_isolation import keep_all_apart, let_all_near
from amparo.casework.leaks.who_may_read import to_be_asked
from amparo.casework.measures.states import Hindered
from amparo.cli.command_errors import Mistake
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.queries import Unit, unit_called
from amparo.foundations.intake.leaked_classes import Leaked

OF_ONE = {
    "unread": "its cases that nobody here can read, for `keys ask`",
    "again": "ask where nobody was asked yet: in such cases once somebody else can read them",
    "suspend": "the account as well where nobody else opens new requests, or as the second person;"
    " as such also that it came from an institution",
    "lift": "as the second person, what a supervisor asked to be lifted",
}

NOTHING_TO_DO = "There is nothing to do: it was done already, or nobody asked for it on the desk."
WHY_NOT = {
    "second_person_first": "You noted it yourself: whoever supervises says so too, on the page of"
    " leaks; while nobody who does is free, whoever decides on measures.",
}


def add_arguments(parser: ArgumentParser) -> None:
    tasks = parser.add_subparsers(dest="task", required=True, metavar="WHAT")
    note = tasks.add_parser("note", help="put it on record; incidents open in each case")
    note.add_argument("what", choices=Leak.What.values)
    note.add_argument("--data", action="append", required=True, choices=Leaked.values)
    note.add_argument("--case", action="append", default=[], metavar="CODE")
    note.add_argument("--member", default="", metavar="NAME", help="as she signs in")
    note.add_argument("--unit", default="", metavar="CODE")
    note.add_argument("--since", type=_day, metavar="YYYY-MM-DD")
    note.add_argument("--until", type=_day, metavar="YYYY-MM-DD")
    tasks.add_parser("list", help="every leak in numbers")
    for name, told in OF_ONE.items():
        tasks.add_parser(name, help=told).add_argument("leak")


def run(arguments: Namespace) -> int:
    if arguments.task in OF_ONE:
        _of_one(arguments.task, arguments.leak)
    else:
        {"note": _note, "list": _list}[arguments.task](arguments)
    return 0


def _note(arguments: Namespace) -> None:
    member, unit = _member(arguments.member), _unit(arguments.unit)
    wanting = {
        Leak.What.CASES: (arguments.case, "Say at least one --case."),
        Leak.What.ACCOUNT: (member, "Say whose account it is: --member."),
        Leak.What.UNIT: (unit, "Say which institution: --unit."),
    }
    given, told = wanting.get(arguments.what, (True, ""))
    if not given:
        raise Mistake(told)
    if unit and arguments.what != Leak.What.UNIT:
        raise Mistake("--unit goes with `note unit` alone: note that apart.")
    if unit and member:
        raise Mistake("--member does not go with `note unit`: note that apart.")
    now = timezone.now()
    found = Found(
        what=arguments.what,
        data=tuple(dict.fromkeys(arguments.data)),
        known_at=now,
        since=arguments.since,
        until=arguments.until,
        codes=tuple(marks.code_normalised(one) for one in arguments.case),
        suspect=member,
        unit=unit,
    )
    leak = note_leak(found, by=SYSTEM, at=now)
    open_what_waits(leak, by=SYSTEM, at=now)
    leak = Leak.objects.select_related("suspect").get(pk=leak.pk)
    print(f"On record as {leak.ref}: {_cases(leak)} case(s) may be touched.")
    print("Those who can read each are asked first of all. `amparo leak list` says how it goes.")
    if waiting := leak.unopened.count():
        print(f"{waiting} request(s) still wait at the reception: let them be opened now.")
    if leak.still_in:
        print(_why_still_in(leak))


def _why_still_in(leak: Leak) -> str:
    if leak.waits_for_another:
        return (
            "The account is NOT suspended: you had another suspended within thirty days, or two"
            " gave it back. Whoever supervises says so too on the page of leaks; while nobody who"
            " does is free, whoever decides on measures."
        )
    return (
        "The account is NOT suspended: nobody else opens new requests, and the door would be"
        " shut. Whoever supervises decides it on the page of leaks. If nobody can, and it is in"
        " other hands, stop the desk: what is filed waits."
    )


def _list(_: Namespace) -> None:
    for leak in leaks_of_the_site(seen_by=SYSTEM):
        states = AffectedCase.objects.filter(leak=leak)
        counts = " ".join(f"{one}={states.filter(state=one).count()}" for one in AffectedCase.State)
        late = leak.notices.filter(done_at__isnull=True).count()
        counts += f" unasked={to_be_asked(leak).count()} unopened={leak.unopened.count()}"
        thought = _thought(leak)
        print(
            f"{leak.ref}\t{leak.known_at:%Y-%m-%d %H:%M}\t{leak.what}\t{counts}"
            f"\tuntold={late}{thought}"
        )


def _thought(leak: Leak) -> str:
    """The state of the suspected account or unit."""
    if not (leak.suspect or leak.unit):
        return ""
    if as_recorded([leak])[0].lifted_at:
        return "\tlifted"
    state = "suspended" if leak.suspended_at else "still in" if leak.still_in else "kept apart"
    state = "waits for a second person" if leak.waits_for_another else state
    return f"\t{state}, lift asked" if asked_of(leak, seen_by=SYSTEM) else f"\t{state}"


def _of_one(task: str, ref: str) -> None:
    leak = Leak.objects.filter(ref=marks.code_normalised(ref)).first()
    if leak is None:
        raise Mistake(f"There is no leak {ref}: see `amparo leak list`.")
    now = timezone.now()
    try:
        if task == "unread":
            print("".join(f"{code}\n" for code in unreadable(leak, seen_by=SYSTEM)), end="")
        elif task == "again":
            print(f"Asked in {open_what_waits(leak, by=SYSTEM, at=now)} case(s) more.")
        elif task == "suspend":
            print(_stands(leak, now))
        else:
            lift(leak.ref, by=SYSTEM, at=now)
            let_all_near(leak, by=SYSTEM, at=now)
            print("Lifted: the account signs in again, and seats may be given to it.")
    except Hindered as reason:
        raise Mistake(WHY_NOT.get(str(reason), NOTHING_TO_DO)) from reason


def _stands(leak: Leak, now: datetime) -> str:
    if leak.suspect and leak.suspended_at:
        suspend_alone(leak, by=SYSTEM, at=now)
        told = "It stands: two have said so."
    elif leak.suspect:
        suspend_alone(leak, by=SYSTEM, at=now)
        told = "Suspended. Where nobody else is at the reception the door takes in nothing now."
    else:
        say_so_too(leak, by=SYSTEM, at=now)
        leak.refresh_from_db()
        open_what_waits(leak, by=SYSTEM, at=now)
        told = "It stands: nothing more goes there before each case decides."
    keep_all_apart(leak, by=SYSTEM, at=now)
    return told


def _cases(leak: Leak) -> int:
    return AffectedCase.objects.filter(leak=leak).count()


def _member(name: str) -> Member | None:
    if not name:
        return None
    found = Member.objects.select_related("unit").filter(sign_in_name=name.casefold()).first()
    if found is None:
        raise Mistake(f"Nobody signs in as {name!r}.")
    return found


def _unit(code: str) -> Unit | None:
    found = unit_called(code, seen_by=SYSTEM) if code else None
    if code and found is None:
        raise Mistake(f"There is no unit {code!r}: see `amparo member units`.")
    return found


def _day(typed: str) -> date:
    return date.fromisoformat(typed)
