from collections.abc import Awaitable, Callable

from accounts.authentication.logins import Login
from realtime.connection import DirectConnection, FrameBatch, QueuedConnection


class Socket:
    """One tab: its user, its connection, and the conversations that it follows."""

    __slots__ = (
        "_early",
        "close",
        "connection",
        "login",
        "opened",
        "send_changes",
        "started",
        "user",
    )

    def __init__(
        self,
        login: Login,
        connection: QueuedConnection | DirectConnection,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self.login = login
        self.user = login.user
        self.connection = connection
        # Only a tab that is `ready` follows a conversation, so changes needn't wait for that.
        self.send_changes = connection.send_batch
        self.close = close
        # The version of each conversation up to which the tab had everything at the start.
        self.opened: dict[int, int] = {}
        self.started = False
        self._early: list[FrameBatch] | None = []  # until `ready` is sent

    @property
    def is_ready(self) -> bool:
        """Whether it has loaded its conversations."""
        return self._early is None

    def send_ready(self, ready: str) -> None:
        """Send the first frame, then those that came before it could be built."""
        self.connection.send_text(ready)
        early, self._early = self._early, None
        for frames in early or ():
            self.connection.send_batch(frames)

    def send_batch(self, frames: FrameBatch) -> None:
        if self._early is None:
            self.connection.send_batch(frames)
        else:
            self._early.append(frames)

    def send_text(self, text: str) -> None:
        self.send_batch(FrameBatch([text]))
