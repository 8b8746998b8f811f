"""The SQL of sending messages, written by hand. Nothing runs more often, and building it with
Django's ORM would take several times as long as the database takes to run it."""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from chat.models import Conversation, Message, Participant

M = TypeVar("M", bound=models.Model)

# (user id, conversation id). As in a message, the type has None for a deleted account.
ParticipantKey = tuple[int | None, int]

# The database's time, in the SQL of django.db.models.functions.Now.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}


def find_messages(senders: Collection[int], nonces: Iterable[UUID]) -> list[int]:
    """The ids of the messages that any of these senders sent with any of these nonces."""
    as_stored = Message._meta.get_field("nonce").get_db_prep_value
    values = [as_stored(nonce, connection) for nonce in nonces]
    where = f"sender_id IN ({_placeholders(senders)}) AND nonce IN ({_placeholders(values)})"
    return [pk for (pk,) in _rows(f"SELECT id FROM chat_message WHERE {where}", *senders, *values)]


def lock_participants(keys: Collection[ParticipantKey]) -> dict[ParticipantKey, Participant]:
    """The participants with these keys, by key. Their rows and those of their conversations are
    locked until the transaction ends. Participants of one conversation share its instance. Only ids
    and, of conversations, the name and the counters are loaded.

    To avoid deadlocks, all participants are locked before all conversations, each by rising id.
    """
    users, conversations = map(set, zip(*keys, strict=True))
    where = (
        f"user_id IN ({_placeholders(users)}) "
        f"AND conversation_id IN ({_placeholders(conversations)})"
    )
    fields = ["id", "conversation_id", "user_id"]
    rows = _lock(Participant, fields, where, *users, *conversations)
    participants: dict[ParticipantKey, Participant] = {
        (row.user_id, row.conversation_id): row
        for row in rows
        if (row.user_id, row.conversation_id) in keys
    }
    needed = {row.conversation_id for row in participants.values()}
    fields = ["id", "name", "answered", "seq", "version", "participants_version"]
    where = f"id IN ({_placeholders(needed)})"
    locked = {each.pk: each for each in _lock(Conversation, fields, where, *needed)}
    for row in participants.values():
        row.conversation = locked[row.conversation_id]
    return participants


def count_by_sender(
    conversations: Collection[int], *, up_to: int | None = None
) -> list[tuple[int, int | None, int]]:
    """(conversation, sender, number of messages) for every sender in these conversations, deleted
    messages included; with `up_to`, only of the messages up to this `seq`."""
    if not conversations:
        return []
    where, values = f"conversation_id IN ({_placeholders(conversations)})", [*conversations]
    if up_to is not None:
        where, values = f"{where} AND seq <= %s", [*values, up_to]
    columns = "conversation_id, sender_id"
    select = f"SELECT {columns}, COUNT(*) FROM chat_message WHERE {where} GROUP BY {columns}"
    return _rows(select, *values)


def set_answered(conversations: Collection[int]) -> None:
    """Store that both sides of these inquiries have written. From now on the participants see each
    other's activity, so `participants_version` rises and every page and process reloads them."""
    where = f"id IN ({_placeholders(conversations)})"
    changes = "answered = %s, roster = roster + 1"
    _execute(f"UPDATE chat_conversation SET {changes} WHERE {where}", True, *conversations)


def advance_counters(new_messages: dict[int, int]) -> None:
    """Raise the counters of conversations, given as {id: number of new messages}, with one
    statement for all that have the same number."""
    changes = f"seq = seq + %s, version = version + %s, active_at = {NOW[connection.vendor]}"
    by_number: dict[int, list[int]] = {}
    for conversation, number in new_messages.items():
        by_number.setdefault(number, []).append(conversation)
    for number, conversations in by_number.items():
        where = f"id IN ({_placeholders(conversations)})"
        statement = f"UPDATE chat_conversation SET {changes} WHERE {where}"
        _execute(statement, number, number, *conversations)


def set_read_seq(read: dict[int, int]) -> None:
    """Store how far participants have read, given as {participant id: seq}."""
    seq = f"CASE id {'WHEN %s THEN %s ' * len(read)}END"
    where = f"id IN ({_placeholders(read)})"
    values = [*chain.from_iterable(read.items()), *read]
    _execute(f"UPDATE chat_participant SET read_seq = {seq} WHERE {where}", *values)


def _lock(model: type[M], fields: list[str], where: str, *values: Any) -> list[M]:
    """Instances with only these fields, which must be in the order of the model's fields."""
    columns = [getattr(model, field).field.column for field in fields]
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    select = f"SELECT {', '.join(columns)} FROM {model._meta.db_table}"
    rows = _rows(f"{select} WHERE {where} ORDER BY id {lock}", *values)
    return [model.from_db(connection.alias, fields, row) for row in rows]


def _placeholders(values: Collection[Any]) -> str:
    # Postgres doesn't accept `IN ()`; `IN (NULL)` matches nothing.
    return ", ".join(["%s"] * len(values)) or "NULL"


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
