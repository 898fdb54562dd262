"""docs/reference/commands.md says every command with every option, and none that is not there."""

import re
import subprocess

import pytest

from amparo.cli import main
from amparo.cli.walk.demo_site import AMPARO
from tests.architecture.source import ROOT

TEXT = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^## `amparo ([\w-]+)`\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def test_each_command_has_its_part():
    assert sorted(PARTS) == main.names()


@pytest.mark.parametrize("name", main.names())
def test_a_command_is_described_with_its_options_and_no_others(name):
    printed = subprocess.run(
        [AMPARO, name, "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z][a-z-]+", printed)) - {"--help"}
    described = set(re.findall(r"^\| (`--.+?) \|", PARTS[name], re.MULTILINE))
    assert {option for line in described for option in re.findall(r"--[a-z-]+", line)} == options


@pytest.mark.parametrize("name", ["member", "ledger", "demo"])
def test_what_a_command_can_do_is_said(name):
    printed = subprocess.run(
        [AMPARO, name, "--help"], capture_output=True, text=True, check=True
    ).stdout
    [acts] = re.findall(r"\{([a-z,-]+)\}", re.sub(r"--\w+ \{[^}]*\}", "", printed))[:1]
    for act in acts.split(","):
        assert f"`{act}" in PARTS[name], act
