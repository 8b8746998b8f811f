"""Wrong codes are limited, so that even six digits can't be guessed."""

import pytest

from accounts.rate_limits.limits import CODES
from tests.support.emails import code
from tests.support.factories import PASSWORD, UserFactory
from tests.support.login_client import (
    CONFIRM_CODE,
    REQUEST_CODE,
    is_logged_in,
    is_refused,
    visitor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unlimited_emails(limited, monkeypatch):
    """Emails aren't limited, so that only the attempts are counted."""
    monkeypatch.setattr("accounts.rate_limits.attempts.take_requested_email", lambda *args: None)


def guess_twice(network: int, email: str) -> int:
    """How many of two guesses were taken; a third would end the login."""
    client = visitor(network)
    client.post(REQUEST_CODE, {"email": email})
    answers = [client.post(CONFIRM_CODE, {"code": "000000"}) for _ in range(2)]
    return sum(not is_refused(answer) for answer in answers)


def test_guessing_six_digit_code_stays_improbable():
    per_day = CODES.by_account.amount * (1 + 24 * 3600 / CODES.by_account.seconds)
    assert per_day / 10**6 <= 1e-4


@pytest.mark.parametrize("is_known", [True, False])
def test_code_attempts_are_limited_by_network_and_account(unlimited_emails, is_known):
    email = UserFactory().email if is_known else "nobody@example.com"
    attempts = sum(guess_twice(1, email) for _ in range(8))
    assert attempts == CODES.by_network_and_account.amount


def test_code_attempts_are_limited_by_account(unlimited_emails):
    email = UserFactory().email
    attempts = sum(guess_twice(network, email) for network in range(15))
    assert attempts == CODES.by_account.amount


def test_code_attempts_are_limited_by_network(unlimited_emails):
    attempts = sum(guess_twice(1, f"p{number}@example.com") for number in range(60))
    assert attempts == CODES.by_network.amount


def test_owner_can_enter_code_while_stranger_guesses(unlimited_emails, mailoutbox):
    email, owner = UserFactory().email, visitor(2)
    owner.post(REQUEST_CODE, {"email": email})
    mine = code(mailoutbox[-1])
    for _ in range(8):
        guess_twice(1, email)
    owner.post(CONFIRM_CODE, {"code": mine})
    assert is_logged_in(owner)


def test_new_signup_does_not_reset_guesses(unlimited_emails):
    email = UserFactory().email
    attempts = 0
    for number in range(8):
        client = visitor(1)
        client.post(REQUEST_CODE, {"email": email})
        eve = {"name": "Eve", "email": f"eve{number}@example.com", "password1": PASSWORD}
        client.post("/accounts/signup/", eve)
        client.post(REQUEST_CODE, {"email": email})
        answers = [client.post(CONFIRM_CODE, {"code": "000000"}) for _ in range(2)]
        attempts += sum(answer.status_code == 200 and not is_refused(answer) for answer in answers)
    assert attempts <= CODES.by_network_and_account.amount


def test_right_codes_do_not_count(unlimited_emails, mailoutbox):
    email = UserFactory().email
    for _ in range(15):
        client = visitor(1)
        client.post(REQUEST_CODE, {"email": email})
        client.post(CONFIRM_CODE, {"code": code(mailoutbox[-1])})
        assert is_logged_in(client)


def test_last_attempt_explains_how_to_continue(limited):
    client = visitor(1)
    client.post(REQUEST_CODE, {"email": UserFactory().email})
    answers = [client.post(CONFIRM_CODE, {"code": "000000"}, follow=True) for _ in range(3)]
    assert "That was the last attempt with this code. Ask for a new one." in answers[-1].text
