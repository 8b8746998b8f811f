"""`purge` deletes what has expired, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.authentication.session_store import SessionStore
from accounts.models import RateLimitBucket
from chat.actions import attachments
from chat.models import Attachment
from tests.support.factories import PASSWORD, ConversationFactory, ListingFactory, UserFactory, pdf

pytestmark = pytest.mark.django_db
User = get_user_model()
LONG_AGO = timezone.now() - timedelta(days=15)


def purge() -> str:
    out = StringIO()
    call_command("purge", stdout=out)
    return out.getvalue()


def unconfirmed(**fields):
    """A user who signed up and never confirmed the address."""
    user = UserFactory(confirmed=False, **{"date_joined": LONG_AGO} | fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


def test_expired_sessions_are_deleted():
    for seconds in (-60, 3600):
        session = SessionStore()
        session["saved"] = [1]
        session.set_expiry(seconds)
        session.save()
    assert "sessions 1," in purge()
    assert Session.objects.get().expire_date > timezone.now()


def test_expired_confirmations_are_deleted():
    address = EmailAddress.objects.create(user=UserFactory(), email="new@example.com")
    for days in (4, 1):
        sent = timezone.now() - timedelta(days=days)
        EmailConfirmation.objects.create(email_address=address, key=f"k{days}", sent=sent)
    assert "confirmations 1," in purge()
    assert EmailConfirmation.objects.get().key == "k1"


def test_accounts_that_were_never_confirmed_are_deleted():
    user = unconfirmed()
    assert "unconfirmed accounts 1," in purge()
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_sign_up_by_the_form_that_was_never_confirmed_is_deleted(client):
    typed = {"name": "Ana", "email": "ana@u.northwestern.edu", "password1": PASSWORD}
    client.post("/accounts/signup/", typed)
    assert User.objects.update(date_joined=LONG_AGO) == 1
    assert "unconfirmed accounts 1," in purge()


@pytest.mark.parametrize(
    "make",
    [
        lambda: unconfirmed(date_joined=timezone.now() - timedelta(days=13)),
        lambda: unconfirmed(last_login=LONG_AGO),
        lambda: unconfirmed(is_staff=True),
        lambda: ListingFactory(lister=unconfirmed()).lister,
        lambda: UserFactory(date_joined=LONG_AGO),
        # Created by a command, as administrators and the owner of imports are.
        lambda: UserFactory(confirmed=False, date_joined=LONG_AGO),
    ],
    ids=["recent", "logged in", "staff", "lister", "confirmed", "made by a command"],
)
def test_other_accounts_are_kept(make):
    user = make()
    assert "unconfirmed accounts 0," in purge()
    assert User.objects.filter(pk=user.pk).exists()


def test_participant_of_a_conversation_is_kept():
    user = unconfirmed()
    ConversationFactory(participants=[user, UserFactory()])
    assert "unconfirmed accounts 0," in purge()


def test_full_rate_limits_are_deleted():
    now = timezone.now().timestamp()
    for key, full_at in (("past", now - 1), ("running", now + 60)):
        RateLimitBucket.objects.create(key=key, full_at=full_at)
    assert "rate limits 1," in purge()
    assert RateLimitBucket.objects.get().key == "running"


def test_unsent_uploads_are_deleted_with_their_files(
    django_capture_on_commit_callbacks,
):
    ana = UserFactory()
    conversation = ConversationFactory(participants=[ana, UserFactory()])
    old, new = (attachments.add(ana, conversation.pk, pdf()) for _ in range(2))
    Attachment.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        assert "uploads 1\n" in purge()
    assert Attachment.objects.get() == new
    assert not old.file.storage.exists(old.file.name)
    assert new.file.storage.exists(new.file.name)


@pytest.mark.parametrize("command", ["expire_listings", "send_alerts", "send_unread"])
def test_a_command_that_sends_email_says_how_to_set_the_sites_address(settings, command):
    settings.SITE_URL = ""
    with pytest.raises(CommandError) as refused:
        call_command(command)
    assert "labs:enable runtime-dyno-metadata" in str(refused.value)


@pytest.mark.postgres
def test_two_purges_at_once_both_succeed(transactional_db):
    for _ in range(20):
        unconfirmed()
        session = SessionStore()
        session.set_expiry(-60)
        session.save()

    def purge_in_thread(_) -> str:
        try:
            return purge()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(purge_in_thread, range(2)))) == 2
    assert User.objects.count() == Session.objects.count() == 0
