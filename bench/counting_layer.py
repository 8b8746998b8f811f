import os
from pathlib import Path
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer


class CountingLayer(RedisPubSubChannelLayer):
    """The channel layer, which notes in a file how many events the process has received."""

    received = 0

    def deserialize(self, message: bytes) -> Any:
        content = super().deserialize(message)
        if events := content.get("events"):
            self.received += len(events)
            Path(os.environ["BENCH_EVENT_COUNTS"], str(os.getpid())).write_text(str(self.received))
        return content
