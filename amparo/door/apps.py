from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "amparo.door"
    label = "door"
