"""Cleaned copies take turns, in whatever process they are asked for."""

import subprocess
import sys
import threading
import time

import pytest

from amparo.foundations.intake.files import rendering_queue as cleaning
from amparo.foundations.intake.files.sandboxed_rendering import NotShown

ELSEWHERE = """
import fcntl, sys
held = [open(name, "a+") for name in sys.argv[1:]]
for one in held:
    fcntl.flock(one, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def taken(settings, tmp_path, monkeypatch):
    """Another process is making as many copies as may be made at once."""
    settings.RUN = tmp_path
    monkeypatch.setattr(cleaning, "PATIENCE", 0.3)
    (tmp_path / "turns").mkdir()
    places = [str(tmp_path / "turns" / f"copy-{n}") for n in range(cleaning.AT_ONCE)]
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, *places], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        yield other
        other.kill()


def test_who_finds_every_place_taken_is_told_so_after_a_while(taken):
    began = time.monotonic()
    with pytest.raises(NotShown, match="busy"), cleaning.a_turn():
        raise AssertionError
    assert time.monotonic() - began >= 0.3


def test_a_process_that_dies_gives_its_places_back(taken):
    taken.kill()
    taken.wait()
    with cleaning.a_turn(), cleaning.a_turn():
        pass


def test_no_more_than_two_are_made_at_once_and_few_wait(settings, tmp_path):
    settings.RUN = tmp_path
    door, now, most, refused = threading.Lock(), [0], [0], []

    def one():
        try:
            with cleaning.a_turn():
                with door:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                time.sleep(0.3)
                with door:
                    now[0] -= 1
        except NotShown as reason:
            refused.append(str(reason))

    threads = [threading.Thread(target=one) for _ in range(cleaning.MAY_WAIT + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [cleaning.AT_ONCE]
    assert refused == ["busy", "busy"]


def test_a_problem_inside_gives_the_place_back(settings, tmp_path, monkeypatch):
    settings.RUN = tmp_path
    monkeypatch.setattr(cleaning, "PATIENCE", 0.3)
    for _ in range(cleaning.AT_ONCE + cleaning.MAY_WAIT):
        with pytest.raises(ZeroDivisionError), cleaning.a_turn():
            raise ZeroDivisionError
