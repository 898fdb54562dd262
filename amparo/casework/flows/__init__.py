"""What happens next, in one table: an event, and the functions that follow from it, in this order.

Each function runs inside the transaction of the act that recorded the event: where one fails, the
act did not happen. What the person decides takes effect at once, without a member's key. What needs
the open file is no event: see `when_shut_out` in `intake/keys/key_at_hand_callbacks.py`.
"""

from amparo.casework.assessment.events import AssessmentBegun, RiskAssessed
from amparo.casework.disappearances.events import HappeningNoted, HappeningSetAside
from amparo.casework.flows import (
    consent,
    decisions,
    disappearances,
    documents,
    emergency_access,
    erasure,
    exports,
    intermediaries,
    interpreting,
    leaks,
    norm_transition,
    obligations,
    reassessment,
    referrals,
    related_people,
    withdrawal,
    worklist,
)
from amparo.casework.flows import measure_changes as changes
from amparo.casework.leaks.events import CaseLeaked
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.obligations.events import (
    ContextAsked,
    ContextGiven,
    DutyAcknowledged,
    DutyChanged,
    DutyEnded,
    DutyForwarded,
    DutyObjected,
    DutyPrepared,
    DutyReported,
    DutyRevoked,
    EscalationStepTaken,
    FollowUpOpened,
    MoreTimeGiven,
    OpinionAsked,
    OpinionGiven,
)
from amparo.casework.referral.events import DemandTold, FileDemanded
from amparo.casework.review.events import (
    ChangeCarriedOut,
    ChangeDecided,
    ChangeDropped,
    ChangeOpened,
    RecourseRuled,
)
from amparo.foundations.cases.events import (
    CaseClaimed,
    CaseOpened,
    GlassBroken,
    NormChanged,
    SeatGiven,
    WordsGiven,
)
from amparo.foundations.consent.events import (
    AdultAnswered,
    AdultDoubted,
    AdultsNamed,
    AllSharingWithdrawn,
    ChildHeard,
    ConsentAnswered,
    ConsentReplaced,
    ConsentWithdrawn,
    GuardianSetAside,
    ImpedimentBegan,
    ImpedimentEnded,
    MeasureConfirmed,
)
from amparo.foundations.erasure.events import (
    ContentErased,
    ErasureAsked,
    ErasureDecided,
    ErasureEnded,
    ErasureHeard,
    HoldLifted,
    HoldPut,
    HoldTold,
)
from amparo.foundations.intake.events import (
    FactsFound,
    FileErased,
    FileReceived,
    GivingUpAsked,
    IncidentTold,
    LegalEvent,
    PaperWritten,
    PersonRead,
    ProcedureWithdrawn,
    ResolutionContested,
    RiskSeenOtherwise,
    SilenceRead,
    WayConfirmed,
    WaysEnded,
)
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Flow
from amparo.foundations.related_people.events import (
    AloneAnswered,
    AloneAsked,
    AloneClosed,
    GuardianNamed,
    OtherDied,
    OtherLives,
    OtherNamed,
    OtherWrote,
    ShareGivenUp,
    ShareGivingUpAsked,
)

