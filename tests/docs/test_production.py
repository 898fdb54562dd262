"""The page that sets a machine up, in both languages, and the files it lays on that machine."""

import re
import sys
from pathlib import Path

from tests.architecture.source import ROOT
from tests.docs.test_apart import AMPARO, TEMPORARY, asked, tool, with_paths

FILES = ROOT / "docs" / "how-to" / "production"
PAGES = (
    ROOT / "docs" / "how-to" / "production-on-debian.md",
    ROOT / "docs" / "es" / "how-to" / "produccion-en-debian.md",
)


def commands(page):
    return re.findall(
        r"^```\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def units():
    return "".join(path.read_text(encoding="utf-8") for path in FILES.glob("*.service"))


def test_both_languages_type_the_same_commands():
    english, spanish = map(commands, PAGES)
    assert len(english) > 10
    assert english == spanish


def test_each_command_of_ours_is_one_that_there_is():
    """Its options too: what is written there is typed by somebody who knows nothing of them."""
    typed = "\n".join(commands(PAGES[0]))
    lines = re.findall(r"^amparo (.*)", typed, re.MULTILINE)
    lines += re.findall(r"^ExecStart=\S+/amparo (.*)", units(), re.MULTILINE)
    assert len(lines) > 5
    for line in lines:
        words, *options = re.split(r" (?=--)", line)
        parts = [word for word in words.split() if word.isalpha()]
        done = asked(str(Path(sys.executable).with_name("amparo")), *parts, "--help")
        assert done.returncode == 0, line
        for option in options:
            assert option.split()[0] in done.stdout, line


def test_each_file_is_laid_by_the_page():
    typed = "\n".join(commands(PAGES[0]))
    for path in FILES.iterdir():
        laid = path.name in typed or f"*{path.suffix}" in typed
        assert laid, path.name


def test_systemd_understands_the_units_of_one_process(tmp_path):
    here = Path(sys.executable).with_name("amparo")
    made = []
    for path in [*FILES.glob("*.service"), *FILES.glob("*.timer")]:
        unit = tmp_path / path.name
        unit.write_text(path.read_text().replace(AMPARO, str(here)))
        made.append(str(unit))
    assert len(made) == 5
    said = asked(tool("systemd-analyze"), "verify", "--man=no", *made)
    assert (said.returncode, said.stderr) == (0, "")


def test_nginx_understands_both_files_and_writes_nobody_down(tmp_path):
    nginx, openssl = tool("nginx"), tool("openssl")
    pair = [tmp_path / "privkey.pem", tmp_path / "fullchain.pem"]
    made = asked(
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
        "-subj", "/CN=amparo.example", "-keyout", str(pair[0]), "-out", str(pair[1]),
    )  # fmt: skip
    assert made.returncode == 0
    text = "".join((FILES / name).read_text() for name in ("nginx-http.conf", "nginx.conf"))
    assert set(re.findall(r"error_log \S+ (\w+);", text)) == {"emerg"}
    assert set(re.findall(r"access_log (\w+);", text)) == {"off"}
    text = with_paths(
        text,
        pair=("/etc/letsencrypt/live/amparo.example", tmp_path),
        log=("/var/log/nginx", tmp_path),
    )
    whole = tmp_path / "nginx.conf"
    kept = "".join(f"{one}_temp_path {tmp_path}/{one};\n" for one in TEMPORARY)
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{kept}{text}\n}}\n")
    said = asked(nginx, "-t", "-e", str(tmp_path / "error"), "-c", str(whole))
    assert said.returncode == 0, said.stderr
