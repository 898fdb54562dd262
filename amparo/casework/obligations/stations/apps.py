from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "amparo.casework.obligations.stations"
    label = "stations"
