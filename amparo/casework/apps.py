from importlib import import_module

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Installed so that what happens next is known wherever Django runs: pages, commands, tests."""

    name = "amparo.casework"
    label = "casework"

    def ready(self) -> None:
        import_module("amparo.casework.handovers")
        import_module("amparo.casework.kept_away")
        import_module("amparo.casework.admission.targets")
        import_module("amparo.casework.obligations.due_days")
        import_module("amparo.casework.assessment.unsent")
        import_module("amparo.casework.many_voices")
        import_module("amparo.casework.side_roads")
        import_module("amparo.casework.given_up")
        import_module("amparo.casework.words_between")
        import_module("amparo.casework.for_others")
        import_module("amparo.casework.those_left")
        import_module("amparo.casework.another_norm")
        import_module("amparo.casework.retention.tasks")
        import_module("amparo.casework.let_go")
        import_module("amparo.casework.what_leaves")
        import_module("amparo.casework.got_out")
        import_module("amparo.casework.an_hour_of_danger")
