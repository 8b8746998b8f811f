"""What is told to one person, on every page that they have open."""

import msgspec

from live import calls

_encoder = msgspec.json.Encoder()


def call_to(person: int, *, joined: int | None = None, text: str | None = None) -> dict:
    """The frame `text`, or that they are in another conversation."""
    return {"person": person, "joined": joined, "text": text}


def tell(frames: dict[int, dict]):
    """Once committed, bring each of these people (by id) a frame. From any thread."""
    calls.on_commit(
        *(call_to(person, text=_encoder.encode(frame).decode()) for person, frame in frames.items())
    )
