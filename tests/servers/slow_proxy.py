"""A proxy that delays what it forwards to another port."""

import asyncio
import contextlib
import threading

from tests.servers.process import free_port
from tests.support.waiting import pause_async


class SlowProxy:
    """`delay`: seconds in each direction; may be changed at any time."""

    def __init__(self, port: int):
        self.target = port
        self.port = free_port()
        self.delay = 0.0
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        listening = threading.Event()
        self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self._listen(listening)))
        self._thread.start()
        listening.wait(10)

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut(self):
        """Cut all connections, in the middle of what they send, and accept no new ones."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(lambda: [end.transport.abort() for end in self._open])

    def restore(self):
        self._is_cut = False

    def _run(self):
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        # A task that is left would end during a later test.
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _listen(self, listening):
        await asyncio.start_server(self._forward_connection, "127.0.0.1", self.port)
        listening.set()

    async def _forward_connection(self, reader, writer):
        if self._is_cut:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        self._open |= {writer, back}
        await asyncio.gather(self._forward(reader, back), self._forward(there, writer))
        self._open -= {writer, back}

    async def _forward(self, reader, writer):
        delayed: asyncio.Queue = asyncio.Queue()
        delivering = asyncio.create_task(self._deliver(delayed, writer))
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                delayed.put_nowait((self._loop.time() + self.delay, data))
        delayed.put_nowait((self._loop.time() + self.delay, b""))
        await delivering

    async def _deliver(self, delayed, writer):
        with contextlib.suppress(OSError):
            while True:
                when, data = await delayed.get()
                await pause_async(max(0, when - self._loop.time()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()
