from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "amparo.foundations.ledger"
    label = "ledger"
