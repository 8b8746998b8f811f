from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self):
        from chat import leaving, own_data, restamping  # noqa: F401 - they connect signals
