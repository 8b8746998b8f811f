from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self):
        from chat import leaving, restamping  # noqa: F401 - they connect signals
