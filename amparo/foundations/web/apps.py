from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "amparo.foundations.web"
    label = "web"
