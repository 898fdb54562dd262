from django.apps import AppConfig


class OthersConfig(AppConfig):
    name = "amparo.foundations.others"
    label = "others"
