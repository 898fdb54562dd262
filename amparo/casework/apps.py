from importlib import import_module

from django.apps import AppConfig

# Where a stage says what is due in a case (`also_due`). Of two tasks that are due at one moment the
# worklist names the one that comes first here.
DATED = (
    "measures.adults.surname_queries",
    "measures.decisions.lapse",
    "obligations.delivery.recall",
    "disappearances.carrying",
    "admission.targets",
    "obligations.due_days",
    "assessment.unsent",
    "collectives.redaction.looks",
    "collectives.redaction.services",
    "referral.tasks",
    "admission.corrections.queries",
    "external_cases.clocks",
    "review.tasks",
    "admission.errands.queries",
    "disappearances.tasks",
    "retention.tasks",
    "leaks.tasks",
    "interpreting.queries",
)


class CaseworkConfig(AppConfig):
    """Installed so that what happens next is known wherever Django runs: pages, commands, tests."""

    name = "amparo.casework"
    label = "casework"

    def ready(self) -> None:
        for stage in DATED:
            import_module(f"amparo.casework.{stage}")
        ledger = import_module("amparo.foundations.ledger.services")
        ledger.follow(import_module("amparo.casework.flows").FLOWS)
        import_module("amparo.casework.flows.exclusions")  # follows from no event: not in the table
