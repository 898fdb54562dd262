"""Erase again what an older backup restored, from the list that is kept outside the backups.
Services, by noun: what is erased."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from django.db import transaction

from amparo.foundations.erasure import events
from amparo.foundations.erasure.case_content_erasure import empty, take_files_too
from amparo.foundations.erasure.erasure_list import Line
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.erasure.queries import is_held
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record

AGAIN, ALREADY, NEWER, FAILED, REFUSED = "again", "already", "newer", "failed", "refused"


def erase_again(lines: Iterable[Line], *, by: Signs, at: datetime) -> Mapping[str, int]:
    """Erase each line completely or not at all; a failure does not stop the others. Returns counts:
    erased again, erased already, of a case newer than this database, failed, and refused (on hold
    here, or dated before the case existed, as only a forged line is)."""
    in_order = sorted(lines, key=lambda one: one.scope == Erasure.Scope.EVERYTHING)
    return Counter(_tried(one, by=by, at=at) for one in in_order)


# --- inside ---


def _tried(line: Line, *, by: Signs, at: datetime) -> str:
    try:
        return _erase_again(line, by=by, at=at)
    except Exception:  # noqa: BLE001 - one failure does not stop the others
        return FAILED


@transaction.atomic
def _erase_again(line: Line, *, by: Signs, at: datetime) -> str:
    filing = Filing.objects.filter(code=line.code).first()
    if filing is None:
        return NEWER
    hold_row(filing).values_list("pk").first()
    if Erasure.objects.filter(ref=line.ref, erased_at__isnull=False).exists():
        return ALREADY
    too_early = line.on < filing.filed_at.astimezone(UTC).date().isoformat()
    if too_early or is_held(filing, seen_by=by):
        return REFUSED
    left = _passed_on(filing, line, by=by, at=at)
    on = datetime.combine(date.fromisoformat(line.on), time.min, UTC)
    found = {"how": Erasure.How.AGAIN, "answer": Erasure.Answer.GRANTED, "ended_at": None}
    new = {"asked_by": by.signature, "asked_at": on, "not_before": on}
    told = {"filing": filing, "scope": line.scope}
    erasure, _made = Erasure.objects.update_or_create(
        ref=line.ref, defaults=found | told, create_defaults=found | told | new
    )
    empty(erasure, by=by, at=at)
    take_files_too(line.ref, left)
    if line.scope == Erasure.Scope.EVERYTHING:  # it can no longer be opened
        Filing.objects.filter(pk=filing.pk, opened_at=None).update(opened_at=at)
    return AGAIN


def _passed_on(filing: Filing, line: Line, *, by: Signs, at: datetime) -> list[str]:
    """End other erasures of this case. Where one was begun, return the files it left on disk: they
    are deleted with this erasure, which is finished only when they are gone."""
    others = Erasure.objects.filter(filing=filing, ended_at=None, done_at=None)
    others = others.exclude(ref=line.ref)
    others.filter(erased_at=None).update(ended_at=at)
    begun = others.filter(erased_at__isnull=False).first()
    if begun is None:
        return []
    others.filter(pk=begun.pk).update(done_at=at, files=[])
    record(events.ErasureFinished(about=filing.code, erasure=begun.ref), by=by, at=at)
    return list(begun.files)
