from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "amparo.casework.search"
    label = "search"
