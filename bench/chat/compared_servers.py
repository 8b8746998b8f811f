"""The servers that are compared, and how one gets into a room of each."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from bench.servers import LIMIT, OURS, TUTORIAL, serving
from chat.models import Conversation, Participant

_numbers = count()


@dataclass
class Room:
    """Whom to open sockets for (a cookie each), where, and what a frame needs besides."""

    path: str
    cookies: list[str | None]
    extra: dict = field(default_factory=dict)


class Kind:
    def __init__(self, name: str, program: list[str], rooms):
        """`rooms(number, size)` makes as many rooms, each for so many people."""
        self.name = name
        self.serving = partial(serving, program)
        self.rooms = rooms


def _ours(number: int, size: int) -> list[Room]:
    people = _people(number * size)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={key}" for key in _sessions(people)]
    talks = Conversation.objects.bulk_create(Conversation(name="Bench") for _ in range(number))
    Participant.objects.bulk_create(
        Participant(user=person, conversation=talks[place // size])
        for place, person in enumerate(people)
    )
    return [
        Room("/ws/", cookies[at * size :][:size], {"type": "send", "conversation": talk.pk})
        for at, talk in enumerate(talks)
    ]


def _people(number: int) -> list:
    people = [
        get_user_model()(email=f"bench{place}@example.com", name=f"Person {place}", password="!")
        for _, place in zip(range(number), _numbers, strict=False)
    ]
    return get_user_model().objects.bulk_create(people)


def _sessions(people) -> list[str]:
    """A session each, as if they had logged in; the keys."""
    store, ends = SessionStore(), timezone.now() + timedelta(days=1)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    sessions = []
    for person in people:
        login = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        key, data = store._get_new_session_key(), store.encode(login)
        sessions.append(Session(session_key=key, session_data=data, expire_date=ends))
    return [session.session_key for session in Session.objects.bulk_create(sessions)]


def _anyones(number: int, size: int) -> list[Room]:
    return [Room(f"/ws/room{next(_numbers)}/", [None] * size) for _ in range(number)]


TUTORIALS = Kind("tutorial", TUTORIAL, _anyones)
OUR_OWN = Kind("ours", OURS, _ours)
LIMITS = Kind("limit", LIMIT, _anyones)
