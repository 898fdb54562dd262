"""What a rule of rows asks of a table that not every part reads: one rule holds for all of them,
and PostgreSQL wants the rights to all that is in it, also of whom it does not concern.
"""

from collections.abc import Iterator

from amparo.foundations.letterbox.everybody import SAID_OF_ALL

NAMES = ("is_outside(text)", "has_keys(bigint)", "shown()", "said_of_all()")

_OUTSIDE = """
    RETURN EXISTS (SELECT FROM public.access_member m WHERE m.code = substr(signature, 8)
                      AND m.roles <@ '["institution_officer", "overseer"]'::jsonb)
"""
_HAS_KEYS = """
    RETURN EXISTS (SELECT FROM public.letterbox_key k WHERE k.filing_id = filing)
"""
# The number finds the row; what is known to nobody who was not shown it must be the same.
_SHOWN = """
    RETURN QUERY
    SELECT k.filing_id
      FROM unnest(string_to_array(current_setting('amparo.shown', true), ' ')) s (one)
      JOIN public.letterbox_key k ON k.id = nullif(split_part(s.one, ':', 2), '')::bigint
     WHERE k.holder = 'person' AND s.one = 'key:' || k.id || ':' || encode(k.public, 'hex')
"""
# Who noted what everybody reads, and their hands: of no demand that nobody may be told of.
_SAYS = '(sequence bigint, at timestamptz, event varchar, about varchar, "by" varchar, facts text)'


def statements() -> Iterator[str]:
    """Each reads with the rights of whoever owns the tables, for one thing alone."""
    yield _function("is_outside(signature text) RETURNS boolean", _OUTSIDE)
    yield _function("has_keys(filing bigint) RETURNS boolean", _HAS_KEYS)
    yield _function("shown() RETURNS SETOF bigint", _SHOWN)
    said = f"RETURN QUERY {SAID_OF_ALL.format(schema='public.')}"
    yield _function(f"said_of_all() RETURNS TABLE {_SAYS}", said)


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name} LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER"
        f" SET search_path = pg_catalog, pg_temp AS $$ BEGIN {body.strip()}; END $$"
    )
