"""A whole case told in words that can be looked for, and every place in which they could lie."""

import dataclasses
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from amparo.cli.walk.browser import Browser, Upload, encoded
from amparo.cli.walk.cast import Cast, enrol
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.person import recording
from amparo.cli.walk.scenes import community_case as many_hands
from amparo.cli.walk.scenes import documented_attacks as attacks
from amparo.cli.walk.scenes import first_case as case
from amparo.cli.walk.scenes import other_remedies_case as side_roads
from amparo.cli.walk.step_printer import Telling
from amparo.cli.walk.story import Story
from tests.canary.later import Later, backed_up
from tests.canary.search import Found, Hunt, group_of
from tests.sent_files import photo
from tests.sites import Site

# No word of any language, with letters that each encoding writes otherwise.
STEM = "Qoñhuaürpi"
BIG = 8 * 1024 * 1024
PATIENCE = 25  # seconds; a site waits thirty for a body that stands still
KNOWN = ("amparo.sqlite3", "uploads", "static", "mail")
REST = "whatever else lies there"  # counters, locks, the site's own secrets
# What the law or the page knows by its code is no word of anybody's.
CODED = {
    "subject_kind", "filed_for", "consent_of_person", "interpreter", "excluded_institutions",
    "gender_identity", "ethnic_self_identification", "age_band", "disability", "came_by",
    "read_back", "party",
}  # fmt: skip


def marked(text: str, where: str) -> str:
    return f"{text} {STEM}{where}"


def secret_story() -> Story:
    """The story with the mark in every free word, and in every password; without the institutions
    of the case that is not told here."""
    plain = Story.read()
    request: dict[str, Any] = _answers(plain.request)
    request["mother_tongue-own_words"] = marked("quechua", "trait")
    return dataclasses.replace(
        plain,
        request=request,
        words=_all_marked(plain.words),
        measures=tuple(
            dataclasses.replace(
                one,
                text=marked(one.text, "measure"),
                places=marked(one.places, "places"),
                told=_all_marked(one.told),
            )
            for one in plain.measures
        ),
        side_roads=_of_others(plain.side_roads),
        many_hands=_of_others(plain.many_hands),
        attacks=_of_attacks(plain.attacks),
        parts={
            key: dataclasses.replace(part, password=marked(part.password, key))
            for key, part in plain.parts.items()
            if part.unit not in {one["code"] for one in plain.units}
        },
    )


def _answers(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text if name in CODED else marked(text, name) for name, text in given.items()}


