import pytest

from tests.support.factories import VerifiedStudentFactory


@pytest.fixture
def ana(client):
    """Logged in at `client`."""
    user = VerifiedStudentFactory(name="Ana")
    client.force_login(user)
    return user
