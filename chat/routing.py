from channels.auth import AuthMiddlewareStack
from django.urls import path

from chat.consumers import ChatConsumer
from live.ends import logged

websocket_urlpatterns = [
    path("ws/", AuthMiddlewareStack(logged(ChatConsumer.as_asgi()))),
]
