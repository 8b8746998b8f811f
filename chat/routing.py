from django.urls import path

from accounts.sockets import signed_in
from chat.consumers import ChatConsumer
from chat.delivery.door import Door
from live.ends import logged

websocket_urlpatterns = [
    path("ws/", Door(signed_in(logged(ChatConsumer.as_asgi())))),
]
