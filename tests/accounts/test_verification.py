"""Who is a verified student."""

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
def test_a_confirmed_university_address_makes_a_verified_student(email):
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
def test_what_only_looks_like_one_does_not(email):
    person = UserFactory()
    add(person, email)
    assert not is_verified(person)


def test_an_old_address_that_mail_reads_differently_does_not():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu")
    address.email = "=?utf-8?q?a=40evil.test?=@u.northwestern.edu"
    address.save()
    assert not is_verified(person)


def test_an_address_that_is_not_confirmed_does_not():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu", verified=False)
    assert not is_verified(person)
    address.set_verified()
    assert is_verified(person)


def test_removing_the_address_takes_the_mark_away():
    person = UserFactory()
    address = add(person, "a@u.northwestern.edu")
    address.remove()
    assert not is_verified(person)


def test_changing_the_address_takes_the_mark_away():
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


def test_deleting_many_addresses_at_once_takes_the_marks_away():
    people = VerifiedStudentFactory.create_batch(2)
    EmailAddress.objects.filter(user__in=people).delete()
    assert not any(is_verified(person) for person in people)


def test_deleting_many_people_at_once_works():
    VerifiedStudentFactory.create_batch(3)
    get_user_model().objects.all().delete()
    assert not EmailAddress.objects.exists()


def test_one_persons_address_is_nothing_to_another():
    other = UserFactory()
    VerifiedStudentFactory()
    assert not is_verified(other)


def test_the_domains_are_the_operators(settings):
    settings.UNIVERSITY_DOMAINS = ["example.org"]
    person = UserFactory()
    add(person, "a@northwestern.edu")
    assert not is_verified(person)
    add(person, "a@example.org")
    assert is_verified(person)


def test_the_next_login_follows_the_operators_domains(client, settings):
    person = VerifiedStudentFactory()
    settings.UNIVERSITY_DOMAINS = ["example.org"]
    client.force_login(person)
    assert not is_verified(person)
    settings.UNIVERSITY_DOMAINS = ["*.northwestern.edu"]
    client.force_login(person)
    assert is_verified(person)


def test_a_subdomain_pattern_does_not_match_the_domain_itself(settings):
    settings.UNIVERSITY_DOMAINS = ["*.example.org"]
    assert is_university_address("a@cs.example.org")
    assert not is_university_address("a@example.org")
    assert not is_university_address("a@badexample.org")


def test_an_address_belongs_to_who_confirmed_it_first():
    opened = UserFactory(email="ana@u.northwestern.edu", confirmed=False)
    add(opened, opened.email, verified=False)
    owner = UserFactory()
    add(owner, opened.email)
    assert not get_user_model().objects.filter(pk=opened.pk).exists()
    assert is_verified(owner)


def test_an_account_that_an_operator_made_stays():
    made = UserFactory(email="office@example.com", confirmed=False)
    add(UserFactory(), made.email)
    assert get_user_model().objects.filter(pk=made.pk).exists()
