"""People without an account can stop all emails with one click."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import SuppressedMailbox
from accounts.notifications import suppression
from tests.support.login_client import REQUEST_CODE, RESET

pytestmark = pytest.mark.django_db
STRANGER = "new@example.com"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(email: str = STRANGER) -> str:
    return urlsplit(suppression.link_for(email)).path


def test_one_click_button_suppresses_emails():
    answer = Client(enforce_csrf_checks=True).post(path(), ONE_CLICK)
    assert answer.status_code == 200
    assert suppression.is_suppressed(STRANGER)
    assert not suppression.is_suppressed("other@example.com")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(client, method):
    getattr(client, method)(path())
    assert not suppression.is_suppressed(STRANGER)


def test_page_suppresses_emails_and_allows_them_again(client):
    assert "Never write to me again" in client.get(path()).text
    assert "We won’t write to you again" in client.post(path()).text
    assert "Allow emails again" in client.get(path()).text
    client.post(path(), {"again": "1"})
    assert not suppression.is_suppressed(STRANGER)


def test_every_spelling_of_the_mailbox_is_suppressed(client):
    client.post(path("a.na+x@gmail.com"))
    assert suppression.is_suppressed("Ana@googlemail.com")


def test_neither_link_nor_table_contains_the_address(client):
    client.post(path())
    assert "new" not in path().rpartition("email/")[2]
    assert "new" not in SuppressedMailbox.objects.get().key


def test_forged_links_are_explained_and_change_nothing(client):
    key, _, signature = path().rstrip("/").rpartition("/")[2].partition(":")
    for token in (key, f"{key}:{signature[:-1]}", f"{key[::-1]}:{signature}", "é" * 300):
        assert client.post(f"/accounts/no-more-email/{token}/").status_code == 404
    assert not SuppressedMailbox.objects.exists()


def test_suppression_survives_a_new_secret_key(client, settings):
    link = path()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-one"
    client.post(link)
    assert suppression.is_suppressed(STRANGER)


@pytest.mark.parametrize("page", [REQUEST_CODE, RESET])
def test_unknown_account_note_has_the_link_and_can_be_suppressed(client, mailoutbox, page):
    answers = [client.post(page, {"email": STRANGER})]
    [note] = mailoutbox
    assert note.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert suppression.link_for(STRANGER) in note.body
    client.post(path(), ONE_CLICK)
    answers.append(Client().post(page, {"email": STRANGER}))
    assert answers[0].url == answers[1].url
    assert len(mailoutbox) == 1


def test_emails_for_an_own_account_are_still_sent(client, mailoutbox):
    client.post(path(), ONE_CLICK)
    new = {"name": "Ana", "email": STRANGER, "password1": "a-much-better-one-1855"}
    client.post("/accounts/signup/", new)
    assert [mail.to for mail in mailoutbox] == [[STRANGER]]
