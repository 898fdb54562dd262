"""`amparo ledger`: whoever has a copy may check it."""

import hashlib
import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC

import pytest
from django.db import connection

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.record import ledger
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.signatures import signing_pair_of
from amparo.crypto.signed_heads import Head
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import inclusion_of_filing
from amparo.foundations.ledger.chain import payload
from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations.models import Consultation, Proposal
from tests import consulting
from tests.people import proof_on_paper

pytestmark = pytest.mark.django_db


def run(*words):
    parser = ArgumentParser()
    ledger.add_arguments(parser)
    return ledger.run(parser.parse_args([str(word) for word in words]))


def verify(*heads):
    return run("verify", *(word for head in heads for word in ("--head", head)))


def head(capsys):
    run("head")
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


def test_verify_says_that_a_cut_end_is_seen_only_from_outside(case, capsys):
    kept = head(capsys)
    assert verify() == 0
    assert "followed entry 0 and were cut off leave no trace" in capsys.readouterr().out
    assert verify(kept) == 0
    assert f"followed entry {kept.partition(':')[0]} and were cut" in capsys.readouterr().out


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


def printed(capsys, *words):
    capsys.readouterr()
    assert run(*words) == 0
    return capsys.readouterr().out


@pytest.fixture
def published(case, capsys, tmp_path):
    """What an outsider took away: an export, and the head in it."""
    (tmp_path / "head.json").write_text(printed(capsys, "publish"))
    (tmp_path / "export.txt").write_text(printed(capsys, "export"))
    return tmp_path


def test_an_export_holds_against_the_head_that_was_kept(published, capsys):
    said = printed(
        capsys, "verify", "--export", published / "export.txt", "--head", published / "head.json"
    )
    assert said == "The export holds: 256 entries, and 1 heads of them.\n"


def test_the_site_itself_holds_against_a_head_that_was_kept_as_a_file(published, capsys):
    said = printed(capsys, "verify", "--head", published / "head.json")
    assert "256 entries, signed with the key" in said


def test_an_export_needs_no_site_no_database_and_no_settings(published):
    """In a process of its own whose settings, were they read, would fail."""
    export, kept = published / "export.txt", published / "head.json"
    words = ["ledger", "verify", f"--export={export}", "--head", str(kept)]
    code = (
        "import sys; from amparo.cli.main import answer;"
        f"code = answer({words!r}); assert 'django' not in sys.modules; sys.exit(code)"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "no.such.settings", "AMPARO_STATE": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("The export holds: 256 entries"), done.stderr
    assert done.returncode == 0


def test_an_older_export_names_the_very_entry_that_was_written_anew(
    published, unguarded, capsys, tmp_path
):
    """Everything after it chained anew, as whoever knows this program can."""
    before = b""
    for entry in Entry.objects.order_by("sequence"):
        if entry.sequence == 5:
            entry.about = "AAAA-AAAA"
        if entry.sequence >= 5:
            link = marks.chain(before, payload(entry))
            unguarded.execute(
                "UPDATE ledger_entry SET about = %s, previous = %s, hash = %s WHERE sequence = %s",
                [entry.about, before, link, entry.sequence],
            )
            entry.hash = link
        before = bytes(entry.hash)
    newer = tmp_path / "newer.txt"
    newer.write_text(printed(capsys, "export"))
    assert run("verify", "--export", newer, "--head", published / "head.json") == 1
    assert "Entries 1 to 256: not what was published" in capsys.readouterr().out
    assert run("verify", "--export", newer, "--before", published / "export.txt") == 1
    assert "Entries 5 to 256: not what was published" in capsys.readouterr().out


def test_the_heads_of_the_site_go_on_from_each_other_and_from_the_one_that_was_kept(
    published, client, capsys, tmp_path
):
    run("publish")
    feed, kept = tmp_path / "ledger.json", published / "head.json"
    feed.write_bytes(client.get("/public/ledger.json").content)
    said = printed(capsys, "verify", "--feed", feed, "--head", kept)
    assert said.startswith("2 heads hold, the last of ")
    harmed = json.loads(feed.read_text())
    harmed["heads"][1]["path"][0] = "00" * 32
    feed.write_text(json.dumps(harmed))
    assert run("verify", "--feed", feed) == 1
    assert "does not go on from" in capsys.readouterr().out


def test_a_head_of_another_record_is_named_beside_the_heads_of_the_site(
    published, client, capsys, tmp_path, settings
):
    feed, other = tmp_path / "ledger.json", tmp_path / "other.json"
    feed.write_bytes(client.get("/public/ledger.json").content)
    pair = signing_pair_of(settings.SIGNING_KEY)
    own = Head.parsed((published / "head.json").read_text())
    other.write_text(replace(own, begins=bytes(32)).signed(pair).text())
    assert run("verify", "--feed", feed, "--head", other) == 1
    assert "is of another record than those shown now" in capsys.readouterr().out
    other.write_text(replace(own, root=bytes(32)).signed(pair).text())
    assert run("verify", "--feed", feed, "--head", other) == 1
    assert "is not among those shown now" in capsys.readouterr().out
    other.write_text(replace(own, day="2020-01-01").signed(pair).text())
    assert run("verify", "--feed", feed, "--head", other) == 1
    assert "is not among those shown now" in capsys.readouterr().out
    other.write_text('{"heads": []}')
    with pytest.raises(Mistake, match="no head in it"):
        run("verify", "--feed", feed, "--head", other)


def test_the_proof_of_a_filing_is_checked_without_the_site(published, filed, capsys, tmp_path):
    filing = filed.folder.filing
    proof = tmp_path / "proof.json"
    made = inclusion_of_filing(proof_on_paper(filing), seen_by=STRANGER)
    assert made
    proof.write_text(json.dumps(made.said()))
    said = printed(capsys, "verify", "--proof", proof, "--head", published / "head.json")
    assert said.startswith(f"Fingerprint {filing.fingerprint} is in the record of ")
    backdated = replace(made.head, day="2020-01-01").signed(signing_pair_of(bytes(32)))
    forged = replace(made, head=replace(backdated, key=signing_pair_of(bytes(32)).public))
    proof.write_text(json.dumps(forged.said()))
    assert run("verify", "--proof", proof, "--head", published / "head.json") == 1
    assert "not among those that were kept" in capsys.readouterr().out
    proof.write_text(json.dumps(replace(made, number=made.number + 1).said()))
    assert run("verify", "--proof", proof) == 1
    assert "This is not in the record that was published." in capsys.readouterr().out


def test_a_change_of_the_key_that_signs_is_said_and_is_no_break(
    published, client, capsys, tmp_path, settings
):
    settings.SIGNING_KEY = bytes(range(32))
    run("publish")
    feed = tmp_path / "ledger.json"
    feed.write_bytes(client.get("/public/ledger.json").content)
    assert "is signed with another key" in printed(capsys, "verify", "--feed", feed)


@pytest.mark.parametrize("option", ["--export", "--feed", "--proof"])
def test_what_is_no_file_of_ours_is_a_mistake(option, tmp_path):
    with pytest.raises(Mistake, match="could not be read"):
        run("verify", option, tmp_path / "none")
    odd = tmp_path / "odd"
    odd.write_text("{}")
    with pytest.raises(Mistake, match="This is no"):
        run("verify", option, odd)


def test_options_that_do_not_go_together_are_a_mistake(tmp_path):
    for words in (["head", "--feed", "x"], ["verify", "--before", "x"], ["export"]):
        with pytest.raises(Mistake):
            run(*words)


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
