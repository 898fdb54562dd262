from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amparo.foundations.cases"
    label = "cases"
