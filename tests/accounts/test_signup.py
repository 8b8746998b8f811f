"""Signing up, and confirming the address."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from tests.support.emails import code, link
from tests.support.factories import PASSWORD, ListingFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGNUP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"


def sign_up(client, **changes):
    data = {"name": "Ana", "email": "ana@u.northwestern.edu", "password1": PASSWORD}
    return client.post(SIGNUP, data | changes)


def people():
    return get_user_model().objects


def is_logged_in(client):
    return "_auth_user_id" in client.session


def test_signup_sends_confirmation_code(client, mailoutbox):
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    assert not is_logged_in(client)
    assert not people().get().is_verified_student
    [mail] = mailoutbox
    assert mail.to == ["ana@u.northwestern.edu"]
    assert mail.subject == "Confirm your email for NU Housing"
    assert "Ana" not in mail.body


def confirm(client, mail, **data):
    """Submit the code of this email with `client`."""
    return client.post(CONFIRM, {"code": code(mail)} | data)


def test_confirming_logs_in_and_makes_verified_student(client, mailoutbox):
    page = client.get(sign_up(client).url)
    assert "We sent a six-digit code to <strong>ana@u.northwestern.edu</strong>" in page.text
    assert 'inputmode="numeric"' in page.text
    assert not people().get().is_verified_student
    response = client.post(CONFIRM, {"code": code(mailoutbox[0])}, follow=True)
    assert is_logged_in(client)
    assert response.request["PATH_INFO"] == reverse("listings:browse")
    assert "You are a verified student now." in response.text
    assert people().get().is_verified_student


def test_signup_redirects_to_next(client, mailoutbox):
    came_from = ListingFactory().get_absolute_url()
    page = client.get(SIGNUP, {"next": came_from})
    assert f'<input type="hidden" name="next" value="{came_from}">' in page.text
    assert f"/accounts/login/?next={came_from}" in page.text.replace("%2F", "/")
    sign_up(client, next=came_from)
    assert confirm(client, mailoutbox[0]).url == came_from


def test_signup_in_another_browser_redirects_to_next_after_login(client, mailoutbox):
    came_from = ListingFactory().get_absolute_url()
    sign_up(client, next=came_from)
    other = Client()
    page = other.get(link(mailoutbox[0]))
    assert f"/accounts/login/?next={came_from}" in page.text
    log_in = {"login": "ana@u.northwestern.edu", "password": PASSWORD, "next": came_from}
    other.post("/accounts/login/", log_in)
    assert confirm(other, mailoutbox[1]).url == came_from


def test_signup_redirects_to_no_other_site(client, mailoutbox):
    sign_up(client, next="https://evil.example/")
    assert "evil" not in mailoutbox[0].body
    assert confirm(client, mailoutbox[0]).url == reverse("listings:browse")


def test_taken_address_takes_as_long(client, monkeypatch):
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args, **kw: hashed.append(1) or encode(*args, **kw)
    )
    sign_up(client)
    assert (fresh := len(hashed)) > 0
    sign_up(Client())
    assert len(hashed) == 2 * fresh


def test_spellings_of_an_address_are_one_user(client, mailoutbox):
    sign_up(client, email="Ana@U.Northwestern.EDU")
    assert people().get().email == "ana@u.northwestern.edu"
    sign_up(Client(), email="ANA@u.northwestern.edu")
    assert people().count() == 1


def test_taken_address_gets_the_same_response_and_an_email(client, mailoutbox):
    UserFactory(email="ana@u.northwestern.edu")
    fresh = sign_up(Client(), email="new@u.northwestern.edu")
    taken = sign_up(client)
    assert (taken.status_code, taken.url) == (fresh.status_code, fresh.url)
    assert "We sent a six-digit code to <strong>ana@u" in client.get(taken.url).text
    assert people().count() == 2
    assert mailoutbox[-1].to == ["ana@u.northwestern.edu"]
    assert mailoutbox[-1].subject == "You already have an NU Housing account"
    assert "/accounts/password/reset/" in mailoutbox[-1].body


def test_unconfirmed_address_of_another_account_can_sign_up(client, mailoutbox):
    eve = UserFactory()
    eve.emailaddress_set.create(email="ana@u.northwestern.edu")
    sign_up(client)
    confirm(client, mailoutbox[0])
    ana = people().get(email="ana@u.northwestern.edu")
    assert ana.is_verified_student
    assert ana != eve


def test_concurrent_signups_create_one_account(client, mailoutbox, monkeypatch):
    from accounts.forms.signup import SignupForm

    UserFactory(email="ana@u.northwestern.edu")
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda self, email: email)
    assert sign_up(client).url == reverse("account_email_verification_sent")
    assert people().count() == 1
    assert mailoutbox[-1].subject == "You already have an NU Housing account"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "This field is required."),
        ("name", " \u200b ", "This field is required."),
        ("name", "12345", "Write a name with letters in it."),
        ("name", "Free stuff www.evil.example", "without a link"),
        ("name", "x" * 61, "at most 60 characters"),
        ("email", "ana", "Enter a valid email address."),
        ("email", "ana@x\x00.com", "Null characters are not allowed."),
        ("password1", "short", "at least 8 characters"),
        ("password1", "password123", "too common"),
    ],
)
def test_invalid_form_shows_errors_and_keeps_input(client, field, value, message):
    response = sign_up(client, **{field: value})
    assert response.status_code == 200
    assert any(message in error for error in response.context["form"].errors[field])
    kept = {"name": "Ana", "email": "ana@u.northwestern.edu"} | {field: value}
    assert response.context["form"]["name"].value() == kept["name"]
    assert response.context["form"]["email"].value() == kept["email"]
    assert not people().exists()


def test_name_is_one_line(client):
    sign_up(client, name="Ana\r\nBcc:  everyone")
    assert people().get().name == "Ana Bcc: everyone"
