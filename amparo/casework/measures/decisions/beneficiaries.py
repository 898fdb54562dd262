"""Whom the measures of a resolution are for, as far as the case knows: with that the page of the
decision begins. Whoever decides reads it over, since whoever may read the decision reads it."""

from collections.abc import Iterable

from amparo.casework.measures.catalogue import known_values
from amparo.casework.measures.queries import Shown
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.protected import Protected
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.queries import is_barred
from amparo.law import Known


def whom_it_protects(open_case: OpenCase, measures: Iterable[Shown], *, seen_by: Signs) -> str:
    """One name on each line: the person first, where a measure is for her and she lives, then each
    other. Never whoever must not know or is feared, be it only by a surname that nobody has told
    apart yet: a name that is missing can be written, and one that was read cannot be unread."""
    found = [one for shown in measures for one in shown.protects]
    her = any(one.row.is_her for one in found) and not open_case.folder.filing.asks_nobody
    known = known_values(open_case, seen_by=seen_by) if her else {}
    others = [one for one in found if not one.row.is_her]
    names = [known.get(Known.CHOSEN_NAME.value, "")]
    names += [one.name for one in others if not _is_kept_out(open_case, one, seen_by=seen_by)]
    return "\n".join(dict.fromkeys(filter(None, map(str.strip, names))))


def _is_kept_out(open_case: OpenCase, one: Protected, *, seen_by: Signs) -> bool:
    child = bool(one.row.child)
    return is_barred(open_case.folder, one.name, seen_by=seen_by, child=child)
