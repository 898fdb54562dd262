from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "amparo.foundations.look"
    label = "look"
