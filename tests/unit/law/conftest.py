import shutil
from datetime import datetime
from pathlib import Path

import pytest

from amparo.law import CaseState, Happened, Protocol, case_state, load_protocol
from tests.own_law import OWN_LAW, own_law


@pytest.fixture(scope="session")
def peru() -> Protocol:
    return load_protocol("pe-2021")


@pytest.fixture(scope="session")
def elsewhere() -> Protocol:
    """The fictional protocol: hours, calendar days, another weekend."""
    return own_law()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A protocol folder to make mistakes in."""
    return Path(shutil.copytree(OWN_LAW, tmp_path / "xx-example"))


@pytest.fixture
def ask(peru):
    """What Peru's law says of a few dates, at a moment."""

    def ask(at: str, calendar: str = "national", facts=None, **events: str) -> CaseState:
        happened = Happened({name: moment(day) for name, day in events.items()}, facts or {})
        return case_state(peru, happened, moment(at), calendar)

    def moment(day: str) -> datetime:
        return datetime.fromisoformat(day).replace(tzinfo=peru.zone)

    return ask
