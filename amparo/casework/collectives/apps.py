from django.apps import AppConfig


class CollectivesConfig(AppConfig):
    name = "amparo.casework.collectives"
    label = "collectives"
