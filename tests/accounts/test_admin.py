"""Users in the admin."""

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


def test_admin_lists_finds_and_opens_users(client, moderator):
    person = UserFactory(email="lee@example.com")
    person.emailaddress_set.create(email="lee@u.northwestern.edu", verified=True)
    assert "lee@example.com" in client.get(PEOPLE, {"q": "lee@u.north"}).text
    page = client.get(f"{PEOPLE}{person.pk}/change/").text
    assert "lee@u.northwestern.edu" in page
    assert 'name="email"' not in page
    assert 'name="is_verified_student"' not in page


def test_new_user_needs_unique_lower_case_email(client, moderator):
    new = {"email": "New@Example.com", "name": "New", "usable_password": "true"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(f"{PEOPLE}add/", new | passwords)
    assert get_user_model().objects.get(name="New").email == "new@example.com"
    again = client.post(f"{PEOPLE}add/", new | passwords)
    assert "Another account already has this address." in again.text


def test_confirming_university_address_makes_verified_student(client, moderator):
    person = UserFactory(email="ana@u.northwestern.edu", confirmed=False)
    address = person.emailaddress_set.create(email=person.email, primary=True)
    client.post(
        "/admin/account/emailaddress/",
        {"action": "make_verified", "_selected_action": [address.pk]},
    )
    person.refresh_from_db()
    assert person.is_verified_student
