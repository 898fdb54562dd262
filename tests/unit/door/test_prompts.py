"""What an operator puts into the folder is heard on its page, whole or in parts; the rest is named
and not played."""

import unicodedata
from argparse import Namespace

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from amparo.cli.commands.site import prompts as command
from amparo.door import page_recordings as prompts
from amparo.door.request.question_pages import pages
from tests.examples import examples

MP3 = b"ID3\x04" + bytes(range(256)) * 8
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40


@pytest.fixture
def put(settings, tmp_path):
    settings.PROMPTS = tmp_path / "prompts"

    def make(name, content=MP3):
        path = settings.PROMPTS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return make


@pytest.fixture
def step():
    return pages()[0].id


def heard(client, language, page, **headers):
    return client.get(reverse("door:prompt", args=[language, page]), headers=headers)


def test_without_a_folder_nothing_is_said_of_it(client, rosa, step, settings, tmp_path):
    settings.PROMPTS = tmp_path / "nothing"
    assert "<audio" not in client.get(reverse("door:step", args=[step])).text
    assert heard(client, "es", step).status_code == 404


def test_a_recording_is_on_its_page_and_starts_only_when_asked(client, rosa, step, put):
    put(f"Asháninka/{step}.mp3")
    page = client.get(reverse("door:step", args=[step])).text
    address = reverse("door:prompt", args=["Asháninka", step])
    assert f'<audio controls preload="none" src="{address}"' in page
    assert "autoplay" not in page
    other = client.get(reverse("door:step", args=[pages()[1].id])).text
    assert "<audio" not in other


def test_the_readers_own_language_comes_first(client, rosa, step, put):
    for language in ("Asháninka", "en", "es", "Yine"):
        put(f"{language}/{step}.mp3")
    called = [one.called for one in prompts.for_page(step)]
    assert called == ["Español", "Asháninka", "English", "Yine"]


@pytest.mark.parametrize("page", ["urgent", "check", "words"])
def test_what_is_no_step_can_be_heard_too(page, put):
    put(f"es/{page}.mp3")
    assert [one.page for one in prompts.for_page(page)] == [page]


def test_the_urgent_page_plays_it(client, rosa, put):
    put("es/urgent.mp3")
    assert "<audio controls" in client.get("/urgent/").text


def test_it_is_given_whole(client, step, put):
    put(f"es/{step}.mp3")
    answer = heard(client, "es", step)
    assert (answer.status_code, answer.content) == (200, MP3)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"  # no trace of which page was heard


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, len(MP3) - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=-10", len(MP3) - 10, len(MP3) - 1),
        ("bytes=2000-999999", 2000, len(MP3) - 1),
        ("bytes=-999999", 0, len(MP3) - 1),
    ],
)
def test_it_is_given_in_parts_as_some_telephones_ask(asked, start, end, client, step, put):
    put(f"es/{step}.mp3")
    answer = heard(client, "es", step, range=asked)
    assert answer.status_code == 206
    assert answer.content == MP3[start : end + 1]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{len(MP3)}"
    assert answer.headers["Content-Length"] == str(end - start + 1)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0", "bytes=5-2"])
def test_a_part_that_is_not_there_is_refused(asked, client, step, put):
    put(f"es/{step}.mp3")
    answer = heard(client, "es", step, range=asked)
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(MP3)}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "lines=0-1", "bytes=0-1,5-6", "bytes=x-y"])
def test_what_is_no_range_gets_the_whole(asked, client, step, put):
    put(f"es/{step}.mp3")
    assert heard(client, "es", step, range=asked).status_code == 200


NINES = "9" * 5000


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30)
    | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True)
)
@example(f"bytes={NINES}-")
@example(f"bytes=-{NINES}")
@example("bytes=0-\N{ARABIC-INDIC DIGIT ONE}")
def test_whatever_is_asked_for_as_a_part_is_answered(client, step, put, asked):
    put(f"es/{step}.mp3")
    assert heard(client, "es", step, range=asked).status_code in {200, 206, 416}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("{}.mp3", MP3, "no_folder"),
        ("es/nothing.mp3", MP3, "page"),
        ("es/{}.mp3", b"", "empty"),
        ("es/{}.mp3", MP3 + b"\x00" * prompts.LARGEST, "large"),
        ("es/{}.mp3", b"<html><script>alert(1)</script>", "kind"),
        ("es/{}.mp3", b"\xff\xd8\xff\xe0" + b"\x00" * 20, "kind"),
        ("es/{}.ogg", b"OggS" + b"\x00" * 20, "kind"),
        ("es/{}.wav", MP3, "kind"),
        ("es/{}", MP3, "kind"),
        (f"{'x' * 41}/{{}}.mp3", MP3, "name"),
        ("-/{}.mp3", MP3, "name"),
    ],
)
def test_what_is_not_right_is_named_and_not_played(name, content, why, client, step, put, capsys):
    path = put(name.format(step), content)
    assert [one.refused for one in prompts.recordings()] == [why]
    assert prompts.for_page(step) == []
    assert heard(client, path.parent.name, step).status_code == 404
    assert command.run(Namespace()) == 1
    told = capsys.readouterr()
    with translation.override("en"):
        assert f"Not played: {path}: {prompts.REFUSED[why]}" in told.err
    assert "No page can be heard" in told.out


def test_the_right_size_is_played_to_the_byte(step, put):
    put(f"es/{step}.mp3", MP3 + b"\x00" * (prompts.LARGEST - len(MP3)))
    assert [one.refused for one in prompts.recordings()] == [""]


def test_a_link_leads_nowhere(client, step, put, settings, tmp_path):
    secret = tmp_path / "secret.mp3"
    secret.write_bytes(MP3)
    put("es/urgent.mp3")
    (settings.PROMPTS / "es" / f"{step}.mp3").symlink_to(secret)
    (settings.PROMPTS / "Yine").symlink_to(tmp_path)
    refused = {one.path.name: one.refused for one in prompts.recordings() if one.refused}
    assert refused == {f"{step}.mp3": "link", "Yine": "link"}
    assert heard(client, "es", step).status_code == 404


@pytest.mark.parametrize("language", ["..", "%2e%2e", "es%2f..", "nobody"])
def test_no_address_leads_out_of_the_folder(language, client, step, put):
    put(f"es/{step}.mp3")
    assert client.get(f"/listen/{language}/{step}/").status_code == 404


def test_one_of_two_files_for_a_page_is_played(step, put):
    put(f"es/{step}.m4a", b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 20)
    put(f"es/{step}.wav", WAV)
    assert [one.refused for one in prompts.recordings()] == ["", "twice"]


def test_an_accent_may_be_stored_apart_from_its_letter(client, step, put):
    put(f"{unicodedata.normalize('NFD', 'Asháninka')}/{step}.mp3")
    assert heard(client, "Asháninka", step).status_code == 200


def test_what_a_file_manager_left_there_is_passed_over(put, capsys):
    put("es/.DS_Store", b"x")
    put("Thumbs.db", b"x")
    assert prompts.recordings() == []


def test_the_command_says_what_can_be_heard_and_what_cannot(step, put, capsys):
    put(f"Yine/{step}.mp3")
    put("Yine/urgent.wav", WAV)
    assert command.run(Namespace()) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Yine: {step}, urgent\n  without: ")
    assert pages()[1].id in said
