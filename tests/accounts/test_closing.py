"""Closing an account in the admin takes effect everywhere, is logged, and can be undone."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models.signals import pre_save
from django.test import Client

from accounts.authentication import logins
from accounts.closing import close_account
from tests.support.factories import PASSWORD, ListingFactory, UserFactory
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def moderator(client):
    moderator = UserFactory(name="Mo", is_staff=True)
    wanted = Permission.objects.filter(codename__in=["view_user", "change_user"])
    moderator.user_permissions.set(wanted)
    return log_in_staff(client, moderator)


def do(client, action, *people):
    data = {"action": action, "_selected_action": [person.pk for person in people]}
    response = client.post(PEOPLE, data, follow=True)
    for person in people:
        person.refresh_from_db()
    return response


def test_closing_account_is_logged(client, moderator):
    lee = UserFactory()
    listing = ListingFactory(lister=lee)
    do(client, "close_accounts", lee)
    listing.refresh_from_db()
    assert not lee.is_active
    assert listing.status == "draft"
    assert LogEntry.objects.get(user=moderator).get_change_message() == "Closed the account."
    assert "Closed the account." in client.get(f"{PEOPLE}{lee.pk}/history/").text


def test_closing_ends_sessions_and_sockets_for_good(client, moderator):
    lee, browser = UserFactory(), Client()
    browser.force_login(lee)
    key = browser.session.session_key
    _, login = logins.load_logins([key])[key]
    do(client, "close_accounts", lee)
    assert logins.still_valid({login}) == set()
    do(client, "reopen_accounts", lee)
    assert lee.is_active
    assert logins.still_valid({login}) == set()
    assert logins.load_logins([key]) == {key: None}
    assert browser.get("/accounts/profile/").status_code == 302


def test_closed_account_logs_in_only_after_reopening(client, moderator):
    lee, browser = UserFactory(), Client()
    do(client, "close_accounts", lee)
    login = {"login": lee.email, "password": PASSWORD}
    assert browser.post("/accounts/login/", login).url == "/accounts/inactive/"
    do(client, "reopen_accounts", lee)
    assert browser.post("/accounts/login/", login).url == "/listings/"


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_moderator_cannot_close_staff_accounts(client, moderator, fields):
    staff = UserFactory(**fields)
    assert "You can’t do this" in do(client, "close_accounts", staff).text
    assert staff.is_active


def test_staff_cannot_close_own_account_in_admin(client):
    superuser = log_in_staff(client, UserFactory(is_staff=True, is_superuser=True))
    do(client, "close_accounts", superuser)
    assert superuser.is_active


def test_closing_requires_permission_to_change_users(client, moderator):
    moderator.user_permissions.set(Permission.objects.filter(codename="view_user"))
    lee = UserFactory()
    do(client, "close_accounts", lee)
    assert lee.is_active


def close_before_next_save(user):
    """Close the account right before a request writes the user."""

    def close(**kwargs):
        pre_save.disconnect(close, sender=type(user))
        close_account(user)

    pre_save.connect(close, sender=type(user), weak=False)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/profile/", {"name": "Ann"}),
        ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another-pass-99"}),
    ],
)
def test_concurrent_request_does_not_undo_closing(path, data):
    lee, browser = UserFactory(), Client()
    browser.force_login(lee)
    close_before_next_save(lee)
    browser.post(path, data)
    lee.refresh_from_db()
    assert not lee.is_active
    assert lee.session_epoch == 1


def test_admin_form_does_not_undo_closing(client, moderator):
    lee = UserFactory()
    inlines = {f"emailaddress_set-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    close_before_next_save(lee)
    client.post(f"{PEOPLE}{lee.pk}/change/", {"name": "Ann", "about": "", **inlines})
    lee.refresh_from_db()
    assert (lee.name, lee.is_active) == ("Ann", False)
