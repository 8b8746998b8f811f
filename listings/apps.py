from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self):
        from listings import closing, leaving, own_data, saving  # noqa: F401 - they connect signals
        from listings.alerting import soon  # noqa: F401
