"""Logging in, by password and by code, and out."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.test_signup import confirm
from tests.support.emails import code
from tests.support.factories import PASSWORD, ListingFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, BY_CODE = "/accounts/login/", "/accounts/login/code/"
CONFIRM_CODE = "/accounts/login/code/confirm/"


def log_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password} | more)


def is_logged_in(client):
    return "_auth_user_id" in client.session


def test_logs_in_with_any_capitalization_of_the_email(client):
    UserFactory(email="lee@example.com")
    response = log_in(client, " Lee@Example.COM ")
    assert response.url == reverse("listings:browse")
    assert is_logged_in(client)


def test_login_redirects_to_next(client):
    came_from = ListingFactory().get_absolute_url()
    assert log_in(client, UserFactory().email, next=came_from).url == came_from


def test_login_redirects_to_no_other_site(client):
    response = log_in(client, UserFactory().email, next="//evil.example/")
    assert response.url == reverse("listings:browse")


def test_wrong_password_and_unknown_address_get_the_same_response(client):
    known = log_in(client, UserFactory().email, "wrong-password")
    unknown = log_in(client, "nobody@example.com", "wrong-password")
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "don’t match" in str(known.context["form"].errors)
    assert not is_logged_in(client)


def test_unconfirmed_address_is_sent_a_new_code(client, mailoutbox):
    person = UserFactory(confirmed=False)
    response = log_in(client, person.email)
    assert response.url == reverse("account_email_verification_sent")
    assert not is_logged_in(client)
    confirm(client, mailoutbox[0])
    assert is_logged_in(client)


def test_closed_account_cannot_log_in(client):
    person = UserFactory(is_active=False)
    response = log_in(client, person.email)
    assert response.url == reverse("account_inactive")
    assert "closed" in client.get(response.url).text
    assert not is_logged_in(client)


def test_logs_in_with_emailed_code(client, mailoutbox):
    person, came_from = UserFactory(), ListingFactory().get_absolute_url()
    response = client.post(BY_CODE, {"email": person.email.upper(), "next": came_from})
    assert response.url.startswith(CONFIRM_CODE)
    assert person.email in client.get(response.url).text
    [mail] = mailoutbox
    assert mail.subject == f"{code(mail)} is your code for NU Housing"
    typed = code(mail).lower().replace("-", " ")
    response = client.post(CONFIRM_CODE, {"code": typed, "next": came_from})
    assert response.url == came_from
    assert is_logged_in(client)


def test_third_wrong_code_ends_the_login(client, mailoutbox):
    client.post(BY_CODE, {"email": UserFactory().email})
    answers = [client.post(CONFIRM_CODE, {"code": "XXXX-XXXX"}) for _ in range(3)]
    assert "isn’t the code" in answers[0].text
    assert answers[2].url == BY_CODE
    client.post(CONFIRM_CODE, {"code": code(mailoutbox[0])})
    assert not is_logged_in(client)


def test_code_request_for_unknown_address_gets_the_same_response_and_an_email(client, mailoutbox):
    known = client.post(BY_CODE, {"email": UserFactory().email})
    unknown = Client().post(BY_CODE, {"email": "nobody@example.com"})
    assert known.url == unknown.url
    assert mailoutbox[-1].subject == "No NU Housing account with this address"


def test_code_to_unconfirmed_address_does_not_log_in(client, mailoutbox):
    eve = UserFactory()
    claimed = eve.emailaddress_set.create(email="ana@u.northwestern.edu")
    client.post(BY_CODE, {"email": claimed.email})
    assert mailoutbox[-1].subject == "No NU Housing account with this address"
    claimed.refresh_from_db()
    assert not claimed.verified


def test_code_to_removed_address_does_not_log_in(client, mailoutbox):
    person = UserFactory()
    removed = person.emailaddress_set.create(email="old@example.com", verified=True)
    client.post(BY_CODE, {"email": removed.email})
    removed.delete()
    client.post(CONFIRM_CODE, {"code": code(mailoutbox[0])})
    confirm(client, mailoutbox[-1])
    assert not is_logged_in(client)
    assert not person.emailaddress_set.filter(email=removed.email).exists()


def test_code_can_be_resent(client, mailoutbox):
    page = client.post(BY_CODE, {"email": UserFactory().email}, follow=True)
    assert "a new code." not in page.text
    page = client.post(CONFIRM_CODE, {"action": "resend"}, follow=True)
    assert "We sent a new code." in page.text
    client.post(CONFIRM_CODE, {"code": code(mailoutbox[1])})
    assert is_logged_in(client)


def test_logout_requires_post(client):
    client.force_login(UserFactory())
    assert "Log out?" in client.get("/accounts/logout/").text
    assert is_logged_in(client)
    assert client.post("/accounts/logout/").url == reverse("home")
    assert not is_logged_in(client)
