from django.urls import path

from chat.consumers import ChatConsumer
from chat.delivery.admission import Door

websocket_urlpatterns = [
    path("ws/", Door(ChatConsumer.as_asgi())),
]
