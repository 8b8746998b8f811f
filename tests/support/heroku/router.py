"""Simulates Heroku's router: it terminates TLS, gives each request an id, and has its limits."""

import asyncio
import contextlib
import ssl
import threading
import uuid
from pathlib import Path

from tests.servers import certificates
from tests.support.waiting import pause_async

BOOT = 60  # seconds that a request waits for a dyno
FIRST_BYTE = 30
IDLE = 55
UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Router:
    """Forwards TLS connections to the dyno at the port `target`, if there is one."""

    def __init__(self, folder: Path):
        self.target: int | None = None
        self.codes: list[str] = []  # errors that Heroku's own log would show: H12, H15 ...
        certificate, key = folder / "router.pem", folder / "router-key.pem"
        self.authority = folder / "authority.pem"
        certificates.write(certificate, key, self.authority)
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate, key)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._on_the_loop(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _on_the_loop(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self):
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)

    async def _serve(self, reader, writer):
        """Handle one request per connection, which is enough for a browser."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            try:
                dyno = await asyncio.wait_for(self._reach_dyno(), BOOT)
            except TimeoutError:
                self._fail("H20", writer)
            else:
                await self._forward_request(_with_router_headers(head), (reader, writer), dyno)
        writer.close()

    async def _reach_dyno(self):
        while True:
            with contextlib.suppress(OSError):
                if self.target is not None:
                    return await asyncio.open_connection("127.0.0.1", self.target)
            await pause_async(0.1)

    async def _forward_request(self, head, client, dyno):
        dyno[1].write(head)
        sending = asyncio.create_task(_forward(client[0], dyno[1]))
        try:
            client[1].write(await asyncio.wait_for(dyno[0].read(2**16), FIRST_BYTE))
        except TimeoutError:
            self._fail("H12", client[1])
        else:
            await self._forward_response(dyno[0], client[1])
        finally:
            sending.cancel()
            dyno[1].close()

    async def _forward_response(self, dyno, client):
        try:
            await _forward(dyno, client, IDLE)
        except TimeoutError:
            self.codes.append("H15")

    def _fail(self, code: str, writer):
        self.codes.append(code)
        writer.write(UNAVAILABLE)


async def _forward(source, target, seconds=None):
    """Forward until the source ends, or is silent for so long."""
    with contextlib.suppress(OSError):
        while chunk := await asyncio.wait_for(source.read(2**16), seconds):
            target.write(chunk)
            await target.drain()


def _with_router_headers(head: bytes) -> bytes:
    """Add the router's headers; the client's address is appended to any that it sent."""
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    claimed = [
        line.partition(b":")[2] for line in lines if line.lower().startswith(b"x-forwarded-for")
    ]
    ours = (b"x-forwarded-", b"x-request-id", b"connection: keep-alive")
    kept = [line for line in lines if not line.lower().startswith(ours)]
    added = [
        b"X-Forwarded-For: " + b",".join([*claimed, b"203.0.113.9"]).strip(),
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-Port: 443",
        b"X-Request-ID: " + str(uuid.uuid4()).encode(),
    ]
    if not any(line.lower().startswith(b"upgrade:") for line in lines):
        added.append(b"Connection: close")
    return b"\r\n".join([first, *kept, *added, b"", b""])
