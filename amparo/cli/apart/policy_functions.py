"""Functions that row policies use to query tables which not every part of a site may read.

A policy is checked for every role, and PostgreSQL requires rights on all tables in it, also from
roles that the condition does not concern.
"""

from collections.abc import Iterator

from django.conf import settings

from amparo.foundations.intake.blanket_demands import SAID_OF_ALL
from amparo.foundations.intake.requests.flood_fairness import A_FLOOD
from amparo.observatory.consultations.canonical_record import TOLD_OF_ALL

NAMES = (
    "is_outside(text)",
    "is_being_stored(bigint)",
    "shown()",
    "said_of_all()",
    "proposals_told(bigint)",
    "reached()",
    "reached_others()",
    "reached_ways()",
    "told_by_boards()",
    "near()",
    "near_cases()",
    "near_codes()",
    "near_boards()",
    "near_betweens()",
    "near_leaves()",
    "near_changes()",
    "near_complaints()",
    "at_hand()",
    "is_flood(timestamptz)",
    "is_of_no_file(text)",
    "last_entry()",
)

_OUTSIDE = """
    RETURN EXISTS (SELECT FROM public.accounts_member m WHERE m.code = substr(signature, 8)
                      AND m.roles <@ '["institution_officer", "overseer"]'::jsonb)
"""
# A request whose mark was shown and that has no key yet. A request whose keys were erased has none
# either: a session that could erase them would be shown all that is left there.
_BEING_STORED = """
    RETURN EXISTS (SELECT FROM public.intake_filing f WHERE f.id = filing
                      AND 'once:' || encode(f.once_hash, 'hex')
                          = ANY (string_to_array(current_setting('amparo.shown', true), ' ')))
       AND NOT EXISTS (SELECT FROM public.intake_casekey k WHERE k.filing_id = filing)
"""
# The number finds the row; the mark, which is secret, must match too.
_SHOWN = """
    RETURN QUERY
    SELECT k.filing_id
      FROM unnest(string_to_array(current_setting('amparo.shown', true), ' ')) s (one)
      JOIN public.intake_casekey k ON k.id =
           CASE WHEN s.one ~ '^key:[0-9]{1,18}:' THEN split_part(s.one, ':', 2)::bigint END
     WHERE k.holder = 'person' AND s.one = 'key:' || k.id || ':' || encode(k.public, 'hex')
"""
# Who noted what the public reads, with their signatures; nothing about demands that must be kept
# silent.
_SAYS = '(sequence bigint, at timestamptz, event varchar, about varchar, "by" varchar, facts text)'
_TELLS = (
    "(id bigint, consultation_id bigint, code varchar, article varchar, heading varchar,"
    " kind varchar, version integer, received_at timestamptz, changed_at timestamptz,"
    " state varchar, reason varchar, passages integer, organisation varchar, text text,"
    " salt bytea, looks integer)"
)
# The files of shown(), those of visitors with a phrase of their own, and those that are just looked
# up or stored by any phrase.
_REACHED = """
    RETURN QUERY
    WITH said AS (
        SELECT one, CASE WHEN one ~ '^[0-9a-f]{64}$' THEN decode(one, 'hex') END AS mark,
               CASE WHEN one ~ '^way:[0-9]{1,18}:' THEN split_part(one, ':', 2)::bigint END AS way
          FROM unnest(string_to_array(current_setting('amparo.shown', true), ' ')) s (one)
    )
    SELECT f FROM public.shown() s (f)
    UNION SELECT k.filing_id FROM said JOIN public.intake_casekey k ON k.identity = said.mark
    UNION
    SELECT o.filing_id
      FROM said JOIN public.related_people_accesscredential w ON w.identity = said.mark
      JOIN public.related_people_relatedperson o ON o.id = w.other_id
    UNION
    SELECT o.filing_id
      FROM said JOIN public.related_people_accesscredential w ON w.id = said.way
      JOIN public.related_people_relatedperson o ON o.id = w.other_id
     WHERE said.one = 'way:' || w.id || ':' || encode(w.public, 'hex')
"""
_REACHED_OTHERS = """
    RETURN QUERY SELECT o.id FROM public.related_people_relatedperson o
     WHERE o.filing_id = ANY (ARRAY(SELECT public.reached()))
"""
_REACHED_WAYS = """
    RETURN QUERY SELECT w.id FROM public.related_people_accesscredential w
     WHERE w.other_id = ANY (ARRAY(SELECT public.reached_others()))
"""
# The link to a reached file is claimed by the session that opened the document of the link. It is
# believed where the record says that a member wrote both documents at one moment: the door records
# nothing as a member.
_NEAR = """
    RETURN QUERY
    WITH hers AS MATERIALIZED (SELECT f FROM public.reached() s (f)),
    said AS (
        SELECT substr(one, 8) AS code
          FROM unnest(string_to_array(current_setting('amparo.shown', true), ' ')) s (one)
         WHERE starts_with(one, 'linked:')
    )
    SELECT f FROM hers
    UNION
    SELECT linked.id
      FROM said JOIN public.intake_filing linked ON linked.code = said.code
      JOIN public.ledger_entry there ON there.about = linked.code
      JOIN public.ledger_entry here ON here.at = there.at AND here.by = there.by
     WHERE here.about = ANY (ARRAY(SELECT f.code FROM public.intake_filing f
                                    WHERE f.id = ANY (ARRAY(SELECT f FROM hers))))
       AND {here} AND {there}
"""
_WROTE_LINK = """
    {one}.event = 'PaperWritten' AND {one}.by LIKE 'member:%'
    AND {one}.facts::json ->> 'kind' = 'linked_case'
"""
_NEAR_CASES = """
    RETURN QUERY SELECT c.id FROM public.cases_case c
     WHERE c.filing_id = ANY (ARRAY(SELECT public.near()))
"""
_NEAR_CODES = """
    RETURN QUERY SELECT f.code::text FROM public.intake_filing f
     WHERE f.id = ANY (ARRAY(SELECT public.near()))
"""
_NEAR_BETWEENS = """
    RETURN QUERY
    WITH hers AS MATERIALIZED (SELECT c FROM public.near_cases() s (c))
    SELECT s.id FROM public.collectives_intermediary s
     WHERE s.case_id = ANY (ARRAY(SELECT c FROM hers))
    UNION
    SELECT s.id FROM public.collectives_board b
      JOIN public.collectives_intermediary s ON s.board_id = b.id
     WHERE b.case_id = ANY (ARRAY(SELECT c FROM hers))
"""
_NEAR_BOARDS = """
    RETURN QUERY
    SELECT b.id FROM public.collectives_board b
     WHERE b.case_id = ANY (ARRAY(SELECT public.near_cases()))
    UNION
    SELECT s.board_id FROM public.collectives_intermediary s
     WHERE s.case_id = ANY (ARRAY(SELECT public.near_cases()))
"""
_NEAR_LEAVES = """
    RETURN QUERY SELECT s.leaf_id FROM public.cases_caseaccess s
     WHERE s.case_id = ANY (ARRAY(SELECT public.near_cases())) AND s.leaf_id IS NOT NULL
"""
_NEAR_CHANGES = """
    RETURN QUERY SELECT c.id FROM public.review_measurechange c
     WHERE c.case_id = ANY (ARRAY(SELECT public.near_cases()))
"""
_NEAR_COMPLAINTS = """
    RETURN QUERY SELECT c.id FROM public.review_complaint c
     WHERE c.filing_id = ANY (ARRAY(SELECT public.near()))
"""
# And the files of intermediaries whose board is near, as long as they stand or show what they were
# told: an act of the board ends that in the same transaction. Not the other way round.
_AT_HAND = """
    RETURN QUERY
    WITH hers AS MATERIALIZED (SELECT f FROM public.near() s (f))
    SELECT f FROM hers
    UNION
    SELECT theirs.filing_id
      FROM public.cases_case c JOIN public.collectives_board b ON b.case_id = c.id
      JOIN public.collectives_intermediary s ON s.board_id = b.id
      JOIN public.cases_case theirs ON theirs.id = s.case_id
     WHERE c.filing_id = ANY (ARRAY(SELECT f FROM hers))
       AND (s.ended_at IS NULL OR EXISTS (SELECT FROM public.collectives_intermediarydocument p
                                           WHERE p.between_id = s.id AND p.erased_at IS NULL))
"""
# The door learns whether very many requests came since a moment, and no number.
_IS_FLOOD = """
    RETURN (SELECT count(*) >= {many} FROM (SELECT FROM public.intake_filing f
                                             WHERE f.filed_at > since LIMIT {many}) s)
"""
# The door reads the whole record of anything but files. Other roles cannot learn here whether a
# code has a file; the door could test it by storing one.
_IS_OF_NO_FILE = """
    RETURN session_user <> current_database() || '_door'
        OR NOT EXISTS (SELECT FROM public.intake_filing f WHERE f.code = about)
"""
# A board's decision deletes from its intermediaries' pages what they were told.
_TOLD_BY_BOARDS = """
    RETURN QUERY
    SELECT theirs.filing_id
      FROM public.cases_case hers JOIN public.collectives_board b ON b.case_id = hers.id
      JOIN public.collectives_intermediary s ON s.board_id = b.id
      JOIN public.cases_case theirs ON theirs.id = s.case_id
     WHERE hers.filing_id = ANY (ARRAY(SELECT public.shown()))
"""
# Adding an entry chains it to the last one, of which nothing else is returned.
_LAST_ENTRY = """
    RETURN QUERY SELECT e.sequence, e.hash FROM public.ledger_entry e
     ORDER BY e.sequence DESC LIMIT 1
"""


