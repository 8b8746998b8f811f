"""Taking along what an account holds, and deleting it."""

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
def test_strangers_are_asked_to_log_in(client, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_it_takes_the_password(client, lee):
    answer = delete(client, "wrong")
    assert "This isn&#x27;t your password." in answer.text
    assert client.get(DELETE).status_code == 200
    assert User.objects.filter(pk=lee.pk).exists()


def test_looking_at_the_page_deletes_nothing(client, lee):
    client.get(DELETE)
    client.post(DELETE)
    assert User.objects.filter(pk=lee.pk).exists()


def test_person_without_a_password_deletes_it_after_a_mailed_code(client, lee, mailoutbox):
    lee.set_unusable_password()
    lee.save()
    client.force_login(lee)
    client.get(client.get(DELETE).url)
    client.post("/accounts/reauthenticate/code/", {"code": code(mailoutbox[0])})
    assert 'type="password"' not in client.get(DELETE).text
    assert client.post(DELETE, {"sure": "1"}).url == "/"
    assert not User.objects.filter(pk=lee.pk).exists()


def test_another_site_cannot_have_it_deleted(lee):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lee)
    assert delete(client).status_code == 403


def test_everything_of_theirs_is_gone(client, lee, django_capture_on_commit_callbacks):
    before = stored("photos"), stored("people")
    lee.change_photo(picture())
    PhotoFactory(listing__lister=lee)
    SavedListingFactory(user=lee)
    with django_capture_on_commit_callbacks(execute=True):
        delete(client)
    assert not User.objects.filter(pk=lee.pk).exists()
    assert not Listing.objects.filter(lister=lee.pk).exists()
    assert (stored("photos"), stored("people")) == before


def test_they_are_logged_out_everywhere_and_may_come_back(client, lee):
    elsewhere = Client()
    elsewhere.force_login(lee)
    assert "Your account is deleted" in client.get(delete(client).url).text
    for browser in (client, elsewhere):
        assert browser.get("/accounts/profile/").status_code == 302
    signup = {"name": "Lee", "email": lee.email, "password1": PASSWORD}
    client.post(reverse("account_signup"), signup)
    assert User.objects.get(email=lee.email).name == "Lee"


def test_a_mail_tells_of_it(client, lee, mailoutbox):
    delete(client)
    [mail] = mailoutbox
    assert mail.to == ["lee@example.com"]
    assert mail.subject == "Your NU Housing account was deleted"
    assert "without your name" in mail.body


def test_a_mail_server_that_is_away_keeps_nobody(client, lee, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert delete(client).url == "/"
    assert not User.objects.filter(pk=lee.pk).exists()


def test_the_page_says_how_many_places_go(client, lee):
    assert "place you’re offering" not in client.get(DELETE).text
    ListingFactory.create_batch(2, lister=lee)
    assert "the 2 places you’re offering" in client.get(DELETE).text


def test_the_data_are_theirs_and_nobody_elses(client, lee):
    other = UserFactory(name="Noor")
    talk = ConversationFactory(name="Noyes house", participants=[lee, other])
    for sender, body in [(lee, "my words"), (other, "not mine")]:
        message_send.send(sender, talk.pk, uuid.uuid4(), body)
    place, saved = ListingFactory(lister=lee), SavedListingFactory(user=lee)
    answer = client.get(DATA)
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.text)
    assert (data["account"]["email"], data["account"]["sleep"]) == (lee.email, "early")
    assert [one["address"] for one in data["places"]] == [place.address]
    assert [one["place"] for one in data["saved_places"]] == [saved.listing_id]
    assert [one["name"] for one in data["conversations"]] == ["Noyes house"]
    assert [one["body"] for one in data["messages"]] == ["my words"]
    assert "not mine" not in answer.text
    assert "password" not in answer.text


def test_what_they_deleted_is_not_among_them(client, lee):
    talk = ConversationFactory(participants=[lee])
    message = message_send.send(lee, talk.pk, uuid.uuid4(), "a slip")
    message_edit.delete(lee, talk.pk, message.pk)
    assert client.get(DATA).json()["messages"] == []


def test_more_of_it_takes_no_more_queries(client, lee, django_assert_num_queries):
    talk = ConversationFactory(participants=[lee])

    def more():
        PhotoFactory(listing__lister=lee)
        message_send.send(lee, talk.pk, uuid.uuid4(), "hi")

    more()
    with django_assert_num_queries(queries := 15):
        client.get(DATA)
    for _ in range(3):
        more()
    with django_assert_num_queries(queries):
        client.get(DATA)


@pytest.mark.postgres
def test_a_place_that_another_tab_posts_just_then_is_not_in_the_way(transactional_db, client, lee):
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
