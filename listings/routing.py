from django.urls import path

from listings.watching.consumer import ListingsConsumer
from live.ends import logged

websocket_urlpatterns = [
    path("ws/listings/", logged(ListingsConsumer.as_asgi())),
]
