from django.apps import AppConfig


class DataRightsConfig(AppConfig):
    name = "amparo.observatory.data_rights"
    label = "data_rights"
