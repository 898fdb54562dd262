from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "amparo.casework.exports"
    label = "exports"
