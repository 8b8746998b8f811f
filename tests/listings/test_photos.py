import threading
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.images import reencoding
from accounts.images.reencoding import MAX_BYTES
from accounts.rate_limits.buckets import mailbox_of, take
from accounts.rate_limits.limits import LISTING_PHOTOS
from listings.models import Photo
from tests.listings.test_gallery import stored
from tests.support.factories import ListingFactory, PhotoFactory, VerifiedStudentFactory, picture

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
NOT_A_PICTURE = SimpleUploadedFile("notes.jpg", b"<script>alert(1)</script>", "image/jpeg")


@pytest.fixture
def draft(ana):
    return ListingFactory(lister=ana, status="draft")


def url(listing, name="photos", **ids):
    return reverse(f"listings:{name}", kwargs={"pk": listing.pk} | ids)


@pytest.fixture
def send(client, draft):
    def send(*files, headers=JSON):
        return client.post(url(draft), {"photo": files}, headers=headers)

    return send


def test_upload_answers_with_the_url_of_the_photo(send, draft):
    response = send(picture(name="room.jpg"))
    photo = draft.photos.get()
    assert response.status_code == 201
    assert response.json() == {"id": photo.pk, "url": photo.image.url, "position": 0}
    assert "room" not in photo.image.name


@pytest.mark.parametrize(
    "file",
    [
        NOT_A_PICTURE,
        SimpleUploadedFile("empty.png", b"", "image/png"),
        SimpleUploadedFile("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
    ids=lambda file: file.name,
)
def test_file_that_is_no_image_is_refused_and_not_stored(send, draft, file):
    before = stored()
    response = send(file)
    assert response.status_code == 400
    assert "image" in response.json()["detail"]
    assert not draft.photos.exists()
    assert stored() == before


def test_data_appended_to_an_image_is_not_stored(send, draft):
    file = picture(name="both.png")
    send(SimpleUploadedFile("both.png", file.read() + b"<script>alert(1)</script>"))
    with draft.photos.get().image.open() as kept:
        assert b"script" not in kept.read()


def test_upload_without_a_file_is_an_error(send):
    assert send().json() == {"detail": "Choose a photo first."}


def test_repeated_nonce_adds_no_second_photo(client, draft):
    for position in range(1, Photo.MAX_PER_LISTING):
        PhotoFactory(listing=draft, position=position)
    before = stored()
    answers = []
    for _ in range(2):
        data = {"photo": picture(), "nonce": str(UUID(int=7))}
        answers.append(client.post(url(draft), data, headers=JSON))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert draft.photos.count() == Photo.MAX_PER_LISTING
    assert len(stored()) > len(before)


@pytest.mark.parametrize("nonce", ["", "x", "9" * 5000])
def test_upload_needs_no_nonce(client, draft, nonce):
    for _ in range(2):
        client.post(url(draft), {"photo": picture(), "nonce": nonce}, headers=JSON)
    assert draft.photos.count() == 2


def test_thirteenth_photo_is_refused(send, draft):
    for position in range(Photo.MAX_PER_LISTING):
        PhotoFactory(listing=draft, position=position)
    response = send(picture())
    assert response.status_code == 400
    assert "can have 12 photos" in response.json()["detail"]
    assert draft.photos.count() == Photo.MAX_PER_LISTING


def test_busy_decoder_answers_503(send, monkeypatch):
    monkeypatch.setattr(reencoding, "slots", threading.BoundedSemaphore(1))
    with reencoding.slots:
        response = send(picture())
    assert response.status_code == 503
    assert "Try again" in response.json()["detail"]


def test_uploads_are_limited_by_account(send, draft, settings):
    settings.RATE_LIMITS = True
    take(LISTING_PHOTOS, "account", draft.lister_id, cost=LISTING_PHOTOS.amount - 1)
    answers = [send(NOT_A_PICTURE), send(picture())]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert "Try again in" in answers[1].json()["detail"]
    assert int(answers[1]["Retry-After"]) > 0
    assert not draft.photos.exists()


def test_new_account_with_the_same_mailbox_has_no_new_uploads(send, draft, settings):
    settings.RATE_LIMITS = True
    mailbox = mailbox_of(draft.lister.email)
    take(LISTING_PHOTOS, "mailbox", mailbox, cost=LISTING_PHOTOS.amount)
    assert send(picture()).status_code == 429


def test_plain_form_past_the_limit_keeps_what_came_before(send, draft, client, settings):
    settings.RATE_LIMITS = True
    take(LISTING_PHOTOS, "account", draft.lister_id, cost=LISTING_PHOTOS.amount - 1)
    response = send(picture(), picture(name="late.jpg"), headers={"Accept": "text/html"})
    assert draft.photos.count() == 1
    assert "late.jpg: That was a lot at once." in client.get(response.url).text


def test_too_large_request_is_refused_before_it_is_read(client, draft):
    heavy = str(MAX_BYTES + 2 * 1024 * 1024)
    response = client.post(url(draft), headers=JSON, CONTENT_LENGTH=heavy)
    assert response.status_code == 413
    assert "20 MB" in response.json()["detail"]


def test_plain_form_names_the_file_that_failed(send, draft, client):
    response = send(picture(), NOT_A_PICTURE, picture(), headers={"Accept": "text/html"})
    assert draft.photos.count() == 2
    assert response.url.endswith("?step=photos")
    assert "notes.jpg: " in client.get(response.url).text


def test_plain_form_with_too_many_files_is_an_error(send, draft, client):
    response = send(*(picture() for _ in range(13)), headers={"Accept": "text/html"})
    assert not draft.photos.exists()
    assert "12 photos at a time" in client.get(response.url).text


def test_upload_needs_a_csrf_token(draft, ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(url(draft), {"photo": picture()}, headers=JSON).status_code == 403
    assert not draft.photos.exists()


@pytest.mark.parametrize("name", ["photos", "photo-order", "photo-delete"])
def test_photos_of_others_are_not_found(client, draft, name):
    photo = PhotoFactory(listing=draft)
    client.force_login(VerifiedStudentFactory())
    ids = {"photo": photo.pk} if name == "photo-delete" else {}
    response = client.post(url(draft, name, **ids), {"photo": picture(), "order": [photo.pk]})
    assert response.status_code == 404
    assert draft.photos.get() == photo


@pytest.mark.parametrize("name", ["photos", "photo-order", "photo-delete"])
def test_visitor_is_sent_to_log_in(client, draft, name):
    photo = PhotoFactory(listing=draft)
    client.logout()
    ids = {"photo": photo.pk} if name == "photo-delete" else {}
    response = client.post(url(draft, name, **ids), {"photo": picture()})
    assert response.url.startswith(reverse("account_login"))
    assert draft.photos.get() == photo


@pytest.mark.parametrize("name", ["photos", "photo-order", "photo-delete"])
def test_get_requests_change_nothing(client, draft, name):
    ids = {"photo": PhotoFactory(listing=draft).pk} if name == "photo-delete" else {}
    assert client.get(url(draft, name, **ids)).status_code == 405


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({"order": [2, 0, 1]}, [2, 0, 1]),
        ({"earlier": 2}, [0, 2, 1]),
        ({"later": 0}, [1, 0, 2]),
        ({"cover": 2}, [2, 0, 1]),
    ],
)
def test_photos_are_reordered(client, draft, asked, order):
    photos = [PhotoFactory(listing=draft, position=place) for place in range(3)]
    [(name, places)] = asked.items()
    places = places if isinstance(places, list) else [places]
    data = {name: [photos[place].pk for place in places]}
    assert client.post(url(draft, "photo-order"), data, headers=JSON).status_code == 204
    assert list(draft.photos.all()) == [photos[place] for place in order]


@pytest.mark.parametrize(
    "asked", [{"order": "x"}, {"cover": "9" * 40}, {"order": "9" * 5000}, {"earlier": "²"}, {}]
)
def test_invalid_order_changes_nothing(client, draft, asked):
    photos = [PhotoFactory(listing=draft, position=place) for place in range(2)]
    response = client.post(url(draft, "photo-order"), asked)
    assert response.url.endswith("?step=photos")
    assert list(draft.photos.all()) == photos


def test_photo_is_deleted_with_its_file(client, draft, django_capture_on_commit_callbacks):
    before = stored()
    photo = PhotoFactory(listing=draft)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url(draft, "photo-delete", photo=photo.pk), headers=JSON)
    assert response.status_code == 204
    assert not draft.photos.exists()
    assert stored() == before


def test_photo_of_another_listing_is_not_found(client, draft):
    other = PhotoFactory()
    response = client.post(url(draft, "photo-delete", photo=other.pk))
    assert response.status_code == 404
    assert other.listing.photos.get() == other
