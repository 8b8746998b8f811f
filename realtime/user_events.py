"""Events for one user, which reach every page that they have open."""

from typing import Any

import msgspec

from realtime import pubsub
from realtime.channel_layer import Event

_encoder = msgspec.json.Encoder()


def topic_of(user: int) -> str:
    return f"user.{user}"


def event_for(
    user: int, *, joined: int | None = None, text: str | None = None, login_ended: bool = False
) -> Event:
    """An event with the frame `text`, with the conversation that the user has `joined`, or without
    either, to say that one of their logins may have ended."""
    return {"topic": topic_of(user), "joined": joined, "text": text, "login_ended": login_ended}


def send_on_commit(frames: dict[int, dict[str, Any]]) -> None:
    """Once committed, send each of these users (by id) a frame. Call it from any thread."""
    pubsub.publish_on_commit(
        *(event_for(user, text=_encoder.encode(frame).decode()) for user, frame in frames.items())
    )
