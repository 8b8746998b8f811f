"""Objects that are deleted while a view uses them never cause a server error."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from listings.models import SavedListing
from tests.support.factories import ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.postgres
KIND = {"space": "room", "lease_kind": "lease"}
WORDS = {"title": "Attic with a slanted roof", "go": "on"}


@pytest.fixture
def ana(transactional_db, client):
    person = VerifiedStudentFactory()
    client.force_login(person)
    return person


class meanwhile:  # noqa: N801 - a context
    """Within this context, `gone` is deleted before the first statement that contains this text."""

    def __init__(self, words, gone):
        self._words, self._gone = words, gone
        self._context = connection.execute_wrapper(self._look)

    def __enter__(self):
        self._context.__enter__()

    def __exit__(self, *error):
        self._context.__exit__(*error)
        assert self._gone is None, "nothing was asked with these words"

    def _look(self, execute, sql, *rest):
        if self._gone and self._words in sql:
            gone, self._gone = self._gone, None
            with ThreadPoolExecutor(1) as pool:
                pool.submit(self._delete, gone).result()
        return execute(sql, *rest)

    @staticmethod
    def _delete(gone):
        gone.delete()
        connection.close()


@pytest.mark.parametrize(
    ("words", "path", "sent"),
    [
        ('INSERT INTO "listings_savedlisting"', "/listings/{}/save/", {"on": "1"}),
        ("FOR NO KEY UPDATE", "/listings/new/", KIND),
        ('FROM "chat_conversation"', "/listings/{}/contact/", {}),
    ],
)
def test_user_who_was_just_deleted_is_sent_to_the_login(client, ana, words, path, sent):
    url = path.format(ListingFactory().pk)
    with meanwhile(words, ana):
        answer = client.post(url, sent, headers={"Referer": "http://testserver/listings/"})
    assert answer.url == "/accounts/login/?next=/listings/"


def test_saving_a_listing_that_was_just_deleted_is_not_found(client, ana):
    listing = ListingFactory()
    with meanwhile('INSERT INTO "listings_savedlisting"', listing):
        answer = client.post(f"/listings/{listing.pk}/save/", {"on": "1"})
    assert answer.status_code == 404
    assert "Nobody lives at this address" in answer.text
    assert not SavedListing.objects.exists()


def test_editing_a_listing_that_was_just_deleted_is_not_found(client, ana):
    listing = ListingFactory(lister=ana)
    with meanwhile("FOR UPDATE", listing):
        answer = client.post(f"/listings/{listing.pk}/edit/?step=words", WORDS)
    assert answer.status_code == 404


def test_script_gets_the_error_as_json(client, ana):
    listing = ListingFactory()
    with meanwhile('INSERT INTO "listings_savedlisting"', listing):
        answer = client.post(
            f"/listings/{listing.pk}/save/", {"on": "1"}, headers={"Accept": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_any_other_exception_is_raised(ana, monkeypatch):
    monkeypatch.setattr(SavedListing.objects, "set_saved", lambda *_, **__: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(ana)
    assert client.post(f"/listings/{ListingFactory().pk}/save/").status_code == 500
