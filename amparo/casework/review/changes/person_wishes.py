"""What the person wants of a measure: more of it is not decided over her last word, and less of it
not while more is on its way."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from amparo.casework.measures.models import Measure
from amparo.casework.review.changes.queries import Changing
from amparo.casework.review.hearings.queries import HEARS_ALL
from amparo.casework.review.models import LIVE, Change
from amparo.casework.review.tasks import is_unweighed
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent.impediments import is_shared
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.speaking import may_be_anothers
from amparo.foundations.intake.models import Filing

Kind = Change.Kind
AGREED, REFUSED = Question.Answer.AGREED, Question.Answer.REFUSED
GIVEN_UP, REFUSED_MORE = "given_up", "refused_more"
AGAINST = frozenset({GIVEN_UP, REFUSED_MORE})


def last_word(filing: Filing, measure: Measure) -> str:
    """What she said last of more of this measure: agreed, given_up, refused_more, or nothing. Of
    what protects others too she gives up her own part, and keeps no more of it from them."""
    renounced = measure.state == Measure.State.RENOUNCED
    if not renounced and is_shared(filing, measure.ref):
        return ""
    rows = {one.ref: one for one in Change.objects.filter(measure=measure)}
    asked = filing.questions.filter(kind=Question.Kind.CHANGE, subject__in=rows)
    said = [*_given_up(filing, rows.values(), renounced=renounced), *_answered(rows, asked)]
    return max(said)[1] if said else ""


def why_not_lessened(row: Change) -> str:
    """Why nothing is taken away now, as a code: something that happened is not weighed, or more of
    the measure is on its way."""
    if row.kind not in HEARS_ALL:
        return ""
    if is_unweighed(row.case):
        return "happened_since"
    return "more_first" if _more_is_on_its_way(row) else ""


def may_be_dropped(found: Changing) -> bool:
    """Whether the team may give the thought up; what was decided only where the person gives it up
    and cannot be asked."""
    held = found.impeded and found.row.kind == Kind.RENOUNCE and found.open
    return (found.undecided or held) and not found.hers_alone


# --- inside ---


def _more_is_on_its_way(row: Change) -> bool:
    rows = Change.objects.filter(measure=row.measure_id, kind=Kind.STRENGTHEN, state__in=LIVE)
    return rows.exists()


def _given_up(
    filing: Filing, rows: Iterable[Change], *, renounced: bool
) -> Iterator[tuple[datetime, str]]:
    """Her wish from the moment in which it was said; while she cannot be asked, another may have
    said it on her page. What was carried out, until it is granted again."""
    for row in rows:
        if row.kind != Kind.RENOUNCE:
            continue
        if row.state in LIVE and not filing.impediment:
            yield row.opened_at, GIVEN_UP
        elif row.state == Change.State.DONE and renounced:
            yield row.changed_at, GIVEN_UP


def _answered(rows: dict[str, Change], asked: Iterable[Question]) -> Iterator[tuple[datetime, str]]:
    """Her answers: a no stands however often she is asked anew, a yes until it is taken back. While
    she cannot be asked, what her page says is not known to be hers: it holds nothing back."""
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
