"""People in the admin."""

import pytest
from django.contrib.auth import get_user_model

from tests.support.factories import PASSWORD, UserFactory
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def moderator(client):
    moderator = get_user_model().objects.create_superuser("mo@example.com", PASSWORD, name="Mo")
    return log_in_staff(client, moderator)


def test_people_are_listed_found_and_opened(client, moderator):
    person = UserFactory(email="lee@example.com")
    person.emailaddress_set.create(email="lee@u.northwestern.edu", verified=True)
    assert "lee@example.com" in client.get(PEOPLE, {"q": "lee@u.north"}).text
    page = client.get(f"{PEOPLE}{person.pk}/change/").text
    assert "lee@u.northwestern.edu" in page
    assert 'name="email"' not in page
    assert 'name="is_verified_student"' not in page


def test_a_new_person_has_a_lower_case_email_of_their_own(client, moderator):
    new = {"email": "New@Example.com", "name": "New", "usable_password": "true"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(f"{PEOPLE}add/", new | passwords)
    assert get_user_model().objects.get(name="New").email == "new@example.com"
    again = client.post(f"{PEOPLE}add/", new | passwords)
    assert "Another account already has this address." in again.text


def test_marking_an_address_confirmed_makes_a_verified_student(client, moderator):
    person = UserFactory(email="ana@u.northwestern.edu", confirmed=False)
    address = person.emailaddress_set.create(email=person.email, primary=True)
    client.post(
        "/admin/account/emailaddress/",
        {"action": "make_verified", "_selected_action": [address.pk]},
    )
    person.refresh_from_db()
    assert person.is_verified_student
