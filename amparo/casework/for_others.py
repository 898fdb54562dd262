"""What happens next to words that others of a case have of their own, and to what they or she ask
of the authority. It goes on from `handovers.py`, by the same rules: each function is a sentence,
inside the transaction of the act that it follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from amparo.casework.interpreting import of_others
from amparo.casework.measures import services as measures
from amparo.casework.measures.adults.services import (
    adults_shut_out,
    died,
    guardian_changed,
    guardians_shut_out,
    lives,
)
from amparo.casework.measures.models import UNDECIDED, Measure
from amparo.casework.obligations.models import OVER, Duty
from amparo.casework.review import services as review
from amparo.casework.review.changes import shares
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.events import ChangeCarriedOut, ChangeDecided, ChangeDropped
from amparo.foundations.cases.access.sealing_anew import seal_when_opened
from amparo.foundations.cases.events import WordsGiven
from amparo.foundations.cases.new_phrase import SEEN
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.consent.events import ConsentReplaced
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.speaking import where_it_runs
from amparo.foundations.intake.events import (
    ComplaintFiled,
    ProcedureWithdrawn,
    ResolutionContested,
    WaysEnded,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import (
    when_complained,
    when_opened,
    when_re_keyed,
    when_shut_out,
    when_written,
)
from amparo.foundations.intake.models import Filing, Paper
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.related_people import giving_up
from amparo.foundations.related_people import services as others
from amparo.foundations.related_people.copies import copy_for_others, said_anew, ways_anew
from amparo.foundations.related_people.events import (
    AloneAnswered,
    GuardianNamed,
    OtherDied,
    OtherLives,
    OtherWrote,
    ShareGivenUp,
    ShareGivingUpAsked,
)
from amparo.foundations.related_people.queries import HER


@when_written
def what_is_written_for_her_is_copied_for_whoever_may_read_it(
    folder: Folder, paper: Paper, body: Mapping[str, Any], *, by: Signs
) -> None:
    copy_for_others(folder, paper, body, by=by)


@when_written
def what_was_copied_for_them_is_put_into_their_language(
    folder: Folder,
    paper: Paper,
    body: Mapping[str, Any],  # noqa: ARG001 - the task names the paper, and nothing of it
    *,
    by: Signs,
) -> None:
    if paper.for_person:
        of_others.want_for_paper(folder.code, paper.ref, by=by, at=paper.written_at)


@when_re_keyed
def what_others_wrote_opens_with_the_new_key_alone(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    said_anew(older, newer)


@when_re_keyed
def words_that_nobody_gave_end_and_all_others_go_on(
    older: Folder, newer: Folder, *, by: Signs, at: datetime
) -> None:
    ways_anew(older, newer, by=by, at=at)


@when_shut_out
def who_must_not_know_comes_back_no_more_and_rules_on_no_complaint(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    others.shut_out_others(folder, by=by, at=at)
    guardians_shut_out(folder, by=by, at=at)
    adults_shut_out(folder, by=by, at=at)
    complaining.take_from(folder, by=by, at=at)


@when_opened
def what_was_filed_while_the_file_was_shut_goes_on_once_it_is_open(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    complaining.put_what_waited(folder, by=by, at=at)


@after(GuardianNamed)
def whoever_answered_for_a_child_before_answers_no_more(
    event: GuardianNamed, *, by: Signs, at: datetime
) -> None:
    filing = Filing.objects.get(code=event.about)
    guardian = "" if event.guardian == HER else event.guardian
    guardian_changed(filing, event.child, guardian, by=by, at=at)


@after(OtherDied)
def nothing_waits_for_the_word_of_one_who_has_died(
    event: OtherDied, *, by: Signs, at: datetime
) -> None:
    filing = Filing.objects.get(code=event.about)
    died(filing, event.other, by=by, at=at)
    others.end_way(filing, event.other, why="died", by=by, at=at)


@after(OtherLives)
def whoever_lives_after_all_is_protected_again(
    event: OtherLives,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,
) -> None:
    lives(Filing.objects.get(code=event.about), event.other, at=at)


@where_it_runs
def what_was_decided_or_left_on_an_answer_runs(question: Question) -> bool:
    """Whoever speaks for her ends nothing that protects her, and changes nothing that left."""
    left = Duty.objects.filter(
        case__filing=question.filing_id,
        kind=question.kind,
        measure__ref=question.subject,
        unit=question.unit,
    )
    decided = Measure.objects.filter(ref=question.subject).exclude(state__in=UNDECIDED)
    return left.exclude(state__in=OVER).exists() or bool(question.answer and decided.exists())


@after(ConsentReplaced)
def a_reason_takes_the_place_of_a_no_in_her_name(
    event: ConsentReplaced, *, by: Signs, at: datetime
) -> None:
    if event.kind == "measure":
        measures.answered(measure=event.subject, answer="", by=by, at=at)


@after(ProcedureWithdrawn)
def when_she_leaves_nobody_else_comes_back(
    event: ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    filing = Filing.objects.get(code=event.about)
    others.end_all_ways(filing, why="left", by=by, at=at)


@after(OtherWrote)
def a_closed_case_opens_again_when_somebody_of_it_writes(
    event: OtherWrote, *, by: Signs, at: datetime
) -> None:
    """As when she does: of a closed one nobody would find what they wrote."""
    case = case_of_filing(event.about)
    if case and case.closed_at:
        reopen_case(case, by=by, at=at)


@after(WordsGiven)
def where_somebody_saw_her_words_those_she_gave_to_others_end_too(
    event: WordsGiven, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and event.reason == SEEN:
        others.end_all_ways(case.filing, why=SEEN, by=by, at=at)
        seal_when_opened(event.about)  # also where the words that were seen were never confirmed


@after(WaysEnded)
def whoever_had_her_words_opens_nothing_that_is_written_later(
    event: WaysEnded,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,  # noqa: ARG001 - it is done when somebody opens it
) -> None:
    """They opened the key of the file, which whoever saw them may have kept."""
    seal_when_opened(event.about)


# --- less of a measure that protects them too ---


@after(AloneAnswered)
def whom_a_measure_protects_is_heard_on_its_change(
    event: AloneAnswered, *, by: Signs, at: datetime
) -> None:
    review.heard_alone(event, by=by, at=at)


@after(ShareGivingUpAsked)
def who_wants_to_give_up_a_part_is_told_in_writing_what_that_may_mean(
    event: ShareGivingUpAsked, *, by: Signs, at: datetime
) -> None:
    shares.asked(event, by=by, at=at)


@after(AloneAnswered)
def only_their_own_yes_ends_their_part(event: AloneAnswered, *, by: Signs, at: datetime) -> None:
    giving_up.answered(event, by=by, at=at)


@after(ShareGivenUp)
def what_was_answered_is_to_be_explained_no_more(
    event: ShareGivenUp, *, by: Signs, at: datetime
) -> None:
    shares.ended(event, by=by, at=at)


@after(ChangeDecided, ChangeDropped, ChangeCarriedOut)
def once_it_is_decided_given_up_or_carried_out_nobody_is_asked_about_it(
    event: ChangeDecided | ChangeDropped | ChangeCarriedOut, *, by: Signs, at: datetime
) -> None:
    filing = Filing.objects.get(code=event.about)
    review.ask_nobody_more(filing, event.change, by=by, at=at)


@after(GuardianNamed)
def what_another_said_for_a_child_on_a_change_counts_no_more(
    event: GuardianNamed, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        review.guardian_changed(case.filing, event.child, by=by, at=at)


# --- somebody complains of a delay: she, or another of the case ---


@when_complained
def whoever_stands_above_the_late_one_and_may_know_is_to_rule_on_it(
    filing: Filing, complaint: ComplaintFiled, *, folder: Folder | None, by: Signs, at: datetime
) -> None:
    complaining.put_before(filing, complaint, folder=folder, by=by, at=at)


# --- somebody asks that it be decided again ---


@after(ResolutionContested)
def who_contests_a_resolution_herself_has_received_it(
    event: ResolutionContested, *, by: Signs, at: datetime
) -> None:
    if not event.who:  # what somebody else read is no receipt of hers
        when = datetime.fromisoformat(event.asked_at)
        measures.notified(paper=event.against, means="contested", when=when, by=by, at=at)


@after(ResolutionContested)
def what_is_contested_is_taken_in_early_or_late(
    event: ResolutionContested, *, by: Signs, at: datetime
) -> None:
    review.take_in(event, by=by, at=at)
