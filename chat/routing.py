from django.urls import path

from chat.consumers import ChatConsumer
from chat.delivery.admission import ConnectionAdmission

websocket_urlpatterns = [
    # Channels' router takes ASGI applications in the place of views.
    path("ws/", ConnectionAdmission(ChatConsumer.as_asgi())),  # type: ignore[arg-type]
]
