"""Services for the doubt whether an adult is the excluded or feared person of the same surname.
Only the team can say; until then a yes of this adult does not count."""

from datetime import datetime

from django.db import transaction

from amparo.casework.measures.person_answers import found_on
from amparo.casework.measures.relocated_adults.services import undecided_in
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.accompanying_adults import Named, adults_of
from amparo.foundations.consent.excluded_adults_answers import is_meant, let_count
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.schemas.consent import ToldAlikeText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.names.matching import same_name, spelled_same
from amparo.foundations.intake.names.shared_surnames import meaning
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.queries import other_called


@transaction.atomic
def say_who(
    open_case: OpenCase,
    ref: str,
    adult: str,
    *,
    same: bool,
    text: str,
    by: Actor,
    at: datetime,
) -> None:
    """Record whether it is the same person and how that is known, for every measure about which
    this adult is asked. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    folder = open_case.folder
    asked = found_on(open_case, ref, by=by).everybody
    named = next((one for one in asked if one.ref == adult and one.row.doubt), None)
    if named is None:
        raise Hindered("no_doubt")
    if not text.strip():
        raise Hindered("reasons")
    who = who_is_doubted(open_case, named, seen_by=by)
    names = [one.strip() for one in meaning(folder, who)]
    body = ToldAlikeText(name=who, same=same, text=text, names=names)
    write_paper(folder, body=body, by=by, at=at)
    alike = same_name if same else spelled_same
    rows = [
        one.row
        for one in _doubted(open_case, by=by)
        if alike(who_is_doubted(open_case, one, seen_by=by), who)
    ]
    if same:
        undecided = undecided_in(folder.filing)
        keepers = sorted({one.other for one in rows if one.child})
        is_meant(folder.filing, rows, guardians=keepers, undecided=undecided, by=by, at=at)
    else:
        let_count(folder.filing, rows, by=by, at=at)
    refresh(open_case.case, at=at)


def who_is_doubted(open_case: OpenCase, one: Named, *, seen_by: Signs) -> str:
    """Name of the adult, or of the guardian where the row is a child's."""
    if not one.row.child:
        return one.name
    keeper = other_called(open_case.folder, one.row.other, seen_by=seen_by)
    return keeper.name if keeper else ""


def _doubted(open_case: OpenCase, *, by: Actor) -> list[Named]:
    rows = Question.objects.standing().filter(filing=open_case.folder.filing)
    asked = adults_of(open_case.folder, list(rows.filter(each_adult=True)), seen_by=by)
    return [one for one in asked if one.row.doubt]
