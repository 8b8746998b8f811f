from django.urls import path

from listings.updates.consumer import ListingsConsumer

websocket_urlpatterns = [
    path("ws/listings/", ListingsConsumer.as_asgi()),
]
