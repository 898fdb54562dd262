from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "amparo.foundations.erasure"
