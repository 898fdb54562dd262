from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What waits for who decides or supervises is known wherever Django runs."""

    name = "amparo.desk"
    label = "desk"

    def ready(self) -> None:
        import_module("amparo.desk.worklist.awaited")
