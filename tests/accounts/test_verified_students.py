"""Which addresses make a verified student."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from accounts.verified_students import is_university_address
from tests.support.factories import UserFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


def add(person, email, verified=True):
    return EmailAddress.objects.create(user=person, email=email, verified=verified)


def is_verified(person):
    person.refresh_from_db()
    return person.is_verified_student


@pytest.mark.parametrize(
    "email",
    [
        "a@u.northwestern.edu",
        "a@northwestern.edu",
        "A@U.Northwestern.EDU",
        "a@cs.northwestern.edu",
        "a@mail.cs.northwestern.edu",
    ],
)
def test_confirmed_university_address_makes_verified_student(email):
    person = UserFactory()
    add(person, email)
    assert is_verified(person)


@pytest.mark.parametrize(
    "email",
    [
        "a@evil-northwestern.edu",
        "a@northwestern.edu.evil.com",
        "a@xnorthwestern.edu",
        "a@alumni.northwestern.edu",
        "a@mail.alumni.northwestern.edu",
        "a@listserv.northwestern.edu",
        "a@northwestern.education",
        "u.northwestern.edu@example.com",
    ],
)
def test_lookalike_domain_does_not_verify(email):
    person = UserFactory()
    add(person, email)
    assert not is_verified(person)


def test_older_ambiguous_address_does_not_verify():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu")
    address.email = "=?utf-8?q?a=40evil.test?=@u.northwestern.edu"
    address.save()
    assert not is_verified(person)


def test_unconfirmed_address_does_not_verify():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu", verified=False)
    assert not is_verified(person)
    address.set_verified()
    assert is_verified(person)


def test_removing_the_address_unverifies():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu")
    address.remove()
    assert not is_verified(person)


def test_changing_the_address_unverifies():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu")
    address.email = "a@example.org"
    address.save()
    assert not is_verified(person)


def test_one_of_two_university_addresses_is_enough():
    person = UserFactory()
    first, _ = add(person, "a@u.northwestern.edu"), add(person, "a@northwestern.edu")
    first.delete()
    assert is_verified(person)


def test_bulk_deletion_of_addresses_unverifies():
    people = VerifiedStudentFactory.create_batch(2)
    EmailAddress.objects.filter(user__in=people).delete()
    assert not any(is_verified(person) for person in people)


def test_bulk_deletion_of_users_works():
    VerifiedStudentFactory.create_batch(3)
    get_user_model().objects.all().delete()
    assert not EmailAddress.objects.exists()


def test_address_of_one_user_does_not_verify_another():
    other = UserFactory()
    VerifiedStudentFactory()
    assert not is_verified(other)


def test_domains_come_from_settings(settings):
    settings.UNIVERSITY_DOMAINS = ["example.org"]
    person = UserFactory()
    add(person, "a@northwestern.edu")
    assert not is_verified(person)
    add(person, "a@example.org")
    assert is_verified(person)


def test_next_login_applies_changed_domains(client, settings):
    person = VerifiedStudentFactory()
    settings.UNIVERSITY_DOMAINS = ["example.org"]
    client.force_login(person)
    assert not is_verified(person)
    settings.UNIVERSITY_DOMAINS = ["*.northwestern.edu"]
    client.force_login(person)
    assert is_verified(person)


def test_subdomain_pattern_does_not_match_the_domain_itself(settings):
    settings.UNIVERSITY_DOMAINS = ["*.example.org"]
    assert is_university_address("a@cs.example.org")
    assert not is_university_address("a@example.org")
    assert not is_university_address("a@badexample.org")


def test_address_belongs_to_the_first_user_who_confirms_it():
    opened = UserFactory(email="ana@u.northwestern.edu", confirmed=False)
    add(opened, opened.email, verified=False)
    owner = UserFactory()
    add(owner, opened.email)
    assert not get_user_model().objects.filter(pk=opened.pk).exists()
    assert is_verified(owner)


def test_account_created_by_operator_is_not_deleted():
    made = UserFactory(email="office@example.com", confirmed=False)
    add(UserFactory(), made.email)
    assert get_user_model().objects.filter(pk=made.pk).exists()
