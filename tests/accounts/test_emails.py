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


def test_strangers_are_asked_to_log_in(client):
    assert client.get(EMAILS).url == f"{reverse('account_login')}?next={EMAILS}"


def test_a_landlord_who_also_studies_becomes_verified(client, lee, mailoutbox):
    assert add(client).url == CONFIRM
    assert not is_verified(lee)
    assert "lee@example.com wants to add this address" in mailoutbox[0].body
    response = client.get(confirm(client, mailoutbox[0]).url)
    assert response.request["PATH_INFO"] == EMAILS
    assert "Makes you a verified student" in response.text
    assert is_verified(lee)


def test_removing_it_unmakes_it_and_is_told_by_mail(client, lee, mailoutbox):
    lee.emailaddress_set.create(email=STUDENT, verified=True)
    client.post(EMAILS, {"email": STUDENT, "action_remove": "1"})
    assert not is_verified(lee)
    assert mailoutbox[-1].to == ["lee@example.com"]
    assert f"{STUDENT} was removed" in mailoutbox[-1].body
    assert "choose a new password" in mailoutbox[-1].body


def test_the_main_address_changes_and_the_old_one_is_told(client, lee, mailoutbox):
    lee.emailaddress_set.create(email=STUDENT, verified=True)
    client.post(EMAILS, {"email": STUDENT, "action_primary": "1"})
    lee.refresh_from_db()
    assert lee.email == STUDENT
    assert {mail.to[0] for mail in mailoutbox} == {STUDENT, "lee@example.com"}


def test_the_main_address_stays(client, lee):
    client.post(EMAILS, {"email": lee.email, "action_remove": "1"})
    assert lee.emailaddress_set.count() == 1


def test_an_unconfirmed_address_does_not_become_the_main_one(client, lee):
    lee.emailaddress_set.create(email=STUDENT)
    client.post(EMAILS, {"email": STUDENT, "action_primary": "1"})
    lee.refresh_from_db()
    assert lee.email == "lee@example.com"


def test_another_persons_addresses_are_out_of_reach(client, lee):
    other = VerifiedStudentFactory()
    client.post(EMAILS, {"email": other.email, "action_remove": "1"})
    assert is_verified(other)


def test_an_address_of_another_account_gets_the_same_answer(client, lee, mailoutbox):
    taken = VerifiedStudentFactory()
    assert add(client, taken.email).url == CONFIRM
    page = confirm(client, mailoutbox[0])
    assert "confirmed on another account" in page.text
    assert not is_verified(lee)
    assert is_verified(taken)


def test_a_sign_up_that_nobody_confirmed_keeps_no_address(client, lee, mailoutbox):
    UserFactory(email=STUDENT, confirmed=False)
    add(client)
    confirm(client, mailoutbox[0])
    assert is_verified(lee)


def test_an_address_that_waits_for_its_code_leads_to_where_it_is_typed(client, lee):
    add(client)
    page = client.get(EMAILS)
    assert f"We sent a code to <strong>{STUDENT}</strong>" in page.text
    assert f'href="{CONFIRM}"' in page.text


def test_an_address_that_no_mail_can_reach_is_said_and_kept(client, lee):
    response = add(client, "nonsense")
    assert "Enter a valid email address." in response.text
    assert 'value="nonsense"' in response.text


def test_five_addresses_are_the_most(client, lee):
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com")
    assert "You can have up to five addresses" in client.get(EMAILS).text
    add(client)
    assert lee.emailaddress_set.count() == 5


def test_a_sixth_address_is_not_confirmed_either(client, lee, mailoutbox):
    add(client)
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com")
    assert "5 addresses are the most" in confirm(client, mailoutbox[-1]).text
    assert not is_verified(lee)


def test_a_mail_says_an_address_as_it_is(client, mailoutbox):
    client.force_login(UserFactory(email="o'brien@example.com"))
    reauthenticate(client)
    add(client)
    assert "account o'brien@example.com wants" in mailoutbox[0].body


def test_the_page_asks_no_more_for_more_addresses(client, lee, django_assert_max_num_queries):
    for n in range(4):
        lee.emailaddress_set.create(email=f"lee{n}@example.com", verified=True)
    with django_assert_max_num_queries(8):
        client.get(EMAILS)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/code/", EMAILS])
@pytest.mark.parametrize("domain", ["ü" * 60 + ".com", "\u200d.com"])
def test_an_address_that_no_mail_can_go_to_is_told_beside_the_field(path, domain, mailoutbox):
    client = Client()
    if path == EMAILS:
        client.force_login(UserFactory())
    data = {"name": "Ana", "password1": PASSWORD, "action_add": "1", "email": f"ana@{domain}"}
    answer = client.post(path, data)
    assert answer.status_code == 200
    assert "Enter a valid email address." in answer.text
    assert not mailoutbox
