from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        # data_export registers the app's part of an export; the others connect signal receivers.
        from listings import data_export, receivers  # noqa: F401
        from listings.alerts import immediate  # noqa: F401
