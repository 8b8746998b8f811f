import pytest
from channels.db import database_sync_to_async
from django.db import connections

from chat.delivery import connection_registry
from listings.updates import subscription_registry
from realtime import pubsub
from tests.support.factories import ConversationFactory, InquiryFactory, VerifiedStudentFactory


@pytest.fixture
async def _quiet():
    """Ends the tasks and the database connections of a test."""
    yield
    await database_sync_to_async(connections.close_all)()
    for part in (pubsub.broker(), connection_registry.current(), subscription_registry.current()):
        await part.close()


@pytest.fixture
def pair(transactional_db, _quiet):
    """Ana, Ben and their conversation."""
    ana, ben = VerifiedStudentFactory(name="Ana"), VerifiedStudentFactory(name="Ben")
    return ana, ben, ConversationFactory(participants=[ana, ben])


@pytest.fixture
def inquiry_pair(transactional_db, _quiet):
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
