from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "amparo.observatory.evidence"
    label = "evidence"
