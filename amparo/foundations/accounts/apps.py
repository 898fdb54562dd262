from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amparo.foundations.accounts"
    label = "accounts"
