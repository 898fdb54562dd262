from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "amparo.casework.assessment"
    label = "assessment"
