"""Adding, confirming, changing and removing addresses."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.test_signup import CONFIRM, confirm
from tests.support.emails import reauthenticate
from tests.support.factories import PASSWORD, UserFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db

EMAILS = "/accounts/email/"
STUDENT = "lee@u.northwestern.edu"


@pytest.fixture
def lee(client):
    lee = UserFactory(email="lee@example.com")
    client.force_login(lee)
    reauthenticate(client)
    return lee


def add(client, email=STUDENT):
    return client.post(EMAILS, {"email": email, "action_add": "1"})


def is_verified(person):
    person.refresh_from_db()
    return person.is_verified_student


def test_requires_login(client):
    assert client.get(EMAILS).url == f"{reverse('account_login')}?next={EMAILS}"


def test_confirming_university_address_makes_verified_student(client, lee, mailoutbox):
    assert add(client).url == CONFIRM
    assert not is_verified(lee)
    assert "lee@example.com wants to add this address" in mailoutbox[0].body
    response = client.get(confirm(client, mailoutbox[0]).url)
    assert response.request["PATH_INFO"] == EMAILS
    assert "Makes you a verified student" in response.text
    assert is_verified(lee)


def test_removing_university_address_unverifies_and_sends_notice(client, lee, mailoutbox):
    lee.emailaddress_set.create(email=STUDENT, verified=True)
    client.post(EMAILS, {"email": STUDENT, "action_remove": "1"})
    assert not is_verified(lee)
    assert mailoutbox[-1].to == ["lee@example.com"]
    assert f"{STUDENT} was removed" in mailoutbox[-1].body
    assert "choose a new password" in mailoutbox[-1].body


def test_changing_primary_address_notifies_old_one(client, lee, mailoutbox):
    lee.emailaddress_set.create(email=STUDENT, verified=True)
    client.post(EMAILS, {"email": STUDENT, "action_primary": "1"})
    lee.refresh_from_db()
    assert lee.email == STUDENT
    assert {mail.to[0] for mail in mailoutbox} == {STUDENT, "lee@example.com"}


def test_primary_address_cannot_be_removed(client, lee):
    client.post(EMAILS, {"email": lee.email, "action_remove": "1"})
    assert lee.emailaddress_set.count() == 1


def test_unconfirmed_address_cannot_become_primary(client, lee):
    lee.emailaddress_set.create(email=STUDENT)
    client.post(EMAILS, {"email": STUDENT, "action_primary": "1"})
    lee.refresh_from_db()
    assert lee.email == "lee@example.com"


def test_addresses_of_other_users_cannot_be_changed(client, lee):
    other = VerifiedStudentFactory()
    client.post(EMAILS, {"email": other.email, "action_remove": "1"})
    assert is_verified(other)


def test_address_of_another_account_gets_the_same_response(client, lee, mailoutbox):
    taken = VerifiedStudentFactory()
    assert add(client, taken.email).url == CONFIRM
    page = confirm(client, mailoutbox[0])
    assert "confirmed on another account" in page.text
    assert not is_verified(lee)
    assert is_verified(taken)


def test_unconfirmed_signup_does_not_reserve_address(client, lee, mailoutbox):
    UserFactory(email=STUDENT, confirmed=False)
    add(client)
    confirm(client, mailoutbox[0])
    assert is_verified(lee)


def test_unconfirmed_address_links_to_code_form(client, lee):
    add(client)
    page = client.get(EMAILS)
    assert f"We sent a code to <strong>{STUDENT}</strong>" in page.text
    assert f'href="{CONFIRM}"' in page.text


def test_invalid_address_is_a_form_error_and_kept(client, lee):
    response = add(client, "nonsense")
    assert "Enter a valid email address." in response.text
    assert 'value="nonsense"' in response.text


def test_account_has_at_most_five_addresses(client, lee):
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com")
    assert "You can have up to five addresses" in client.get(EMAILS).text
    add(client)
    assert lee.emailaddress_set.count() == 5


def test_sixth_address_cannot_be_confirmed(client, lee, mailoutbox):
    add(client)
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com")
    assert "You can have up to 5 addresses" in confirm(client, mailoutbox[-1]).text
    assert not is_verified(lee)


def test_email_shows_address_unescaped(client, mailoutbox):
    client.force_login(UserFactory(email="o'brien@example.com"))
    reauthenticate(client)
    add(client)
    assert "account o'brien@example.com wants" in mailoutbox[0].body


def test_page_makes_few_queries_for_many_addresses(client, lee, django_assert_max_num_queries):
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com", verified=True)
    with django_assert_max_num_queries(8):
        client.get(EMAILS)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/code/", EMAILS])
@pytest.mark.parametrize("domain", ["ü" * 60 + ".com", "\u200d.com"])
def test_undeliverable_domain_is_a_form_error(path, domain, mailoutbox):
    client = Client()
    if path == EMAILS:
        client.force_login(UserFactory())
    data = {"name": "Ana", "password1": PASSWORD, "action_add": "1", "email": f"ana@{domain}"}
    answer = client.post(path, data)
    assert answer.status_code == 200
    assert "Enter a valid email address." in answer.text
    assert not mailoutbox
