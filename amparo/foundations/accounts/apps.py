from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "amparo.foundations.accounts"
    label = "accounts"
