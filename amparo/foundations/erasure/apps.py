from django.apps import AppConfig


class ErasingConfig(AppConfig):
    name = "amparo.foundations.erasure"
