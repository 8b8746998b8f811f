"""The cookie by which the site recognizes a browser in which an account has logged in."""

from http.cookies import Morsel

import pytest
from django.test import Client, RequestFactory

from accounts.authentication import known_devices
from tests.support.emails import code
from tests.support.factories import PASSWORD, UserFactory
from tests.support.login_client import CONFIRM_CODE, REQUEST_CODE, log_in

pytestmark = pytest.mark.django_db
COOKIE = known_devices.COOKIE


def device(client: Client, email: str) -> str | None:
    """The id of the client's device if it is known for the address."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    return known_devices.known_device(request, email)


@pytest.fixture
def ana(client):
    ana = UserFactory()
    log_in(client, ana.email)
    return ana


def test_device_stays_known_after_logout(client, ana):
    assert device(client, ana.email)
    client.post("/accounts/logout/")
    assert device(client, ana.email)
    assert device(client, UserFactory().email) is None


def test_cookie_is_http_only_and_lasts_half_a_year(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    log_in(client, UserFactory().email)
    cookie: Morsel = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert cookie["max-age"] == 180 * 24 * 60 * 60


def test_server_rejects_cookie_after_half_a_year(client, time_machine):
    time_machine.move_to("2026-01-01", tick=False)
    ana = UserFactory()
    log_in(client, ana.email)
    time_machine.move_to("2026-06-29", tick=False)
    assert device(client, ana.email)
    time_machine.move_to("2026-07-01", tick=False)
    assert device(client, ana.email) is None


def test_failed_login_does_not_make_device_known(client):
    ana = UserFactory()
    log_in(client, ana.email, "wrong-password")
    assert COOKIE not in client.cookies


def test_login_by_code_makes_device_known(client, mailoutbox):
    ana = UserFactory()
    client.post(REQUEST_CODE, {"email": ana.email})
    assert COOKIE not in client.cookies
    client.post(CONFIRM_CODE, {"code": code(mailoutbox[0])})
    assert device(client, ana.email)


def test_new_password_makes_other_devices_unknown(client, ana):
    other = Client()
    log_in(other, ana.email)
    new = {"oldpassword": PASSWORD, "password1": "a-much-better-one-1855"}
    client.post("/accounts/password/change/", new)
    assert device(client, ana.email)
    assert device(other, ana.email) is None


def test_several_accounts_share_a_device(client, ana):
    for _ in range(known_devices.MAX_ACCOUNTS - 1):
        client.post("/accounts/logout/")
        log_in(client, (last := UserFactory()).email)
    assert device(client, ana.email) == device(client, last.email)
    client.post("/accounts/logout/")
    log_in(client, UserFactory().email)
    assert device(client, ana.email) is None, "the oldest of more than eight"


def test_cookie_is_invalid_for_unconfirmed_address(client, ana):
    ana.emailaddress_set.create(email="victim@example.com")
    assert device(client, "victim@example.com") is None


def test_forged_cookie_is_ignored(client, ana):
    value = client.cookies[COOKIE].value
    for forged in (value[:-1], value.replace(".", ".0", 1), value.partition(":")[0], "", "é"):
        client.cookies[COOKIE] = forged
        assert device(client, ana.email) is None
    client.cookies[COOKIE] = "nonsense"
    client.post("/accounts/logout/")
    assert log_in(client, ana.email).status_code == 302
