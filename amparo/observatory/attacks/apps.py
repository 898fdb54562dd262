from django.apps import AppConfig


class AttacksConfig(AppConfig):
    name = "amparo.observatory.attacks"
    label = "attacks"
