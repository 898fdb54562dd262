"""A machine that dies while a member takes a colleague off a case, and all of it is sealed anew:
the case is as it was, for everybody, and the next try does it whole."""

import pytest

from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in, open_attachment
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Attachment, CaseKey, Document, Exclusion, Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import exclude
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.verification import breaks
from tests.faults.dying import die_at
from tests.people import MONDAY
from tests.unit.retention.files import a_recording_in

INTAKE, CASES = "amparo.foundations.intake", "amparo.foundations.cases.services"
PLACES = (
    f"{INTAKE}.files.attachments.re_wrap",  # every paper is under the new key
    # And so are the files, the person's way, who must not.
    pytest.param(
        f"{INTAKE}.services.hand_over_keys",
        marks=pytest.mark.postgresql("what a dead connection wrote is undone"),
    ),
    f"{INTAKE}.services.record",  # all that is written of a file, and nothing is on record
    f"{CASES}._keep_seats",  # nobody of the team has the new key
    f"{CASES}.keep_ready_anew",  # all of them but who is kept ready
)
TABLES = (Document, CaseKey, Attachment, Exclusion, Filing, CaseAccess, Case, Entry)


@pytest.fixture
def team(lasting, beto, anas, flor, ana, site):
    """Ana and beto at the case, with a recording in it and an institution that must not know."""
    a_recording_in(anas, by=flor)
    exclude(flor.folder, Unit.objects.get(code="minam"), by=flor, at=MONDAY)
    return opened(anas.code, seen_by=ana)


def everything():
    """Each row of the case, byte for byte."""
    return {
        table.__name__: [
            {name: bytes(value) if isinstance(value, memoryview) else value
             for name, value in row.items()}
            for row in table.objects.order_by("pk").values()
        ]
        for table in TABLES
    }  # fmt: skip


def is_whole(filed, *members):
    """Her words open everything that is hers, and each of the team opens everything."""
    visitor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    readers = [(visitor.folder, visitor)]
    readers += [(opened(filed.folder.code, seen_by=one).folder, one) for one in members]
    for folder, reader in readers:
        papers = papers_in(folder, seen_by=reader, all_versions=True)
        assert [folder.words(paper) for paper in papers]
    for folder, member in readers[1:]:
        [kept] = attachments_in(folder, seen_by=member)
        assert b"".join(open_attachment(folder, kept.ref, seen_by=member).pieces())
        assert folder.excludes_any(frozenset({"minam"}))
    assert list(breaks()) == []


@pytest.mark.parametrize("place", PLACES)
def test_killed_in_the_middle_the_case_is_as_it_was_and_the_next_try_is_whole(
    team, filed, ana, beto, place
):
    def act():
        take_seat(team.case, team.folder, beto.member, reason="leaves_the_team", by=ana, at=MONDAY)

    before = everything()
    die_at(place, act)
    assert everything() == before
    is_whole(filed, ana, beto)
    act()
    is_whole(filed, ana)
    after = everything()
    assert [row["key_version"] for row in after["Filing"]] == [2]
    assert beto.member.pk not in {row["member_id"] for row in after["CaseAccess"]}
    sealed = [{row["sealed"] for row in rows["Document"]} for rows in (before, after)]
    assert not sealed[0] & sealed[1]