def _of_others(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is said in another case, and by whoever is left in it."""
    spoken = {name: _answers(told[name]) for name in ("request", "of_those_left") if name in told}
    measures = [
        {
            **one,
            "text": marked(one["text"], "measure"),
            "places": marked(one["places"], "places"),
            "told": _all_marked(one["told"]),
        }
        for one in told["measures"]
    ]
    return {**told, **spoken, "words": _all_marked(told["words"]), "measures": measures}


def _of_attacks(told: Mapping[str, Any]) -> dict[str, Any]:
    """Three attacks: one that another follows, and those with a statement and an answer of the
    state. What is marked is sealed; district and codes are open columns."""
    every = told["attack"]
    kinds = ("smear_stigmatisation", "killing")
    some = [next(one for one in every if kind in one["kinds"]) for kind in kinds]
    spoken = [
        {
            **one,
            "what_happened": marked(one["what_happened"], "attack"),
            "victim": {**one["victim"], "name": marked(one["victim"]["name"], "victim")},
        }
        for one in [every[0], *some]
    ]
    return {
        "attack": spoken,
        "shared_with": marked(told["shared_with"], "shared"),
        "contradiction": _all_marked(told["contradiction"]),
        "statement": {**told["statement"], "statement": marked("enemiga", "statement")},
        "response": _all_marked(told["response"]),
    }


def _all_marked(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: marked(text, name) for name, text in texts.items()}


def big_file() -> bytes:
    """Eight megabytes of a document, all of it the mark."""
    line = f"{STEM} contenido del archivo\n".encode()
    return b"%PDF-1.7\n" + line * (BIG // len(line))


def files() -> Mapping[str, Upload]:
    spoken = recording() + f"LIST {STEM} grabado".encode()
    return {"facts-spoken": Upload(f"{STEM} nombre ñ.wav", spoken)}


class Journey:
    """One run: what stood in the open while an upload paused, after everything, and in a backup
    that was opened. `room`: a folder that is not the site's. `short`: one case."""

    def __init__(self, site: Site, room: Path, *, short: bool = False) -> None:
        self.site, self.room, self.short = site, room, short
        self.story = secret_story()
        self.telling = Telling(self.story.protocol, self.story.calendar)
        self.during: dict[str, list[Found]] = {}
        self.after: dict[str, list[Found]] = {}
        self.in_backup: list[Found] = []
        self.half_was_there = False

    def walk(self, word: str) -> None:
        """Three cases that are told, and in a fourth what they have no need of; the person sends
        a big file in two halves on the way."""
        self.cast = cast = enrol(self.site.place, self.story, self.telling, word)
        self.site.accounts.update(cast.accounts)
        case.whole(cast, files())
        self.cases, opens = [cast], []
        if not self.short:
            self.others(cast)
            opens = list(_joined(self.later.opens))
        self.pause(cast)
        look_at_files(cast)
        begin_a_note(cast, marked("No la envié todavía.", "draft"))
        known = [word for one in self.cases for word in self.words(one)]
        known = [*dict.fromkeys([*known, *opens])]
        if not self.short:
            self.read = self.later.read()
        self.laid_down = backed_up(self.site.place, self.room)
        self.in_backup = in_files(Hunt(known), self.laid_down)
        wanted = [*known, *self.secrets(cast.accounts)]
        self.after = looked_through(self.site, Hunt(wanted))

    def others(self, cast: Cast) -> None:
        place = self.site.place
        browsers = [Browser(place.host, place.port, self.story.language) for _ in range(2)]
        second = cast.another(browsers[0], self.story.side_roads)
        side_roads.whole(second)
        self.third = cast.another(browsers[1], self.story.many_hands, many_hands.ASKS)
        many_hands.whole(self.third)
        attacks.whole(cast)
        self.later = Later(cast, self.third, STEM)
        self.later.whole()
        self.cases += [second, self.third, self.later.cast]

    def words(self, cast: Cast) -> list[str]:
        """The mark, and the phrase as it could be joined."""
        return [STEM, *(joined for phrase in cast.phrases for joined in _joined(phrase))]

    def secrets(self, accounts: Mapping[str, Account]) -> list[str]:
        return [account.secret for account in accounts.values()]

    def pause(self, cast: Cast) -> None:
        """Half of the file arrives; then nothing comes for a while, and somebody copies all."""
        browser = cast.person.browser
        page = browser.open("/mine/write/")
        given = {"text": marked("Va un documento.", "note")}
        sent = page.form("text").filled(given)
        upload = Upload(f"{STEM} grande.pdf", big_file())
        picture = Upload(f"{STEM} foto.jpg", photo(said=STEM.encode()))
        body, kind = encoded(sent, {"recordings": [upload, picture]})
        lines = {**browser.headers(), "Content-Type": kind, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        place = self.site.place
        before = sum(self.site.uploads().values())
        with socket.create_connection((place.host, place.port), timeout=60) as line:
            line.sendall(f"POST /mine/write/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
            line.sendall(body[: len(body) // 2])
            until = time.monotonic() + PATIENCE
            while not self.half_was_there and time.monotonic() < until:
                time.sleep(0.1)
                self.half_was_there = sum(self.site.uploads().values()) - before > BIG // 4
            self.during = looked_through(self.site, Hunt(self.words(cast)))
            line.sendall(body[len(body) // 2 :])
            answer = line.recv(200)
        assert b" 302 " in answer, answer


def look_at_files(cast: Cast) -> None:
    """The team sees what she sent in small and whole, takes it, and asks where it has been."""
    desk = cast.desk("ana")
    listed = desk.account.browser.open(f"/desk/cases/{cast.code}/files/")
    assert b"data:image/jpeg;base64," in listed.body, listed.heading
    browser = desk.account.browser
    for address in listed.links_to("/files/"):
        page = browser.open(address)
        assert page.status < 500
        for form in page.forms:
            if "reason" in form.fields:
                taken = browser.submit(page, form, {"reason": "to_work"})
                assert taken.status < 500


def begin_a_note(cast: Cast, text: str) -> None:
    """A member saves what is typed, and does not send it."""
    browser = cast.desk("ana").account.browser
    page = browser.open(f"/desk/cases/{cast.code}/notes/")
    saved = browser.submit(page, page.form("text"), {"text": text, "form_draft": "save"})
    assert text in saved.value_of("text")


def _joined(phrase: Sequence[str]) -> list[str]:
    first, second, third, *_ = phrase
    return [f"{first} {second}", f"{second},{third}", f'{first}", "{second}', " ".join(phrase)]


def places(site: Site) -> dict[str, Path]:
    """Folders and files of a site that somebody could copy."""
    state = site.place.state
    return {
        "database": state,
        "uploads": state / "uploads",
        "static": state / "static",
        "mail": state / "mail",
        REST: state,
        "log": site.place.log,
        "temporary files": Path(site.place.more["TMPDIR"]),
    }


def looked_through(site: Site, hunt: Hunt) -> dict[str, list[Found]]:
    """What was found, by place."""
    found = {name: list(in_place(hunt, name, path)) for name, path in places(site).items()}
    found["processes"] = list(hunt.in_processes(processes(site)))
    if site.database:
        found["dump"] = list(hunt.in_bytes(dump(site.database), "the dump"))
        found["server's files"] = list(in_server(site.database, hunt))
    return found


def in_place(hunt: Hunt, name: str, path: Path) -> Iterator[Found]:
    if name == "database":
        # With what SQLite keeps beside it: -wal, -shm, -journal.
        parts = sorted(path.glob("amparo.sqlite3*"))
    elif name == REST:
        parts = [one for one in path.iterdir() if not one.name.startswith(KNOWN)]
    else:
        parts = [path]
    for part in parts:
        yield from hunt.in_file(part) if part.is_file() else hunt.in_folder(part)


def in_files(hunt: Hunt, files: Sequence[Path]) -> list[Found]:
    return [found for one in files for found in hunt.in_file(one)]


def processes(site: Site) -> list[int]:
    assert site.place.server is not None
    return group_of(site.place.server.pid)


def dump(database: str) -> bytes:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    tool = str(binaries[-1]) if binaries else "pg_dump"
    return subprocess.run([tool, "--inserts", database], capture_output=True, check=True).stdout


def in_server(database: str, hunt: Hunt) -> Iterator[Found]:
    """The database's own files and the write-ahead log, where this machine may read them."""
    with psycopg.connect(database) as connection:
        connection.execute("CHECKPOINT")
        [(folder,)] = connection.execute("SHOW data_directory").fetchall()
        [(number,)] = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchall()
    if os.access(folder, os.R_OK):
        for part in (f"base/{number}", "pg_wal", "log", "pg_stat_tmp", "base/pgsql_tmp"):
            yield from hunt.in_folder(Path(folder) / part)
