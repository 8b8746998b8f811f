"""The ASGI entrypoint: pages run in a few long-lived threads, sockets in consumers."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nu_housing_app.settings")
# Sets Django up: models can be imported only below this line.
pages = get_wsgi_application()

from django.conf import settings  # noqa: E402

from chat.routing import sockets as chat_sockets  # noqa: E402
from listings.routing import sockets as listings_sockets  # noqa: E402
from nu_housing_app import storage  # noqa: E402
from nu_housing_app.server.origin import SameOriginValidator, publishes_on_loop  # noqa: E402
from nu_housing_app.server.request_queue import queue_by_kind  # noqa: E402
from nu_housing_app.server.socket_router import SocketRouter  # noqa: E402
from nu_housing_app.server.startup import gate_pages, gate_sockets  # noqa: E402
from nu_housing_app.server.statement_timeout import limit_statements  # noqa: E402
from nu_housing_app.server.wsgi_bridge import WsgiBridge  # noqa: E402

limit_statements(settings.DATABASES["default"])

# Django's own ASGI handler uses a new thread and database connection for each request.
threads = settings.HTTP_THREADS
application = ProtocolTypeRouter(
    {
        "http": publishes_on_loop(
            gate_pages(
                queue_by_kind(WsgiBridge(pages, threads), threads, probe=WsgiBridge(pages, 1))
            )
        ),
        "websocket": SameOriginValidator(
            gate_sockets(SocketRouter(chat_sockets | listings_sockets)),
            settings.ALLOWED_HOSTS,
        ),
    }
)

storage.warn_about_ephemeral_disk()
