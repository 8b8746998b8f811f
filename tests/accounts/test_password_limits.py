"""Wrong passwords are limited by account and network, without locking out the owner."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.rate_limits.limits import CODES, PASSWORDS, REQUESTED_EMAILS
from tests.support.factories import PASSWORD, UserFactory
from tests.support.login_client import is_logged_in, is_refused, log_in, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(limited):
    return UserFactory(email="ana@example.com")


def guess_until_refused(email: str, network: int, most: int = 200) -> int:
    for number in range(most):
        if is_refused(log_in(visitor(network), email, "wrong-password")):
            return number
    return most


@pytest.mark.parametrize("limits", [PASSWORDS, CODES, REQUESTED_EMAILS])
def test_one_network_cannot_use_up_the_limit_of_an_account(limits):
    one, all_of_them = limits.by_network_and_account, limits.by_account
    assert one.amount < all_of_them.amount
    assert one.amount / one.seconds < all_of_them.amount / all_of_them.seconds


def test_stranger_does_not_lock_out_owner_on_another_network(ana):
    assert guess_until_refused(ana.email, network=1) == 10
    owner = visitor(2)
    log_in(owner, ana.email)
    assert is_logged_in(owner)


def test_password_attempts_are_limited_by_account(ana):
    guesses = [guess_until_refused(ana.email, network) for network in range(20)]
    assert sum(guesses) == PASSWORDS.by_account.amount
    assert is_refused(log_in(visitor(99), ana.email))


def test_known_device_logs_in_while_strangers_guess(ana):
    owner = visitor(50)
    log_in(owner, ana.email)
    owner.post("/accounts/logout/")
    for network in [*range(10), 50]:
        guess_until_refused(ana.email, network)
    log_in(owner, ana.email)
    assert is_logged_in(owner)


def test_password_attempts_are_limited_by_device(ana):
    owner = visitor(1)
    log_in(owner, ana.email)
    owner.post("/accounts/logout/")
    answers = [log_in(owner, ana.email, "wrong-password") for _ in range(11)]
    assert [is_refused(answer) for answer in answers] == [False] * 10 + [True]


def test_password_attempts_are_limited_by_network(limited):
    answers = [log_in(visitor(1), f"p{n}@example.com", "wrong") for n in range(60)]
    assert not is_refused(answers[-1])
    assert is_refused(log_in(visitor(1), "p99@example.com", "wrong"))


@pytest.mark.parametrize("email", ["ana+1@example.com", "ANA@example.com", "ana+b+c@example.com"])
def test_spellings_of_an_address_share_a_limit(ana, email):
    guess_until_refused(ana.email, network=1)
    assert is_refused(log_in(visitor(1), email, "wrong-password"))


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_refused_attempt_hashes_no_password(ana, email, monkeypatch):
    guess_until_refused(email, network=1)
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(args) or "")
    answer = log_in(visitor(1), email)
    assert hashed == []
    [error] = answer.context["form"].errors["__all__"]
    assert error == "Too many attempts. Try again in 48 minutes."
    assert answer.context["form"]["login"].value() == email


def test_displayed_wait_is_exact(ana, settings, time_machine, monkeypatch):
    import time

    monkeypatch.setattr("accounts.rate_limits.buckets.time", time)
    time_machine.move_to("2026-10-01 12:00", tick=False)
    guess_until_refused(ana.email, network=1)
    time_machine.shift(47 * 60)
    assert "Try again in 1 minute." in log_in(visitor(1), ana.email).text
    time_machine.shift(60)
    client = visitor(1)
    log_in(client, ana.email)
    assert is_logged_in(client)


def test_right_passwords_do_not_count_as_attempts(ana):
    for _ in range(30):
        client = visitor(1)
        log_in(client, ana.email)
        assert is_logged_in(client)


def test_right_passwords_are_limited_by_network(ana):
    answers = [log_in(visitor(1), ana.email) for _ in range(61)]
    assert is_refused(answers[-1])


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/reauthenticate/", "password"),
        ("/accounts/password/change/", "oldpassword"),
        ("/accounts/profile/delete/", "password"),
    ],
)
def test_logged_in_session_has_the_same_limits(ana, client, path, field):
    client.force_login(ana)
    for _ in range(10):
        answer = client.post(path, {field: "wrong", "password1": "another-one-1855"})
        assert not is_refused(answer)
    answer = client.post(path, {field: PASSWORD, "password1": "another-one-1855"})
    assert is_refused(answer)
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_limits_can_be_switched_off(settings):
    settings.RATE_LIMITS = False
    assert guess_until_refused("p@example.com", network=1, most=40) == 40


def test_limits_outlive_the_account(ana):
    guess_until_refused(ana.email, network=1)
    ana.delete()
    UserFactory(email="ana@example.com")
    assert is_refused(log_in(Client(REMOTE_ADDR="192.0.0.1"), "ana@example.com"))
