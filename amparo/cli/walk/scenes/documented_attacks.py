"""The register of attacks: a monitor documents made-up attacks, each entered on one page, and
completes some of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from amparo.cli.walk.browser import Unexpected, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.step_printer import OWN

HERE = "/desk/attacks/"
IN_KIND = ("victim", "perpetrator", "source")


def whole(cast: Cast) -> None:
    """Document every attack of the story, and add to some what contradicts, follows or answers."""
    told = cast.story.attacks
    attacks = told["attack"]
    codes = [document(cast, one) for one in attacks]
    acts = sum(len(one["kinds"]) for one in attacks)
    _say(cast, f"documents {len(codes)} attacks with {acts} acts, each on one page")
    contradict(cast, codes[0], told["contradiction"])
    _say(cast, "adds a second source that contradicts the first on the day, and keeps both")
    follow(cast, codes[0], codes[1])
    _say(cast, "joins two attacks into a chain")
    spoken = _first_with(attacks, "smear_stigmatisation")
    complete_statement(cast, codes[spoken], told["statement"])
    _say(cast, "keeps the words of an official's statement, sealed")
    respond(cast, codes[_first_with(attacks, "killing")], told["response"])
    _say(cast, "notes what the state did")
    listed = well(_browser(cast).open(HERE))
    if any(one["victim"]["name"] in listed.text for one in attacks):
        raise Unexpected(f"{HERE}: the list names a victim")


def document(cast: Cast, attack: Mapping[str, Any]) -> str:
    """Enter one attack; return its code."""
    when = _month(cast.telling.now().date(), attack["ago"])
    given: dict[str, Any] = {
        "when": f"{when}-{attack['day']}" if "day" in attack else when,
        **{f"kind_{place}": kind for place, kind in enumerate(attack["kinds"], start=1)},
        **{name: attack[name] for name in attack if name in _COLUMNS},
    }
    for part in IN_KIND:
        given |= {f"{part}-{name}": value for name, value in attack[part].items()}
    given["consent-ground"] = attack["consent"]["ground"]
    given |= {f"consent-{use}": "on" for use in attack["consent"]["uses"]}
    if "share" in attack["consent"]["uses"]:
        given["consent-shared_with"] = cast.story.attacks["shared_with"]
    page: Page = _browser(cast).fill(well(_browser(cast).open(f"{HERE}new/")), given)
    return page.path.split("?", maxsplit=1)[0].strip("/").rsplit("/", 1)[-1]


def contradict(cast: Cast, code: str, told: Mapping[str, str]) -> None:
    """A second source says another day. Both stay; the team relies on one."""
    added = {"kind": "organisation", "reliability": "fairly_reliable", "name": told["source"]}
    _add(cast, code, "sources", added)
    form = well(_browser(cast).open(f"{HERE}{code}/facts/new/")).form("source", "says")
    sources = [one for one in form.fields["source"].allowed if one]
    said: tuple[tuple[str, dict[str, str]], ...]
    said = ((told["day"], {"relied_on": "on"}), (told["other_day"], {}))
    for source, (says, relied) in zip(sources, said, strict=True):
        fact = {"source": source, "about": "when", "says": says, "verification": "disputed"}
        _add(cast, code, "facts", {**fact, **relied})


def follow(cast: Cast, earlier: str, later: str) -> None:
    page = well(_browser(cast).open(f"{HERE}{earlier}/link/"))
    _browser(cast).fill(page, {"later": later, "kind": "followed_by"})


def complete_statement(cast: Cast, code: str, told: Mapping[str, str]) -> None:
    """Say of a statement at which level the office stands, and keep its words."""
    shown = well(_browser(cast).open(f"{HERE}{code}/"))
    page = well(_browser(cast).open(shown.link(f"{HERE}{code}/acts/")))
    _browser(cast).fill(page, dict(told))


def respond(cast: Cast, code: str, told: Mapping[str, str]) -> None:
    _add(cast, code, "responses", {"kind": "investigation", "outcome": "pending", **told})


_COLUMNS = frozenset({"department", "district", "what_happened", "defence_link", "verification"})


def _add(cast: Cast, code: str, part: str, given: Mapping[str, str]) -> Page:
    page = well(_browser(cast).open(f"{HERE}{code}/{part}/new/"))
    added: Page = _browser(cast).fill(page, given)
    return added


def _browser(cast: Cast) -> Any:
    return cast.accounts[cast.story.monitor].browser


def _first_with(attacks: list[Mapping[str, Any]], kind: str) -> int:
    return next(place for place, one in enumerate(attacks) if kind in one["kinds"])


def _month(today: date, ago: int) -> str:
    """Return the month that was so many months before today."""
    years, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return f"{years}-{month + 1:02}"


def _say(cast: Cast, what: str) -> None:
    cast.told(cast.story.monitor, what, OWN)
