"""`amparo consult`: open, list, print, check, close."""

import json
from argparse import ArgumentParser
from datetime import timedelta

import pytest

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.law import consult
from amparo.cli.walk.scenes.fictional_law_draft import NAME
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import services
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.models import Consultation, Proposal
from amparo.observatory.consultations.services import Given
from tests import consulting
from tests.clock import TODAY
from tests.consulting import put


@pytest.fixture
def run(db, capsys):
    def make(*words, ends=0):
        parser = ArgumentParser()
        consult.add_arguments(parser)
        assert consult.run(parser.parse_args(words)) == ends
        return capsys.readouterr().out

    return make


@pytest.fixture
def consultation(plan, ana, delia):
    return put(plan())


@pytest.fixture
def shown(consultation, ana):
    received = consulting.propose(consultation, at=TODAY, organisation="Red del Valle")
    row = Proposal.objects.select_related("consultation").get(pk=received.proposal.pk)
    looking.look(row, Look("shown"), seen=1, by=ana, at=TODAY)
    return row


def opening(draft, **other):
    said = {"--beside": "xx-example", "--until": "2026-12-31", "--about": "x", **other}
    return ["open", str(draft), *(word for pair in said.items() for word in pair)]


def test_a_draft_is_opened_and_listed_and_a_single_reader_is_said(run, draft, ana):
    said = run(*opening(draft))
    assert f"from 2026-11-25 to 2026-12-31: {NAME}" in said
    assert "Only one member can open what is proposed" in said
    assert run("list").split("\t")[:2] == [NAME, "open"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"--beside": "nowhere"}, "no such law"),
        ({"--until": "2026-01-01"}, "is over"),
        ({"--until": "tomorrow"}, "is no day"),
        ({"--about": ""}, "--about"),
        ({"--look-days": "99"}, "1 to 30"),
    ],
)
def test_what_cannot_be_opened_is_a_sentence(run, draft, ana, other, says):
    with pytest.raises(Mistake, match=says):
        run(*opening(draft, **other))
    assert not Consultation.objects.exists()


def test_without_anybody_who_could_read_it_nothing_is_opened(run, draft):
    with pytest.raises(Mistake, match="amparo member invite"):
        run(*opening(draft))
    assert not Consultation.objects.exists()


def test_a_folder_that_is_no_draft_says_what_is_wrong(run, draft, ana, tmp_path):
    (draft / "terms.toml").unlink()
    with pytest.raises(Mistake, match=r"terms\.toml"):
        run(*opening(draft))
    with pytest.raises(Mistake, match="no such folder"):
        run(*opening(tmp_path / "nowhere"))


def test_what_waits_is_counted_and_not_printed(run, consultation):
    consulting.propose(consultation, at=TODAY)
    said = run("print", NAME)
    assert "waiting for a look: 1" in said
    assert "Ermelinda" not in said + run("print", NAME, "--json")


def test_what_is_shown_is_printed_for_people_and_for_machines(run, shown, ana):
    given = Given("partly", "Hace falta.", "Tres días.")
    services.answer(shown, given, seen=1, by=ana, at=TODAY)
    said = run("print", NAME)
    for words in (
        "Red del Valle",
        "Que decidan en dos días",
        "partly",
        "Hace falta.",
        "Tres días.",
    ):
        assert words in said
    [one] = json.loads(run("print", NAME, "--json"))["proposals"]
    assert one["answers"][0]["changed"] == "Tres días."


def test_it_closes_with_its_record_or_says_what_is_left(run, shown, clock):
    with pytest.raises(Mistake, match="not over"):
        run("close", NAME)
    clock.move(timedelta(days=7))
    with pytest.raises(Mistake, match="no answer"):
        run("close", NAME)
    said = run("close", NAME, "--reason", "El decreto vence.")
    assert "because: El decreto vence." in said
    assert "Head of the ledger" in said
    assert "Nothing was deleted" in run("check", NAME)


def test_what_was_altered_is_found(run, shown):
    Proposal.objects.update(text="otra cosa")
    assert "what is shown is not what was recorded" in run("check", NAME, ends=1)


def test_a_name_that_is_none_says_which_there_are(run, consultation):
    with pytest.raises(Mistake, match=NAME):
        run("print", "nowhere")
