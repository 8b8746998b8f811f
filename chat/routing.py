from channels.auth import AuthMiddlewareStack
from django.urls import path

from chat.consumers import ChatConsumer

websocket_urlpatterns = [
    path("ws/", AuthMiddlewareStack(ChatConsumer.as_asgi())),
]
