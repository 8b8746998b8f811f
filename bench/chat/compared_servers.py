"""The chat servers that are compared, and how to create conversations for each."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from bench.servers import BARE_SERVER, PLATFORM, TUTORIAL_CHAT, serving
from chat.models import Conversation, Participant

_numbers = count()


@dataclass
class ConversationSetup:
    """Where to open a socket for each cookie, and what a client's frames need in addition."""

    path: str
    cookies: Sequence[str | None]
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class ComparedServer:
    name: str
    command: list[str]
    create_conversations: Callable[[int, int], list[ConversationSetup]]  # (number, size of each)

    def serving(self, folder: Path) -> AbstractContextManager[tuple[int, int]]:
        return serving(self.command, folder)


def _create_ours(number: int, size: int) -> list[ConversationSetup]:
    users = _create_users(number * size)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={key}" for key in _create_sessions(users)]
    conversations = Conversation.objects.bulk_create(
        Conversation(name="Bench") for _ in range(number)
    )
    Participant.objects.bulk_create(
        Participant(user=user, conversation=conversations[index // size])
        for index, user in enumerate(users)
    )
    return [
        ConversationSetup(
            "/ws/",
            cookies[index * size :][:size],
            {"type": "send", "conversation": conversation.pk},
        )
        for index, conversation in enumerate(conversations)
    ]


def _create_users(number: int) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"bench{index}@example.com", name=f"Person {index}", password="!")
        for _, index in zip(range(number), _numbers, strict=False)
    )


def _create_sessions(users: list[User]) -> list[str]:
    """Create a session for each user, as logging in does; returns the session keys."""
    store, expires = SessionStore(), timezone.now() + timedelta(days=1)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    sessions = []
    for user in users:
        login = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key, data = store._get_new_session_key(), store.encode(login)
        sessions.append(Session(session_key=key, session_data=data, expire_date=expires))
    return [session.session_key for session in Session.objects.bulk_create(sessions)]


def _create_anonymous(number: int, size: int) -> list[ConversationSetup]:
    return [ConversationSetup(f"/ws/room{next(_numbers)}/", [None] * size) for _ in range(number)]


TUTORIAL = ComparedServer("tutorial", TUTORIAL_CHAT, _create_anonymous)
OURS = ComparedServer("ours", PLATFORM, _create_ours)
BARE = ComparedServer("bare", BARE_SERVER, _create_anonymous)
