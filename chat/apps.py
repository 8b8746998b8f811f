from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self):
        from chat import leaving, own_data, restamping  # noqa: F401 - they connect signals
        from chat.models import Conversation
        from listings import unchanged

        # The number beside "Chat".
        unchanged.of_viewer.append(lambda user: Conversation.objects.unread_total(user))
