from django.apps import AppConfig


class LeaksConfig(AppConfig):
    name = "amparo.casework.leaks"
    label = "leaks"
