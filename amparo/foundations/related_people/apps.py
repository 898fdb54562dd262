from django.apps import AppConfig


class OthersConfig(AppConfig):
    name = "amparo.foundations.related_people"
    label = "related_people"
