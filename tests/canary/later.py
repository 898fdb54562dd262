"""Acts that the told cases have no need of, each with the mark in every free word: exact places, an
errand, demands, a copy that leaves, something that got out, an intermediary, a hold, an erasure.
And a backup."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from amparo.cli.backups import sealed_file as container
from amparo.cli.backups.table_copies import NAMES
from amparo.cli.walk.browser import Browser, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import Place
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.team import Desk
from amparo.crypto import shares

MOMENT = "%Y-%m-%dT%H:%M"
SHARE = re.compile(r"^Share \d+ of 3:\n {2}(.+)$", re.MULTILINE)
EXPORT = re.compile(r"/exports/(\w{4}-\w{4}-\w{4})/")
NOBODY: dict[str, object] = {"words": {}, "risk": {}, "measures": []}
STEP = re.compile(r".*/leaks/steps/[^/]+/")  # of one that is done with words alone
WAY = "through_others"
ELSEWHERE = frozenset({"way", "forbids", "heard", "between", "may-do"})
"""What was replaced, is kept from her, or stands on a page that nobody opens here again."""


class Later:
    """A fourth person calls for help, and what is done then; a board and its intermediary."""

    def __init__(self, first: Cast, board: Cast, stem: str) -> None:
        self.stem = stem
        self.typed: set[str] = set()
        self.board = board
        browser = first.person.browser
        self.cast = first.another(Browser(browser.host, browser.port, browser.language), NOBODY)
        self.opens: list[str] = []
        self.today = first.telling.now()

    def whole(self) -> None:
        """Every act, in order."""
        self.ask()
        self.places()
        self.errand()
        self.demands()
        self.copy()
        self.got_out()
        self.go_between()
        self.hold()
        self.erase()

    def said(self, where: str) -> str:
        """A free word with the mark; it is remembered where somebody reads it again."""
        word = f"{self.stem}{where}"
        if where not in ELSEWHERE:
            self.typed.add(word)
        return f"Que nadie lo lea: {word}"

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).date().isoformat()

    @property
    def ana(self) -> Desk:
        return self.cast.desk(self.cast.story.analyst)

    def ask(self) -> None:
        told = (self.said(one) for one in ("facts", "place", "contact"))
        self.cast.person.ask_urgently(*told)
        self.cast.person.confirm_words()
        self.cast.code = self.cast.desk(self.cast.story.receptionist).open_request()
        self.ana.claim()
        hours = {"begins": "00:00", "ends": "00:00"}
        self.ana.act("reach/", {"ways": WAY, "how": "through", **hours, "text": self.said("way")})

    def places(self) -> None:
        """Hers, and one of the team's."""
        browser = self.cast.person.browser
        given = {"kind": "now", "text": self.said("hers-now"), "days": "3"}
        browser.fill(well(browser.open("/mine/places/")), given)
        self.ana.act("places/new/", {"kind": "safe", "text": self.said("safe-house"), "days": "2"})

    def errand(self) -> None:
        """Something that somebody will go and say to her."""
        self.ana.act("errands/", {"text": self.said("errand")})

    def demands(self) -> None:
        """One that a court forbids to tell, and one that she reads."""
        told = {"on": self.day(0), "what": self.said("demanded"), "ground": self.said("ground"),
                "answered": self.said("answered")}  # fmt: skip
        court = {"forbidden_by": self.said("forbids"), "silent_until": self.day(9)}
        self.ana.act("demands/new/", {"kind": "court", "name": self.said("court"), **told, **court})
        self.ana.act("demands/new/", {"kind": "authority", "name": self.said("minister"), **told})

    def copy(self) -> None:
        """Asked for, agreed to, allowed by a second person, taken on paper."""
        address = f"{self.ana.case_path}exports/new/"
        browser = self.ana.account.browser
        page = well(browser.open(address))
        parts = page.form("parts").fields["parts"].allowed
        given = {"name": self.said("recipient"), "purpose": self.said("purpose"), "parts": parts}
        browser.fill(page, {**given, "ground": "hers"})
        self.cast.person.decide("agree")
        self._seat(self.cast.story.supervisor, "supervises")
        found = EXPORT.search(" ".join(self.ana.case().links_to("/exports/")))
        assert found
        where = f"exports/{found[1]}/"
        self.cast.desk(self.cast.story.supervisor).act(f"{where}decide/", {"outcome": "yes"})
        page = well(browser.open(f"{self.ana.case_path}{where}take/"))
        self.opens = page.value_of("opens").split()
        printed = browser.fill(page, {"how": "paper"})
        assert self.stem in printed.text, "the copy really left"

    def _seat(self, key: str, reason: str) -> None:
        """Somebody else of the team comes to the case."""
        browser = self.ana.account.browser
        page = well(browser.open(f"{self.ana.case_path}seats/"))
        fields = page.form("member", "reason").fields
        member = fields["member"].choice(self.cast.accounts[key].part.name)
        browser.fill(page, {"member": member, "reason": reason})

    def got_out(self) -> None:
        """Noted in the case, and what of it is done with words alone."""
        now = (self.today - timedelta(minutes=2)).strftime(MOMENT)
        given = {"kinds": ["who"], "moment": now, "text": self.said("got-out")}
        self.ana.act("leaks/new/", given)
        browser = self.ana.account.browser
        steps = self.ana.case().links_to("/leaks/steps/")
        for address in steps:
            if STEP.fullmatch(address):
                page = well(browser.open(address))
                browser.submit(page, page.form("text"), {"text": f"Hecho, {self.stem}paso."})
        hours = {"begins": "00:00", "ends": "00:00"}
        anew = {"outcome": "agreed", "ways": WAY, "how": "heard", **hours}
        [way] = [one for one in steps if one.endswith("/way/")]
        browser.fill(well(browser.open(way)), {**anew, "which": self.said("another-way")})
        told = {"outcome": "told", "way": WAY, "kinds": ["who"], "done": self.said("done")}
        [tell] = [one for one in steps if one.endswith("/tell/")]
        given = {**told, "moment": self.today.strftime(MOMENT), "may_do": self.said("may-do")}
        browser.fill(well(browser.open(tell)), given)

    def go_between(self) -> None:
        """Put to the board, agreed to with its acta, and told something on its own page."""
        desk = self.board.desk(self.board.story.analyst)
        asked = {"code": self.cast.code, "name": self.said("federation"), "until": self.day(30),
                 "scope": ["messages"], "purpose": self.said("between")}  # fmt: skip
        desk.act("collective/between/new/", asked)
        browser = self.board.person.browser
        page = self._asks_for_an_acta(browser)
        given = {"decided": "agree", "on": self.day(0), "took_part": "41"}
        browser.fill(page, {**given, "text": self.said("acta-of-it")})
        [where] = {
            one.removeprefix(desk.case_path)
            for one in desk.case().links_to("/collective/between/")
            if not one.endswith("/new/")
        }
        desk.act(where, {"messages": self.said("passed-on")})

    def _asks_for_an_acta(self, browser: Browser) -> Page:
        """The page of the acta that names the intermediary."""
        links = self.board.person.page().links_to("/mine/decisions/")
        pages = [browser.open(one) for one in links if one.endswith("/acta/")]
        return next(page for page in pages if f"{self.stem}federation" in page.text)

    def hold(self) -> None:
        """The board's file is kept for a court."""
        desk = self.board.desk(self.board.story.analyst)
        given = {"ground": "claim", "words": self.said("hold"), "look_again_on": self.day(30)}
        desk.act("holds/new/", given)

    def erase(self) -> None:
        """She asks, and somebody hears that it is she. It is decided once her days are over."""
        browser = self.cast.person.browser
        browser.fill(well(browser.open("/mine/erase/")), {"scope": "files"})
        heard = {"outcome": "hers", "way": "trusted", "words": self.said("heard")}
        self.ana.act("erasing/heard/", heard)

    def read(self) -> str:
        """Everything that whoever may read it finds on their pages afterwards."""
        texts = [page.text for page in self._pages()]
        return " ".join(texts)

    def _pages(self) -> Iterator[Page]:
        for cast in (self.cast, self.board):
            hers, desk = cast.person.browser, cast.desk(cast.story.analyst)
            for address in ("/mine/", "/mine/papers/", "/mine/places/", "/mine/allowed/"):
                yield hers.open(address)
            for address in hers.open("/mine/papers/").links_to("/mine/papers/"):
                yield hers.open(address)
            case = desk.case()
            yield case
            for part in (
                "/leaks/",
                "/exports/",
                "/seats/",
                "/collective/",
                "/papers/",
                "/reach/",
                "/errands/",
            ):
                for address in case.links_to(part):
                    yield desk.account.browser.open(address)


