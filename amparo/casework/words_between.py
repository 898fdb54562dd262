"""What happens next where the person and the team speak no common language. It goes on from
`handovers.py`, by the same rules: each function is a sentence, inside the transaction of the act
that it follows."""

from datetime import datetime

from django.http import Http404

from amparo.casework.assessment.events import AssessmentBegun
from amparo.casework.interpreting import interpreters, of_others
from amparo.casework.interpreting import services as interpreting
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.obligations.events import FollowUpOpened
from amparo.casework.obligations.models import FollowUp
from amparo.casework.review.events import ChangeDropped, ChangeOpened
from amparo.casework.review.models import Hearing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.events import CaseOpened
from amparo.foundations.cases.queries import case_of_filing, opened
from amparo.foundations.consent.events import (
    AdultsNamed,
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentWithdrawn,
)
from amparo.foundations.consent.models import Beneficiary, Question
from amparo.foundations.intake.events import PaperWritten
from amparo.foundations.intake.keys.case_keys import Folder, Visitor
from amparo.foundations.intake.keys.rekeying import when_shut_out
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.related_people.alone import WISH_FOR_ANOTHER
from amparo.foundations.related_people.events import (
    AloneAnswered,
    AloneAsked,
    AloneClosed,
    GuardianNamed,
    OtherDied,
)
from amparo.foundations.related_people.models import Other

# What the team owes her by a day and can only say with her.
SPOKEN_WITH_HER = {FollowUp.Kind.CONTACT_BEFORE_ENDING, FollowUp.Kind.HEAR_HER}


@after(CaseOpened)
def whose_language_nobody_here_speaks_gets_an_interpreter(
    event: CaseOpened, *, by: Signs, at: datetime
) -> None:
    case, folder = case_of_filing(event.about), _folder_of(event.about, by)
    if case and folder:
        interpreting.find_need(folder, case, by=by, at=at)
        of_others.wished(folder, case, by=by, at=at)


@after(PaperWritten)
def what_she_adds_may_say_that_she_needs_one(
    event: PaperWritten, *, by: Signs, at: datetime
) -> None:
    if isinstance(by, Visitor) and event.kind in interpreting.ASKED_IN:
        case = case_of_filing(event.about)
        if case:
            interpreting.find_need(by.folder, case, by=by, at=at)


@after(PaperWritten)
def what_she_asks_for_another_of_her_case_is_noted_for_that_one(
    event: PaperWritten, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and isinstance(by, Visitor) and event.kind == WISH_FOR_ANOTHER:
        of_others.wished(by.folder, case, event.ref, by=by, at=at)


@after(PaperWritten)
def what_the_team_writes_to_her_is_put_into_her_language(
    event: PaperWritten, *, by: Signs, at: datetime
) -> None:
    if by.signature != "person":
        interpreting.want_for_paper(event.about, event.ref, by=by, at=at)


@after(AssessmentBegun)
def she_is_heard_on_the_danger_through_an_interpreter(
    event: AssessmentBegun, *, by: Signs, at: datetime
) -> None:
    kind = Interpretation.Kind.INTERVIEW
    interpreting.want(event.about, kind, about=event.assessment, by=by, at=at)


@after(ChangeOpened)
def she_is_heard_on_a_change_through_an_interpreter(
    event: ChangeOpened, *, by: Signs, at: datetime
) -> None:
    kind = Interpretation.Kind.INTERVIEW
    interpreting.want(event.about, kind, about=event.change, by=by, at=at)


@after(ChangeDropped)
def a_change_that_nobody_wants_any_more_needs_no_interview(
    event: ChangeDropped, *, by: Signs, at: datetime
) -> None:
    interpreting.drop(event.about, event.change, by=by, at=at)


@after(FollowUpOpened)
def what_must_be_said_with_her_is_said_through_an_interpreter(
    event: FollowUpOpened, *, by: Signs, at: datetime
) -> None:
    if event.kind in SPOKEN_WITH_HER:
        kind = Interpretation.Kind.INTERVIEW
        interpreting.want(event.about, kind, about=event.follow_up, by=by, at=at)


@after(ConsentAnswered)
def her_word_on_an_interpreter_counts_at_once(
    event: ConsentAnswered, *, by: Signs, at: datetime
) -> None:
    if event.kind == "interpreter":
        interpreters.answered(event.subject, answer=event.answer, by=by, at=at)


@after(ConsentWithdrawn)
def whom_she_agreed_to_no_more_interprets_nothing(
    event: ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and event.kind == "interpreter":
        interpreters.taken_back(case, ref=event.subject, by=by, at=at)


@after(AllSharingWithdrawn)
def all_taken_back_ends_every_interpreter_too(
    event: AllSharingWithdrawn, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        interpreters.taken_back(case, by=by, at=at)


@when_shut_out
def who_must_not_know_interprets_nothing(folder: Folder, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case:
        interpreters.shut_out(folder, case, by=by, at=at)
        of_others.shut_out(folder, case, by=by, at=at)


# --- somebody else of the case speaks another language ---


@after(AloneAnswered)
def the_word_of_whom_it_is_for_counts_at_once(
    event: AloneAnswered, *, by: Signs, at: datetime
) -> None:
    interpreters.answered(event.subject, answer=event.answer, by=by, at=at)


@after(AdultsNamed)
def what_an_adult_is_asked_is_put_into_their_language(
    event: AdultsNamed, *, by: Signs, at: datetime
) -> None:
    question = Question.objects.filter(ref=event.question).first()
    if question and question.paper_ref:
        of_others.want_for_paper(event.about, question.paper_ref, by=by, at=at)


@after(AloneAsked)
def whoever_is_heard_on_less_of_a_measure_is_heard_through_an_interpreter(
    event: AloneAsked, *, by: Signs, at: datetime
) -> None:
    """And the child for whom they answer, whose own view is heard beside. So is whoever gives up
    their own part."""
    heard = Hearing.objects.select_related("beneficiary").filter(ref=event.subject).first()
    share = Beneficiary.objects.filter(ref=event.subject).first()
    if heard or share:
        child = heard.beneficiary.child if heard else ""
        for one in filter(None, (event.other, child)):
            of_others.want_interview(event.about, one, about=event.subject, by=by, at=at)


@after(AloneClosed)
def whoever_is_asked_about_it_no_more_needs_no_interview(
    event: AloneClosed, *, by: Signs, at: datetime
) -> None:
    interpreting.drop(event.about, event.subject, by=by, at=at)


@after(GuardianNamed)
def whoever_answers_for_a_child_now_is_asked_about_its_interpreters(
    event: GuardianNamed, *, by: Signs, at: datetime
) -> None:
    case, folder = case_of_filing(event.about), _folder_of(event.about, by)
    if case and folder:
        of_others.guardian_changed(folder, case, event.child, by=by, at=at)


@after(OtherDied)
def whoever_died_is_asked_about_no_interpreter(
    event: OtherDied, *, by: Signs, at: datetime
) -> None:
    case, other = case_of_filing(event.about), Other.objects.get(ref=event.other)
    if case:
        of_others.ask_nothing(case, other, by=by, at=at)


# --- inside ---


def _folder_of(code: str, by: Signs) -> Folder | None:
    """The file, where whoever acts may open it."""
    try:
        return opened(code, seen_by=by).folder if isinstance(by, Actor) else None
    except Http404:
        return None
