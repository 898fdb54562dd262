"""What the person wants of a measure: it is not strengthened against the person's last word, and
not lessened while a strengthening is open."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from amparo.casework.measures.models import Measure
from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL
from amparo.casework.review.changes.queries import Changing
from amparo.casework.review.dated_tasks import is_unweighed
from amparo.casework.review.models import LIVE, MeasureChange
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent.impediments import is_shared
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.representative_answers import may_be_anothers
from amparo.foundations.intake.models import Filing

Kind = MeasureChange.Kind
AGREED, REFUSED = Question.Answer.AGREED, Question.Answer.REFUSED
GIVEN_UP, REFUSED_MORE = "given_up", "refused_more"
AGAINST = frozenset({GIVEN_UP, REFUSED_MORE})


def last_word(filing: Filing, measure: Measure) -> str:
    """Return what the person said last of strengthening this measure: agreed, given_up,
    refused_more, or an empty string. Empty for a measure that protects others too: there the person
    gives up only their own share and does not keep more from the others."""
    renounced = measure.state == Measure.State.RENOUNCED
    if not renounced and is_shared(filing, measure.ref):
        return ""
    rows = {one.ref: one for one in MeasureChange.objects.filter(measure=measure)}
    asked = filing.questions.filter(kind=Question.Kind.CHANGE, subject__in=rows)
    said = [*_given_up(filing, rows.values(), renounced=renounced), *_answered(rows, asked)]
    return max(said)[1] if said else ""


def why_not_lessened(row: MeasureChange) -> str:
    """Return a code why nothing may be taken away now: an incident is not weighed, or a
    strengthening is open. Empty otherwise."""
    if row.kind not in HEARS_ALL:
        return ""
    if is_unweighed(row.case):
        return "happened_since"
    return "more_first" if _more_is_on_its_way(row) else ""


def may_be_dropped(found: Changing) -> bool:
    """Return whether the team may drop the change: an undecided one, or a renunciation while the
    person cannot be asked, unless only the person can take it back."""
    held = found.impeded and found.row.kind == Kind.RENOUNCE and found.open
    return (found.undecided or held) and not found.hers_alone


# --- inside ---


def _more_is_on_its_way(row: MeasureChange) -> bool:
    rows = MeasureChange.objects.filter(
        measure=row.measure_id, kind=Kind.STRENGTHEN, state__in=LIVE
    )
    return rows.exists()


def _given_up(
    filing: Filing, rows: Iterable[MeasureChange], *, renounced: bool
) -> Iterator[tuple[datetime, str]]:
    """Yield the person's renunciations with their moment. Open ones are left out while the person
    cannot be asked, since another may have made them on the page. Carried out ones count until the
    measure is granted again."""
    for row in rows:
        if row.kind != Kind.RENOUNCE:
            continue
        if row.state in LIVE and not filing.impediment:
            yield row.opened_at, GIVEN_UP
        elif row.state == MeasureChange.State.DONE and renounced:
            yield row.changed_at, GIVEN_UP


def _answered(
    rows: dict[str, MeasureChange], asked: Iterable[Question]
) -> Iterator[tuple[datetime, str]]:
    """Yield the person's answers with their moment: a no stands even if asked anew, a yes until it
    is taken back. Answers on the page that may be another's, while the person cannot be asked, hold
    nothing back."""
    for one in asked:
        if one.answered_at is None:
            continue
        row = rows[one.subject]
        yes = one.answer == AGREED and one.withdrawn_at is None and not one.lacks_acta
        no = one.answer == REFUSED and not one.no_for_her
        less = no if row.kind == Kind.STRENGTHEN else yes
        if less and may_be_anothers(one, seen_by=SYSTEM):
            continue
        if row.kind == Kind.STRENGTHEN and (yes or no):
            yield one.answered_at, str(AGREED) if yes else REFUSED_MORE
        elif row.kind == Kind.RENOUNCE and yes and row.state in LIVE:
            yield one.answered_at, GIVEN_UP
