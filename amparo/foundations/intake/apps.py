from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    name = "amparo.foundations.intake"
    label = "intake"
