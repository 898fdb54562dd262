"""The lawyer's tutorial, done in both languages: what it says to write is written, what it says to
type is typed."""

import re
import shlex
import shutil

import pytest

from amparo.cli.commands.law import law
from tests.architecture.source import ROOT, text_of

TUTORIALS = {
    "en": text_of(ROOT / "docs/tutorials/lawyer.md"),
    "es": text_of(ROOT / "docs/es/tutorials/lawyer.md"),
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def steps(language):
    """Each fence with the file named last before it."""
    for fence in FENCE.finditer(TUTORIALS[language]):
        named = re.findall(r"`(xx-example/[\w/.]+)`", TUTORIALS[language][: fence.start()])
        yield fence[1], fence[2], named[-1] if named else ""


def write(text, path):
    """Below the line with which it begins, where the file has that line; else at the end."""
    there = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    if first.startswith("[["):
        path.write_text(f"{there}\n{text}", encoding="utf-8")
    else:
        assert there.count(f"{first}\n") == 1, first
        path.write_text(there.replace(f"{first}\n", text), encoding="utf-8")


@pytest.fixture
def there(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "protocols", tmp_path / "protocols")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line, capsys):
    """What a command prints, and whether it was content."""
    command, *words = shlex.split(line)
    if command == "cp":
        shutil.copytree(words[1], words[2])
        return "", 0
    if command == "mv":
        shutil.move(words[0], words[1])
        return "", 0
    assert (command, words.pop(0)) == ("amparo", "law")
    code = law.main(words)
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out, code


@pytest.mark.parametrize("language", TUTORIALS)
def test_each_step_does_what_the_page_says(there, capsys, language):
    codes = []
    for kind, text, path in steps(language):
        if kind == "toml":
            write(text, there / path)
            continue
        out = ""
        for line in text.splitlines():
            if line.startswith("$ "):
                out, code = run(line.removeprefix("$ "), capsys)
                codes.append(code)
            else:
                said = line.removeprefix("… ")  # how many there are changes with the law
                assert said in out
                out = out.partition(said)[2]
    assert codes == [0, 0, 0, 0, 1, 0, 0, 0]


def test_both_languages_tell_the_same_steps():
    english, spanish = (list(steps(language)) for language in TUTORIALS)
    assert [(kind, path) for kind, _, path in english] == [
        (kind, path) for kind, _, path in spanish
    ]
    typed = [
        [line.replace(" --language en", "") for line in text.splitlines() if line.startswith("$ ")]
        for told in (english, spanish)
        for _, text, _ in told
    ]
    assert typed[: len(english)] == typed[len(english) :]


@pytest.mark.parametrize(
    ("options", "said"),
    [("", "¿quiso decir «met_by»?"), (" --language en", "did you mean “met_by”?")],
)
def test_the_mistake_on_purpose_is_named(there, capsys, options, said):
    shutil.copytree("protocols/xx-example", "xx-example")
    path = there / "xx-example/terms.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("met_by", "met_bye", 1))
    out, code = run(f"amparo law check ./xx-example{options}", capsys)
    assert code == 1
    assert "xx-example/terms.toml" in out
    assert said in out
