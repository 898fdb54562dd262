from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "amparo.foundations.intake"
    label = "intake"
