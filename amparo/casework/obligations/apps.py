from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "amparo.casework.obligations"
    label = "obligations"
