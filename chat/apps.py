from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self):
        from chat.delivery import restamping  # noqa: F401 - it connects a signal
        from chat.models import Conversation
        from chat.people import leaving, own_data  # noqa: F401 - and so do they
        from listings import unchanged

        # The number beside "Chat".
        unchanged.of_viewer.append(lambda user: Conversation.objects.unread_total(user))
