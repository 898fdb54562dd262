from importlib import import_module

from django.apps import AppConfig

# Where a stage says what is due in a case (`also_due`). Of two tasks that are due at one moment the
# worklist names the one that comes first here.
DATED = (
    "amparo.casework.measures.relocated_adults.surname_queries",
    "amparo.casework.measures.decisions.provisional_lapse",
    "amparo.casework.obligations.delivery.recall",
    "amparo.casework.disappearances.exclusions_in_linked_cases",
    "amparo.casework.admission.target_hours",
    "amparo.casework.obligations.due_days",
    "amparo.casework.obligations.escalation.queries",
    "amparo.casework.assessment.draft_deletion",
    "amparo.casework.collectives.redaction.files_to_review",
    "amparo.casework.collectives.redaction.services",
    "amparo.casework.referral.dated_tasks",
    "amparo.casework.admission.corrections.queries",
    "amparo.casework.admission.consent_last_days",
    "amparo.casework.external_cases.clocks",
    "amparo.casework.review.dated_tasks",
    "amparo.casework.review.complaints.due_days",
    "amparo.casework.admission.spoken_messages.queries",
    "amparo.casework.disappearances.follow_up_tasks",
    "amparo.casework.retention.dated_tasks",
    "amparo.casework.leaks.step_deadlines",
    "amparo.casework.interpreting.queries",
)


class CaseworkConfig(AppConfig):
    """Installed so that what happens next is known wherever Django runs: pages, commands, tests."""

    name = "amparo.casework"
    label = "casework"

    def ready(self) -> None:
        for stage in DATED:
            import_module(stage)
        ledger = import_module("amparo.foundations.ledger.services")
        ledger.follow(import_module("amparo.casework.flows").FLOWS)
        import_module("amparo.casework.flows.exclusions")  # follows from no event: not in the table
