"""The moderators' side of people."""

import pytest
from django.contrib.auth import get_user_model

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, PEOPLE = "/admin/login/", "/admin/accounts/user/"


@pytest.fixture
def moderator(client):
    moderator = get_user_model().objects.create_superuser("mo@example.com", PASSWORD, name="Mo")
    client.force_login(moderator)
    return moderator


def log_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"username": email, "password": password, "next": "/admin/"})


def test_one_logs_in_by_email_whatever_the_spelling(client, moderator):
    client.logout()
    assert log_in(client, "Mo@Example.com").url == "/admin/"


def test_who_is_not_staff_stays_out(client):
    assert log_in(client, UserFactory().email).status_code == 200
    assert client.get(PEOPLE).status_code == 302


def test_tries_are_counted(client):
    answers = [log_in(client, "mo@example.com", "wrong") for _ in range(31)]
    assert answers[-1].status_code == 429


def test_people_are_listed_found_and_opened(client, moderator):
    person = UserFactory(email="lee@example.com")
    person.emailaddress_set.create(email="lee@u.northwestern.edu", verified=True)
    assert "lee@example.com" in client.get(PEOPLE, {"q": "lee@u.north"}).text
    page = client.get(f"{PEOPLE}{person.pk}/change/").text
    assert "lee@u.northwestern.edu" in page
    assert 'name="email"' not in page
    assert 'name="is_verified_student"' not in page


def test_an_account_is_closed_by_a_tick(client, moderator):
    person = UserFactory(name="Lee")
    client.post(
        f"{PEOPLE}{person.pk}/change/",
        {"name": "Lee", "emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0},
    )
    person.refresh_from_db()
    assert not person.is_active


def test_a_new_person_has_a_lower_case_email_of_their_own(client, moderator):
    new = {"email": "New@Example.com", "name": "New", "usable_password": "true"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(f"{PEOPLE}add/", new | passwords)
    assert get_user_model().objects.get(name="New").email == "new@example.com"
    again = client.post(f"{PEOPLE}add/", new | passwords)
    assert "Somebody has this address already." in again.text


def test_marking_an_address_confirmed_makes_a_verified_student(client, moderator):
    person = UserFactory(email="ana@u.northwestern.edu", confirmed=False)
    address = person.emailaddress_set.create(email=person.email, primary=True)
    client.post(
        "/admin/account/emailaddress/",
        {"action": "make_verified", "_selected_action": [address.pk]},
    )
    person.refresh_from_db()
    assert person.is_verified_student
