from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "amparo.foundations.consent"
    label = "consent"
