"""The practical upper limit: a picows server with bare Redis and one insert a message, no Django.

`python -m bench.bare_server PORT`."""

import asyncio
import json
import os
import sys

import picows
import psycopg2
import redis.asyncio as aioredis

REDIS_CHANNEL = "bench"


class Listener(picows.WSListener):
    def __init__(self, conversation: "Conversation"):
        self.conversation = conversation

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self.transport = transport
        self.conversation.sockets.add(transport)

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        self.conversation.sockets.discard(transport)

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        if frame.msg_type == picows.WSMsgType.TEXT:
            self.conversation.incoming.put_nowait((transport, frame.get_payload_as_bytes()))


class Conversation:
    """All sockets of the process. Messages go to Postgres, Redis and the sockets."""

    def __init__(self) -> None:
        self.sockets: set[picows.WSTransport] = set()
        self.incoming: asyncio.Queue[tuple[picows.WSTransport, bytes]] = asyncio.Queue()
        self.redis = aioredis.Redis.from_url(os.environ["REDIS_URL"])
        self.database = psycopg2.connect(os.environ["DATABASE_URL"])
        self.database.autocommit = True

    async def store(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            transport, text = await self.incoming.get()
            frame = json.loads(text)
            await loop.run_in_executor(None, self._insert, frame)
            ack = json.dumps({"type": "ack", "nonce": frame["nonce"]}).encode()
            transport.send(picows.WSMsgType.TEXT, ack)
            await self.redis.publish(REDIS_CHANNEL, json.dumps({"type": "message", **frame}))

    def _insert(self, frame: dict[str, str]) -> None:
        with self.database.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_session VALUES (%s, %s, now())",
                (frame["nonce"], frame["body"]),
            )

    async def deliver(self) -> None:
        subscription = self.redis.pubsub()
        await subscription.subscribe(REDIS_CHANNEL)
        async for message in subscription.listen():
            if message["type"] == "message":
                for socket in self.sockets:
                    socket.send(picows.WSMsgType.TEXT, message["data"])


async def main(port: int) -> None:
    conversation = Conversation()
    server = await picows.ws_create_server(lambda _: Listener(conversation), "127.0.0.1", port)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(conversation.store())
        tasks.create_task(conversation.deliver())
        tasks.create_task(server.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
