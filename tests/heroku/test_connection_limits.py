"""Many clients on the smallest plans: 20 connections of Postgres, 20 of Redis, both over TLS."""

import asyncio
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings
from django.db import connection
from websockets.asyncio.client import connect

from tests.nu_housing_app.server.test_http_stack import get
from tests.servers.postgres import HerokuPostgres
from tests.servers.process import Unavailable
from tests.servers.redis import RedisOverTLS
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory

READERS, SOCKETS, PAIRS = 300, 200, 20
PATHS = [b"/readyz", b"/listings/map.json?bounds=-88,42,-87,43&zoom=12", b"/sitemap-places.xml"]
PATHS += [b"/listings/"]


@pytest.fixture
def small_plans(transactional_db):
    """Postgres and Redis as on Heroku's smallest plans."""
    if connection.vendor != "postgresql":
        pytest.skip("needs Postgres")
    servers = HerokuPostgres(), RedisOverTLS()
    try:
        for server in servers:
            server.start()
        yield servers
    except Unavailable as reason:
        pytest.skip(f"needs {reason}")
    finally:
        for server in servers:
            server.stop()


@pytest.fixture
def crowded(small_plans, start_web, session_of):
    """A web process on them; conversations, users and sessions; how many connections it holds."""
    postgres, tls = small_plans
    ListingFactory.create_batch(30)
    conversations = []
    for _ in range(PAIRS):
        pair = VerifiedStudentFactory.create_batch(2)
        conversation = ConversationFactory(participants=pair).pk
        conversations += [(conversation, session_of(person)) for person in pair]
    there = connection.settings_dict
    url = f"postgres://{there['USER']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
    postgres.copy(url, there["NAME"])
    web = start_web(DATABASE_URL=postgres.url, REDIS_URL=tls.url, PGSSLMODE="require")
    return web, conversations, Watch(postgres, tls)


class Watch:
    """The highest number of connections of each, until the end."""

    def __init__(self, postgres, tls):
        self._postgres = postgres
        self._redis = redis.Redis.from_url(tls.url, ssl_cert_reqs=None)
        self.most = {"postgres": 0, "redis": 0}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._over.wait(0.1):
            now = {
                "postgres": self._postgres.connections(),
                "redis": len(self._redis.client_list()) - 1,  # minus the test's own
            }
            self.most = {name: max(self.most[name], number) for name, number in now.items()}

    def end(self) -> dict[str, int]:
        self._over.set()
        self._thread.join()
        self._redis.close()
        return self.most


class Senders:
    """Sockets of pairs, all open before anybody sends a message."""

    def __init__(self, web, conversations: list[tuple[int, str]]):
        self._web, self._conversations = web, conversations
        self.all_open = threading.Event()

    def send_all(self) -> set[str]:
        """The outcome of each message."""
        return asyncio.run(self._send_all())

    async def _send_all(self) -> set[str]:
        self._open, self._handshakes = asyncio.Barrier(SOCKETS), asyncio.Semaphore(10)
        sends = [
            self._send_once(*self._conversations[n % len(self._conversations)])
            for n in range(SOCKETS)
        ]
        return set(await asyncio.gather(*sends))

    async def _send_once(self, conversation: int, session: str) -> str:
        async with self._handshakes:
            cookie = {"Cookie": f"sessionid={session}"}
            socket = await connect(self._web.socket_url, additional_headers=cookie)
        async with socket:
            await self._open.wait()
            self.all_open.set()
            return await self._send(socket, conversation)

    async def _send(self, socket, conversation: int) -> str:
        nonce = str(uuid.uuid4())
        frame = {"type": "send", "conversation": conversation, "nonce": nonce, "body": "hi"}
        await socket.send(json.dumps(frame))
        async with asyncio.timeout(60):
            while (received := json.loads(await socket.recv())).get("nonce") != nonce:
                continue
        return received["type"]


def get_until_served(web, path: bytes) -> int:
    """Retry while the process answers that it is busy, as a browser does."""
    while (status := get(web, path, seconds=40)) == 503:
        continue
    return status


@pytest.mark.postgres
@pytest.mark.redis_tls
def test_all_clients_are_served_within_twenty_connections(crowded):
    web, conversations, watch = crowded
    with ThreadPoolExecutor(READERS + 1) as crowd:
        senders = Senders(web, conversations)
        sending = crowd.submit(senders.send_all)
        assert senders.all_open.wait(60)
        pages = crowd.map(lambda n: get_until_served(web, PATHS[n % len(PATHS)]), range(READERS))
        statuses = set(pages)
    most = watch.end()
    assert (statuses, sending.result()) == ({200}, {"ack"})
    assert 0 < most["postgres"] <= settings.DATABASE_POOL_SIZE
    assert 0 < most["redis"] <= 2, "docs/heroku.md counts with two"
    log = web.log.read_text()
    assert "too many" not in log.lower()
    assert "ERROR" not in log
