from django.apps import AppConfig


class SecrecyConfig(AppConfig):
    name = "amparo.casework.leaks"
    label = "leaks"
