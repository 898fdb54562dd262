"""Which law a site runs, and what follows from it: asked in a process with settings of its own."""

import subprocess
import sys

import pytest

ZONE = "from django.conf import settings; print(settings.TIME_ZONE)"


def said(tmp_path, *words, **environment):
    given = {"AMPARO_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "amparo.settings.main"}
    return subprocess.run(
        [sys.executable, *words],
        env={**given, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "zone"),
    [
        ({}, "America/Lima"),
        ({"AMPARO_PROTOCOL": "xx-example"}, "Asia/Kathmandu"),
        ({"AMPARO_PROTOCOL": "xx-example", "AMPARO_TIME_ZONE": "Asia/Tokyo"}, "Asia/Tokyo"),
    ],
)
def test_days_begin_where_the_law_holds_unless_it_is_said_otherwise(tmp_path, environment, zone):
    assert said(tmp_path, "-c", ZONE, **environment).stdout == f"{zone}\n"


def test_a_law_that_is_not_there_is_named_with_those_that_are(tmp_path):
    run = "from amparo.cli.main import main; main(['tick'])"
    told = said(tmp_path, "-c", run, AMPARO_PROTOCOL="pe-1821")
    assert told.returncode == 2
    assert told.stderr.startswith("amparo tick: ")
    assert "pe-2021, xx-example" in told.stderr
