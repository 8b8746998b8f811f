"""What staff can't change in the admin, even with every permission, unless they are superusers."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    SavedSearchFactory,
    UserFactory,
)
from tests.support.staff_login import add_second_factor, log_in_staff

pytestmark = pytest.mark.django_db
User = get_user_model()
POWERS = ("pk", "email", "password", "is_staff", "is_superuser", "is_active", "session_epoch")
GRAB = {
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "verified", "primary"), "on"),
    "name": "Mo",
    "email": "mo@evil.example",
    "usable_password": "true",
    **dict.fromkeys(("password", "password1", "password2"), "grabbed-pass-1"),
    "emailaddress_set-TOTAL_FORMS": 0,
    "emailaddress_set-INITIAL_FORMS": 0,
    "post": "yes",
}


@pytest.fixture
def moderator(client):
    moderator = UserFactory(name="Mo", is_staff=True)
    moderator.user_permissions.set(Permission.objects.all())
    moderator.groups.add(Group.objects.create(name="Moderators"))
    return log_in_staff(client, moderator)


@pytest.fixture
def people(moderator):
    superuser = UserFactory(name="Su", is_staff=True, is_superuser=True)
    add_second_factor(superuser)
    powerful = UserFactory(name="Po", is_superuser=True)
    lee = UserFactory(name="Lee")
    lee.emailaddress_set.create(email="lee@u.northwestern.edu")
    return [moderator, superuser, powerful, lee]


def powers() -> list:
    """All rows that grant permissions or access to accounts."""
    staff = User.objects.filter(is_staff=True) | User.objects.filter(is_superuser=True)
    links = (User.groups, User.user_permissions, Group.permissions)
    rows = [User.objects.values(*POWERS), staff.values(), Group.objects.values()]
    rows += [EmailAddress.objects.values(), Authenticator.objects.values()]
    rows += [link.through.objects.values() for link in links]
    return [list(some.order_by("pk")) for some in rows]


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def grab(moderator) -> dict:
    every = list(Permission.objects.values_list("pk", flat=True))
    ids = list(Group.objects.values_list("pk", flat=True))
    return GRAB | {"groups": ids, "permissions": every, "user_permissions": every,
                   "user": moderator.pk}  # fmt: skip


def test_no_admin_form_changes_permissions(client, moderator, people):
    ListingFactory(), SavedSearchFactory(), ConversationFactory()
    before, data = powers(), grab(moderator)
    lee = people[-1]
    for model in admin.site._registry:
        client.post(url(model, "add"), data)
        for one in model.objects.exclude(pk=lee.pk if model is User else None):
            client.post(url(model, "change", one.pk), data)
            client.post(url(model, "delete", one.pk), data)
    assert powers() == before


def test_user_form_grants_no_permissions(client, moderator, people):
    before, lee = powers(), people[-1]
    assert client.post(url(User, "change", lee.pk), grab(moderator)).status_code == 302
    lee.refresh_from_db()
    assert lee.name == "Mo"
    assert powers() == before


def test_moderator_cannot_set_passwords(client, moderator, people):
    before = powers()
    for person in people:
        answer = client.post(f"/admin/accounts/user/{person.pk}/password/", GRAB)
        assert answer.status_code == 403
    assert powers() == before


@pytest.mark.parametrize("model", [User, Group, EmailAddress])
def test_no_admin_action_changes_staff(client, moderator, people, model):
    kept = model.objects.exclude(pk=people[-1].pk) if model is User else model.objects.all()
    before, ids = powers(), list(kept.values_list("pk", flat=True))
    for action in (
        *("delete_selected", "close_accounts", "reopen_accounts"),
        *("reset_second_factors", "make_verified"),
    ):
        data = {"action": action, "_selected_action": ids, "post": "yes"}
        client.post(url(model, "changelist"), data)
    assert powers() == before


def test_staff_are_read_only(client, moderator, people):
    for person in people[:3]:
        page = client.get(url(User, "change", person.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.text
        assert "md5$" not in page.text


def test_admin_shows_no_secrets_of_sessions_or_second_factors(client, moderator, people):
    names = {model.__name__ for model in admin.site._registry}
    assert names.isdisjoint({"Session", "Authenticator", "EmailConfirmation", "Permission"})


def test_autocomplete_requires_permission_to_view_users(client, moderator):
    asked = {"app_label": "listings", "model_name": "listing", "field_name": "lister"}
    assert client.get("/admin/autocomplete/", asked).status_code == 200
    moderator.user_permissions.set(Permission.objects.exclude(codename="view_user"))
    moderator.user_permissions.remove(Permission.objects.get(codename="change_user"))
    assert client.get("/admin/autocomplete/", asked).status_code == 403


def test_superuser_makes_moderator_and_it_is_logged(client, people):
    superuser, lee = log_in_staff(client, UserFactory(is_staff=True, is_superuser=True)), people[-1]
    client.post(url(User, "change", lee.pk), GRAB | {"is_superuser": ""})
    lee.refresh_from_db()
    assert lee.is_staff
    assert LogEntry.objects.filter(user=superuser, object_id=lee.pk).exists()


def test_user_is_notified_when_a_superuser_changes_their_password(client, people, mailoutbox):
    log_in_staff(client, UserFactory(is_staff=True, is_superuser=True))
    lee = people[-1]
    client.post(f"/admin/accounts/user/{lee.pk}/password/", GRAB | {"set-password": "1"})
    assert [mail.to for mail in mailoutbox] == [[lee.email]]
    assert mailoutbox[0].subject == "Your NU Housing password was changed"


def test_own_password_is_changed_on_the_sites_page(client, moderator):
    assert client.post("/admin/password_change/", GRAB).url == "/accounts/password/change/"
