"""The chat of the Channels tutorial, which also stores each message: a group for each room, a
consumer that sends to the group, and a handler that sends to the socket."""

import json
import os
from typing import Any

from channels.routing import URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
get_asgi_application()

from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.utils import timezone  # noqa: E402


class Consumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.group = self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str) -> None:
        frame = json.loads(text_data)
        await database_sync_to_async(self._store)(frame["nonce"], frame["body"])
        await self.send(text_data=json.dumps({"type": "ack", "nonce": frame["nonce"]}))
        await self.channel_layer.group_send(self.group, {**frame, "type": "chat_message"})

    async def chat_message(self, event: dict[str, Any]) -> None:
        frame = {"type": "message", "nonce": event["nonce"], "body": event["body"]}
        await self.send(text_data=json.dumps(frame))

    @staticmethod
    def _store(nonce: str, body: str) -> None:
        # Any table with a unique key and a text column will do for one insert a message.
        Session.objects.create(session_key=nonce, session_data=body, expire_date=timezone.now())


application = URLRouter([re_path(r"^ws/(?P<room>\w+)/$", Consumer.as_asgi())])
