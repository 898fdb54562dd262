"""The law that the tests of the engine read: the example of `protocols/xx-example` as it was once,
kept beside the tests. They fix its numbers, places and counts; the example may go on changing."""

from functools import cache

from amparo.law import Protocol, load_folder
from tests.architecture.source import ROOT

OWN_LAW = ROOT / "tests/laws/xx-example"


@cache
def own_law() -> Protocol:
    return load_folder(OWN_LAW)
