"""The tester is tested: each way of writing a word, in each place, is found."""

import base64
import json
import quopri
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.canary.search import BLOCK, Hunt, group_of

WORD = "Ñusta Qhanpiri"
NFD = unicodedata.normalize("NFD", WORD)

WRITTEN = {
    "utf-8": WORD.encode(),
    "utf-8 in the other form": NFD.encode(),
    "utf-16": WORD.encode("utf-16-le"),
    "latin-1": WORD.encode("latin-1"),
    "percent": quote(WORD).encode(),
    "percent in lower case": quote(WORD).lower().encode(),
    "a form": urlencode({"name": WORD}).encode(),
    "base64": base64.b64encode(WORD.encode()),
    "base64 one byte on": base64.b64encode(b"x" + WORD.encode() + b"y"),
    "base64 two bytes on": base64.b64encode(b"xx" + WORD.encode() + b"yyy"),
    "base64 for addresses": base64.urlsafe_b64encode(b"{" + WORD.encode() + b"}"),
    "base64 of utf-16": base64.b64encode(b"xx" + WORD.encode("utf-16-le") + b"y"),
    "hex": WORD.encode().hex().encode(),
    "HEX": WORD.encode().hex().upper().encode(),
    "quoted-printable": quopri.encodestring(WORD.encode(), quotetabs=True),
    "JSON": json.dumps({"name": WORD}).encode(),
    "JSON in the other form": json.dumps({"name": NFD}).encode(),
}


@pytest.fixture
def hunt():
    return Hunt([WORD])


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_word_is_found_however_it_is_written(hunt, written):
    assert list(hunt.in_bytes(b"\x00\x01before" + written + b"after\xff", "here"))


def test_other_words_are_not_found(hunt):
    assert not list(hunt.in_bytes("Nusta Ñandú qhanpiri".encode(), "here"))


def test_a_word_that_lies_across_two_blocks_is_found(hunt, tmp_path):
    path = tmp_path / "long"
    path.write_bytes(b"\0" * (BLOCK - 5) + WORD.encode() + b"\0" * 10)
    assert list(hunt.in_file(path))


def test_a_word_in_the_name_of_a_file_or_folder_is_found(hunt, tmp_path):
    (tmp_path / f"{WORD}.jpg").write_bytes(b"picture")
    assert list(hunt.in_folder(tmp_path))
    other = tmp_path / "other"
    (other / WORD).mkdir(parents=True)
    assert list(hunt.in_folder(other))


def test_a_word_among_the_arguments_or_in_the_environment_of_a_process_is_found(hunt):
    for arguments, environment in (([WORD], {}), ([], {"NAME": WORD})):
        with subprocess.Popen(
            [sys.executable, "-c", "input()", *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            until = time.monotonic() + 60
            while not (found := list(hunt.in_processes(group_of(process.pid)))):
                assert time.monotonic() < until
                time.sleep(0.05)
            process.communicate(b"\n")
        assert {one.word for one in found} == {WORD}


def test_the_children_of_a_server_belong_to_it():
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, start_new_session=True
    ) as process:
        until = time.monotonic() + 60
        while len(group_of(process.pid)) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        process.communicate(b"\n")


def test_a_hunt_for_nothing_is_a_mistake_of_the_test():
    with pytest.raises(AssertionError):
        Hunt([])


def test_a_file_that_vanishes_is_no_failure(hunt):
    assert not list(hunt.in_file(Path("/nowhere/at/all")))
