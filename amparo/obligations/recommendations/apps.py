from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "amparo.obligations.recommendations"
    label = "recommendations"
