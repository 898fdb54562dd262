"""Run four fictional cases from end to end, with a consultation and a register of attacks
(`amparo demo run`), or print a code (`… code NAME`).

Everything is fictional: people, places, institutions' answers. Passwords and the secrets of the
one-time codes are in `demo.json` of the demo's folder, so that anyone can sign in as each of them.
"""

import json
import shlex
import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from amparo.cli.command_errors import Mistake, end_as_by_hand
from amparo.cli.walk import keyholders
from amparo.cli.walk import organisation_site as organisation
from amparo.cli.walk import outside_record_check as published
from amparo.cli.walk.browser import Browser, Unexpected
from amparo.cli.walk.cast import Cast, enrol
from amparo.cli.walk.demo_site import NotServing, Place, free_port, fresh_folder
from amparo.cli.walk.member_accounts import STEP
from amparo.cli.walk.page_reader import NotOnThePage
from amparo.cli.walk.scenes import any_law
from amparo.cli.walk.scenes import community_case as many_hands
from amparo.cli.walk.scenes import documented_attacks as attacks
from amparo.cli.walk.scenes import first_case as case
from amparo.cli.walk.scenes import other_remedies_case as side_roads
from amparo.cli.walk.scenes import public_consultation as consulting
from amparo.cli.walk.scenes import silent_institution as silent
from amparo.cli.walk.step_printer import Disagree, Telling
from amparo.cli.walk.story import Story
from amparo.crypto import one_time_codes as codes
from amparo.law import known_protocols

KEPT = "demo.json"
DEFAULT = Path("var/demo")
TRIES = 3
LATER = ("second", "third", "fourth")
WHERE = (
    "the person of the second case",
    "the board of the community",
    "the person of the fourth case",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["run", "code"])
    parser.add_argument(
        "name", nargs="?", default="", help="a sign-in name of the demo, for `code`"
    )
    parser.add_argument("--state", type=Path, default=DEFAULT, help="the demo's own folder")
    parser.add_argument("--port", type=int, default=0, help="by default a free one")
    parser.add_argument("--no-serve", action="store_true", help="end after the walk")
    parser.add_argument(
        "--protocol", default="", metavar="NAME", help="one case under another law instead"
    )
    parser.add_argument(
        "--organisation", default="", metavar="NAME", help="an organisation's own site instead"
    )


def run(arguments: Namespace) -> int:
    if arguments.what == "code":
        return print_code(arguments.state, arguments.name)
    whose, law = arguments.organisation, _law(arguments)
    end_as_by_hand()
    state = arguments.state.resolve()
    fresh_folder(state)
    more = {"AMPARO_ORGANISATION": whose} if whose else {"AMPARO_PROTOCOL": law} if law else {}
    place = Place(state, arguments.port or free_port(), more, fixed=bool(arguments.port))
    try:
        keep(place, *(walked := _walked(place, whose, law)))
        if not arguments.no_serve:
            go_on(place, *walked)
    except (Disagree, NotOnThePage, NotServing, Unexpected, OSError) as problem:
        print(f"The demo stopped: {problem}", flush=True)
        return 1
    finally:
        place.stop()
    return 0


def _law(arguments: Namespace) -> str:
    """The law that was asked for; empty for the whole demo. Raises Mistake."""
    law = str(arguments.protocol)
    if law and arguments.organisation:
        raise Mistake("Say --protocol or --organisation, not both.")
    if law and law not in known_protocols():
        known = ", ".join(known_protocols())
        raise Mistake(f"There is no law {law!r} here; there are: {known}.")
    return law


def _walked(place: Place, whose: str, law: str) -> tuple[Cast, ...]:
    if whose:
        return follow(place, Story.read())
    return walk_under(place, law) if law else walk(place, Story.read())


def walk_under(place: Place, law: str) -> tuple[Cast]:
    """Run one case under that law, from the request to a measure that holds."""
    cast, _shares = open_site(place, any_law.story_under(law))
    print(f"One case under {cast.telling.law.procedure.source}:")
    any_law.whole(cast)
    print(f"The demo under {law} is complete.")
    return (cast,)


def open_site(place: Place, story: Story) -> tuple[Cast, list[str]]:
    """Set up and serve a site, and create the accounts. Return the printed shares too."""
    telling = Telling(story.protocol, story.calendar)
    code, shares = place.set_up(story.parts[story.supervisor].name, keyholders.named())
    serve(place)
    print(f"Serving on {place.address}", flush=True)
    for unit in story.units:
        under = ["--under", unit["under"]] if unit["under"] else []
        place.command(["member", "add-unit", unit["name"], "--unit", unit["code"], *under])
    cast = enrol(place, story, telling, code)
    print(f"{len(cast.accounts)} people joined by invitation, each with a one-time code.")
    keyholders.rehearse(place, shares)
    return cast, shares


def follow(place: Place, story: Story) -> tuple[Cast]:
    """Run an organisation's site with one request. Raises what stops the demo."""
    cast, _shares = open_site(place, organisation.without_officers(story))
    organisation.whole(cast)
    return (cast,)


