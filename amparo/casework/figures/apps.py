from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "amparo.casework.figures"
    label = "figures"
