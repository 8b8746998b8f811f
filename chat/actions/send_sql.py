"""The statements of a send, as the database gets them: it is what the site does most, and to have
Django put them together takes several times as long as the database takes to answer."""

from collections.abc import Collection, Iterable
from itertools import chain
from uuid import UUID

from django.db import connection

from chat.models import Conversation, Message, Participant

# The database's time, as django.db.models.functions.Now asks for it.
NOW = {
    "postgresql": "STATEMENT_TIMESTAMP()",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
}


def stored(senders: Collection[int], nonces: Iterable[UUID]) -> list[int]:
    """The messages that are there of any of these senders with any of these nonces."""
    as_stored = Message._meta.get_field("nonce").get_db_prep_value
    nonces = [as_stored(nonce, connection) for nonce in nonces]
    where = f"sender_id IN ({_marks(senders)}) AND nonce IN ({_marks(nonces)})"
    return [pk for (pk,) in _rows(f"SELECT id FROM chat_message WHERE {where}", *senders, *nonces)]


def hold(places: set[tuple[int, int]]) -> dict[tuple[int, int], Participant]:
    """The places of these (user, conversation), by these pairs, and their conversations, held until
    the transaction ends. Those of one conversation share it; both come with their numbers alone.

    First all places, then all conversations, each by rising number: whoever holds several waits for
    nobody who waits for them.
    """
    users, conversations = map(set, zip(*places, strict=True))
    where = f"user_id IN ({_marks(users)}) AND conversation_id IN ({_marks(conversations)})"
    found = _hold(Participant, ["id", "conversation_id", "user_id"], where, *users, *conversations)
    held = {(place.user_id, place.conversation_id): place for place in found}
    held = {key: place for key, place in held.items() if key in places}
    needed = {place.conversation_id for place in held.values()}
    fields = ["id", "name", "answered", "seq", "version", "participants_version"]
    where = f"id IN ({_marks(needed)})"
    locked = {each.pk: each for each in _hold(Conversation, fields, where, *needed)}
    for place in held.values():
        place.conversation = locked[place.conversation_id]
    return held


def count_by_sender(
    conversations: Collection[int], *, up_to: int | None = None
) -> list[tuple[int, int | None, int]]:
    """(conversation, sender, number of messages) of all who have written in these conversations,
    deleted messages included; of the messages up to a `seq`, where one is given."""
    if not conversations:
        return []
    where, values = f"conversation_id IN ({_marks(conversations)})", [*conversations]
    if up_to is not None:
        where, values = f"{where} AND seq <= %s", [*values, up_to]
    columns = "conversation_id, sender_id"
    select = f"SELECT {columns}, COUNT(*) FROM chat_message WHERE {where} GROUP BY {columns}"
    return _rows(select, *values)


def set_answered(conversations: Collection[int]):
    """Note that both sides of these inquiries have written. Their participants see more of each
    other from now on, so `participants_version` rises and every page and process reloads them."""
    where = f"id IN ({_marks(conversations)})"
    counters = "answered = %s, roster = roster + 1"
    _run(f"UPDATE chat_conversation SET {counters} WHERE {where}", True, *conversations)


def count_on(rises: dict[int, int]):
    """Have each of these conversations count so many messages more: a statement for all that rise
    by the same."""
    counters = f"seq = seq + %s, version = version + %s, active_at = {NOW[connection.vendor]}"
    by_rise: dict[int, list[int]] = {}
    for conversation, rise in rises.items():
        by_rise.setdefault(rise, []).append(conversation)
    for rise, them in by_rise.items():
        where = f"id IN ({_marks(them)})"
        _run(f"UPDATE chat_conversation SET {counters} WHERE {where}", rise, rise, *them)


def have_read(places: dict[int, int]):
    """Note of each of these places, by its id, that it is read up to a `seq`."""
    seq = f"CASE id {'WHEN %s THEN %s ' * len(places)}END"
    where = f"id IN ({_marks(places)})"
    values = [*chain.from_iterable(places.items()), *places]
    _run(f"UPDATE chat_participant SET read_seq = {seq} WHERE {where}", *values)


def _hold(model, fields: list[str], where: str, *values) -> list:
    """Instances with these fields, which stand in the model's own order."""
    columns = [model._meta.get_field(field).column for field in fields]
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    select = f"SELECT {', '.join(columns)} FROM {model._meta.db_table}"
    rows = _rows(f"{select} WHERE {where} ORDER BY id {lock}", *values)
    return [model.from_db(connection.alias, fields, row) for row in rows]


def _marks(values: Collection) -> str:
    # What is in none is in (NULL): Postgres has no empty list.
    return ", ".join(["%s"] * len(values)) or "NULL"


def _rows(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _run(statement: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
