"""Revisions, which are kept for moderators and sent to nobody, and the admin."""

import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import DatabaseError

from chat.actions import message_edit, message_send
from chat.models import Message, Revision
from tests.support.chat_communicator import ChatCommunicator
from tests.support.factories import PASSWORD, ConversationFactory, VerifiedStudentFactory
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db
MESSAGES, CONVERSATIONS = "/admin/chat/message/", "/admin/chat/conversation/"


@pytest.fixture
def ana():
    return VerifiedStudentFactory(name="Ana")


@pytest.fixture
def conversation(ana):
    return ConversationFactory(participants=[ana, VerifiedStudentFactory(name="Ben")])


@pytest.fixture
def changed(ana, conversation) -> Message:
    """A message that was edited and deleted."""
    message = message_send.send(ana, conversation.pk, uuid.uuid4(), "pay by wire")
    message_edit.edit(ana, conversation.pk, message.pk, "pay by check")
    return message_edit.delete(ana, conversation.pk, message.pk)


@pytest.fixture
def moderator(client):
    """`moderator("view_message", …)` is the client of a user with only these permissions."""

    def make(*permissions: str):
        mo = get_user_model().objects.create_user(
            "mo@example.com", PASSWORD, name="Mo", is_staff=True
        )
        mo.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        log_in_staff(client, mo)
        return client

    return make


def kept(message) -> list[str]:
    return list(message.revisions.values_list("body", flat=True))


def test_replaced_texts_are_kept_in_order(changed):
    assert kept(changed) == ["pay by wire", "pay by check"]
    assert Message.objects.get().body == ""


def test_unchanged_edit_keeps_no_revision(ana, conversation):
    message = message_send.send(ana, conversation.pk, uuid.uuid4(), "hi")
    message_edit.edit(ana, conversation.pk, message.pk, "hi")
    message_edit.react(ana, conversation.pk, message.pk, "👍", True)
    assert kept(message) == []


def test_edit_and_revision_are_stored_atomically(ana, conversation, monkeypatch):
    message = message_send.send(ana, conversation.pk, uuid.uuid4(), "hi")

    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(Message, "save", fail)
    with pytest.raises(DatabaseError):
        message_edit.edit(ana, conversation.pk, message.pk, "changed")
    assert kept(message) == []


def test_no_page_shows_revisions(client, ana, conversation, changed):
    client.force_login(ana)
    for path in ("", "messages/", "messages/?after=0", "?before=2"):
        answer = client.get(f"/chat/{conversation.pk}/{path}")
        assert answer.status_code == 200
        assert "pay by" not in answer.text
    assert "pay by" not in client.get("/chat/").text


async def test_no_socket_sends_revisions(pair):
    ana, ben, conversation = pair
    in_thread = sync_to_async
    message = await in_thread(message_send.send)(ana, conversation.pk, uuid.uuid4(), "pay by wire")
    await in_thread(message_edit.delete)(ana, conversation.pk, message.pk)
    async with ChatCommunicator(ben, resume={conversation.pk: 0}) as tab:
        assert "pay by" not in json.dumps(tab.caught_up)


# The admin --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [MESSAGES, CONVERSATIONS])
def test_staff_without_permission_sees_nothing(client, moderator, path):
    moderator("view_user")
    assert client.get(path).status_code == 403


def test_admin_refuses_visitors_and_students(client, ana, changed):
    for path in (MESSAGES, f"{MESSAGES}{changed.pk}/change/", CONVERSATIONS):
        assert client.get(path).url.startswith("/admin/login/")
    client.force_login(ana)
    assert client.get(MESSAGES).status_code == 302


def test_messages_are_read_by_number_and_reading_is_logged(moderator, ana, conversation, changed):
    client = moderator("view_message")
    message_send.send(ana, conversation.pk, uuid.uuid4(), "still here")
    assert "still here" not in client.get(MESSAGES).text
    assert "still here" not in client.get(MESSAGES, {"q": "still"}).text
    assert not LogEntry.objects.exists()
    assert "still here" in client.get(MESSAGES, {"q": str(conversation.pk)}).text
    entry = LogEntry.objects.get()
    assert (entry.user.name, entry.object_id) == ("Mo", str(conversation.pk))


def test_revisions_need_their_own_permission(moderator, changed):
    client = moderator("view_message")
    path = f"{MESSAGES}{changed.pk}/change/"
    assert "pay by wire" not in client.get(path).text
    mo = get_user_model().objects.get(name="Mo")
    mo.user_permissions.add(Permission.objects.get(codename="view_revision"))
    page = client.get(path).text
    assert "pay by wire" in page
    assert "pay by check" in page
    assert LogEntry.objects.filter(object_id=str(changed.pk)).count() == 2


def test_even_superuser_can_change_nothing(client, conversation, changed):
    log_in_staff(client, get_user_model().objects.create_superuser("su@example.com", PASSWORD))
    for path, pk in ((MESSAGES, changed.pk), (CONVERSATIONS, conversation.pk)):
        assert client.get(f"{path}{pk}/change/").status_code == 200
        assert client.post(f"{path}{pk}/change/", {"name": "x", "body": "x"}).status_code == 403
        assert client.post(f"{path}{pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{path}add/").status_code == 403
    assert Revision.objects.count() == 2


@pytest.mark.parametrize("term", ["Noyes house", "Ana", "number"])
def test_conversation_is_found_by_number_name_or_participant(moderator, conversation, ana, term):
    client = moderator("view_conversation", "view_participant")
    ConversationFactory(name="Elsewhere", participants=[])
    term = str(conversation.pk) if term == "number" else term
    page = client.get(CONVERSATIONS, {"q": term}).text
    assert "Noyes house" in page
    assert "Elsewhere" not in page
    assert "Ben" in client.get(f"{CONVERSATIONS}{conversation.pk}/change/").text


def test_list_of_messages_makes_fixed_number_of_queries(
    moderator, ana, conversation, django_assert_max_num_queries
):
    client = moderator("view_message")
    for number in range(8):
        message_send.send(ana, conversation.pk, uuid.uuid4(), f"m{number}")
    with django_assert_max_num_queries(14):
        client.get(MESSAGES, {"q": str(conversation.pk)})
