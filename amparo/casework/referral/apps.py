from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "amparo.casework.referral"
    label = "referral"