FLOWS: dict[type[Event], list[Flow]] = {
    # --- the request and the case ---
    CaseOpened: [
        consent.ask_consent_to_assessment,
        referrals.open_earlier_requests,
        interpreting.find_interpreter_need,
        leaks.open_leak_in_new_case,
    ],
    CaseClaimed: [referrals.ask_for_handover_sheet],
    SeatGiven: [leaks.open_leak_once_readable],
    GlassBroken: [emergency_access.open_review_of_access],
    NormChanged: [norm_transition.rename_measures, worklist.refresh_case],
    LegalEvent: [worklist.refresh_case, reassessment.schedule_reviews],
    FactsFound: [worklist.refresh_case],
    # --- the person writes, reads, comes back ---
    PaperWritten: [
        worklist.reopen_when_person_acts,
        worklist.refresh_on_redaction_request,
        referrals.open_referral_request,
        interpreting.find_need_in_document,
        interpreting.note_wish_for_related_person,
        interpreting.translate_document,
    ],
    FileReceived: [worklist.reopen_when_person_acts, documents.check_redaction_in_file],
    PersonRead: [
        decisions.notify_decision,
        worklist.refresh_case,
        decisions.start_correction_term,
        documents.close_telling_of_read_document,
    ],
    WayConfirmed: [consent.end_impediment_by_own_phrase],
    WordsGiven: [related_people.end_access_after_exposure],
    WaysEnded: [related_people.seal_anew_when_opened],
    # --- consent ---
    ConsentAnswered: [
        consent.move_measure,
        consent.open_gates,
        withdrawal.take_back_refused,
        consent.close_hearing_of_person,
        worklist.reopen_when_person_acts,
        worklist.refresh_case,
        intermediaries.end_or_suspend_intermediary,
        consent.start_assessment_terms,
        changes.hear_person_on_change,
        referrals.settle_external_cases,
        referrals.take_back_referral,
        interpreting.note_answer_on_interpreter,
        exports.take_back_export,
    ],
    ConsentReplaced: [
        consent.open_gates_on_reason,
        worklist.refresh_case,
        consent.clear_answer_given_for_person,
    ],
    AdultsNamed: [
        consent.move_measure_of_adults,
        worklist.refresh_or_reopen_case,
        interpreting.translate_question_to_adult,
    ],
    AdultAnswered: [
        consent.move_measure_of_adults,
        withdrawal.take_back_refused_by_adult,
        worklist.refresh_or_reopen_case,
    ],
    AdultDoubted: [consent.move_measure_of_adults, worklist.refresh_or_reopen_case],
    ChildHeard: [consent.move_measure_of_adults, worklist.refresh_or_reopen_case],
    GuardianSetAside: [consent.move_measure_of_adults, worklist.refresh_or_reopen_case],
    ImpedimentBegan: [worklist.refresh_case, leaks.clear_page_in_other_hands],
    ImpedimentEnded: [
        consent.open_hearing_of_person,
        worklist.refresh_case,
        consent.ask_renunciations_anew,
        consent.mark_unread_for_person,
    ],
    # --- withdrawal ---
    ConsentWithdrawn: [
        consent.close_hearing_of_person,
        withdrawal.take_back_withdrawn,
        worklist.refresh_case,
        intermediaries.end_or_suspend_intermediary,
        withdrawal.drop_renunciations,
        referrals.settle_external_cases,
        referrals.take_back_referral,
        interpreting.end_interpreter,
        exports.take_back_export,
    ],
    AllSharingWithdrawn: [
        consent.close_hearing_of_person,
        withdrawal.revoke_sharing,
        worklist.refresh_case,
        intermediaries.end_all_intermediaries,
        withdrawal.drop_renunciations,
        referrals.settle_external_cases,
        referrals.take_back_all_referrals,
        interpreting.end_all_interpreters,
        exports.take_back_all_exports,
    ],
    ProcedureWithdrawn: [
        consent.close_hearing_of_person,
        withdrawal.revoke_sharing_on_leaving,
        worklist.refresh_case,
        intermediaries.end_all_intermediaries,
        withdrawal.drop_changes_on_leaving,
        referrals.settle_external_cases,
        referrals.take_back_all_referrals,
        withdrawal.end_access_of_related_people,
        exports.take_back_all_exports,
    ],
    # --- the risk ---
    AssessmentBegun: [interpreting.interpret_assessment],
    RiskAssessed: [reassessment.close_reassessment, leaks.close_reassessment_after_leak],
    IncidentTold: [reassessment.reassess_after_incident, disappearances.ask_for_case_of_relatives],
    RiskSeenOtherwise: [reassessment.open_answer_to_disagreement],
    CaseLeaked: [leaks.reassess_after_leak],
    # --- what institutions owe ---
    OpinionAsked: [obligations.note_opinion_asked, worklist.refresh_case],
    OpinionGiven: [worklist.refresh_case],
    ContextAsked: [worklist.refresh_case],
    ContextGiven: [worklist.refresh_case, changes.collect_risk_opinions],
    MoreTimeGiven: [worklist.refresh_case],
    EscalationStepTaken: [worklist.refresh_case],
    DutyPrepared: [worklist.refresh_case],
    DutyForwarded: [obligations.forward_measure, worklist.refresh_case],
    DutyAcknowledged: [obligations.accept_measure, worklist.refresh_case],
    DutyObjected: [obligations.open_answer_to_objection, worklist.refresh_case],
    DutyReported: [obligations.put_measure_in_place, worklist.refresh_case],
    DutyChanged: [worklist.refresh_case],
    DutyRevoked: [
        obligations.return_measure_to_granted,
        worklist.refresh_case,
        changes.collect_risk_opinions,
    ],
    DutyEnded: [obligations.lapse_measure, worklist.refresh_case],
    FollowUpOpened: [interpreting.interpret_follow_up],
    # --- measures ---
    MeasureMoved: [
        worklist.refresh_case,
        reassessment.schedule_measure_reviews,
        changes.end_changes_of_ended_measure,
    ],
    MeasureConfirmed: [
        obligations.confirm_protection,
        worklist.reopen_when_person_acts,
        worklist.refresh_case,
    ],
    GivingUpAsked: [changes.explain_renunciation],
    ChangeOpened: [interpreting.interpret_hearing_on_change],
    ChangeDecided: [changes.end_requests_for_change, changes.stop_asking_on_change],
    ChangeDropped: [
        changes.end_requests_for_change,
        interpreting.drop_interview_on_change,
        changes.stop_asking_on_change,
    ],
    ChangeCarriedOut: [
        changes.stop_obligations,
        reassessment.schedule_reviews,
        changes.stop_asking_on_change,
    ],
    ResolutionContested: [decisions.notify_contested_resolution, decisions.take_in_recourse],
    RecourseRuled: [reassessment.schedule_reviews],
    # --- related people ---
    OtherNamed: [leaks.tell_leak_to_new_related_person],
    OtherWrote: [worklist.reopen_when_related_person_writes],
    OtherDied: [interpreting.stop_asking_on_interpreters, related_people.end_questions_to_deceased],
    OtherLives: [related_people.restore_related_person],
    GuardianNamed: [
        interpreting.ask_guardian_on_interpreters,
        related_people.change_guardian,
        changes.discard_former_guardian_answers,
    ],
    AloneAsked: [interpreting.interpret_hearing_of_beneficiary],
    AloneAnswered: [
        interpreting.note_own_answer_on_interpreter,
        changes.hear_beneficiary_on_change,
        changes.end_share_given_up,
    ],
    AloneClosed: [interpreting.drop_interview_of_beneficiary],
    ShareGivingUpAsked: [changes.explain_giving_up_share],
    ShareGivenUp: [changes.close_explanation_of_share],
    # --- disappearance and death ---
    HappeningNoted: [
        disappearances.reassess_after_disappearance,
        disappearances.note_death_of_related_person,
        disappearances.reassess_surviving_relatives,
    ],
    HappeningSetAside: [
        disappearances.note_death_of_related_person,
        disappearances.reassess_surviving_relatives,
        disappearances.restore_measures,
        disappearances.undo_receipt_by_relatives,
    ],
    # --- demands and erasure ---
    FileDemanded: [erasure.open_telling_of_demand, worklist.refresh_case],
    DemandTold: [
        erasure.open_telling_of_demand,
        worklist.refresh_case,
        exports.tell_export_on_court_order,
    ],
    SilenceRead: [worklist.refresh_case],
    HoldPut: [erasure.open_telling_of_demand, worklist.refresh_case],
    HoldTold: [erasure.open_telling_of_demand, worklist.refresh_case],
    HoldLifted: [worklist.refresh_case],
    ErasureAsked: [erasure.open_erasure_request],
    ErasureHeard: [worklist.refresh_case],
    ErasureDecided: [worklist.refresh_case, erasure.request_destruction_outside],
    ErasureEnded: [worklist.refresh_case],
    ContentErased: [erasure.delete_remaining_keys],
    FileErased: [exports.request_destruction_of_file],
}
