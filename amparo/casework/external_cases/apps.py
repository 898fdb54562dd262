from django.apps import AppConfig


class ExternalCasesConfig(AppConfig):
    name = "amparo.casework.external_cases"
    label = "external_cases"
