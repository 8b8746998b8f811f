"""Unsubscribing: with one click in a mail program, on the page, or in the profile."""

from html import unescape
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from accounts.notifications import subscriptions
from tests.support.factories import UserFactory

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def ana():
    return UserFactory(name="Ana")


def path_for(user, kind="mails_unread") -> str:
    return urlsplit(subscriptions.link_for(user, kind)).path


def wants(user) -> bool:
    user.refresh_from_db()
    return user.mails_unread


def test_one_click_button_unsubscribes(ana):
    """Without a cookie, a token or a second step."""
    answer = Client(enforce_csrf_checks=True).post(path_for(ana), ONE_CLICK)
    assert answer.status_code == 200
    assert not wants(ana)


@pytest.mark.parametrize("kind", subscriptions.KINDS)
def test_link_unsubscribes_from_its_own_kind_only(client, ana, kind):
    assert subscriptions.KINDS[kind].sent_when in unescape(client.get(path_for(ana, kind)).text)
    client.post(path_for(ana, kind), ONE_CLICK)
    ana.refresh_from_db()
    assert [field.field for field, on in subscriptions.choices_of(ana) if not on] == [kind]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(client, ana, method):
    getattr(client, method)(path_for(ana))
    assert wants(ana)


def test_button_of_the_page_unsubscribes(client, ana):
    page = client.get(path_for(ana))
    assert '<form method="post">' in page.text
    assert ana.email not in page.text
    assert "won’t get these emails anymore" in client.post(path_for(ana)).text
    assert not wants(ana)
    assert '<form method="post">' not in client.get(path_for(ana)).text


def test_link_can_be_used_repeatedly(client, ana):
    for _ in range(2):
        assert client.post(path_for(ana), ONE_CLICK).status_code == 200
    assert not wants(ana)


def test_link_is_for_its_own_user_whoever_is_logged_in(client, ana):
    ben = UserFactory()
    client.force_login(ben)
    client.post(path_for(ana), ONE_CLICK)
    assert wants(ben)
    assert not wants(ana)


OUR_SIGNER = signing.Signer(salt="accounts.subscriptions")


def forged(ana) -> list[str]:
    """Tokens that somebody could make from a link of their own."""
    _, _, token = path_for(ana).rstrip("/").rpartition("/")
    words, _, signature = token.rpartition(":")
    eve = path_for(UserFactory()).rstrip("/").rpartition("/")[2]
    return [
        token[:-1],
        token + "A",
        words,
        signature,
        f"{words}:{eve.rpartition(':')[2]}",
        f"{eve.rpartition(':')[0]}:{signature}",
        signing.Signer().sign_object([ana.pk, "mails_unread"]),
        signing.Signer(key="guess", salt="accounts.subscriptions").sign_object([ana.pk, "x"]),
        subscriptions.token_for(ana, "is_active"),
        OUR_SIGNER.sign_object("nonsense"),
        OUR_SIGNER.sign("not an object"),
        "é" * 300,
    ]


@pytest.mark.parametrize("number", range(12))
def test_forged_link_is_explained_and_changes_nothing(client, ana, number):
    path = f"/accounts/unsubscribe/{forged(ana)[number]}/"
    for answer in (client.get(path), client.post(path, ONE_CLICK)):
        assert answer.status_code == 404
        assert "We don’t know this link" in answer.text
    assert wants(ana)
    assert ana.is_active


def test_link_of_deleted_user_is_invalid(client, ana):
    path = path_for(ana)
    ana.delete()
    assert client.post(path, ONE_CLICK).status_code == 404


@pytest.mark.parametrize("kind", subscriptions.KINDS)
def test_profile_unsubscribes_and_subscribes(client, ana, kind):
    client.force_login(ana)
    assert "Send me these emails" not in client.get("/accounts/profile/").text
    for word, on in (("false", False), ("true", True)):
        answer = client.post("/accounts/profile/emails/", {kind: word})
        assert answer.url == "/accounts/profile/"
        ana.refresh_from_db()
        assert getattr(ana, kind) is on
    client.post("/accounts/profile/emails/", {kind: "false"})
    assert "Send me these emails" in client.get("/accounts/profile/").text


@pytest.mark.parametrize("word", ["", "maybe"])
def test_other_value_is_a_bad_request(client, ana, word):
    client.force_login(ana)
    assert client.post("/accounts/profile/emails/", {"mails_unread": word}).status_code == 400
    assert wants(ana)


def test_changing_subscriptions_requires_post_and_csrf_token(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    path = "/accounts/profile/emails/"
    assert client.post(path, {"mails_unread": "false"}).status_code == 403
    assert client.get(path).status_code in (403, 405)
    assert wants(ana)
