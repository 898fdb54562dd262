"""A server that dies in the middle of its work has lost nothing that it said it received."""

import threading
import time
from http.client import HTTPException

import pytest

from amparo.cli.walk.browser import Unexpected, Upload
from amparo.cli.walk.demo_site import end_group
from amparo.cli.walk.page_reader import NotOnThePage
from amparo.cli.walk.person import Person, recording
from tests.faults.conftest import on_postgresql

HANDS = 4
ENOUGH = 6  # that were answered before each kill
PATIENCE = 60  # seconds until they are
ROUNDS = 4


class Load:
    """People who go on filing until the line breaks; what was answered is kept."""

    def __init__(self, site):
        self.site = site
        self.answered: list[tuple[list[str], str]] = []
        self.broken: list[str] = []
        self.hands = [threading.Thread(target=self.go_on, args=(n,)) for n in range(HANDS)]

    def go_on(self, hand):
        for number in range(1000):
            person = self.site.person()
            said = f"Vinieron a la puerta {hand}-{number}-{id(self)}."
            try:
                file_with_recording(person, said)
            except (OSError, HTTPException, Unexpected, NotOnThePage) as problem:
                self.broken.append(type(problem).__name__)
                return
            self.answered.append((person.words, said))

    def until_killed(self):
        for hand in self.hands:
            hand.start()
        until = time.monotonic() + PATIENCE
        while len(self.answered) < ENOUGH and time.monotonic() < until:
            time.sleep(0.05)
        end_group(self.site.place.server)
        for hand in self.hands:
            hand.join()


def file_with_recording(person: Person, said: str) -> None:
    page = person.browser.open("/urgent/")
    given = {"facts": said, "coarse_place": "la quebrada", "safe_contact": "por la vecina"}
    files = {"recording": Upload("voz.wav", recording(0.3))}
    person.words = person.browser.fill(page, given, files).words
    if not person.words:
        raise Unexpected("no words were shown")


KINDS = ["sqlite", on_postgresql("a server whose connection dies")]


@pytest.mark.parametrize("laid", KINDS, indirect=True)
def test_what_was_answered_before_a_kill_is_there_whole_after_it(served):
    killed(served, rounds=1)


@pytest.mark.slow("kills a server several times")
@pytest.mark.parametrize("laid", KINDS, indirect=True)
def test_kill_several_times_loses_nothing(served):
    killed(served, rounds=ROUNDS)


def killed(site, *, rounds):
    answered = []
    for _ in range(rounds):
        load = Load(site)
        load.until_killed()
        assert load.answered, load.broken
        answered += load.answered
        site.serve()
    for words, said in answered:
        person = site.person()
        person.words = words
        assert said in person.come_back().text

    assert site.ledger("verify").returncode == 0
    nothing_is_half(site)


def nothing_is_half(site):
    """Each request has all its parts, and no part is without its request."""
    [(filings,)] = site.rows("SELECT count(*) FROM intake_filing")
    for question in (
        "SELECT count(*) FROM ledger_entry WHERE event = 'RequestFiled'",
        "SELECT count(DISTINCT filing_id) FROM intake_document WHERE kind = 'urgent'",
        "SELECT count(*) FROM intake_casekey WHERE holder = 'person'",
        "SELECT count(*) FROM intake_casekey WHERE holder = 'reception'",
        "SELECT count(*) FROM intake_casekey WHERE holder = 'recovery'",
        "SELECT count(*) FROM intake_attachment",
    ):
        assert site.rows(question) == [(filings,)], question
    on_disk = site.uploads()
    kept = dict(site.rows("SELECT stored_as, sealed_size FROM intake_attachment"))
    assert kept == {name: on_disk.get(name) for name in kept}
