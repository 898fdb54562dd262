from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "amparo.foundations.institutions"
    label = "institutions"
