"""One's own profile and photo."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.rate_limits.buckets import take
from accounts.rate_limits.limits import PROFILE_PHOTOS
from tests.support.factories import UserFactory, picture

pytestmark = pytest.mark.django_db

PROFILE, PHOTO = "/accounts/profile/", "/accounts/profile/photo/"
REMOVE = "/accounts/profile/photo/remove/"
HTMX = {"headers": {"HX-Request": "true"}}
ALL = {
    "name": "Lee",
    "about": "Second-year in chemistry.",
    "sleep": "early",
    "cleaning": "weekly",
    "guests": "",
    "noise": "quiet",
    "smoking": "never",
    "pets": "",
}


@pytest.fixture
def lee(client):
    lee = UserFactory(name="Lee", email="lee@example.com")
    client.force_login(lee)
    return lee


def sent(**options):
    file = picture(**options)
    return {"photo": SimpleUploadedFile(file.name, file.read())}


@pytest.mark.parametrize("path", [PROFILE, PHOTO, REMOVE])
def test_strangers_are_asked_to_log_in(client, path):
    assert client.post(path).url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", [PHOTO, REMOVE])
def test_a_photo_changes_by_post_alone(client, lee, path):
    assert client.get(path).status_code == 405


def test_it_saves_what_others_see_and_shows_it(client, lee):
    response = client.post(PROFILE, ALL)
    assert response.url == f"/accounts/people/{lee.public_id}/"
    lee.refresh_from_db()
    assert lee.about == "Second-year in chemistry."
    assert lee.habits() == [
        ("Sleep", "Early bird"),
        ("Cleaning", "A weekly clean"),
        ("Noise", "Quiet"),
        ("Smoking", "Doesn't smoke"),
    ]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, lee):
    response = client.post(PROFILE, ALL | {"name": "", "sleep": "never", "about": "x" * 1001})
    errors = response.context["form"].errors
    assert set(errors) == {"name", "sleep", "about"}
    assert "x" * 1001 in response.text
    lee.refresh_from_db()
    assert (lee.name, lee.about) == ("Lee", "")


@pytest.mark.parametrize(
    "name", ["evil.example", "Win at evil.co.uk", "bit.ly/x", "Evil．example", "пример.рф", "a@b"]
)
def test_what_a_mail_program_makes_a_link_of_is_no_name(client, lee, name):
    assert "name" in client.post(PROFILE, ALL | {"name": name}).context["form"].errors


@pytest.mark.parametrize("name", ["J.R. Smith", "St. Clair", "Ana L.", "J.R.R."])
def test_a_dot_in_a_name_is_a_dot(client, lee, name):
    client.post(PROFILE, ALL | {"name": name})
    lee.refresh_from_db()
    assert lee.name == name


def test_a_name_that_is_refused_does_not_stand_in_the_page(client, lee):
    response = client.post(PROFILE, ALL | {"name": "www.evil.example"})
    assert response.context["user"].name == "Lee"


def test_it_writes_nothing_but_the_profile(client, lee):
    client.post(PROFILE, ALL | {"email": "x@u.northwestern.edu", "is_verified_student": "on"})
    lee.refresh_from_db()
    assert (lee.email, lee.is_verified_student) == ("lee@example.com", False)


def test_a_photo_is_kept_square_in_several_widths(client, lee):
    response = client.post(PHOTO, sent(width=900, height=600), **HTMX)
    lee.refresh_from_db()
    assert (lee.photo_width, lee.photo_height) == (600, 600)
    assert lee.photo.name in response.text or "256w.webp" in response.text
    for shown in lee.photo.get_picture_files_list():
        assert default_storage.exists(shown.name)


@pytest.mark.parametrize("side", [1, 50, 130])
def test_a_small_photo_is_shown_as_it_is(client, lee, side):
    assert client.post(PHOTO, sent(width=side, height=side), **HTMX).status_code == 200
    assert client.get(f"/accounts/people/{lee.public_id}/").status_code == 200


def test_the_photo_before_is_gone(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    names = [lee.photo.name, *(shown.name for shown in lee.photo.get_picture_files_list())]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PHOTO, sent(color="#20c030"))
    assert not any(default_storage.exists(name) for name in names)
    lee.refresh_from_db()
    assert default_storage.exists(lee.photo.name)


def test_a_photo_can_be_removed(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    name = lee.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(REMOVE)
    lee.refresh_from_db()
    assert not lee.photo
    assert not default_storage.exists(name)


def test_the_photo_goes_with_the_person(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        get_user_model().objects.filter(pk=lee.pk).delete()
    assert not default_storage.exists(lee.photo.name)


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_photos_are_limited_by_account(client, lee, settings, htmx):
    settings.RATE_LIMITS = True
    take(PROFILE_PHOTOS, "account", lee.pk, cost=PROFILE_PHOTOS.amount - 1)
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    answer = client.post(PHOTO, sent(), **htmx)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert get_user_model().objects.get(pk=lee.pk).photo == lee.photo


def test_new_account_with_the_same_mailbox_has_no_new_uploads(client, settings):
    settings.RATE_LIMITS = True
    for number in range(PROFILE_PHOTOS.amount + 1):
        person = UserFactory(email=f"lee+{number}@example.com")
        client.force_login(person)
        answer = client.post(PHOTO)
        person.delete()
    assert answer.status_code == 429


def test_what_is_no_photo_is_refused_in_words_and_the_old_one_stays(client, lee):
    client.post(PHOTO, sent())
    for options in (HTMX, {"follow": True}):
        bad = {"photo": SimpleUploadedFile("me.jpg", b"<script>alert(1)</script>")}
        assert "an image we can read" in client.post(PHOTO, bad, **options).text
    assert "Choose a photo first." in client.post(PHOTO, **HTMX).text
    lee.refresh_from_db()
    assert lee.photo
