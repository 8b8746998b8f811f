"""The mail server is down: requests that need an email fail with a message, others succeed."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from tests.accounts.test_passwords import CHANGE, NEW, RESET, has
from tests.accounts.test_signup import sign_up
from tests.support.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


class Unreachable(BaseEmailBackend):
    error = ConnectionRefusedError

    def send_messages(self, mails):
        raise self.error

    def open(self):
        raise self.error


class Disconnected(Unreachable):
    error = SMTPServerDisconnected


@pytest.fixture(autouse=True, params=[Unreachable, Disconnected])
def email_unavailable(request, settings):
    settings.EMAIL_BACKEND = f"{__name__}.{request.param.__name__}"


def assert_email_unavailable(answer):
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "We can’t send email right now" in answer.text


def test_signup_fails_with_a_message(client):
    assert_email_unavailable(sign_up(client))


@pytest.mark.parametrize("path", [RESET, "/accounts/login/code/"])
def test_email_request_fails_with_a_message_for_known_and_unknown_addresses(client, path):
    for email in (UserFactory().email, "nobody@example.com"):
        assert_email_unavailable(client.post(path, {"email": email}))


def test_limited_note_fails_in_the_same_way(client, limited):
    from accounts.rate_limits.attempts import may_send_account_note

    while may_send_account_note("nobody@example.com"):
        pass
    assert_email_unavailable(client.post(RESET, {"email": "nobody@example.com"}))


def test_password_change_succeeds_without_its_notice(client):
    person = UserFactory()
    client.force_login(person)
    answer = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert answer.status_code == 302
    assert has(person, NEW)
    assert client.get(CHANGE).status_code == 200
