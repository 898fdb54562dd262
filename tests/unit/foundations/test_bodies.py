"""What was sent is taken whole or not at all."""

import io
from functools import partial

import pytest

from amparo.foundations.accounts.server.whole_request_bodies import Cut, WholeBody, only_whole


def test_a_whole_body_reads_as_it_came_and_then_ends():
    body = WholeBody(io.BytesIO(b"one\ntwo"), 7)
    assert body.readline() == b"one\n"
    assert body.read(2) == b"tw"
    assert body.read() == b"o"
    assert body.read() == body.read(5) == body.readline() == b""


def test_nothing_is_read_beyond_the_announced_length():
    body = WholeBody(io.BytesIO(b"one GET /next"), 3)
    assert body.read(100) == b"one"
    assert body.read(100) == b""


@pytest.mark.parametrize("way", ["read", "readline"])
def test_a_body_that_ends_early_is_refused_and_what_was_begun_is_taken_away(way):
    body = WholeBody(io.BytesIO(b"half\n"), 8)
    taken_away = []
    body.when_cut.append(lambda: taken_away.append(True))
    assert body.readline() == b"half\n"
    with pytest.raises(Cut):
        getattr(body, way)()
    assert taken_away == [True]


@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("at_once", [1, 3, 8, -1])
def test_half_of_a_body_is_never_handed_out_as_all_of_it(after, at_once):
    """Wherever it was cut, and however it is read."""
    body = WholeBody(io.BytesIO(b"half\nand"[:after]), 8)
    with pytest.raises(Cut):
        all(iter(partial(body.read, at_once), b""))


def test_a_server_that_hands_out_little_at_a_time_is_asked_until_all_is_there():
    class Slow(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 3))

    assert WholeBody(Slow(b"one and two"), 11).read() == b"one and two"


@pytest.mark.parametrize("length", ["", "0", "-5", "many"])
def test_a_request_that_announces_no_body_is_left_alone(length):
    source = io.BytesIO()
    seen = {"CONTENT_LENGTH": length, "wsgi.input": source}
    only_whole(lambda environ, _: [environ["wsgi.input"]])(seen, None)
    assert seen["wsgi.input"] is source
