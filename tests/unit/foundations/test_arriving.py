"""Bodies on their way in: how long one is waited for, and who makes room when all is taken."""

import asyncio
import io

import pytest

from amparo.foundations.accounts.server.gateway import Blocking, environ_of, refused
from amparo.foundations.accounts.server.incoming_request_bodies import (
    PORTION,
    Ended,
    Incoming,
    Places,
)


class Line:
    """What a telephone sends: parts, each after a pause."""

    def __init__(self, *parts, pause=0.0):
        self.parts = list(parts)
        self.pause = pause
        self.begun = False

    def __aiter__(self):
        """Once, as the server allows it."""
        assert not self.begun
        self.begun = True
        return self

    async def __anext__(self):
        await asyncio.sleep(self.pause)
        if not self.parts:
            raise StopAsyncIteration
        return self.parts.pop(0)


def incoming(*parts, length, pause=0.0, patience=30):
    return Incoming(Line(*parts, pause=pause), length, patience)


def test_what_was_announced_is_taken_and_no_more():
    async def story():
        body = incoming(b"one", b" two", b"GET /next", length=7)
        return await body.take(5), await body.take(5), await body.take(5)

    assert asyncio.run(story()) == (b"one t", b"wo", b"")


def test_a_line_that_broke_gives_what_came():
    async def story():
        return await incoming(b"half", length=8).take(8)

    assert asyncio.run(story()) == b"half"


def test_what_stands_still_is_ended():
    async def story():
        await incoming(b"a", b"b", length=2, pause=0.5, patience=0.2).take(2)

    with pytest.raises(Ended, match="too_slow"):
        asyncio.run(story())


def test_a_byte_at_a_time_does_not_keep_it_alive():
    async def story():
        await incoming(*[b"x"] * 1000, length=1000, pause=0.02, patience=0.2).take(1000)

    with pytest.raises(Ended, match="too_slow"):
        asyncio.run(story())


def test_a_slow_line_gets_through_however_long_it_takes():
    async def story():
        parts = [b"x" * (PORTION // 2)] * 20
        slow = incoming(*parts, length=10 * PORTION, pause=0.15, patience=2)  # three seconds in all
        return await slow.take(10 * PORTION)

    assert len(asyncio.run(story())) == 10 * PORTION


def test_one_that_was_ended_takes_nothing_more():
    async def story():
        body = incoming(b"one", length=7)
        body.end("crowded")
        body.end("too_slow")
        await body.take(3)

    with pytest.raises(Ended, match="crowded"):
        asyncio.run(story())


def test_one_that_waits_is_told_at_once():
    async def story():
        body = incoming(b"one", length=7, pause=30, patience=30)
        asyncio.get_running_loop().call_later(0.05, body.end, "crowded")
        async with asyncio.timeout(5):
            await body.take(7)

    with pytest.raises(Ended, match="crowded"):
        asyncio.run(story())


def test_after_a_refusal_what_still_comes_is_read_and_thrown_away():
    async def story():
        line = Line(b"one", b"two", b"three")
        body = Incoming(line, 11, 30)
        body.end("crowded")
        await body.drain()
        return line.parts

    assert asyncio.run(story()) == []


def taken(places, *addresses):
    """Those of these addresses who still have a place after all have come."""
    came, inside = [], []
    for address in addresses:
        body = incoming(length=1)
        came.append((address, body))
        place = places.one(body, address)
        try:
            place.__enter__()  # they stay while the others come
        except Ended:
            body.ended = "refused"
        inside.append(place)
    return [(address, body.ended) for address, body in came]


def test_the_oldest_of_a_flood_makes_room_for_the_newest():
    places = Places(2, of_one=2, oldest_goes=True)
    assert taken(places, "flood", "flood", "flood", "her") == [
        ("flood", "crowded"), ("flood", "crowded"), ("flood", ""), ("her", ""),
    ]  # fmt: skip


def test_a_flood_of_files_is_refused_and_who_has_begun_goes_on():
    places = Places(4, of_one=2, oldest_goes=False)
    assert taken(places, "flood", "flood", "flood", "her", "him", "them") == [
        ("flood", "crowded"), ("flood", ""), ("flood", "refused"),
        ("her", ""), ("him", ""), ("them", ""),
    ]  # fmt: skip


def test_where_each_has_one_place_for_a_file_the_next_one_waits():
    places = Places(2, of_one=1, oldest_goes=False)
    assert taken(places, "her", "him", "them") == [("her", ""), ("him", ""), ("them", "refused")]


def test_who_is_done_leaves_the_place_to_others():
    places = Places(1, of_one=1, oldest_goes=False)
    for _ in range(3):
        with places.one(incoming(length=1), "her"):
            assert len(places.inside) == 1
    assert places.inside == {}


def test_a_thread_reads_what_is_still_coming():
    async def story():
        body = incoming(b"one\n", b"two", length=7)
        loop = asyncio.get_running_loop()
        reader = io.BufferedReader(Blocking(b"zero ", body, loop))
        return await loop.run_in_executor(None, lambda: (reader.readline(), reader.read()))

    assert asyncio.run(story()) == (b"zero one\n", b"two")


class Asked:
    server, client, scheme, method = "127.0.0.1:8000", "127.0.0.1:5000", "http", "POST"
    path, query_string, http_version = "/¿qué?/", "a=b", "1.1"

    def __init__(self, *headers):
        self.headers = type("Headers", (), {"items": lambda _: list(headers)})()


def test_a_request_reads_as_any_server_would_say_it():
    environ = environ_of(
        Asked(("content-length", "3"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "ñ"))
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/¿qué?/"
    assert (environ["CONTENT_LENGTH"], environ["HTTP_COOKIE"]) == ("3", "a=1; b=2")
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    without = refused(environ, Ended("too_slow"))
    assert (without["REQUEST_METHOD"], without["CONTENT_LENGTH"]) == ("GET", "")


def test_two_hosts_in_one_request_are_the_name_of_none():
    environ = environ_of(Asked(("host", "here.example"), ("host", "evil.example")))
    assert environ["HTTP_HOST"] == "here.example,evil.example"


@pytest.mark.parametrize(("proxies", "believed"), [([], False), (["127.0.0.1"], True)])
def test_only_a_proxy_that_was_named_says_who_asks(settings, proxies, believed):
    settings.PROXIES = proxies
    environ = environ_of(Asked(("x-forwarded-for", "203.0.113.7"), ("x-forwarded-proto", "https")))
    assert ("HTTP_X_FORWARDED_FOR" in environ) is believed
    assert ("HTTP_X_FORWARDED_PROTO" in environ) is believed


def test_a_header_that_could_pass_for_another_is_left_out(settings):
    settings.PROXIES = ["127.0.0.1"]
    assert "HTTP_X_FORWARDED_FOR" not in environ_of(Asked(("x_forwarded_for", "203.0.113.7")))
