import asyncio

import pytest
from channels.db import database_sync_to_async
from django.db import connections

from chat.delivery import hub
from listings.updates import desk
from realtime import pubsub
from tests.support.factories import ConversationFactory, InquiryFactory, VerifiedStudentFactory


@pytest.fixture
async def _quiet_hub():
    """Ends the tasks and the database connections of a test."""
    yield
    await database_sync_to_async(connections.close_all)()
    pubsub.broker_of_this_loop().close()
    await asyncio.gather(hub.current().close(), desk.current().close())


@pytest.fixture
def pair(transactional_db, _quiet_hub):
    """Ana, Ben and their conversation."""
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    return ana, ben, ConversationFactory(participants=[ana, ben])


@pytest.fixture
def inquiry_pair(transactional_db, _quiet_hub):
    """Ana, the seeker, Ben, the lister, and their inquiry without messages."""
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    return ana, ben, InquiryFactory(participants=[ana, ben])


@pytest.fixture
def ana(client):
    """Logged in at `client`."""
    user = VerifiedStudentFactory(name="Ana Lopez")
    client.force_login(user)
    return user


@pytest.fixture
def ben():
    return VerifiedStudentFactory(name="Ben Okafor")


@pytest.fixture
def conversation(ana, ben):
    """A conversation among roommates whose host is Ana."""
    return ConversationFactory(name="Noyes house", participants=[ana, ben])
