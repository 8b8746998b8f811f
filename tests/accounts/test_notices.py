"""Every confirmed address is notified of changes to how the account is accessed, and what to do."""

import pytest

from tests.accounts.test_signup import confirm
from tests.support.emails import link
from tests.support.factories import PASSWORD, UserFactory
from tests.support.staff_login import add_second_factor, totp_code

EMAILS, OTHER, NEW = "/accounts/email/", "other@example.com", "another-pass-99"
SECOND_FACTOR = "/accounts/2fa/totp"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lee(client, settings):
    settings.CONTACT_EMAIL = "help@example.com"
    lee = UserFactory(email="lee@example.com")
    lee.emailaddress_set.create(email=OTHER, verified=True)
    lee.emailaddress_set.create(email="unconfirmed@example.com")
    client.force_login(lee)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return lee


def assert_notified(mailoutbox, subject):
    notices = [mail for mail in mailoutbox if mail.subject == subject]
    assert sorted(mail.to[0] for mail in notices) == ["lee@example.com", OTHER]
    for mail in notices:
        assert "If it wasn't you, choose a new password now" in mail.body
        assert "/accounts/password/reset/" in mail.body
        assert "write to help@example.com" in mail.body


@pytest.mark.parametrize(
    ("action", "email", "subject"),
    [
        ("action_remove", OTHER, "An address was removed from your NU Housing account"),
        ("action_primary", OTHER, "Your main NU Housing address was changed"),
    ],
)
def test_changed_primary_address_is_notified(client, lee, mailoutbox, action, email, subject):
    client.post(EMAILS, {"email": email, action: "1"})
    assert_notified(mailoutbox, subject)


def test_added_address_is_notified(client, lee, mailoutbox):
    client.post(EMAILS, {"email": "new@example.com", "action_add": "1"})
    confirm(client, mailoutbox[0])
    subject = "An address was added to your NU Housing account"
    assert_notified([mail for mail in mailoutbox if mail.to != ["new@example.com"]], subject)


def test_removed_address_that_was_never_confirmed_is_not_notified(client, lee, mailoutbox):
    client.post(EMAILS, {"email": "unconfirmed@example.com", "action_remove": "1"})
    assert_notified(mailoutbox, "An address was removed from your NU Housing account")


def test_changed_password_is_notified(client, lee, mailoutbox):
    change = {"oldpassword": PASSWORD, "password1": NEW}
    client.post("/accounts/password/change/", change)
    assert_notified(mailoutbox, "Your NU Housing password was changed")


def test_reset_password_is_notified(client, lee, mailoutbox):
    client.logout()
    client.post("/accounts/password/reset/", {"email": OTHER})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert_notified(mailoutbox, "Your NU Housing password was changed")


def test_added_second_factor_is_notified(client, lee, mailoutbox):
    lee.emailaddress_set.filter(verified=False).delete()
    secret = client.get(f"{SECOND_FACTOR}/activate/").context["form"].secret
    client.post(f"{SECOND_FACTOR}/activate/", {"code": totp_code(secret)})
    assert_notified(mailoutbox, "Two-factor authentication is on for your NU Housing account")


def test_removed_second_factor_is_notified(client, lee, mailoutbox):
    add_second_factor(lee)
    client.post("/accounts/2fa/reauthenticate/", {"code": totp_code()})
    client.post(f"{SECOND_FACTOR}/deactivate/")
    assert_notified(mailoutbox, "Two-factor authentication is off for your NU Housing account")


def test_address_that_refuses_email_does_not_stop_other_notices(client, lee, monkeypatch):
    sent = []

    def send(mail):
        if mail.to == ["lee@example.com"]:
            raise ConnectionRefusedError
        sent.append(mail.to)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert sent == [[OTHER]]
