"""Many logins are loaded at once, with the results that Django gives for each."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.authentication import logins
from accounts.authentication.session_store import SessionStore
from tests.support.factories import UserFactory

pytestmark = pytest.mark.django_db


def log_in(user) -> str:
    """The key of a session of the user."""
    client = Client()
    client.force_login(user)
    return client.session.session_key


def expire(key, user):
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))


def tamper(key, user):
    Session.objects.filter(pk=key).update(session_data="bent")


def change_password(key, user):
    user.set_password("another one 1851")
    user.save()


def close_account(key, user):
    user.is_active = False
    user.save()


def take_back_a_way_to_log_in(key, user):
    session = SessionStore(key)
    session[BACKEND_SESSION_KEY] = "ours.no.longer"
    session.save()


ENDS = [
    lambda key, user: Session.objects.filter(pk=key).delete(),
    lambda key, user: user.delete(),
    *(expire, tamper, change_password, close_account, take_back_a_way_to_log_in),
]


@pytest.mark.parametrize("end", ENDS)
def test_ended_login_has_no_user(end):
    ana, ben = UserFactory(), UserFactory()
    hers, his = log_in(ana), log_in(ben)
    assert logins.load_logins([hers])[hers][0] == ana
    end(hers, ana)
    found = logins.load_logins([hers, his])
    assert found[hers] is None
    assert get_user(SimpleNamespace(session=SessionStore(hers))).is_anonymous
    user, login = found[his]
    assert user == ben
    assert logins.still_valid({login}) == {login}


def test_loading_many_logins_takes_two_queries(django_assert_num_queries):
    people = UserFactory.create_batch(3)
    keys = [log_in(person) for person in [*people, people[0]]]
    with django_assert_num_queries(2):
        found = logins.load_logins(keys)
    assert [found[key][0] for key in keys] == [*people, people[0]]


def test_checking_many_logins_takes_two_queries(django_assert_num_queries):
    keys = [log_in(person) for person in UserFactory.create_batch(3)]
    opened = {login for _, login in logins.load_logins(keys).values()}
    with django_assert_num_queries(2):
        assert logins.still_valid(opened) == opened


def test_anonymous_session_has_no_user():
    session = SessionStore()
    session["seen"] = [1]
    session.save()
    assert logins.load_logins([session.session_key]) == {session.session_key: None}
