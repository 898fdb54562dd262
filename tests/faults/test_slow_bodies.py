"""Bodies that come a byte at a time, or not at all, keep nobody from being heard."""

import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection

import pytest

from amparo.cli.walk.browser import Upload, encoded
from tests.architecture.source import ROOT

REQUEST = {"facts": "Rompieron la ventana.", "coarse_place": "la quebrada", "safe_contact": "sí"}
PDF = b"%PDF-1.7\n" + b"nada " * 40_000
AT_ONCE = 64
PATIENCE = 4.0  # seconds, in small
SHORT = {
    "DJANGO_SETTINGS_MODULE": "tests.faults.impatient",
    "PYTHONPATH": str(ROOT),
    "PATIENCE": str(PATIENCE),
}
SOON = 3.0  # seconds in which somebody frightened has her answer
ANOTHER = "127.0.0.3"  # an earlier test's lines may still hold the places of the usual address


@pytest.fixture(scope="module")
def site(shared):
    return shared


@pytest.fixture
def impatient(laid):
    """A site that waits four seconds for what otherwise may take thirty."""
    laid.place.more = {**laid.place.more, **SHORT}
    laid.serve()
    return laid


def begun(site, length, first=b"", address="127.0.0.1"):
    """A body of this length whose beginning was sent."""
    line = socket.create_connection(
        (site.place.host, site.place.port), timeout=60, source_address=(address, 0)
    )
    here = f"{site.place.host}:{site.place.port}"
    # With the cookie of the forms: without it the body would not even be read.
    head = f"POST /urgent/ HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\n"
    head += f"Cookie: amparo_form={'a' * 32}\r\nContent-Length: {length}\r\n"
    kind = "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    line.sendall(f"{head}{kind}".encode() + first)
    return line


FILE = b"--b\r\nContent-Disposition: form-data; name=recording; filename=a.pdf\r\n\r\n%PDF-"
FILE += b"x" * 150_000


@contextmanager
def dripping(site, length, first=b""):
    """Many bodies at once, each a byte a second."""
    over = threading.Event()
    with ExitStack() as stack:
        lines = [stack.enter_context(begun(site, length, first)) for _ in range(AT_ONCE)]

        def drip():
            while not over.wait(1):
                for line in lines:
                    try:
                        line.sendall(b"x")
                    except OSError:
                        continue

        dripper = threading.Thread(target=drip)
        dripper.start()
        try:
            time.sleep(1.5)
            yield lines
        finally:
            over.set()
            dripper.join()


def sent(site, *, file=b"", address="127.0.0.1", pace=0):
    """The status of an urgent request, and how long it took. `pace`: bytes a second."""
    person = site.person()
    started = time.monotonic()
    page = person.browser.open("/urgent/")
    files = {"recording": [Upload("a.pdf", file)]} if file else {}
    body, kind = encoded(page.form(*REQUEST).filled(REQUEST), files)
    here = f"{site.place.host}:{site.place.port}"
    headers = {**person.browser.headers(), "Content-Type": kind, "Origin": f"http://{here}"}
    line = HTTPConnection(here, timeout=60, source_address=(address, 0))
    with closing(line):
        line.request("POST", "/urgent/", paced(body, pace) if pace else body, {
            **headers, "Content-Length": str(len(body)),
        })  # fmt: skip
        with line.getresponse() as answer:
            answer.read()
            return answer.status, time.monotonic() - started


def soon(site):
    """And what it takes while nobody drips, three times: a busy machine is slow for everybody."""
    _status, took = sent(site)
    return SOON + 3 * took


def paced(body, pace):
    """So many bytes a second, in two parts each second."""
    part = pace // 2
    for at in range(0, len(body), part):
        yield body[at : at + part]
        time.sleep(0.5)


def test_many_slow_forms_do_not_keep_an_urgent_request_waiting(site):
    long = soon(site)
    with dripping(site, 60_000):
        status, took = sent(site)
        assert (status, took < long) == (302, True), took


def test_many_slow_files_keep_neither_words_nor_pages_nor_files_of_others_waiting(site):
    long, before = soon(site), files_of(site)
    with dripping(site, 8_000_000, FILE):
        status, took = sent(site)
        assert (status, took < long) == (302, True), took
        status, took = sent(site, file=PDF, address="127.0.0.2")
        assert (status, took < long) == (302, True), took
        assert files_of(site) == before + 1


def files_of(site):
    return len(site.rows("SELECT 1 FROM intake_attachment"))


def test_one_address_does_not_get_every_place_for_files_and_reads_why(site):
    with dripping(site, 8_000_000, FILE) as lines:
        until = time.monotonic() + 30
        while sum(map(answered, lines)) < AT_ONCE // 2 and time.monotonic() < until:
            time.sleep(0.1)
        said = [line.recv(65536) for line in lines if answered(line)]
        assert len(said) >= AT_ONCE // 2  # two processes, eight places for one address in each
        for answer in said:
            assert answer.startswith(b"HTTP/1.1 503 ")


def answered(line):
    line.settimeout(0.01)
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


def test_what_stands_still_is_ended_with_words_and_what_comes_slowly_gets_through(impatient):
    """In small, with four seconds in place of thirty."""
    ended_or_through(impatient, PDF[:80_000], pace=14_000, longer=PATIENCE)


@pytest.mark.slow("waits for thirty seconds, as a site does")
def test_slow_body_in_real_time_is_taken(site):
    ended_or_through(site, PDF, pace=5_000, longer=35)


def ended_or_through(site, file, *, pace, longer):
    """Two bodies stand still, and one takes `longer` than anything may stand still."""
    slow = []
    bad_line = threading.Thread(
        target=lambda: slow.append(sent(site, file=file, address=ANOTHER, pace=pace))
    )
    bad_line.start()
    with begun(site, 60_000, b"", ANOTHER) as short, begun(site, 8_000_000, FILE, ANOTHER) as long:
        for line in (short, long):
            said = b""
            while b"</html>" not in said:
                part = line.recv(65536)
                assert part, said
                said += part
            assert said.startswith(b"HTTP/1.1 400 ")
            assert "Lo que usted envió se detuvo".encode() in said or b"stopped on the way" in said
    bad_line.join()
    status, took = slow[0]
    assert status == 302
    assert took > longer
    until = time.monotonic() + 30
    kept = files_of(site)
    while len(site.uploads()) > kept and time.monotonic() < until:
        time.sleep(0.2)
    assert len(site.uploads()) == kept
