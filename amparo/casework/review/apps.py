from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "amparo.casework.review"
    label = "review"
