"""Show what is kept how long and what is due (`amparo retention status`); `run`, `adopt`, `clean`.

`status` names no case: counts and days. `adopt` puts the schedule of this site forward; once two
members have agreed at the desk, closed files are erased by it. `clean` rewrites every table from
which something sealed was erased; others wait meanwhile. `again` repeats erasures that an older
backup undid, by the list of what was erased.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from amparo.casework.retention import services
from amparo.cli.command_errors import Mistake
from amparo.crypto.keys import KEY_SIZE
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.models import Case
from amparo.foundations.erasure import erase_after_restore as again
from amparo.foundations.erasure import erasure_list as listed
from amparo.foundations.erasure.case_content_erasure import finish
from amparo.foundations.erasure.disk_remains import write_all_over
from amparo.foundations.erasure.exact_locations import erase_old_places
from amparo.foundations.erasure.models import Erasure, ExactLocation, LegalHold
from amparo.foundations.erasure.queries import adoption
from amparo.foundations.erasure.retention_schedule import digest, place_of_schedule, schedule
from amparo.foundations.erasure.schedule_adoption import adopt_schedule
from amparo.foundations.erasure.services import tell_holds
from amparo.law.retention import KeptClass, read_schedule

ACTS = ("status", "run", "adopt", "clean", "again")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=ACTS)
    parser.add_argument("--list", type=Path, metavar="FILE", help="with again: what was erased")
    parser.add_argument(
        "--key",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="with again: a signing.key of before or after; once for each",
    )


def run(arguments: Namespace) -> int:
    acts: dict[str, Callable[[], int]] = {
        "status": _status,
        "run": _run,
        "adopt": _adopt,
        "clean": _clean,
        "again": lambda: _again(arguments.list, arguments.key),
    }
    return acts[arguments.what]()


def _status() -> int:
    place = place_of_schedule()
    kept = read_schedule(place)  # mistakes in it are reported here, by file and key
    said = adoption(seen_by=SYSTEM)
    print(f"{place}")
    if said is None or said.digest != digest():
        print("not put forward: no closed file is erased by it (amparo retention adopt)")
    elif said.holds:
        print(f"put forward on {said.at:%Y-%m-%d}, and two members agreed")
    else:
        print(f"put forward on {said.at:%Y-%m-%d}; {len(said.agreed)} of two members agreed")
    for one in kept.classes:
        print(f"{one.id}: {_in_words(one)}")
    for line in _waiting():
        print(line)
    return 0


def _in_words(one: KeptClass) -> str:
    if one.days is None:
        lasts = "kept" if one.then == "kept" else "no period set: kept until it is asked for"
    else:
        lasts = f"{one.days} days after it is {one.begins}, then {one.then}"
    ground = f"{one.ground}, {'checked' if one.checked else 'unchecked'}" if one.ground else ""
    return f"{lasts}; {ground or 'a setting, no law says so'}; done by: {one.done_by}"


def _waiting() -> list[str]:
    going_on = Erasure.objects.filter(ended_at=None, done_at=None)
    granted = going_on.filter(answer=Erasure.Answer.GRANTED)
    first = granted.aggregate(first=Min("not_before"))["first"]
    holds = LegalHold.objects.filter(lifted_at=None)
    again = holds.filter(look_again_on__lte=timezone.localdate()).count()
    places = ExactLocation.objects.filter(erased_at=None)
    on_what_day = f", the first {first:%Y-%m-%d}" if first else ""
    over = places.filter(ends_at__lte=timezone.now()).count()
    lines = [
        f"asked and not decided: {going_on.filter(answer='').count()}",
        f"granted and not done: {granted.count()}{on_what_day}",
        _unfinished(going_on.filter(erased_at__isnull=False).count()),
        f"holds: {holds.count()}, to be looked at again: {again}",
        f"places: {places.count()}, past their day: {over}",
    ]
    days = schedule().days_of_files
    if days is not None:
        since = timezone.now() - timedelta(days=days)
        lines.append(
            f"closed files past their time: {Case.objects.filter(closed_at__lte=since).count()}"
        )
    return lines


def _unfinished(count: int) -> str:
    why = " (freed pages are not written over: as owner of the tables, amparo retention clean)"
    return f"begun and not finished: {count}{why if count else ''}"


def _run() -> int:
    now = timezone.now()
    tell_holds(by=SYSTEM, at=now)
    places = erase_old_places(by=SYSTEM, at=now)
    done = services.erase_what_is_due(by=SYSTEM, at=now)
    begun = services.begin_what_the_schedule_says(by=SYSTEM, at=now)
    print(f"places erased: {places}; files erased: {done}; told that theirs will be: {begun}")
    return 0


def _adopt() -> int:
    read_schedule(place_of_schedule())
    adopt_schedule(by=SYSTEM, at=timezone.now())
    print(f"On record: {place_of_schedule()}, {digest()}")
    print("Until two who decide or manage the team agree at the desk (The team, How long things")
    print("are kept) no closed file is erased by it.")
    return 0


def _clean() -> int:
    tables, whole = write_all_over()
    if not whole:
        print("not written anew: somebody reads just now, or another role owns the tables")
        return 1
    done = finish(by=SYSTEM, at=timezone.now(), over=lambda: whole)
    print(f"written anew: {', '.join(tables)}; finished: {done}")
    return 0


def _again(given: Path | None, keys: Sequence[Path]) -> int:
    """Erase again after an older backup was restored. The list is continued here with its earlier
    lines."""
    if given and not given.is_file():
        raise Mistake(f"{given}: there is no such list.")
    lines = listed.all_lines(*([given] if given else []))
    known, dark = listed.read(lines, others=[_other_key(one) for one in keys])
    if dark:
        print(
            f"{dark} lines of the list say nothing under the key of this site, or those named:"
            " name each that it ever had (--key, once for each)."
        )
    if not known:
        print("There is no list of what was erased: whatever was erased after this backup is back.")
        return 1
    now = timezone.now()
    done = again.erase_again(known, by=SYSTEM, at=now)
    listed.take_in(Path(settings.RUN) / listed.NAME, lines)
    left = Erasure.objects.filter(erased_at__isnull=False, done_at=None).count()
    finished = finish(by=SYSTEM, at=now) if left else 0
    print(f"erased again: {done.get(again.AGAIN, 0)}, finished: {finished}")
    print(f"erased already in this backup: {done.get(again.ALREADY, 0)}")
    print(f"of files that came after this backup: {done.get(again.NEWER, 0)}")
    if refused := done.get(again.REFUSED, 0):
        print(f"NOT erased: {refused}, on hold here, or of a day before the file itself.")
    if failed := done.get(again.FAILED, 0):
        print(f"NOT erased, and back with every word: {failed}. Run this again before you serve.")
    until = max(one.on for one in known)
    print(f"The list goes up to {until}: of what was erased later it is silent.")
    return 1 if dark or failed or refused or finished < left else 0


def _other_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as problem:
        raise Mistake(f"{path}: this is no signing.key.") from problem
    if len(key) != KEY_SIZE:
        raise Mistake(f"{path}: this is no signing.key.")
    return key
