"""A socket doesn't outlive the login that opened it."""

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.sessions.models import Session

from chat.delivery import connection_registry
from tests.support.chat_communicator import ChatCommunicator


def log_out(user):
    Session.objects.all().delete()


def close_account(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def change_password(user):
    user.set_password("another one 1851")
    user.save()


@pytest.mark.parametrize("end", [log_out, close_account, change_password])
async def test_socket_is_closed_when_login_ends(pair, end):
    ana, _, _ = pair
    tab = ChatCommunicator(ana)
    async with tab:
        await in_thread(end)(ana)
        registry = connection_registry.current()
        await registry.disconnect_ended_logins(registry.users)
        assert await tab.wire.receive_output(5) == {"type": "websocket.close", "code": 4503}


async def test_socket_stays_while_login_is_valid(pair):
    ana, ben, conversation = pair
    async with ChatCommunicator(ana) as hers, ChatCommunicator(ben) as his:
        await in_thread(close_account)(ben)
        registry = connection_registry.current()
        await registry.disconnect_ended_logins(registry.users)
        assert (await his.wire.receive_output(5))["type"] == "websocket.close"
        assert (await hers.send(conversation))["type"] == "ack"
