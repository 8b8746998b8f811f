from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        # Importing them connects their signal receivers.
        from chat import data_export, receivers  # noqa: F401
        from chat.delivery import listing_updates  # noqa: F401
        from chat.models import Conversation
        from listings import page_cache

        # Every page shows the number of unread messages.
        page_cache.viewer_fingerprints.append(lambda user: Conversation.objects.unread_count(user))
