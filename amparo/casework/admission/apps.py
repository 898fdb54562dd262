from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "amparo.casework.admission"
    label = "admission"
