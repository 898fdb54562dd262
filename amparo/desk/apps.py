from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers what waits for deciding and supervising members wherever Django runs."""

    name = "amparo.desk"
    label = "desk"

    def ready(self) -> None:
        import_module("amparo.desk.worklist.waits_for_deciding_member")
