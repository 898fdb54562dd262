from django.apps import AppConfig


class AttackFiguresConfig(AppConfig):
    name = "amparo.observatory.figures"
    label = "attack_figures"
