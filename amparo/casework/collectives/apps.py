from django.apps import AppConfig


class RepresentationConfig(AppConfig):
    name = "amparo.casework.collectives"
    label = "collectives"
