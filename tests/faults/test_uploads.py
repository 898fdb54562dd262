"""Files that do not arrive: cut off, or no room for them. The request goes through without them."""

import os
import re
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from amparo.cli.walk.browser import Upload, encoded, well
from tests.canary.search import group_of
from tests.sites import Site, laid_in

ROOM = 3 * 1024 * 1024
BIG = b"%PDF-1.7\n" + os.urandom(6 * 1024 * 1024)
PATIENCE = 60  # seconds
SMALL = b"%PDF-1.7\n" + b"nada " * 2000
REQUEST = {"facts": "Rompieron la ventana.", "coarse_place": "la quebrada", "safe_contact": "sí"}


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A site whose disk for files has room for three megabytes."""
    folder = tmp_path_factory.mktemp("full") / "site"
    with laid_in(folder, "rosa") as site:
        mounted = small_disk(folder / "uploads")
        try:
            site.serve()
            if not mounted:
                limit(site)
            yield site
        finally:
            site.place.stop()
            if mounted:
                subprocess.run(["umount", folder / "uploads"], check=True)


def small_disk(folder: Path) -> bool:
    """A disk of its own, where this machine lets us have one."""
    if os.geteuid() != 0:
        return False
    options = ["-t", "tmpfs", "-o", f"size={ROOM},mode=700", "tmpfs", str(folder)]
    return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0


def limit(site: Site) -> None:
    """Without a disk of its own: no file of the server's may grow beyond that size."""
    for pid in group_of(site.place.server.pid):
        subprocess.run(["prlimit", f"--fsize={ROOM}", "--pid", str(pid)], check=True)


def stored(site):
    """How many requests and files the tables name."""
    [found] = site.rows(
        "SELECT (SELECT count(*) FROM intake_filing), (SELECT count(*) FROM intake_attachment)"
    )
    return found


def urgent(person, *files):
    page = person.browser.open("/urgent/")
    form = page.form(*REQUEST)
    given = {"recording": [Upload(f"{n}.pdf", file) for n, file in enumerate(files)]}
    return person.browser.submit(page, form, REQUEST, given)


def test_a_file_without_room_is_said_to_be_missing_and_the_request_goes_through(full):
    person, (requests, files) = full.person(), stored(full)
    page = urgent(person, BIG)
    assert page.status == 200
    assert len(page.words) == 10
    assert "no hay espacio" in page.text
    assert stored(full) == (requests + 1, files)
    person.words = page.words
    assert REQUEST["facts"] in person.come_back().text


def test_nothing_of_a_file_without_room_stays_behind(full):
    before, (_requests, files) = full.uploads(), stored(full)
    urgent(full.person(), BIG)
    comes_to(full, before)
    page = urgent(full.person(), SMALL)
    assert len(page.words) == 10
    assert stored(full)[1] == files + 1


def test_a_step_keeps_its_words_when_its_file_found_no_room(full):
    person = full.person()
    page = well(person.browser.open("/request/facts/"))
    form = page.form("facts")
    given = {"facts": "Rompieron la ventana.", "go": "on"}
    after = person.browser.submit(page, form, given, {"facts-spoken": Upload("a.pdf", BIG)})
    assert after.status == 200
    again = person.browser.open("/request/facts/")
    assert again.form("facts").fields["facts"].values == ["Rompieron la ventana."]


def test_an_upload_that_is_cut_off_leaves_nothing_and_the_site_goes_on(shared):
    site, before, (requests, _files) = shared, shared.uploads(), stored(shared)
    person = site.person()
    page = person.browser.open("/urgent/")
    form = page.form(*REQUEST)
    files = {"recording": [Upload("whole.pdf", SMALL), Upload("cut.pdf", BIG)]}
    body, kind = encoded(form.filled(REQUEST), files)
    cut_off(site, person, body, kind)
    comes_to(site, before)
    assert stored(site)[0] == requests
    whole = urgent(person, SMALL)
    assert len(whole.words) == 10


def test_wherever_it_is_cut_nothing_is_taken_in_and_nothing_stays(shared):
    """In each sixteenth, before, in and after each mark between two parts, and one byte short."""
    person, before, were = shared.person(), shared.uploads(), stored(shared)
    form = person.browser.open("/urgent/").form(*REQUEST)
    files = {"recording": [Upload("one.pdf", SMALL), Upload("two.pdf", SMALL)]}
    body, kind = encoded(form.filled(REQUEST), files)
    mark = kind.partition("boundary=")[2].encode()
    edges = [found.start() for found in re.finditer(re.escape(mark), body)]
    assert len(edges) > len(REQUEST) + len(files)
    near = (one + away for one in edges for away in (-1, 1, len(mark), len(mark) + 9))
    cuts = {0, 1, len(body) - 1, *range(0, len(body), len(body) // 16), *near}
    for cut in sorted(one for one in cuts if 0 <= one < len(body)):
        cut_off(shared, person, body, kind, after=cut, waits=0.05)
    comes_to(shared, before)
    assert stored(shared) == were
    assert len(urgent(person, SMALL).words) == 10


def test_half_of_what_was_written_is_not_taken_for_all_of_it(shared):
    person, (requests, _files) = shared.person(), stored(shared)
    form = person.browser.open("/urgent/").form(*REQUEST)
    long = {**REQUEST, "facts": "Vienen por el camino. " * 800}
    for body, kind in (
        encoded(form.filled(long), {}),
        (urlencode(form.filled(long)).encode(), "application/x-www-form-urlencoded"),
    ):
        cut_off(shared, person, body, kind)
    assert len(urgent(person, SMALL).words) == 10
    assert stored(shared)[0] == requests + 1


def comes_to(site, files):
    """What had come of others is taken away, soon."""
    until = time.monotonic() + PATIENCE
    while site.uploads() != files and time.monotonic() < until:
        time.sleep(0.1)
    assert site.uploads() == files


def cut_off(site, person, body, kind, *, after=None, waits=0.5):
    """Send half of it, or so many bytes, then hang up."""
    sent = body[: len(body) // 2 if after is None else after]
    lines = {**person.browser.headers(), "Content-Type": kind, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection((site.place.host, site.place.port)) as line:
        line.sendall(f"POST /urgent/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
        line.sendall(sent)
        time.sleep(waits)
