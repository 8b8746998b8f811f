"""Starts a web process: its port is bound at once, and pages are served as soon as the database has
every migration. Until then visitors get a 503 and sockets are closed to reconnect later.

Heroku doesn't run the release command when an add-on's variables arrive after the push, so the web
process applies what is missing, under the same lock. If a migration fails, the process says so in
the log and tries again: if it exited, Heroku would restart it more and more rarely.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import chain, repeat

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

from nu_housing_app import pending_migrations
from nu_housing_app.server import request_queue
from realtime.asgi_types import Application, Receive, Scope, Send
from realtime.consumers import CLOSE_UNAVAILABLE, SocketConsumer

log = logging.getLogger(__name__)

MAX_WAIT = 10.0  # seconds that a request waits for the first check of the database
PROBES = ("/healthz", "/readyz")
DETAIL = "We’re starting up. Try again in a minute."


class Startup:
    """Brings the database up to date in a thread of its own, and retries until it is."""

    def __init__(self) -> None:
        # Stays False under other servers, which don't call `begin`.
        self.is_pending = False
        self._first_check: Future[None] = Future()

    def begin(self) -> None:
        if not self.is_pending:
            self.is_pending = True
            threading.Thread(target=self._run, name="startup", daemon=True).start()

    async def wait_for_first_check(self) -> None:
        """Wait, though not for long, until it is known whether a migration is missing."""
        if not self._first_check.done():
            checked = asyncio.shield(asyncio.wrap_future(self._first_check))
            with suppress(TimeoutError):
                await asyncio.wait_for(checked, MAX_WAIT)

    def _run(self) -> None:
        for delay in _delays():
            if self._try(delay):
                self.is_pending = False
            self._end_first_check()
            if not self.is_pending:
                return
            time.sleep(delay)

    def _try(self, delay: int) -> bool:
        try:
            self._update()
        except (OperationalError, InterfaceError) as error:
            log.warning("startup waits for the database, next try in %d s: %r", delay, error)
        except Exception:
            # A migration may raise anything, and nobody above this thread would log it.
            log.exception("a migration failed: the site stays closed, next try in %d s", delay)
        else:
            return True
        finally:
            # This also releases the lock.
            connections.close_all()
        return False

    def _update(self) -> None:
        missing = pending_migrations.missing_migrations()
        if not missing:
            return
        self._end_first_check()
        log.warning("applying %d migrations, %s first", len(missing), missing[0])
        pending_migrations.migrate(verbosity=0)
        log.warning("every migration is applied")

    def _end_first_check(self) -> None:
        if not self._first_check.done():
            self._first_check.set_result(None)


def _delays() -> Iterator[int]:
    """Seconds between two tries."""
    return chain((1, 2, 4, 8), repeat(15))


startup = Startup()


class Gate:
    """An ASGI application in front of another: until the start is over, `refuse` answers."""

    def __init__(self, application: Application, refuse: Application) -> None:
        self._application = application
        self._refuse = refuse

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not a coroutine function: its frame would stay in memory for each open socket.
        if not startup.is_pending or _needs_no_table(scope["path"]):
            return self._application(scope, receive, send)
        return self._wait(scope, receive, send)

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        await startup.wait_for_first_check()
        answer = self._refuse if startup.is_pending else self._application
        await answer(scope, receive, send)


def _needs_no_table(path: str) -> bool:
    return path in PROBES or path.startswith(settings.STATIC_URL)


class UnavailableConsumer(SocketConsumer):
    """Accepts a socket and closes it with the code after which the page reconnects later: a page
    can't tell a refused handshake from a network that is down."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(CLOSE_UNAVAILABLE)


async def _refuse_page(scope: Scope, receive: Receive, send: Send) -> None:
    await request_queue.refuse(scope, send, template="503.html", detail=DETAIL)


gate_pages = partial(Gate, refuse=_refuse_page)
gate_sockets = partial(Gate, refuse=UnavailableConsumer.as_asgi())
