"""Exporting the data of an account, and deleting it."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.signals import pre_delete
from django.test import Client
from django.urls import reverse

from chat.actions import message_edit, message_send
from listings.models import Listing
from tests.listings.test_gallery import stored
from tests.support.emails import code, reauthenticate
from tests.support.factories import (
    PASSWORD,
    ConversationFactory,
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    UserFactory,
    picture,
)

pytestmark = pytest.mark.django_db
User = get_user_model()

DELETE, DATA = "/accounts/profile/delete/", "/accounts/profile/data/"


@pytest.fixture
def lee(client):
    lee = UserFactory(name="Lee", email="lee@example.com", sleep="early")
    client.force_login(lee)
    reauthenticate(client)
    return lee


def delete(client, password=PASSWORD):
    return client.post(DELETE, {"password": password})


@pytest.mark.parametrize("path", [DELETE, DATA])
def test_requires_login(client, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_deletion_requires_password(client, lee):
    answer = delete(client, "wrong")
    assert "This isn’t your password." in answer.text
    assert client.get(DELETE).status_code == 200
    assert User.objects.filter(pk=lee.pk).exists()


def test_opening_the_page_deletes_nothing(client, lee):
    client.get(DELETE)
    client.post(DELETE)
    assert User.objects.filter(pk=lee.pk).exists()


def test_user_without_password_deletes_account_after_emailed_code(client, lee, mailoutbox):
    lee.set_unusable_password()
    lee.save()
    client.force_login(lee)
    client.get(client.get(DELETE).url)
    client.post("/accounts/reauthenticate/code/", {"code": code(mailoutbox[0])})
    assert 'type="password"' not in client.get(DELETE).text
    assert client.post(DELETE, {"sure": "1"}).url == "/"
    assert not User.objects.filter(pk=lee.pk).exists()


def test_deletion_requires_csrf_token(lee):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lee)
    assert delete(client).status_code == 403


def test_deletion_deletes_everything_of_the_user(client, lee, django_capture_on_commit_callbacks):
    before = stored("photos"), stored("people")
    lee.change_photo(picture())
    PhotoFactory(listing__lister=lee)
    SavedListingFactory(user=lee)
    with django_capture_on_commit_callbacks(execute=True):
        delete(client)
    assert not User.objects.filter(pk=lee.pk).exists()
    assert not Listing.objects.filter(lister=lee.pk).exists()
    assert (stored("photos"), stored("people")) == before


def test_deletion_logs_out_everywhere_and_frees_the_address(client, lee):
    elsewhere = Client()
    elsewhere.force_login(lee)
    assert "Your account is deleted" in client.get(delete(client).url).text
    for browser in (client, elsewhere):
        assert browser.get("/accounts/profile/").status_code == 302
    signup = {"name": "Lee", "email": lee.email, "password1": PASSWORD}
    client.post(reverse("account_signup"), signup)
    assert User.objects.get(email=lee.email).name == "Lee"


def test_deletion_is_confirmed_by_email(client, lee, mailoutbox):
    delete(client)
    [mail] = mailoutbox
    assert mail.to == ["lee@example.com"]
    assert mail.subject == "Your NU Housing account was deleted"
    assert "without your name" in mail.body


def test_unavailable_mail_server_does_not_stop_deletion(client, lee, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert delete(client).url == "/"
    assert not User.objects.filter(pk=lee.pk).exists()


def test_page_shows_how_many_listings_are_deleted(client, lee):
    assert "place you’re offering" not in client.get(DELETE).text
    ListingFactory.create_batch(2, lister=lee)
    assert "the 2 places you’re offering" in client.get(DELETE).text


def test_export_contains_only_data_of_the_user(client, lee):
    other = UserFactory(name="Noor")
    conversation = ConversationFactory(name="Noyes house", participants=[lee, other])
    for sender, body in [(lee, "my words"), (other, "not mine")]:
        message_send.send(sender, conversation.pk, uuid.uuid4(), body)
    listing, saved = ListingFactory(lister=lee), SavedListingFactory(user=lee)
    answer = client.get(DATA)
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.text)
    assert (data["account"]["email"], data["account"]["sleep"]) == (lee.email, "early")
    assert [one["address"] for one in data["places"]] == [listing.address]
    assert [one["place"] for one in data["saved_places"]] == [saved.listing_id]
    assert [one["name"] for one in data["conversations"]] == ["Noyes house"]
    assert [one["body"] for one in data["messages"]] == ["my words"]
    assert "not mine" not in answer.text
    assert "password" not in answer.text


def test_export_leaves_out_deleted_messages(client, lee):
    conversation = ConversationFactory(participants=[lee])
    message = message_send.send(lee, conversation.pk, uuid.uuid4(), "a slip")
    message_edit.delete(lee, conversation.pk, message.pk)
    assert client.get(DATA).json()["messages"] == []


def test_export_makes_a_constant_number_of_queries(client, lee, django_assert_num_queries):
    conversation = ConversationFactory(participants=[lee])

    def more():
        PhotoFactory(listing__lister=lee)
        message_send.send(lee, conversation.pk, uuid.uuid4(), "hi")

    more()
    with django_assert_num_queries(queries := 15):
        client.get(DATA)
    for _ in range(3):
        more()
    with django_assert_num_queries(queries):
        client.get(DATA)


@pytest.mark.postgres
def test_listing_created_concurrently_does_not_stop_deletion(transactional_db, client, lee):
    tries = iter(range(2))

    def post():
        ListingFactory(lister=lee)
        connection.close()

    def post_meanwhile(**kwargs):
        if next(tries, None) is not None:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(post).result()

    pre_delete.connect(post_meanwhile, sender=User)
    try:
        assert delete(client).url == "/"
    finally:
        pre_delete.disconnect(post_meanwhile, sender=User)
    assert next(tries, None) is None
    assert not User.objects.filter(pk=lee.pk).exists()
