"""Changing a password, and resetting it by email."""

import pytest
from django.test import Client

from tests.support.emails import link, text_without_tokens
from tests.support.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

CHANGE, RESET = "/accounts/password/change/", "/accounts/password/reset/"
NEW = "a-much-better-one-1855"


def has(person, password):
    person.refresh_from_db()
    return person.check_password(password)


def test_change_requires_old_password_and_sends_notice(client, mailoutbox):
    person = UserFactory()
    client.force_login(person)
    wrong = client.post(CHANGE, {"oldpassword": "no", "password1": NEW})
    assert "your current password" in wrong.text
    assert has(person, PASSWORD)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert has(person, NEW)
    assert client.get(CHANGE).status_code == 200, "still logged in"
    assert mailoutbox[-1].subject == "Your NU Housing password was changed"


def test_change_logs_out_other_browsers(client):
    person, other = UserFactory(), Client()
    client.force_login(person)
    other.force_login(person)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert other.get(CHANGE).status_code == 302


def test_emailed_link_resets_password_and_logs_in(client, mailoutbox):
    person = UserFactory()
    client.post(RESET, {"email": person.email})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert has(person, NEW)
    assert "_auth_user_id" in client.session


def test_reset_link_works_once(client, mailoutbox):
    client.post(RESET, {"email": UserFactory().email})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert "no longer works" in Client().get(link(mailoutbox[0]), follow=True).text


def test_unknown_address_gets_the_same_response(client):
    known = client.post(RESET, {"email": UserFactory().email}, follow=True)
    unknown = Client().post(RESET, {"email": "nobody@example.com"}, follow=True)
    assert text_without_tokens(known) == text_without_tokens(unknown)


def test_reset_link_is_not_sent_to_unconfirmed_address(client, mailoutbox):
    UserFactory().emailaddress_set.create(email="ana@u.northwestern.edu")
    client.post(RESET, {"email": "ana@u.northwestern.edu"})
    assert mailoutbox[0].subject == "No NU Housing account with this address"


def test_weak_password_is_refused_with_a_reason(client):
    person = UserFactory()
    client.force_login(person)
    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "12345678"})
    assert "too common" in response.text
    assert has(person, PASSWORD)