def statements() -> Iterator[str]:
    """SQL of the functions. Each reads with the rights of the tables' owner, for one purpose."""
    yield _function("is_outside(signature text) RETURNS boolean", _OUTSIDE)
    yield _function("is_being_stored(filing bigint) RETURNS boolean", _BEING_STORED)
    yield _function("shown() RETURNS SETOF bigint", _SHOWN)
    yield from _of_everybody()
    yield _function("reached() RETURNS SETOF bigint", _REACHED)
    yield _function("reached_others() RETURNS SETOF bigint", _REACHED_OTHERS)
    yield _function("reached_ways() RETURNS SETOF bigint", _REACHED_WAYS)
    yield _function("told_by_boards() RETURNS SETOF bigint", _TOLD_BY_BOARDS)
    wrote = {one: _WROTE_LINK.format(one=one).strip() for one in ("here", "there")}
    yield _function("near() RETURNS SETOF bigint", _NEAR.format(**wrote))
    yield _function("near_cases() RETURNS SETOF bigint", _NEAR_CASES)
    yield _function("near_codes() RETURNS SETOF text", _NEAR_CODES)
    yield _function("near_betweens() RETURNS SETOF bigint", _NEAR_BETWEENS)
    yield _function("near_boards() RETURNS SETOF bigint", _NEAR_BOARDS)
    yield _function("near_leaves() RETURNS SETOF bigint", _NEAR_LEAVES)
    yield _function("near_changes() RETURNS SETOF bigint", _NEAR_CHANGES)
    yield _function("near_complaints() RETURNS SETOF bigint", _NEAR_COMPLAINTS)
    yield _function("at_hand() RETURNS SETOF bigint", _AT_HAND)
    asked = _IS_FLOOD.format(many=A_FLOOD)
    yield _function("is_flood(since timestamptz) RETURNS boolean", asked)
    yield _function("is_of_no_file(about text) RETURNS boolean", _IS_OF_NO_FILE)
    yield _function("last_entry() RETURNS TABLE (number bigint, chained bytea)", _LAST_ENTRY)


def _of_everybody() -> Iterator[str]:
    """Functions for what the public reads, from tables of which the public pages read
    nothing else."""
    said = f"RETURN QUERY {SAID_OF_ALL.format(schema='public.')}"
    yield _function(f"said_of_all() RETURNS TABLE {_SAYS}", said)
    told = f"RETURN QUERY {TOLD_OF_ALL.format(zone=settings.TIME_ZONE)}"
    yield _function(f"proposals_told(consultation bigint) RETURNS TABLE {_TELLS}", told)


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name} LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER"
        f" SET search_path = pg_catalog, pg_temp AS $$ BEGIN {body.strip()}; END $$"
    )
