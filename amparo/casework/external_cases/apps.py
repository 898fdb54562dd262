from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "amparo.casework.external_cases"
    label = "external_cases"
