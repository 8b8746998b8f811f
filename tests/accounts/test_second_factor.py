"""Staff pages require a second factor, and no other login replaces it."""

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.rate_limits.limits import SECOND_FACTOR_CODES
from tests.support.emails import code, link
from tests.support.factories import PASSWORD, UserFactory
from tests.support.staff_login import add_second_factor, log_in_staff, totp_code

pytestmark = pytest.mark.django_db

ADMIN, LOGIN, SET_UP = "/admin/", "/accounts/login/", "/accounts/2fa/totp/activate/"
AUTHENTICATE, REAUTHENTICATE = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"


@pytest.fixture
def moderator():
    return UserFactory(is_staff=True)


def log_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": user.email, "password": password, "next": ADMIN} | more)


def is_logged_in(client):
    return "_auth_user_id" in client.session


def opens_admin(client):
    return client.get(ADMIN).status_code == 200


def lead_to(client, path=ADMIN):
    """The path where the redirects of a path end."""
    return client.get(path, follow=True).request["PATH_INFO"]


@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.parametrize("password", [PASSWORD, "wrong-password"])
def test_admin_login_checks_no_password(client, moderator, monkeypatch, logged_in, password):
    hashed = []
    verify = lambda self, *words: hashed.append(words) or False  # noqa: E731
    monkeypatch.setattr(MD5PasswordHasher, "verify", verify)
    if logged_in:
        client.force_login(moderator)
    answer = client.post("/admin/login/", {"username": moderator.email, "password": password})
    assert answer.status_code == 302
    assert hashed == []


def test_admin_redirects_visitors_to_the_sites_login(client):
    answer = client.get("/admin/accounts/user/?q=lee", follow=True)
    assert answer.request["PATH_INFO"] == LOGIN
    assert "/admin/accounts/user/?q=lee" in unquote(answer.context["redirect_field_value"])


def test_admin_is_404_for_users_who_are_not_staff(client):
    client.force_login(UserFactory())
    assert client.get(ADMIN, follow=True).status_code == 404


def test_staff_without_second_factor_are_redirected_to_its_setup(client, moderator):
    log_in(client, moderator)
    assert lead_to(client) == "/accounts/reauthenticate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": SET_UP})
    assert lead_to(client) == SET_UP
    assert not opens_admin(client)


@pytest.mark.django_db(transaction=True)
def test_setup_opens_admin_and_shows_recovery_codes(client, moderator, mailoutbox):
    log_in(client, moderator)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": SET_UP})
    secret = client.get(SET_UP).context["form"].secret
    answer = client.post(SET_UP, {"code": totp_code(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    assert len(client.get(answer.url).context["unused_codes"]) == 10
    assert mailoutbox[-1].subject.startswith("Two-factor authentication is on")
    assert opens_admin(client)


def test_login_asks_for_second_factor_after_the_password(client, moderator):
    add_second_factor(moderator)
    wrong = log_in(client, moderator, "wrong-password")
    unknown = log_in(client, UserFactory(), "wrong-password")
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert log_in(client, moderator).url == AUTHENTICATE
    assert not is_logged_in(client)
    assert client.post(AUTHENTICATE, {"code": totp_code()}).url == ADMIN
    assert opens_admin(client)


def test_login_code_does_not_replace_second_factor(client, moderator, mailoutbox):
    add_second_factor(moderator)
    client.post("/accounts/login/code/", {"email": moderator.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code(mailoutbox[0])})
    assert answer.url == AUTHENTICATE
    assert not is_logged_in(client)


def test_reset_link_does_not_replace_second_factor(client, moderator, mailoutbox):
    add_second_factor(moderator)
    client.post("/accounts/password/reset/", {"email": moderator.email})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another-pass-99"})
    assert not is_logged_in(client)
    assert not opens_admin(client)


def test_older_session_has_to_use_second_factor(client, moderator):
    client.force_login(moderator)
    add_second_factor(moderator)
    assert lead_to(client) == REAUTHENTICATE
    assert client.post(REAUTHENTICATE, {"code": totp_code(), "next": ADMIN}).url == ADMIN
    assert opens_admin(client)


def test_second_factor_of_a_session_expires_after_twelve_hours(client, moderator, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    log_in_staff(client, moderator)
    assert opens_admin(client)
    time_machine.shift(12 * 60 * 60 + 1)
    assert lead_to(client) == REAUTHENTICATE


def test_password_does_not_turn_off_second_factor(client, moderator):
    client.force_login(moderator)
    add_second_factor(moderator)
    assert lead_to(client, "/accounts/2fa/totp/deactivate/") == REAUTHENTICATE
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=moderator).exists()


def test_code_works_once_across_processes(limited, client, moderator, monkeypatch):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda *_: True)
    add_second_factor(moderator)
    used = totp_code()
    for browser, passes in ((client, True), (Client(), False)):
        log_in(browser, moderator)
        browser.post(AUTHENTICATE, {"code": used})
        assert is_logged_in(browser) == passes


@pytest.mark.parametrize("form", ["{}-{}", "{} {}", "_{}.{}"])
def test_code_works_once_in_any_spelling(limited, client, moderator, monkeypatch, form):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda *_: True)
    add_second_factor(moderator)
    used = totp_code()
    for browser, typed in ((client, used), (Client(), form.format(used[:3], used[3:]))):
        log_in(browser, moderator)
        browser.post(AUTHENTICATE, {"code": typed})
        assert is_logged_in(browser) == (typed == used)


def test_wrong_codes_are_limited_by_account(limited, client, moderator):
    add_second_factor(moderator)
    for number in range(SECOND_FACTOR_CODES.by_account.amount + 1):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        log_in(client, moderator)
        answer = client.post(AUTHENTICATE, {"code": "000000"})
    assert "Try again in" in answer.text
    client.post(AUTHENTICATE, {"code": totp_code()})
    assert not is_logged_in(client)


def test_command_resets_second_factor(client, moderator, mailoutbox):
    log_in_staff(client, moderator)
    call_command("reset_second_factor", moderator.email)
    assert not opens_admin(client)
    assert lead_to(client) == "/accounts/reauthenticate/"
    assert mailoutbox[0].to == [moderator.email]
    assert "http://localhost:8000/accounts/password/reset/" in mailoutbox[0].body


@pytest.mark.parametrize("email", ["nobody@example.com", "lee@example.com"])
def test_command_explains_why_nothing_was_reset(email):
    UserFactory(email="lee@example.com")
    with pytest.raises(CommandError, match=email):
        call_command("reset_second_factor", email)
