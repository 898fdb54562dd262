from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "amparo.casework.figures"
    label = "figures"
