"""Emails that anyone can request are limited by mailbox and network, while the owner of the mailbox
still gets theirs."""

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from accounts.rate_limits.limits import ACCOUNT_NOTES, REQUESTED_EMAILS, SIGNUPS
from tests.support.emails import code, reauthenticate, text_without_tokens
from tests.support.factories import PASSWORD, UserFactory
from tests.support.login_client import (
    CONFIRM_CODE,
    REQUEST_CODE,
    RESET,
    is_logged_in,
    is_refused,
    log_in,
    visitor,
)

pytestmark = pytest.mark.django_db
SIGNUP, EMAILS = "/accounts/signup/", "/accounts/email/"
FIVE = REQUESTED_EMAILS.by_network_and_account.amount


@pytest.fixture
def ana(limited):
    return UserFactory(email="ana@example.com")


def ask(network: int, email: str, path: str = REQUEST_CODE):
    return visitor(network).post(path, {"email": email})


def sign_up(client: Client, email: str):
    return client.post(SIGNUP, {"name": "Eve", "email": email, "password1": PASSWORD})


@pytest.mark.parametrize("path", [REQUEST_CODE, RESET])
@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_known_and_unknown_addresses_are_refused_in_the_same_way(ana, path, email):
    answers = [ask(1, email, path) for _ in range(FIVE + 1)]
    assert [is_refused(answer) for answer in answers] == [False] * FIVE + [True]
    assert "Check the spam folder. Try again in 1 hour." in answers[-1].text
    assert answers[-1].context["form"]["email"].value() == email


def test_resent_codes_count_the_same_for_known_and_unknown(ana):
    def pages(email):
        pages = []
        for _ in range(3):
            client = visitor(1)
            for data in ({"email": email}, {}, {}):
                path = REQUEST_CODE if data else CONFIRM_CODE
                answer = client.post(path, data or {"action": "resend"}, follow=True)
                pages.append(text_without_tokens(answer).replace(email, ""))
        return pages

    assert pages(ana.email) == pages("nobody@example.com")


class CountingBackend(BaseEmailBackend):
    """Counts how often a mail server was reached, which is what takes time."""

    reached = 0

    def open(self):
        CountingBackend.reached += 1

    def send_messages(self, mails):
        self.open()
        return len(mails)


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_request_takes_as_long_with_and_without_account(ana, settings, email):
    settings.EMAIL_BACKEND = f"{__name__}.CountingBackend"
    times = []
    for network in range(ACCOUNT_NOTES.amount + 2):
        client = visitor(network)
        for path, data in ((REQUEST_CODE, {"email": email}), (CONFIRM_CODE, {"action": "resend"})):
            before = CountingBackend.reached
            client.post(path, data)
            times.append(CountingBackend.reached - before)
    assert set(times) == {1}


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_resent_signup_code_takes_as_long_with_and_without_account(ana, settings, email):
    settings.EMAIL_BACKEND = f"{__name__}.CountingBackend"
    client = visitor(1)
    sign_up(client, email)
    before = CountingBackend.reached
    client.post("/accounts/confirm-email/", {"action": "resend"})
    assert CountingBackend.reached == before + 1


def test_refused_resend_leaves_the_code_usable(ana, mailoutbox):
    client = visitor(1)
    client.post(REQUEST_CODE, {"email": ana.email})
    for _ in range(FIVE - 1):
        ask(1, ana.email)
    page = client.post(CONFIRM_CODE, {"action": "resend"}, follow=True)
    assert "Try again in 1 hour" in page.text
    client.post(CONFIRM_CODE, {"code": code(mailoutbox[0])})
    assert is_logged_in(client)


def test_pages_plus_tags_and_spellings_share_a_mailbox(ana, mailoutbox):
    for number in range(20):
        sign_up(visitor(1), f"Ana+{number}@example.com")
        ask(1, f"ana+{number}@Example.com")
        ask(1, ana.email, RESET)
    assert len(mailoutbox) == FIVE


