import shutil
from datetime import datetime
from pathlib import Path

import pytest

from amparo import rules


@pytest.fixture(scope="session")
def peru() -> rules.Protocol:
    return rules.load("pe-2021")


@pytest.fixture(scope="session")
def elsewhere() -> rules.Protocol:
    """The fictional protocol: hours, calendar days, another weekend."""
    return rules.load("xx-example")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A protocol folder to make mistakes in."""
    return Path(shutil.copytree(rules.protocol_folder("xx-example"), tmp_path / "xx-example"))


@pytest.fixture
def ask(peru):
    """What Peru's law says of a few dates, at a moment."""

    def ask(at: str, calendar: str = "national", facts=None, **events: str) -> rules.CaseState:
        happened = rules.Happened({name: moment(day) for name, day in events.items()}, facts or {})
        return rules.state(peru, happened, moment(at), calendar)

    def moment(day: str) -> datetime:
        return datetime.fromisoformat(day).replace(tzinfo=peru.zone)

    return ask