def backed_up(place: Place, folder: Path) -> list[Path]:
    """Make a backup, open it with two of its three shares, and lay down what is in it; of a dump
    also what it says in plain. Returns what was laid down."""
    parts = SHARE.findall(place.command(["backup", "key", "--shares", "2of3"]))
    away, opened = folder / "away", folder / "opened"
    away.mkdir()
    place.command(["backup", "make", str(away)])
    [path] = away.glob("*.backup")

    def lay_down(name: str, content: BinaryIO) -> tuple[int, str]:
        target = opened / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as sink:
            return container.hashed(content, sink)

    with path.open("rb") as source:
        line, sealed = container.line_of(source)
        key = container.key_in(line, sealed, shares.combine(parts[:2]))
        container.each_file(source, line, key, lay_down)
    dump = opened / NAMES["postgresql"]
    if dump.exists():
        in_plain(dump)
    return [path, *(one for one in opened.rglob("*") if one.is_file())]


def in_plain(dump: Path) -> None:
    """Packed, it would hide every word from whoever looks for one."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_restore"))
    tool = str(binaries[-1]) if binaries else shutil.which("pg_restore") or "pg_restore"
    plain = dump.with_suffix(".sql")
    subprocess.run([tool, f"--file={plain}", str(dump)], check=True, capture_output=True)
