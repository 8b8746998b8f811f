"""The form of one's own profile and photo."""

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
def test_requires_login(client, path):
    assert client.post(path).url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", [PHOTO, REMOVE])
def test_photo_change_requires_post(client, lee, path):
    assert client.get(path).status_code == 405


def test_profile_is_saved_and_shown(client, lee):
    response = client.post(PROFILE, ALL)
    assert response.url == f"/accounts/people/{lee.public_id}/"
    lee.refresh_from_db()
    assert lee.about == "Second-year in chemistry."
    assert lee.habits() == [
        ("Sleep", "Early bird"),
        ("Cleaning", "Cleans weekly"),
        ("Noise", "Quiet"),
        ("Smoking", "Doesn’t smoke"),
    ]


def test_invalid_form_shows_errors_and_keeps_input(client, lee):
    response = client.post(PROFILE, ALL | {"name": "", "sleep": "never", "about": "x" * 1001})
    errors = response.context["form"].errors
    assert set(errors) == {"name", "sleep", "about"}
    assert "x" * 1001 in response.text
    lee.refresh_from_db()
    assert (lee.name, lee.about) == ("Lee", "")


@pytest.mark.parametrize(
    "name", ["evil.example", "Win at evil.co.uk", "bit.ly/x", "Evil．example", "пример.рф", "a@b"]
)
def test_name_that_mail_programs_link_is_refused(client, lee, name):
    assert "name" in client.post(PROFILE, ALL | {"name": name}).context["form"].errors


@pytest.mark.parametrize("name", ["J.R. Smith", "St. Clair", "Ana L.", "J.R.R."])
def test_name_may_contain_a_dot(client, lee, name):
    client.post(PROFILE, ALL | {"name": name})
    lee.refresh_from_db()
    assert lee.name == name


def test_refused_name_is_not_shown_as_the_name(client, lee):
    response = client.post(PROFILE, ALL | {"name": "www.evil.example"})
    assert response.context["user"].name == "Lee"


def test_form_writes_only_its_own_fields(client, lee):
    client.post(PROFILE, ALL | {"email": "x@u.northwestern.edu", "is_verified_student": "on"})
    lee.refresh_from_db()
    assert (lee.email, lee.is_verified_student) == ("lee@example.com", False)


def test_photo_is_stored_square_in_several_widths(client, lee):
    response = client.post(PHOTO, sent(width=900, height=600), **HTMX)
    lee.refresh_from_db()
    assert (lee.photo_width, lee.photo_height) == (600, 600)
    assert lee.photo.name in response.text or "256w.webp" in response.text
    for shown in lee.photo.get_picture_files_list():
        assert default_storage.exists(shown.name)


@pytest.mark.parametrize("side", [1, 50, 130])
def test_small_photo_is_shown_as_it_is(client, lee, side):
    assert client.post(PHOTO, sent(width=side, height=side), **HTMX).status_code == 200
    assert client.get(f"/accounts/people/{lee.public_id}/").status_code == 200


def test_old_photo_is_deleted(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    names = [lee.photo.name, *(shown.name for shown in lee.photo.get_picture_files_list())]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PHOTO, sent(color="#20c030"))
    assert not any(default_storage.exists(name) for name in names)
    lee.refresh_from_db()
    assert default_storage.exists(lee.photo.name)


def test_photo_can_be_removed(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    name = lee.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(REMOVE)
    lee.refresh_from_db()
    assert not lee.photo
    assert not default_storage.exists(name)


def test_photo_is_deleted_with_the_user(client, lee, django_capture_on_commit_callbacks):
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        get_user_model().objects.filter(pk=lee.pk).delete()
    assert not default_storage.exists(lee.photo.name)


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_photo_uploads_are_limited_by_account(client, lee, settings, htmx):
    settings.RATE_LIMITS = True
    take(PROFILE_PHOTOS, "account", lee.pk, cost=PROFILE_PHOTOS.amount - 1)
    client.post(PHOTO, sent())
    lee.refresh_from_db()
    answer = client.post(PHOTO, sent(), **htmx)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert get_user_model().objects.get(pk=lee.pk).photo == lee.photo


def test_new_account_with_the_same_mailbox_shares_the_upload_limit(client, settings):
    settings.RATE_LIMITS = True
    for number in range(PROFILE_PHOTOS.amount + 1):
        person = UserFactory(email=f"lee+{number}@example.com")
        client.force_login(person)
        answer = client.post(PHOTO)
        person.delete()
    assert answer.status_code == 429


def test_invalid_photo_is_refused_and_the_old_one_kept(client, lee):
    client.post(PHOTO, sent())
    for options in (HTMX, {"follow": True}):
        bad = {"photo": SimpleUploadedFile("me.jpg", b"<script>alert(1)</script>")}
        assert "an image we can read" in client.post(PHOTO, bad, **options).text
    assert "Choose a photo first." in client.post(PHOTO, **HTMX).text
    lee.refresh_from_db()
    assert lee.photo
