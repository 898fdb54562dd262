from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "amparo.casework.disappearances"
    label = "disappearances"
