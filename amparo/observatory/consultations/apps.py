from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "amparo.observatory.consultations"
    label = "consultations"