def test_emails_to_a_mailbox_are_limited_across_networks(ana, mailoutbox):
    for network in range(20):
        for _ in range(FIVE):
            ask(network, ana.email)
    assert len(mailoutbox) == REQUESTED_EMAILS.by_account.amount


def test_emails_are_limited_by_network(limited, mailoutbox):
    for number in range(80):
        ask(1, f"p{number}@example.com")
    assert len(mailoutbox) == REQUESTED_EMAILS.by_network.amount


def test_stranger_neither_uses_up_nor_replaces_codes_of_the_owner(ana, mailoutbox):
    owner = visitor(2)
    owner.post(REQUEST_CODE, {"email": ana.email})
    mine = code(mailoutbox[0])
    for path in (REQUEST_CODE, RESET) * FIVE:
        ask(1, ana.email, path)
    assert not is_refused(visitor(2).post(REQUEST_CODE, {"email": ana.email}))
    owner.post(CONFIRM_CODE, {"code": mine})
    assert is_logged_in(owner)


def test_known_device_gets_a_code_despite_requests_of_strangers(ana, mailoutbox):
    owner = visitor(1)
    log_in(owner, ana.email)
    owner.post("/accounts/logout/")
    for network in range(10):
        for _ in range(FIVE):
            ask(network, ana.email)
    owner.post(REQUEST_CODE, {"email": ana.email})
    owner.post(CONFIRM_CODE, {"code": code(mailoutbox[-1])})
    assert is_logged_in(owner)


def test_account_notes_are_limited_without_a_visible_difference(ana, mailoutbox):
    answers = [sign_up(visitor(network), ana.email) for network in range(5)]
    assert {answer.url for answer in answers} == {"/accounts/confirm-email/"}
    answers = [ask(network, "nobody@example.com") for network in range(5)]
    assert {answer.url for answer in answers} == {CONFIRM_CODE}
    assert len(mailoutbox) == 2 * ACCOUNT_NOTES.amount


def test_signups_are_limited_by_network(limited):
    answers = [sign_up(visitor(1), f"p{number}@example.com") for number in range(31)]
    assert [is_refused(answer) for answer in answers] == [False] * SIGNUPS.amount + [True]
    assert answers[-1].context["form"]["name"].value() == "Eve"


def test_invalid_signup_takes_nothing_from_the_limit(limited):
    for _ in range(SIGNUPS.amount + 1):
        visitor(1).post(SIGNUP, {"name": "", "email": "p@example.com", "password1": PASSWORD})
    assert not is_refused(sign_up(visitor(1), "p@example.com"))


def test_login_with_unconfirmed_address_sends_few_emails(limited, mailoutbox):
    person = UserFactory(confirmed=False)
    answers = [log_in(visitor(1), person.email) for _ in range(FIVE + 1)]
    assert "Check the spam folder" in answers[-1].text
    assert len(mailoutbox) == FIVE


@pytest.mark.parametrize("again", ["action_add", "action_send"])
def test_emails_to_added_addresses_are_limited_by_account(ana, mailoutbox, again):
    for number in range(20):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.force_login(ana)
        reauthenticate(client)
        client.post(EMAILS, {"email": "eve@example.com", "action_add": ""})
        client.post(EMAILS, {"email": "eve@example.com", again: ""})
        client.post(EMAILS, {"email": "eve@example.com", "action_remove": ""})
    assert len([mail for mail in mailoutbox if mail.to == ["eve@example.com"]]) == 10


def test_limit_error_keeps_the_typed_address(ana, client):
    client.force_login(ana)
    for _ in range(FIVE):
        ask(1, "eve@example.com")
    client.defaults["REMOTE_ADDR"] = "192.0.0.1"
    answer = client.post(EMAILS, {"email": "eve@example.com", "action_add": ""})
    assert "Check the spam folder" in answer.text
    assert 'value="eve@example.com"' in answer.text
