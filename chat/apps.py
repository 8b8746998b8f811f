from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        # data_export registers the app's part of an export; the others connect signal receivers.
        from chat import data_export, receivers  # noqa: F401
        from chat.delivery import listing_updates  # noqa: F401
        from chat.models import Conversation
        from listings import page_cache

        # The number beside "Chat".
        page_cache.viewer_fingerprints.append(lambda user: Conversation.objects.unread_total(user))
