from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "amparo.casework.exports"
    label = "exports"
