from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self):
        from listings import saving  # noqa: F401 - connects its signal
