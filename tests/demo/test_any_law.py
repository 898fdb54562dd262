"""The demo under each law that ships: one case from the request to a measure that holds."""

import subprocess

import pytest

from amparo.cli.walk.demo_site import AMPARO
from amparo.law import Deed, known_protocols, load_protocol


def demo(*words):
    run = [AMPARO, "demo", "run", "--no-serve", *words]
    return subprocess.run(run, capture_output=True, text=True, check=False)


def walks_under(law, printed):
    told_in_this_order = (
        "asks for protection and writes down the ten words of the access phrase",
        "opens the request: case",
        "agrees to be assessed",
        "proposes “",
        "submits the case for decision",
        "grants the measure, with reasons and dates",
        "forwards to the institution only the extract that the person agreed to",
        "answers for the institution: it is done",
        "reports that the measure protects: it is verified",
    )
    places = [printed.index(one) for one in told_in_this_order]
    assert places == sorted(places)
    decides = load_protocol(law).act_that(Deed.DECIDE)
    assert decides.source in printed


@pytest.mark.slow("walks a case under each law; test_demo.py walks one under one of them")
@pytest.mark.parametrize("law", known_protocols())
def test_a_case_is_walked_under_each_law_and_each_step_says_its_ground(tmp_path, law):
    done = demo("--protocol", law, "--state", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stdout + done.stderr
    walks_under(law, done.stdout)


def test_an_organisation_helps_by_itself_and_each_step_says_that_no_term_runs(tmp_path):
    done = demo("--organisation", "Federación del Valle", "--state", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stdout + done.stderr
    told_in_this_order = (
        "asks the organisation for help",
        "opens the request: case",
        "assesses the risk, with the person's own view",
        "offers an immediate action",
        "puts a measure of its own to the person, with the day",
        "agrees: from now on it is owed",
        "notes that it is done, and when it is looked at again",
        "says that it protects",
        "records that something happened",
        "notes what was done about it",
    )
    places = [done.stdout.index(one) for one in told_in_this_order]
    assert places == sorted(places)
    lines = [one for one in done.stdout.splitlines() if "[" in one]
    assert all("no authority has it" in one or "no term of a law runs" in one for one in lines)


def test_a_law_that_is_not_here_is_said_with_those_that_are(tmp_path):
    refused = demo("--protocol", "xx-nowhere", "--state", str(tmp_path / "demo"))
    assert refused.returncode == 2
    assert "there are: co-2011, mx-2012, pe-2019, pe-2021, xx-example" in refused.stderr
    both = demo("--protocol", "co-2011", "--organisation", "x", "--state", str(tmp_path / "demo"))
    assert both.returncode == 2
    assert not (tmp_path / "demo").exists()
