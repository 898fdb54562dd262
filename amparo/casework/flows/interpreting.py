"""The person, or a related person, and the team speak no common language."""

from datetime import datetime

from django.http import Http404

from amparo.casework.assessment.events import AssessmentBegun
from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting import services as interpreting
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.obligations.events import FollowUpOpened
from amparo.casework.obligations.models import FollowUpTask
from amparo.casework.review.events import ChangeDropped, ChangeOpened
from amparo.casework.review.models import BeneficiaryHearing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.events import CaseOpened
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.events import (
    AdultsNamed,
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentWithdrawn,
)
from amparo.foundations.consent.models import Beneficiary, Question
from amparo.foundations.intake.events import PaperWritten
from amparo.foundations.intake.keys.case_keys import Folder, Visitor
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.events import (
    AloneAnswered,
    AloneAsked,
    AloneClosed,
    GuardianNamed,
    OtherDied,
)
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.questions_put_alone import WISH_FOR_ANOTHER

# What the team owes the person by a day and can only say with them.
SPOKEN_WITH_PERSON = {FollowUpTask.Kind.CONTACT_BEFORE_ENDING, FollowUpTask.Kind.HEAR_HER}


def find_interpreter_need(event: CaseOpened, *, by: Signs, at: datetime) -> None:
    """Open the search for an interpreter where no member speaks a language of the case."""
    case, folder = case_of_filing(event.about), _folder_of(event.about, by)
    if case and folder:
        interpreting.find_need(folder, case, by=by, at=at)
        of_others.wished(folder, case, by=by, at=at)


def find_need_in_document(event: PaperWritten, *, by: Signs, at: datetime) -> None:
    """Open that search where a document of the person states the need."""
    if isinstance(by, Visitor) and event.kind in interpreting.ASKED_IN:
        case = case_of_filing(event.about)
        if case:
            interpreting.find_need(by.folder, case, by=by, at=at)


def note_wish_for_related_person(event: PaperWritten, *, by: Signs, at: datetime) -> None:
    """Note the interpreter that the person asks for a related person."""
    case = case_of_filing(event.about)
    if case and isinstance(by, Visitor) and event.kind == WISH_FOR_ANOTHER:
        of_others.wished(by.folder, case, event.ref, by=by, at=at)


def translate_document(event: PaperWritten, *, by: Signs, at: datetime) -> None:
    """Open the translation of what the team writes to the person."""
    if by.signature != "person":
        interpreting.want_for_paper(event.about, event.ref, by=by, at=at)


def interpret_assessment(event: AssessmentBegun, *, by: Signs, at: datetime) -> None:
    """Open an interpreted interview for an assessment."""
    kind = Interpretation.Kind.INTERVIEW
    interpreting.want(event.about, kind, about=event.assessment, by=by, at=at)


def interpret_hearing_on_change(event: ChangeOpened, *, by: Signs, at: datetime) -> None:
    """Open an interpreted interview for a change."""
    kind = Interpretation.Kind.INTERVIEW
    interpreting.want(event.about, kind, about=event.change, by=by, at=at)


def drop_interview_on_change(event: ChangeDropped, *, by: Signs, at: datetime) -> None:
    """Drop the interpreted interview of a dropped change."""
    interpreting.drop(event.about, event.change, by=by, at=at)


def interpret_follow_up(event: FollowUpOpened, *, by: Signs, at: datetime) -> None:
    """Open an interpreted interview for a task that is done in conversation with the person."""
    if event.kind in SPOKEN_WITH_PERSON:
        kind = Interpretation.Kind.INTERVIEW
        interpreting.want(event.about, kind, about=event.follow_up, by=by, at=at)


def note_answer_on_interpreter(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Note the person's answer on an interpreter."""
    if event.kind == "interpreter":
        interpreters.answered(event.subject, answer=event.answer, by=by, at=at)


def end_interpreter(event: ConsentWithdrawn, *, by: Signs, at: datetime) -> None:
    """End an interpreter whose consent is withdrawn."""
    case = case_of_filing(event.about)
    if case and event.kind == "interpreter":
        interpreters.taken_back(case, ref=event.subject, by=by, at=at)


def end_all_interpreters(event: AllSharingWithdrawn, *, by: Signs, at: datetime) -> None:
    """End every interpreter once all sharing is withdrawn."""
    case = case_of_filing(event.about)
    if case:
        interpreters.taken_back(case, by=by, at=at)


# --- related people ---


def note_own_answer_on_interpreter(event: AloneAnswered, *, by: Signs, at: datetime) -> None:
    """Note the answer of the related person whom the interpreter is for."""
    interpreters.answered(event.subject, answer=event.answer, by=by, at=at)


def translate_question_to_adult(event: AdultsNamed, *, by: Signs, at: datetime) -> None:
    """Open the translation of what an adult is asked."""
    question = Question.objects.filter(ref=event.question).first()
    if question and question.paper_ref:
        of_others.want_for_paper(event.about, question.paper_ref, by=by, at=at)


def interpret_hearing_of_beneficiary(event: AloneAsked, *, by: Signs, at: datetime) -> None:
    """Open an interpreted interview for a beneficiary who is heard on less of a measure.

    Also for the child for whom they answer, whose own view is heard beside, and for a beneficiary
    who gives up their own share.
    """
    heard = (
        BeneficiaryHearing.objects.select_related("beneficiary").filter(ref=event.subject).first()
    )
    share = Beneficiary.objects.filter(ref=event.subject).first()
    if heard or share:
        child = heard.beneficiary.child if heard else ""
        for one in filter(None, (event.other, child)):
            of_others.want_interview(event.about, one, about=event.subject, by=by, at=at)


def drop_interview_of_beneficiary(event: AloneClosed, *, by: Signs, at: datetime) -> None:
    """Drop the interpreted interview of a beneficiary who is asked no more."""
    interpreting.drop(event.about, event.subject, by=by, at=at)


def ask_guardian_on_interpreters(event: GuardianNamed, *, by: Signs, at: datetime) -> None:
    """Ask a child's new guardian about its interpreters."""
    case, folder = case_of_filing(event.about), _folder_of(event.about, by)
    if case and folder:
        of_others.guardian_changed(folder, case, event.child, by=by, at=at)


def stop_asking_on_interpreters(event: OtherDied, *, by: Signs, at: datetime) -> None:
    """Ask a related person who died about no interpreter."""
    case, other = case_of_filing(event.about), RelatedPerson.objects.get(ref=event.other)
    if case:
        of_others.ask_nothing(case, other, by=by, at=at)


def _folder_of(code: str, by: Signs) -> Folder | None:
    """Return the file where the acting member may open it, else None."""
    try:
        return opened(code, seen_by=by).folder if isinstance(by, Actor) else None
    except Http404:
        return None
