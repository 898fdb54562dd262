from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "amparo.casework.outside"
    label = "outside"
