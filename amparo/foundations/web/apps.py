from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "amparo.foundations.web"
    label = "web"
