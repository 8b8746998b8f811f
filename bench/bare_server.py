"""The limit: a picows server that stores with one insert and speaks bare Redis, without Django.

`python -m bench.bare_server PORT`."""

import asyncio
import json
import os
import sys

import picows
import psycopg2
import redis.asyncio as aioredis

GROUP = "limit"


class Listener(picows.WSListener):
    def __init__(self, hall):
        self.hall = hall

    def on_ws_connected(self, transport):
        self.transport = transport
        self.hall.sockets.add(transport)

    def on_ws_disconnected(self, transport):
        self.hall.sockets.discard(transport)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == picows.WSMsgType.TEXT:
            self.hall.said.put_nowait((transport, frame.get_payload_as_bytes()))


class Hall:
    def __init__(self):
        self.sockets = set()
        self.said = asyncio.Queue()
        self.redis = aioredis.Redis.from_url(os.environ["REDIS_URL"])
        self.database = psycopg2.connect(os.environ["DATABASE_URL"])
        self.database.autocommit = True

    async def store(self):
        loop = asyncio.get_running_loop()
        while True:
            transport, text = await self.said.get()
            frame = json.loads(text)
            await loop.run_in_executor(None, self._insert, frame)
            ack = json.dumps({"type": "ack", "nonce": frame["nonce"]}).encode()
            transport.send(picows.WSMsgType.TEXT, ack)
            await self.redis.publish(GROUP, json.dumps({"type": "message", **frame}))

    def _insert(self, frame):
        with self.database.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_session VALUES (%s, %s, now())",
                (frame["nonce"], frame["body"]),
            )

    async def deliver(self):
        subscription = self.redis.pubsub()
        await subscription.subscribe(GROUP)
        async for message in subscription.listen():
            if message["type"] == "message":
                for socket in self.sockets:
                    socket.send(picows.WSMsgType.TEXT, message["data"])


async def main(port: int):
    hall = Hall()
    server = await picows.ws_create_server(lambda _: Listener(hall), "127.0.0.1", port)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(hall.store())
        tasks.create_task(hall.deliver())
        tasks.create_task(server.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
