import os
import subprocess
import sys

import pytest

from amparo.cli import command_help as listing
from amparo.cli import commands, main
from amparo.cli.argument_parser import Typed
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.site import serve
from amparo.cli.walk.demo_site import AMPARO
from amparo.settings.env import make_site  # noqa: TID251 - before there are any settings


@pytest.fixture
def a_command(tmp_path, monkeypatch):
    """One more command, for as long as the test runs."""
    folder = tmp_path / "any"
    folder.mkdir()
    (folder / "greet.py").write_text(
        '"""Greet somebody.\n\nAt length."""\n'
        "from amparo.cli.command_errors import Mistake\n"
        "def add_arguments(parser):\n"
        "    parser.add_argument('name')\n"
        "def run(arguments):\n"
        "    if arguments.name == 'nobody':\n"
        "        raise Mistake('name somebody')\n"
        "    if arguments.name == 'secret':\n"
        "        raise PermissionError(13, 'Permission denied', '/srv/amparo')\n"
        "    if arguments.name == 'long':\n"
        "        raise OSError(36, 'File name too long', 'x' * 5000)\n"
        "    if arguments.name == 'stop':\n"
        "        raise KeyboardInterrupt\n"
        "    print('Hello', arguments.name)\n"
        "    return 0\n"
    )
    monkeypatch.setattr(commands, "__path__", [str(tmp_path)])
    monkeypatch.setattr(main, "PURE", frozenset({"greet"}))
    yield
    for name in [one for one in sys.modules if one.startswith("amparo.cli.commands.any")]:
        del sys.modules[name]


def test_every_command_says_what_it_is_for_and_takes_arguments():
    for name in main.names():
        assert listing.said_of(name), name


def test_without_a_command_it_lists_them(a_command, capsys):
    assert main.answer([]) == 0
    assert "Greet somebody." in capsys.readouterr().out


def test_an_unknown_command_is_a_mistake_of_the_typist(a_command, capsys):
    with pytest.raises(SystemExit) as left:
        main.main(["dance"])
    assert left.value.code == 2
    assert "greet" in capsys.readouterr().err


def test_a_near_name_is_suggested(capsys):
    assert main.answer(["clok"]) == 2
    assert "Did you mean clock" in capsys.readouterr().err


def test_every_command_stands_in_one_group():
    grouped = [name for names in listing.GROUPS.values() for name in names]
    assert sorted(grouped) == main.names()


def test_help_of_a_command_is_its_own_help(a_command, capsys):
    with pytest.raises(SystemExit) as left:
        main.answer(["help", "greet"])
    assert left.value.code == 0
    assert "usage: amparo greet" in capsys.readouterr().out


def test_a_shell_completes_commands_and_their_words():
    script = subprocess.run(
        [AMPARO, "completion", "bash"], capture_output=True, text=True, check=True
    ).stdout
    asked = "COMP_WORDS=(amparo ledger ver); COMP_CWORD=2; _shtab_amparo; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["verify"]


def test_a_command_runs(a_command, capsys):
    with pytest.raises(SystemExit) as left:
        main.main(["greet", "Ana"])
    assert left.value.code == 0
    assert capsys.readouterr().out == "Hello Ana\n"


def test_a_mistake_is_one_sentence_and_exit_code_two(a_command, capsys):
    assert main.answer(["greet", "nobody"]) == 2
    assert capsys.readouterr().err == "amparo greet: name somebody\n"


def test_a_folder_that_may_not_be_used_is_named_in_one_line(a_command, capsys):
    assert main.answer(["greet", "secret"]) == 2
    said = capsys.readouterr().err
    assert said == "amparo greet: [Errno 13] Permission denied: '/srv/amparo'\n"


def test_a_name_that_no_file_may_have_is_said_in_one_line(a_command, capsys):
    assert main.answer(["greet", "long"]) == 2
    assert capsys.readouterr().err == "amparo greet: no file may have so long a name.\n"


@pytest.mark.parametrize("word", ["\udcff", "Sa\udcfal", "--to=\udcff"])
def test_what_came_in_another_encoding_is_said_in_one_line(word, a_command, capsys):
    assert main.answer(["greet", word]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "is no text: write it in UTF-8." in said


def test_an_interrupted_command_says_nothing(a_command, capsys):
    assert main.answer(["greet", "stop"]) == 130
    assert capsys.readouterr().err == ""


def test_a_command_may_read_its_words_itself(a_command, tmp_path, monkeypatch):
    (tmp_path / "any/echo.py").write_text("def main(words):\n    return len(words)\n")
    monkeypatch.setattr(main, "PURE", frozenset({"echo"}))
    assert main.answer(["echo", "one", "two", "three"]) == 3


def test_a_package_beside_the_commands_is_no_command(a_command, tmp_path):
    (tmp_path / "any/parts").mkdir()
    (tmp_path / "any/parts/__init__.py").touch()
    assert main.names() == ["greet"]


def test_a_reader_who_leaves_is_no_error(a_command, tmp_path, monkeypatch):
    (tmp_path / "any/leave.py").write_text(
        "def add_arguments(parser): pass\ndef run(_):\n    raise BrokenPipeError\n"
    )
    replaced = []
    monkeypatch.setattr(main, "PURE", frozenset({"leave"}))
    monkeypatch.setattr("os.dup2", lambda *numbers: replaced.append(numbers))
    assert main.answer(["leave"]) == 0
    assert len(replaced) == 1


@pytest.mark.parametrize(
    "words", [["--help"], ["clock", "--help"], ["clock", "pe-2021"], ["demo", "--help"]]
)
def test_no_command_complains_of_a_closed_pipe(words):
    """`amparo ... | head`: whoever reads may leave before the first word."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [AMPARO, *words], stdout=writes, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writes)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("command", "written", "said"),
    [
        ("doctor", '[security]\ncontact = "nobody"', "[security] contact"),
        ("surfaces", '[addresses]\ndoor = "door.example"', "[addresses] door"),
        ("serve", "[security]\ncontact = mailto:a@b.example", "{site} cannot be read"),
    ],
)
def test_what_is_wrong_in_the_sites_own_file_is_said_in_one_line(tmp_path, command, written, said):
    site = make_site(tmp_path)
    site.write_text(f"{site.read_text()}\n{written}\n")
    done = subprocess.run(
        [AMPARO, command],
        env={
            **os.environ,
            "AMPARO_STATE": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "amparo.settings.main",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"amparo {command}: {said.format(site=site)}")
    assert "mailto" not in line.partition("cannot be read")[2]


def test_half_a_word_means_nothing_in_a_command_or_in_a_part_of_it():
    """`serve --surf door` would serve the whole site: what is settled first reads whole words."""
    parser = Typed(prog="amparo serve")
    serve.add_arguments(parser)
    part = parser.add_subparsers().add_parser("part")
    part.add_argument("--whole")
    for words in (["--surf", "door"], ["--surface=door", "part", "--who", "x"]):
        with pytest.raises(SystemExit):
            parser.parse_args(words)
    assert type(part) is Typed


def test_nothing_is_served_as_another_surface_than_was_typed(settings):
    settings.SURFACE = ""
    parser = Typed(prog="amparo serve")
    serve.add_arguments(parser)
    with pytest.raises(Mistake, match="--surface"):
        serve.run(parser.parse_args(["--surface", "door"]))
