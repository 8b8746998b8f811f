"""An open session alone can't change how the account is accessed, or export its data."""

import json
import re

import pytest
from django.test import Client

from tests.support.emails import code
from tests.support.factories import PASSWORD, UserFactory
from tests.support.staff_login import add_second_factor, totp_code

pytestmark = pytest.mark.django_db

EMAILS, DATA, DELETE = "/accounts/email/", "/accounts/profile/data/", "/accounts/profile/delete/"
SET_PASSWORD, CHANGE_PASSWORD = "/accounts/password/set/", "/accounts/password/change/"
BY_PASSWORD, BY_CODE = "/accounts/reauthenticate/", "/accounts/reauthenticate/code/"
BY_SECOND_FACTOR = "/accounts/2fa/reauthenticate/"
OTHER, NEW = "other@example.com", "another-pass-99"

# Each as (path, data); without data it is read.
ADD = (EMAILS, {"email": "new@example.com", "action_add": "1"})
MAKE_MAIN = (EMAILS, {"email": OTHER, "action_primary": "1"})
REMOVE = (EMAILS, {"email": OTHER, "action_remove": "1"})
SET_UP = ("/accounts/2fa/totp/activate/", {})
EXPORT = (DATA, None)
SET = (SET_PASSWORD, {"password1": NEW})
CHANGES = {"add": ADD, "main": MAKE_MAIN, "remove": REMOVE, "set up": SET_UP, "export": EXPORT}
WITHOUT_PASSWORD = {**CHANGES, "set": SET, "delete": (DELETE, {})}


@pytest.fixture
def lee(client):
    lee = UserFactory(email="lee@example.com")
    lee.emailaddress_set.create(email=OTHER, verified=True)
    client.force_login(lee)
    return lee


@pytest.fixture
def lee_without_password(lee, client):
    lee.set_unusable_password()
    lee.save()
    client.force_login(lee)
    return lee


def state(user) -> tuple:
    user.refresh_from_db()
    addresses = set(user.emailaddress_set.values_list("email", "primary"))
    return user.email, user.password, addresses, user.authenticator_set.count()


def do(client, change):
    path, data = change
    return client.get(path) if data is None else client.post(path, data)


def path_of(response) -> str:
    return response.url.partition("?")[0]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_requires_password(client, lee, change):
    before = state(lee)
    assert path_of(do(client, change)) == BY_PASSWORD
    client.post(BY_PASSWORD, {"password": "wrong-password"})
    assert path_of(do(client, change)) == BY_PASSWORD
    assert state(lee) == before


@pytest.mark.parametrize("change", WITHOUT_PASSWORD.values(), ids=WITHOUT_PASSWORD)
def test_change_without_password_requires_emailed_code(
    client, lee_without_password, change, mailoutbox
):
    before = state(lee_without_password)
    assert path_of(do(client, change)) == BY_CODE
    client.get(BY_CODE)
    client.post(BY_CODE, {"code": "XXXX-XXXX"})
    assert path_of(do(client, change)) == BY_CODE
    assert state(lee_without_password) == before
    assert [mail.to for mail in mailoutbox] == [["lee@example.com"]]


def test_adding_address_requires_second_factor(client, lee):
    add_second_factor(lee)
    before = state(lee)
    do(client, ADD)
    assert state(lee) == before


@pytest.mark.parametrize("change", [MAKE_MAIN, REMOVE, SET_UP, EXPORT])
def test_second_factor_replaces_password(client, lee, change):
    add_second_factor(lee)
    before = state(lee)
    if change is SET_UP:
        change = ("/accounts/2fa/totp/deactivate/", {})
    assert path_of(do(client, change)) == BY_SECOND_FACTOR
    client.post(BY_PASSWORD, {"password": PASSWORD})
    assert path_of(do(client, change)) == BY_SECOND_FACTOR
    assert state(lee) == before


def test_change_resumes_after_password(client, lee):
    do(client, REMOVE)
    client.post(BY_PASSWORD, {"password": PASSWORD, "next": EMAILS})
    assert not lee.emailaddress_set.filter(email=OTHER).exists()


def test_change_resumes_after_emailed_code(client, lee_without_password, mailoutbox):
    do(client, SET)
    assert "lee@example.com" in client.get(f"{BY_CODE}?next={SET_PASSWORD}").text
    client.post(BY_CODE, {"code": code(mailoutbox[0]).lower(), "next": SET_PASSWORD})
    lee_without_password.refresh_from_db()
    assert lee_without_password.check_password(NEW)


def test_suspended_request_is_dropped_when_another_one_reauthenticates(
    client, lee_without_password, mailoutbox
):
    do(client, SET)
    page = client.get(client.get(SET_PASSWORD).url)
    client.post(BY_CODE, {"code": code(mailoutbox[0]), "next": SET_PASSWORD})
    assert page.status_code == 200
    lee_without_password.refresh_from_db()
    assert not lee_without_password.has_usable_password()


def test_data_export_requires_second_factor(client, lee):
    add_second_factor(lee)
    do(client, EXPORT)
    answer = client.post(BY_SECOND_FACTOR, {"code": totp_code(), "next": DATA}, follow=True)
    assert json.loads(answer.content)["account"]["email"] == lee.email


def test_reauthentication_lasts_five_minutes(client, lee, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    client.post(BY_PASSWORD, {"password": PASSWORD})
    assert do(client, EXPORT).status_code == 200
    time_machine.shift(301)
    assert path_of(do(client, EXPORT)) == BY_PASSWORD


def test_code_is_invalidated_by_three_wrong_guesses_and_by_time(
    client, lee_without_password, mailoutbox, time_machine
):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    client.get(BY_CODE)
    answers = [client.post(BY_CODE, {"code": "XXXX-XXXX"}) for _ in range(3)]
    assert "This code no longer works" in answers[2].text
    client.post(BY_CODE, {"code": code(mailoutbox[0])})
    assert "We sent a new code." in client.post(BY_CODE, {"action": "resend"}, follow=True).text
    time_machine.shift(601)
    client.post(BY_CODE, {"code": code(mailoutbox[1])})
    assert path_of(do(client, EXPORT)) == BY_CODE


def test_code_is_valid_only_in_its_session(client, lee_without_password, mailoutbox):
    client.get(BY_CODE)
    thief = Client()
    thief.force_login(lee_without_password)
    thief.post(BY_CODE, {"code": code(mailoutbox[0])})
    assert path_of(do(thief, EXPORT)) == BY_CODE


def test_emailed_codes_are_limited_by_account(limited, client, lee_without_password, mailoutbox):
    answers = [client.post(BY_CODE, {"action": "resend"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_user_with_password_is_sent_no_code(client, lee, mailoutbox):
    assert path_of(client.post(BY_CODE, {"action": "resend"})) == BY_PASSWORD
    assert path_of(client.get(BY_CODE)) == BY_PASSWORD
    assert mailoutbox == []


def test_unconfirmed_address_is_sent_no_code(client, lee_without_password, mailoutbox):
    lee_without_password.emailaddress_set.create(email="thief@example.com")
    client.get(BY_CODE)
    client.post("/accounts/password/reset/", {"email": "thief@example.com"})
    assert [mail.to[0] for mail in mailoutbox if re.search("Your code|Choose", mail.body)] == [
        "lee@example.com"
    ]
