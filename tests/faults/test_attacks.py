"""What no browser sends, sent to a served site: it answers, stores nothing, and goes on."""

import gzip
import socket
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from amparo.cli.walk.browser import encoded
from tests.sites import Site

REQUEST = {"facts": "Vienen por el río.", "coarse_place": "arriba", "safe_contact": "no"}


@pytest.fixture(scope="module")
def site(shared: Site) -> Site:
    return shared


def raw(site: Site, sent: bytes) -> int:
    """The code of the answer to these very bytes."""
    place = (site.place.host, site.place.port)
    with socket.create_connection(place, timeout=60) as line:
        line.sendall(sent.replace(b"HERE", f"{place[0]}:{place[1]}".encode()))
        said = line.recv(65536)
    return int(said.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"GET / HTTP/1.1\r\nHost: HERE\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: HERE\r\nHost: evil.example\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: HERE\r\nX-A: " + b"a" * 900_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: HERE\r\n" + b"X-A: a\r\n" * 5000 + b"\r\n", 431),
        (b"GET /static/../site.toml HTTP/1.1\r\nHost: HERE\r\n\r\n", 404),
        (b"GET /static/%2e%2e/site.toml HTTP/1.1\r\nHost: HERE\r\n\r\n", 404),
        (b"GET /static/..%2fsite.toml HTTP/1.1\r\nHost: HERE\r\n\r\n", 404),
        (b"GET /mine/papers/%00/ HTTP/1.1\r\nHost: HERE\r\n\r\n", 404),
        (b"POST /urgent/ HTTP/1.1\r\nHost: HERE\r\nContent-Length: -1\r\n\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: HERE\r\nContent-Length: 6\r\n%s\r\n\r\n0\r\n\r\nG"
            % b"Transfer-Encoding: chunked",
            403,
        ),
    ],
)
def test_a_broken_or_false_request_gets_an_answer_and_no_page(
    site: Site, sent: bytes, answer: int
) -> None:
    try:
        assert raw(site, sent) == answer
    except ConnectionResetError:
        # So much was sent that the line was closed before all of it was read.
        assert len(sent) > 30_000
    assert raw(site, b"GET /urgent/ HTTP/1.1\r\nHost: HERE\r\n\r\n") == 200


def part(boundary: str, about: str, content: str = "x") -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n{content}\r\n"
    return head.encode()


def post(site: Site, kind: str, more: bytes = b"", **headers: str) -> int:
    """An urgent request whose body or type is not as it should be."""
    person = site.person()
    page = person.browser.open("/urgent/")
    body, own = encoded(page.form(*REQUEST).filled(REQUEST), {})
    boundary = own.partition("boundary=")[2]
    body = more.replace(b"BOUNDARY", boundary.encode()) + body
    if headers.get("Content-Encoding") == "gzip":
        body = gzip.compress(body)
    here = f"{site.place.host}:{site.place.port}"
    said = {"Content-Type": kind.format(own=own), "Origin": f"http://{here}"}
    with closing(HTTPConnection(here, timeout=60)) as line:
        line.request("POST", "/urgent/", body, {**person.browser.headers(), **said, **headers})
        with line.getresponse() as answer:
            answer.read()
            return answer.status


CODECS = ["utf-7", "utf-16", "idna", "rot13", "zip", "punycode", "undefined", "unicode_escape"]


@pytest.mark.parametrize("codec", [*CODECS, "raw_unicode_escape", "x" * 5000])
def test_a_form_is_read_in_one_alphabet_whatever_it_says(site: Site, codec: str) -> None:
    before = site.rows("SELECT count(*) FROM intake_filing")[0][0]
    escaped = part("BOUNDARY", 'name="facts"', "\\ud800")
    assert post(site, f"{{own}}; charset={codec}", escaped) == 302
    assert site.rows("SELECT count(*) FROM intake_filing") == [(before + 1,)]


@pytest.mark.parametrize(
    ("kind", "more", "answer"),
    [
        ("multipart/form-data", b"", 400),
        ("multipart/form-data; boundary=", b"", 400),
        ("{own}", part("BOUNDARY", 'name="facts"; ' + "a" * 2_000_000), 400),
        ("{own}", part("BOUNDARY", 'name="a"') * 5000, 400),
        ("{own}", part("BOUNDARY", 'name="recording"; filename="a.jpg"') * 5000, 400),
        ("application/json", b"[" * 100_000, 403),
        ("application/x-www-form-urlencoded", b"a=b&" * 100_000, 400),
    ],
)
def test_a_form_that_is_a_flood_is_refused_and_leaves_nothing(
    site: Site, kind: str, more: bytes, answer: int
) -> None:
    before = site.rows("SELECT count(*) FROM intake_filing")
    assert post(site, kind, more) == answer
    assert site.rows("SELECT count(*) FROM intake_filing") == before
    assert site.uploads() == {}


def test_a_compressed_body_is_not_unpacked(site: Site) -> None:
    assert post(site, "{own}", **{"Content-Encoding": "gzip"}) == 403


def test_what_the_server_printed_meanwhile_names_nothing(site: Site) -> None:
    post(site, "{own}", part("BOUNDARY", 'name="recording"; filename="../../Flor Quispe.jpg"'))
    raw(site, b"GET /mine/papers/Flor-Quispe/?q=Flor-Quispe HTTP/1.1\r\nHost: HERE\r\n\r\n")
    raw(site, b"GET / HTTP/1.1\r\nHost: flor-quispe.example\r\n\r\n")
    printed = Path(site.place.log).read_text(encoding="utf-8")
    assert "DisallowedHost" in printed
    for word in ("Quispe", "quispe", "recording", "Vienen", "/mine/", "Traceback"):
        assert word not in printed, word
