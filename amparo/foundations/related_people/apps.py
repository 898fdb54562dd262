from django.apps import AppConfig


class RelatedPeopleConfig(AppConfig):
    name = "amparo.foundations.related_people"
    label = "related_people"
