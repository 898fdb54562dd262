"""Demands for every case, as members signed them. A row without a member's signature is ignored."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from amparo.foundations.accounts.role_history import LETS_OUT, Ranks
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.intake.row_scope import asks_alone
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.law import load_protocol

NOTED, ANSWERED = "WideDemandNoted", "WideDemandAnswered"
MISTAKE = PublishedBlanketDemand.Outcome.MISTAKE
LEFT = frozenset({"part", "given", "taken"})
TWO = 2

# Signed entries about rows that are public, and about the members who signed, suspended or
# deactivated: those that give or take a member's key and role. This is all that the public pages
# read of the record, and the person's surface reads none of it. Where they have a database role of
# their own, they read it through a database function (cli/apart/policy_functions.py), made of this
# statement.
SAID_OF_ALL = """
    WITH RECURSIVE said AS (
        SELECT e.sequence, e.at, e.event, e.about, e."by", e.facts
          FROM {schema}ledger_entry e
          JOIN {schema}intake_publishedblanketdemand d ON d.ref = e.about
         WHERE e.event IN ('WideDemandNoted', 'WideDemandAnswered')
    ), hers(code) AS (
        SELECT substr(s."by", 8) FROM said s WHERE substr(s."by", 1, 7) = 'member:'
         UNION
        SELECT substr(t."by", 8) FROM hers JOIN {schema}ledger_entry t ON t.about = hers.code
         WHERE t.event IN ('MemberSuspended', 'MemberReinstated', 'MemberLeft')
           AND substr(t."by", 1, 7) = 'member:'
    )
    SELECT s.sequence, s.at, s.event, s.about, s."by", s.facts FROM said s
     UNION ALL
    SELECT h.sequence, h.at, h.event, h.about, h."by", h.facts FROM {schema}ledger_entry h
     WHERE h.event IN ('MemberEnrolled', 'MemberLeft', 'MemberReinstated', 'MemberSuspended')
       AND h.about IN (SELECT code FROM hers)
"""
_AS_A_FUNCTION = "SELECT * FROM said_of_all()"


def as_signed(rows: Iterable[PublishedBlanketDemand]) -> list[PublishedBlanketDemand]:
    """Return the rows that a member noted and signed. Their outcome is set from the record,
    whatever their columns say."""
    rows = list(rows)
    said = _said() if rows else []
    ranks = Ranks(said)
    return [one for one in rows if _holds(one, said, ranks)]


def not_signed(*, seen_by: Signs) -> list[str]:
    """Return the refs of rows without a valid member signature; these are not displayed."""
    del seen_by
    rows = list(PublishedBlanketDemand.objects.order_by("pk"))
    held = {one.ref for one in as_signed(rows)}
    return [one.ref for one in rows if one.ref not in held]


def came_of_it(noter: str, said: Iterable[tuple[str, str]]) -> str:
    """Return the published outcome after these statements, given in order as (member, outcome)."""
    reads = ""
    for reads, _of_two in each_reads(noter, said):  # noqa: B007 - the last of them
        pass
    return reads


def each_reads(noter: str, said: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
    """Yield the published outcome after each statement, and whether two members agree on it. Only
    the last statement of each member counts. It takes two members to take back a disclosure or an
    outcome that two agreed on, or to declare a mistake in another member's note."""
    reads, of_two, words = "", False, dict[str, str]()
    for by, outcome in said:
        if outcome in LEFT:
            words.clear()
        words[by] = outcome
        by_two = list(words.values()).count(outcome) >= TWO
        needs_two = of_two or reads in LEFT or (outcome == MISTAKE and by != noter)
        if outcome in LEFT or not needs_two or by_two:
            reads, of_two = outcome, by_two
        yield reads, of_two


def read_from(answer: Entry) -> datetime:
    """Return from when an answer is public: at once, or after the last day of a court's
    prohibition, as the member signed it."""
    until = json.loads(answer.facts).get("waits_until")
    if not until:
        return answer.at
    zone = load_protocol(settings.PROTOCOL).zone
    try:
        day = date.fromisoformat(str(until)) + timedelta(days=1)
    except (ValueError, OverflowError):  # not a date: never published
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, zone)


# --- inside ---


def _holds(row: PublishedBlanketDemand, said: list[Entry], ranks: Ranks) -> bool:
    """Return whether the row matches its signed note. Sets `outcome` from the record, and `told_at`
    to no earlier than the signed entries, so that it cannot be hidden from those who had filed by
    then."""
    of_it = [one for one in said if one.about == row.ref]
    noted = next((one for one in of_it if one.event == NOTED), None)
    if noted is None or not ranks.signed(noted, by_whom=LETS_OUT):
        return False
    facts = json.loads(noted.facts)
    if (facts.get("kind"), facts.get("what")) != (row.kind, row.what):
        return False
    answers = [one for one in of_it if one.event == ANSWERED and _counts(one, ranks)]
    outcomes = [(one, str(json.loads(one.facts)["outcome"])) for one in answers]
    row.outcome = came_of_it(noted.by, ((one.by, outcome) for one, outcome in outcomes))
    left = [read_from(one) for one, outcome in outcomes if outcome in LEFT]
    row.told_at = max(row.told_at, noted.at, *left)
    return True


def _counts(one: Entry, ranks: Ranks) -> bool:
    return ranks.counts(one, by_whom=LETS_OUT) and read_from(one) <= timezone.now()


def _said() -> list[Entry]:
    """Return the entries in the order of the record."""
    asked = _AS_A_FUNCTION if asks_alone() else SAID_OF_ALL.format(schema="")
    return sorted(Entry.objects.raw(asked), key=lambda one: one.sequence)
