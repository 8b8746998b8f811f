"""Changing a password, and getting a new one by mail."""

import pytest
from django.test import Client

from tests.support.emails import link, words
from tests.support.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

CHANGE, RESET = "/accounts/password/change/", "/accounts/password/reset/"
NEW = "a-much-better-one-1855"


def has(person, password):
    person.refresh_from_db()
    return person.check_password(password)


def test_changing_takes_the_old_one_and_tells_by_mail(client, mailoutbox):
    person = UserFactory()
    client.force_login(person)
    wrong = client.post(CHANGE, {"oldpassword": "no", "password1": NEW})
    assert "the password you have now" in wrong.text
    assert has(person, PASSWORD)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert has(person, NEW)
    assert client.get(CHANGE).status_code == 200, "still logged in"
    assert mailoutbox[-1].subject == "Your NU Housing password was changed"


def test_changing_puts_out_every_other_browser(client):
    person, other = UserFactory(), Client()
    client.force_login(person)
    other.force_login(person)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})
    assert other.get(CHANGE).status_code == 302


def test_a_link_from_the_mail_sets_a_new_one_and_logs_in(client, mailoutbox):
    person = UserFactory()
    client.post(RESET, {"email": person.email})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert has(person, NEW)
    assert "_auth_user_id" in client.session


def test_a_link_works_once(client, mailoutbox):
    client.post(RESET, {"email": UserFactory().email})
    form = client.get(link(mailoutbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW})
    assert "no longer works" in Client().get(link(mailoutbox[0]), follow=True).text


def test_an_unknown_address_gets_the_same_answer(client):
    known = client.post(RESET, {"email": UserFactory().email}, follow=True)
    unknown = Client().post(RESET, {"email": "nobody@example.com"}, follow=True)
    assert words(known) == words(unknown)


def test_who_only_claims_an_address_gets_no_link_sent_to_it(client, mailoutbox):
    UserFactory().emailaddress_set.create(email="ana@u.northwestern.edu")
    client.post(RESET, {"email": "ana@u.northwestern.edu"})
    assert mailoutbox[0].subject == "No NU Housing account with this address"


def test_a_weak_one_is_refused_in_words(client):
    person = UserFactory()
    client.force_login(person)
    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "12345678"})
    assert "too common" in response.text
    assert has(person, PASSWORD)
