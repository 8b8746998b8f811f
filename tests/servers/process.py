"""Starts a process, waits for it, and ends it by its pid."""

import contextlib
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support.waiting import wait_until


class Unavailable(Exception):
    """A server can't be started here; the text says why."""


_kept: list[socket.socket] = []


def free_port() -> int:
    """A port that stays reserved until this process ends, whether or not a server listens there:
    no other process gets it, and servers, which share addresses, can listen there."""
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    _kept.append(keeper)
    return keeper.getsockname()[1]


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


class Process:
    """A command that runs in the background and writes into `log`.

    It has a session of its own, so that Ctrl-C reaches only the tests, which end before it.
    """

    def __init__(self, command: list[str | Path], log: Path, **options):
        self.command = [str(part) for part in command]
        self.log = log
        self.options = options
        self.popen: subprocess.Popen | None = None

    @property
    def pid(self) -> int:
        return self.popen.pid

    def start(self, ready: Callable[[], bool], seconds: float = 30):
        self.launch()
        self.wait(ready, seconds)

    def launch(self):
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.options,
            )

    def wait(self, ready: Callable[[], bool], seconds: float):
        """Raises Unavailable if it has ended, or isn't `ready` after so many seconds."""

        def is_ready() -> bool:
            assert self.popen.poll() is None
            return ready()

        try:
            wait_until(is_ready, seconds)
        except AssertionError:
            self.kill()
            name = Path(self.command[0]).name
            raise Unavailable(f"{name} did not start: {self.tail()}") from None

    def stop(self, with_signal: signal.Signals = signal.SIGTERM, seconds: float = 10):
        """Ask it to end; kill it after `seconds`."""
        if self.popen is None or self.popen.poll() is not None:
            return
        self.popen.send_signal(with_signal)
        try:
            self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """Kill it, as a crash would."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
