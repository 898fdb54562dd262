"""`amparo ledger`: whoever has a copy may check it."""

import hashlib
import json
from argparse import Namespace
from datetime import UTC

import pytest
from django.db import connection

from amparo.cli import ledger
from amparo.cli.mistakes import Mistake
from amparo.foundations.ledger.chain import payload
from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations.models import Consultation, Proposal
from amparo.sealing import marks
from tests import consulting

pytestmark = pytest.mark.django_db


def verify(head=None):
    return ledger.run(Namespace(what="verify", head=head))


def head(capsys):
    ledger.run(Namespace(what="head", head=None))
    return capsys.readouterr().out.strip()


@pytest.fixture
def unguarded():
    """The record without its triggers, as whoever owns the database could have it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_no_update")
            cursor.execute("DROP TRIGGER ledger_no_delete")
        else:
            cursor.execute("DROP TRIGGER ledger_no_rewrite ON ledger_entry")
            cursor.execute("DROP TRIGGER ledger_no_truncate ON ledger_entry")
        yield cursor


def test_an_empty_record_holds(capsys):
    assert verify() == 0
    assert "0 entries" in capsys.readouterr().out


def test_a_record_that_was_not_touched_holds(case, capsys):
    assert verify() == 0
    assert f"{Entry.objects.count()} entries" in capsys.readouterr().out


def test_a_head_that_was_kept_outside_still_fits_after_more_was_written(case, olga, capsys):
    kept = head(capsys)
    assert verify(kept) == 0


def test_a_changed_entry_is_named(case, unguarded, capsys):
    unguarded.execute("UPDATE ledger_entry SET about = 'AAAA-AAAA' WHERE sequence = 5")
    assert verify() == 1
    assert "Entry 5: this entry is not what was chained." in capsys.readouterr().out


def test_a_deleted_entry_is_named(case, unguarded, capsys):
    unguarded.execute("DELETE FROM ledger_entry WHERE sequence = 4")
    assert verify() == 1
    assert "Entry 4: an entry is missing here." in capsys.readouterr().out


def test_a_cut_record_holds_in_itself_but_not_against_a_kept_head(case, unguarded, capsys):
    kept = head(capsys)
    last = Entry.objects.count()
    unguarded.execute("DELETE FROM ledger_entry WHERE sequence > %s", [last - 2])
    assert verify() == 0
    assert verify(kept) == 1
    assert f"Entry {last - 1}: the record ends before" in capsys.readouterr().out


def test_a_record_that_was_chained_anew_does_not_fit_a_kept_head(case, unguarded, capsys):
    """Whoever rewrites the last entry and its hash makes a chain that holds in itself."""
    kept = head(capsys)
    last = Entry.objects.latest("sequence")
    last.by = "member:NOBODY"
    forged = marks.chain(bytes(last.previous), payload(last))
    unguarded.execute(
        'UPDATE ledger_entry SET "by" = %s, hash = %s WHERE sequence = %s',
        [last.by, forged, last.sequence],
    )
    assert verify() == 0
    assert verify(kept) == 1
    assert f"Entry {last.sequence}:" in capsys.readouterr().out


@pytest.mark.parametrize("typed", [":", "five", "5:zz", "x:00"])
def test_a_head_that_is_none_is_a_mistake(typed):
    with pytest.raises(Mistake, match="NUMBER:HASH"):
        verify(typed)


def test_an_outsider_checks_the_chain_from_the_reference_alone(case):
    """As docs/reference/ledger.md says it, with nothing of ours but the table."""
    previous = bytes(32)
    for entry in Entry.objects.order_by("sequence"):
        moment = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        digest = bytes(entry.digest).hex()
        said = [entry.sequence, moment, entry.event, entry.about, entry.by, entry.facts, digest]
        payload = json.dumps(said, separators=(",", ":")).encode("ascii")
        link = hashlib.blake2b(b"amparo/chain/1\n" + previous + payload, digest_size=32).digest()
        assert bytes(entry.previous) == previous
        assert bytes(entry.hash) == link
        previous = link


def test_a_consultation_that_does_not_agree_with_the_record_is_named(capsys, plan, ana):
    received = consulting.propose(consulting.put(plan()))
    assert verify() == 0
    Proposal.objects.filter(pk=received.proposal.pk).update(text="otra cosa")
    Consultation.objects.update(public=b"\x07" * 32)
    capsys.readouterr()
    assert verify() == 1
    said = capsys.readouterr().out
    assert f"{received.proposal.code}: what is shown is not what was recorded." in said
    assert "the key to which proposals are sealed is not the one on record" in said
