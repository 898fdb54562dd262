"""Whom the measures of a resolution protect, to prefill the decision page. The decision maker
checks it, because everyone who may read the decision reads it."""

from collections.abc import Iterable

from amparo.casework.measures.catalogue import known_values
from amparo.casework.measures.queries import Shown
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import Protected
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.queries import is_barred
from amparo.law import Known


def whom_it_protects(open_case: OpenCase, measures: Iterable[Shown], *, seen_by: Signs) -> str:
    """Names, one on each line: the person first, where a measure protects them and they live, then
    each other beneficiary.

    Names that must not know or are feared are left out, also where only the surname matches: a
    missing name can still be written, a disclosed one cannot be taken back.
    """
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
