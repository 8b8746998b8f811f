from django.urls import path

from listings.watching.consumer import ListingsConsumer

websocket_urlpatterns = [
    path("ws/listings/", ListingsConsumer.as_asgi()),
]
