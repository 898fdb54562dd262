"""A disk that has no room left for the database: whoever writes reads that it was not stored, and
has her words back; nothing is half, and once there is room the same form is taken in."""

from time import monotonic, sleep

import pytest
from django.db import transaction

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.person import recording
from amparo.door.visit.current_phrase_check import A_BROWSER_MAY
from amparo.foundations.intake.files.attachments import settle
from amparo.foundations.intake.files.uploads import path_of
from tests.architecture.source import ROOT
from tests.faults.test_killed import nothing_is_half
from tests.sent_files import photo, uploaded

FACTS = "Vienen por el camino de la loma. "
SAID = {"facts": FACTS * 500, "coarse_place": "la quebrada", "safe_contact": "por la vecina"}
FILES = {"recording": Upload("voz.wav", recording(0.3))}
FULL = {"DJANGO_SETTINGS_MODULE": "tests.faults.no_room", "PYTHONPATH": str(ROOT)}

PATIENCE = 60.0  # seconds

MORE = pytest.mark.slow("a site of its own for each number of free pages")


@pytest.mark.parametrize("free", [0, pytest.param(1, marks=MORE), pytest.param(3, marks=MORE)])
def test_whoever_writes_reads_that_it_was_not_stored_and_nothing_is_half(laid, free):
    own = laid.place.more
    record = laid.rows("SELECT count(*) FROM ledger_entry")
    [(pages,)] = laid.rows("PRAGMA page_count")
    laid.place.more = {**own, **FULL, "PAGES": str(pages + free)}
    laid.serve("--workers", "1")
    person = laid.person()
    page = person.browser.open("/urgent/")
    form = page.form(*SAID)
    answer = person.browser.submit(page, form, SAID, FILES)
    assert (answer.status, answer.words) == (503, [])
    for told in ("No se guardó: de nuestro lado ya no hay espacio", FACTS, "elíjalos otra vez"):
        assert told in answer.text
    nothing_was_stored(laid, record)
    laid.place.stop()
    laid.place.more = own
    laid.serve("--workers", "1")
    person.browser.port = laid.place.port
    person.words = person.browser.submit(page, form, SAID, FILES).words
    assert laid.rows("SELECT count(*) FROM intake_filing") == [(1,)]
    nothing_is_half(laid)
    assert laid.ledger("verify").returncode == 0
    assert FACTS in person.come_back().text


def test_wrong_words_are_counted_and_right_ones_answered_while_there_is_no_room(laid):
    laid.serve("--workers", "1")
    person = laid.person()
    page = person.browser.open("/urgent/")
    person.words = person.browser.submit(page, page.form(*SAID), SAID).words
    laid.place.stop()
    [(pages,)] = laid.rows("PRAGMA page_count")
    own, laid.place.more = laid.place.more, {**laid.place.more, **FULL, "PAGES": str(pages)}
    laid.serve("--workers", "2")
    stranger = laid.person()
    stranger.browser.port = person.browser.port = laid.place.port
    wrong = {"phrase": " ".join(reversed(person.words))}
    found = [tried(stranger, wrong).status for _ in range(A_BROWSER_MAY + 1)]
    assert set(found[:-1]) == {400}
    assert found[-1] == 429
    again = laid.person()
    assert tried(again, {"phrase": " ".join(person.words)}).status == 503
    laid.place.stop()
    laid.place.more = own
    laid.serve("--workers", "1")
    person.browser.port = laid.place.port
    assert SAID["facts"].split()[0] in person.come_back().text


def tried(person, said):
    page = person.browser.open("/return/")
    return person.browser.submit(page, page.form(*said), said)


def nothing_was_stored(site, record):
    """Neither rows nor files, and the log holds no word of hers."""
    assert site.rows("SELECT count(*) FROM intake_filing") == [(0,)]
    assert site.rows("SELECT count(*) FROM ledger_entry") == record
    until = monotonic() + PATIENCE  # they go when the request is over: just after its answer
    while site.uploads() and monotonic() < until:
        sleep(0.1)
    assert site.uploads() == {}
    nothing_is_half(site)
    said = site.place.log.read_text(encoding="utf-8")
    assert "OperationalError" in said
    assert FACTS.strip() not in said


@pytest.mark.usefixtures("guarded_again", "transactional_db")
@pytest.mark.parametrize("undone", [True, False])
def test_a_file_goes_with_its_request_where_what_names_it_was_undone(undone):
    [upload] = uploaded(photo())
    with transaction.atomic():
        settle(upload)
        transaction.set_rollback(undone)
    upload.close()
    path = path_of(upload.stored_as)
    assert path.exists() != undone
    path.unlink(missing_ok=True)
