from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "amparo.duties"
    label = "duties"
