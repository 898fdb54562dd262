from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "amparo.observatory.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from amparo.observatory.duplicates import erasing  # noqa: F401, PLC0415 - registers
