from channels.auth import AuthMiddlewareStack
from django.urls import path

from chat.consumers import ChatConsumer
from chat.door import Door
from live.ends import logged

websocket_urlpatterns = [
    path("ws/", Door(AuthMiddlewareStack(logged(ChatConsumer.as_asgi())))),
]
