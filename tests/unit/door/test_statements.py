"""One urgent send: little is asked of the database, and everything is stored at once."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.drafts import begin_draft
from amparo.foundations.ledger.models import Entry

MOST = 12  # her own key first and by itself: where surfaces run apart it lets the rest be stored


@pytest.fixture
def asked(client, rosa):
    """What an urgent send asked of the database."""
    Client().post("/urgent/", {"facts": "La primera."})
    with CaptureQueriesContext(connection) as captured:
        client.post("/urgent/", {"facts": "Me siguen desde ayer."})
    # What was shown is told besides, where the door asks alone.
    said = [one["sql"] for one in captured.captured_queries]
    return [one.split()[0] for one in said if "set_config('amparo.shown'" not in one]


def test_an_urgent_send_takes_few_statements(asked):
    # PostgreSQL is asked for the lock that keeps the record's chain to one writer.
    lock = 1 if connection.vendor == "postgresql" else 0
    assert len(asked) <= MOST + lock, asked


def test_it_is_one_transaction_from_the_first_row_to_the_last(asked):
    """First the keys are read, and whether very many come just now. What is BEGIN and COMMIT when
    served is a savepoint in a test."""
    assert asked[:3] == ["SELECT", "SELECT", "SAVEPOINT"]
    assert asked[-1] == "RELEASE"
    assert asked.count("SAVEPOINT") == 1


def test_a_send_that_fails_in_the_middle_leaves_nothing(client, rosa):
    once = marks.token()
    begin_draft({"this": "takes the place of the words"}, at=timezone.now(), token=once)
    with pytest.raises(IntegrityError):
        client.post("/urgent/", {"facts": "Me siguen.", "once": once.hex()})
    assert not Filing.objects.exists()
    assert not Entry.objects.filter(event="RequestFiled").exists()
