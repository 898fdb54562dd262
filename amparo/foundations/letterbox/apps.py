from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    name = "amparo.foundations.letterbox"
    label = "letterbox"
