from django.apps import AppConfig


class InterpretingConfig(AppConfig):
    name = "amparo.casework.interpreting"
    label = "interpreting"
