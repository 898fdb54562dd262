"""Whoever took a surface over: writes into the record what its role may, and holds nobody's key."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db.migrations.recorder import MigrationRecorder

from amparo.cli.main import main
from amparo.foundations.access.hands import RULES


@dataclass(frozen=True)
class Forger:
    """In the name of somebody."""

    signature: str


def signed_since(moment: datetime) -> None:
    """When it came to this site that each of certain kinds is signed."""
    for app, name in RULES:
        steps = MigrationRecorder.Migration.objects.filter(app=app, name=name)
        assert steps.update(applied=moment) == 1


def verified() -> bool:
    """Whether `amparo ledger verify` finds nothing."""
    with pytest.raises(SystemExit) as ended:
        main(["ledger", "verify"])
    return ended.value.code == 0
