from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "amparo.casework.measures"
    label = "measures"