def walk(place: Place, story: Story) -> tuple[Cast, ...]:
    """Set up, serve, and run the four cases. Raises what stops the demo."""
    cast, shares = open_site(place, story)
    print("First case: from the request to a measure that is carried out")
    case.whole(cast)
    print("Second case: missing information, reconsideration, changes of a measure, appeal")
    second = cast.another(Browser(place.host, place.port, story.language), story.side_roads)
    side_roads.whole(second)
    print("Third case: a community, its board, its lawyer and an interpreter")
    browser = Browser(place.host, place.port, story.language)
    third = cast.another(browser, story.many_hands, many_hands.ASKS)
    many_hands.whole(third)
    keyholders.open_again(place, shares, third)
    print("Fourth case: an institution does not answer")
    fourth = cast.another(Browser(place.host, place.port, story.language), story.silent)
    silent.whole(place, fourth)
    print("Public consultation on a draft law")
    part = consulting.whole(place, cast)
    print(f"The words of that proposal: {' '.join(part.words)}")
    print("Documented attacks")
    attacks.whole(cast)
    print(place.command(["figures", "publish"]).strip())
    print(f"As an outsider checks the record, from files alone: {published.check(place)}")
    walked = cast, second, third, fourth
    compared = sum(one.telling.compared for one in walked)
    print(
        f"The demo is complete: {compared} dates on pages are the same as those of `amparo clock`."
    )
    return walked


def serve(place: Place) -> None:
    """Serve on a free port. It may be taken a moment later: then another one is tried, unless the
    port was given by number."""
    for _ in range(TRIES - 1):
        try:
            return place.serve()
        except NotServing:
            if place.fixed:
                raise
            place.port = free_port()
    return place.serve()


def keep(place: Place, cast: Cast, *others: Cast) -> None:
    """Write what is needed to sign in as each person."""
    later = zip(LATER, others, strict=False)
    kept = {
        "address": place.address,
        "people": {one.part.sign_in_name: one.kept() for one in cast.accounts.values()},
        "words": cast.person.words,
        **{f"words_of_the_{name}": one.person.words for name, one in later},
    }
    path = place.state / KEPT
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=2), encoding="utf-8")


def say_who(place: Place, cast: Cast, *others: Cast) -> None:
    print(f"\nServing on {place.address} until Ctrl-C. All data is fictional.")
    print(f"The person of the first case signs in at {place.address}return/ with these words:")
    print(f"  {' '.join(cast.person.words)}")
    for where, other in zip(WHERE, others, strict=False):
        print(f"{where} with this one:")
        print(f"  {' '.join(other.person.words)}")
    typed = f"{sys.argv[0]} demo code NAME"  # as this one was: it need not be on the PATH
    if place.state != DEFAULT.resolve():
        typed += f" --state {shlex.quote(str(place.state))}"
    if others:
        print(f"Public pages: {place.address}public/")
    print(f"Accounts (name, password); `{typed}` prints a current one-time code:")
    for one in cast.accounts.values():
        where = f"{place.address.rstrip('/')}{one.first_page}in/"
        roles = " and ".join(one.part.roles).replace("_", " ")
        print(f"  {one.part.sign_in_name:<7} {one.part.password:<42} {where}  {roles}")
    print(flush=True)


def go_on(place: Place, *walked: Cast) -> None:
    """Say who can sign in, and serve until Ctrl-C, or until the server ends by itself."""
    try:
        say_who(place, *walked)
        if place.server is None:
            return
        place.server.wait()
    except KeyboardInterrupt:
        return
    raise NotServing(f"the server ended by itself; see {place.log}")


def print_code(state: Path, name: str) -> int:
    """Print a code that was not printed before: a used one is refused."""
    path = state / KEPT
    if not path.is_file():
        raise Mistake(f"There is no demo in {state}: run `amparo demo run` first.")
    kept = json.loads(path.read_text(encoding="utf-8"))
    person = kept["people"].get(name.casefold())
    if person is None:
        raise Mistake(f"Nobody signs in as {name!r}; there are: {', '.join(kept['people'])}.")
    code, left = next_code(person)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=2), encoding="utf-8")
    print(code)
    print(f"It works once, for {left} more seconds: {person['name']}, password:")
    print(person["password"])
    return 0


def next_code(person: dict[str, Any]) -> tuple[str, int]:
    """Return a code and for how many seconds it is accepted; waits while the next one is not valid
    yet."""
    step = max(_step_now(), person["last_step"] + 1)
    while step > _step_now() + 1:
        time.sleep(1)
    person["last_step"] = step
    now = datetime.now(UTC)  # noqa: TID251 - a command's clock
    # A code is taken during its own step and one step to either side.
    left = (step + 2) * STEP - int(now.timestamp())
    return codes.code_at(person["code_secret"], now + timedelta(seconds=_until(step))), left


def _step_now() -> int:
    return int(time.time()) // STEP


def _until(step: int) -> int:
    return (step - _step_now()) * STEP
