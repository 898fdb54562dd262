"""Every worked example of every protocol, as its lawyer wrote it."""

import pytest

from amparo.law import Happened, known_protocols, load_protocol, protocol_folder
from amparo.law.examples import (
    Example,
    check_examples,
    differences,
    example_files,
    examples_in,
    situation,
)
from amparo.law.state.case import when

EVERY = [
    pytest.param(protocol_id, example, id=f"{protocol_id}-{path.stem}-{number}")
    for protocol_id in known_protocols()
    for path in example_files(protocol_folder(protocol_id))
    for number, example in enumerate(examples_in(path), 1)
]


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_the_example_holds(protocol_id: str, example: Example):
    assert differences(load_protocol(protocol_id), example) == ()


@pytest.mark.parametrize("protocol_id", known_protocols())
def test_the_examples_speak_of_what_there_is(protocol_id: str):
    for path in example_files(protocol_folder(protocol_id)):
        assert check_examples(load_protocol(protocol_id), path)


@pytest.mark.parametrize(("protocol_id", "example"), EVERY)
def test_the_example_survives_a_row_in_a_table(protocol_id: str, example: Example):
    protocol = load_protocol(protocol_id)
    happened, _ = situation(protocol, example)
    again = Happened.from_plain(happened.to_plain(), protocol)
    local = {name: when(moment.astimezone(protocol.zone)) for name, moment in again.events.items()}
    assert local == {name: when(moment) for name, moment in happened.events.items()}
    assert again.facts == happened.facts


def test_every_protocol_has_examples():
    assert {parameter.values[0] for parameter in EVERY} == set(known_protocols())


def test_the_situations_name_their_sources():
    for law, least in (("pe-2021", 12), ("co-2011", 3)):
        situations = examples_in(protocol_folder(law) / "examples" / "situations.toml")
        assert all(example.source for example in situations)
        assert len({example.source for example in situations}) >= least
