"""A mail server that refuses addresses, or kills the process that sends to it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from subprocess import Popen

from aiosmtpd.controller import Controller

from tests.servers.process import free_port


class FaultyMail:
    """Lasts as long as its `with` block."""

    def __init__(self):
        self.received: list[EmailMessage] = []
        self.refused: set[str] = set()  # addresses
        self.killed: Popen | None = None  # after it has sent its email number `kill_after`
        self.kill_after = 1
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.killed and len(self.received) == self.kill_after:
            self.killed.kill()
            self.killed.wait()
        return "250 OK"
