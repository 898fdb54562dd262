"""Of the processes that serve, the one with clearly more to do lets a connection go."""

import asyncio
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from amparo.foundations.accounts.server.gateway import Gateway
from amparo.foundations.accounts.server.load_balance import PLACE, PLACES, Balance, made


@pytest.fixture
def path(tmp_path):
    return made(tmp_path / "busy")


def busy(balance, pages):
    for _ in range(pages):
        balance.begin()
    return balance


@pytest.mark.parametrize(
    ("here", "there", "goes"),
    [(1, 0, False), (2, 0, True), (2, 1, False), (3, 1, True), (2, 2, False), (1, 4, False)],
)
def test_whoever_has_clearly_more_lets_go(path, here, there, goes):
    mine, other = busy(Balance(path), here), busy(Balance(path), there)
    assert mine.should_let_go() is goes
    assert (mine.busy, other.busy) == (here, there)


def test_a_process_alone_keeps_its_connections(path):
    assert not busy(Balance(path), 9).should_let_go()


def test_what_is_done_counts_no_longer(path):
    mine, _other = busy(Balance(path), 2), Balance(path)
    mine.end()
    assert not mine.should_let_go()


def test_the_place_of_a_process_that_died_is_taken_by_the_next(path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    path.write_bytes(PLACE.pack(gone.pid, 7) + bytes((PLACES - 1) * PLACE.size))
    mine = Balance(path)
    assert PLACE.unpack_from(path.read_bytes(), 0) == (os.getpid(), 0)
    assert not busy(mine, 9).should_let_go()


def test_a_process_that_finds_no_place_serves_without_one(path):
    path.write_bytes(PLACE.pack(os.getpid(), 0) * PLACES)
    late = busy(Balance(path), 3)
    assert late.busy == 0
    assert not late.should_let_go()


class Protocol:
    """What the server gives for an answer."""

    def response_bytes(self, status, headers, body):
        self.answer = (status, headers, body)


def a_page(_environ, start):
    start("200 OK", [])
    return [b"x"]


def answer(balance, pages=a_page):
    protocol = Protocol()
    scope = SimpleNamespace(
        method="GET", path="/", query_string="", server="h:1", http_version="1.1",
        client="127.0.0.1:9", headers=SimpleNamespace(items=list), scheme="http",
    )  # fmt: skip
    gateway = Gateway(pages, threads=1, files=1, balance=balance)
    asyncio.run(gateway.__rsgi__(scope, protocol))
    return protocol.answer


@pytest.mark.parametrize(("others", "told"), [(0, []), (1, [("Connection", "close")])])
def test_a_browser_is_asked_to_connect_anew_only_by_whoever_is_busy(path, others, told):
    mine, _other = busy(Balance(path), others), Balance(path)
    assert answer(mine) == (200, told, b"x")
    assert mine.busy == others


def test_a_page_that_breaks_is_not_counted_for_ever(path):
    def broken(_environ, _start):
        raise ZeroDivisionError

    mine = Balance(path)
    with pytest.raises(ZeroDivisionError):
        answer(mine, broken)
    assert mine.busy == 0
