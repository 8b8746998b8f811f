from listings.updates.consumer import ListingsConsumer

sockets = {"/ws/listings/": ListingsConsumer.as_asgi()}
