"""What visitors request is kept in their browser, not in the database, until they log in."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.authentication import pending_actions
from chat.models import Conversation
from tests.support.factories import PASSWORD, ListingFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def ask(client, listing):
    """Click each button that remembers an action."""
    client.post(f"/listings/{listing.pk}/save/")
    client.post("/listings/searches/", {"query": "max_rent=900"})
    return client.post(f"/listings/{listing.pk}/contact/")


def log_in(client, user):
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD})


def test_visitors_create_no_sessions(client):
    listing = ListingFactory()
    for _ in range(5):
        client.cookies.clear()
        ask(client, listing)
        client.get("/")
        client.get("/listings/")
        client.get(LOGIN)
    assert not Session.objects.exists()


def test_pending_actions_are_done_after_login(client):
    user, listing = UserFactory(), ListingFactory()
    ask(client, listing)
    log_in(client, user)
    client.get(f"/listings/{listing.pk}/contact/")
    assert user.saved_listings.get().listing == listing
    assert user.saved_searches.get().query == "max_rent=900"
    assert Conversation.objects.filter(participations__user=user).exists()


def test_pending_action_is_done_only_once(client):
    first, second, listing = UserFactory(), UserFactory(), ListingFactory()
    client.post(f"/listings/{listing.pk}/save/")
    log_in(client, first)
    client.post("/accounts/logout/")
    log_in(client, second)
    assert not second.saved_listings.exists()


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "é" * 10])
def test_forged_cookie_is_ignored(client, cookie):
    client.cookies[pending_actions.COOKIE] = cookie
    assert log_in(client, UserFactory()).status_code == 302


def test_cookie_expires_after_an_hour(client, monkeypatch):
    user = UserFactory()
    client.post(f"/listings/{ListingFactory().pk}/save/")
    monkeypatch.setattr(pending_actions, "MAX_AGE", -1)
    log_in(client, user)
    assert not user.saved_listings.exists()


def test_search_too_long_for_a_cookie_is_dropped(client):
    words = "".join(chr(0x4E00 + number * 37) for number in range(200))
    query = f"q={words}"
    answer = client.post("/listings/searches/", {"query": query})
    assert answer.status_code == 302
    cookie = client.cookies.get(pending_actions.COOKIE)
    assert cookie is None or len(cookie.value) < 4000


def test_anonymous_session_expires_sooner(client):
    user = UserFactory()
    client.post("/accounts/login/code/", {"email": user.email})
    [session] = Session.objects.all()
    assert session.expire_date < timezone.now() + timedelta(days=1, minutes=1)
    Session.objects.all().delete()
    log_in(client, user)
    assert Session.objects.latest("expire_date").expire_date > timezone.now() + timedelta(days=59)
