from django.apps import AppConfig


class DisappearancesConfig(AppConfig):
    name = "amparo.casework.disappearances"
    label = "disappearances"
