from django.apps import AppConfig


class StandingDutiesConfig(AppConfig):
    name = "amparo.obligations.standing_duties"
    label = "standing_duties"
