"""The signed head: daily, of a length that tells nothing, and what can be proved by it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from amparo.cli.commands.site import tick
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import merkle_trees as trees
from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Break
from amparo.crypto.signatures import signing_pair_of
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import inclusion_of_filing
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.daily_publication import NoSigningKey, publish, publish_daily
from amparo.foundations.ledger.models import Block, Entry, PublishedHead
from amparo.foundations.ledger.queries import (
    BLOCK,
    inclusion_of,
    last_head,
    lines_published,
    published_heads,
)
from amparo.foundations.ledger.verification import breaks
from tests.people import MONDAY, proof_on_paper

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def test_a_head_is_signed_once_a_day(site):
    made = publish_daily(by=SYSTEM, at=MONDAY)
    assert made.is_signed
    assert made.day == "2026-11-09"
    assert publish_daily(by=SYSTEM, at=MONDAY + timedelta(hours=3)) is None
    assert publish_daily(by=SYSTEM, at=TUESDAY).after == made.size
    assert PublishedHead.objects.count() == 2


def test_the_tick_publishes_it(site):
    assert tick.tick(MONDAY)
    assert last_head(seen_by=SYSTEM).day == "2026-11-09"


def test_its_length_does_not_tell_whether_anything_happened(site, filed):
    quiet = publish_daily(by=SYSTEM, at=MONDAY)
    assert quiet.size == BLOCK
    assert publish_daily(by=SYSTEM, at=TUESDAY).size == 2 * BLOCK
    blank = Entry.objects.filter(event="LineLeftBlank")
    assert set(blank.values_list("about", "by", "facts")) == {("record", "system", "{}")}


def test_a_head_that_goes_on_from_the_one_before_says_so(site):
    for days in range(5):
        publish_daily(by=SYSTEM, at=MONDAY + timedelta(days=days))
    heads = published_heads(seen_by=SYSTEM)
    assert all(new.goes_on_from(old) for old, new in pairwise(heads))
    assert not heads[3].goes_on_from(heads[1])
    assert published_heads(newest=2, seen_by=SYSTEM) == heads[3:]


def test_the_root_is_that_of_everything_an_outsider_holds(site, filed):
    publish(by=SYSTEM, at=MONDAY)
    publish(by=SYSTEM, at=MONDAY)
    head = last_head(seen_by=SYSTEM)
    held = list(lines_published(seen_by=SYSTEM))
    assert len(held) == head.size
    assert trees.root(line.leaf for line in held) == head.root
    assert head.begins == held[0].content


def test_what_an_outsider_holds_says_nothing_of_a_case(site, filed):
    publish(by=SYSTEM, at=MONDAY)
    text = "\n".join(
        lines.written(published_heads(seen_by=SYSTEM), lines_published(seen_by=SYSTEM))
    )
    filing = filed.folder.filing
    told = [filing.code, filing.proof_number, filing.fingerprint, "RequestFiled", "person"]
    told += [bytes(entry.hash).hex() for entry in Entry.objects.all()]
    told += [bytes(entry.digest).hex() for entry in Entry.objects.exclude(digest=b"")]
    assert [one for one in told if one in text] == []


def test_her_filing_is_proved_to_be_in_it_without_her_case(site, filed):
    filing = filed.folder.filing
    assert inclusion_of_filing(proof_on_paper(filing), seen_by=STRANGER) is None
    for days in range(3):
        publish_daily(by=SYSTEM, at=MONDAY + timedelta(days=days))
    proof = inclusion_of_filing(proof_on_paper(filing), seen_by=STRANGER)
    leaf = trees.leaf(lines.content_of(proof.inner, proof.digest))
    assert trees.includes(proof.head.root, proof.head.size, proof.number - 1, leaf, proof.path)
    assert marks.fingerprint(proof.digest) == filing.fingerprint
    assert proof.head.is_signed
    said = str(proof.said())
    assert filing.code not in said
    assert bytes(Entry.objects.get(sequence=proof.number).hash).hex() not in said


def test_nobody_else_s_filing_is_proved_by_it(site, filed):
    proof = replace(proof_on_paper(filed.folder.filing), fingerprint="0000-0000-0000-0000")
    assert inclusion_of_filing(proof, seen_by=STRANGER) is None


def test_an_entry_that_was_not_published_yet_has_no_proof(site):
    publish(by=SYSTEM, at=MONDAY)
    assert inclusion_of(BLOCK, seen_by=SYSTEM) is not None
    assert inclusion_of(BLOCK + 1, seen_by=SYSTEM) is None


def test_another_key_is_on_record_before_it_signs(site, settings):
    publish(by=SYSTEM, at=MONDAY)
    settings.SIGNING_KEY = bytes(range(32))
    head = publish(by=SYSTEM, at=MONDAY)
    assert head.key == signing_pair_of(settings.SIGNING_KEY).public
    taken = Entry.objects.filter(event="SigningKeyTaken").order_by("sequence")
    assert [head.key.hex() in entry.facts for entry in taken] == [False, True]


def test_without_a_key_nothing_is_signed_and_the_tick_says_so(site, settings, caplog):
    settings.SIGNING_KEY = b""
    before = Entry.objects.count()
    with pytest.raises(NoSigningKey):
        publish(by=SYSTEM, at=MONDAY)
    assert not tick.tick(MONDAY)
    assert [one.getMessage() for one in caplog.records] == [
        "tick: the signed head of the record: NoSigningKey"
    ]
    assert Entry.objects.count() == before


def test_an_entry_costs_as_much_as_before_it_was_published(rosa, letter):
    """The tree is worked out when it is published, and from what is new."""

    def statements():
        with CaptureQueriesContext(connection) as said:
            file_request(letter(), by=STRANGER, at=MONDAY)
        return len(said)

    file_request(letter(), by=STRANGER, at=MONDAY)
    first = statements()
    for _ in range(4):
        publish(by=SYSTEM, at=MONDAY)
    assert statements() == first


STATEMENTS = [
    "UPDATE {table} SET root = root",
    "DELETE FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
]


@pytest.mark.postgresql("triggers of the ledger")
@pytest.mark.parametrize("table", ["ledger_block", "ledger_publishedhead"])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_to_rewrite_what_was_published(site, table, statement):
    publish(by=SYSTEM, at=MONDAY)
    if connection.vendor == "postgresql" and "REPLACE" in statement:
        statement = "TRUNCATE {table}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))
    assert Block.objects.count() == PublishedHead.objects.count() == 1


@pytest.mark.postgresql("triggers of the ledger")
def test_a_head_that_was_exchanged_in_the_tables_is_told(site):
    publish(by=SYSTEM, at=MONDAY)
    assert list(breaks()) == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_publishedhead_no_update")
        else:
            cursor.execute("ALTER TABLE ledger_publishedhead DISABLE TRIGGER ALL")
        PublishedHead.objects.update(root=bytes(32))
    assert list(breaks()) == [Break(1, "changed", BLOCK)]
    assert not last_head(seen_by=SYSTEM).is_signed
