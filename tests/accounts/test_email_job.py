"""The job that emails many users."""

import pytest
from django.core.mail import EmailMessage

from accounts.notifications import email_job
from chat.models import UnreadJobLock
from tests.support.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def email_all_but_first(user_id, send) -> bool:
    if user_id == UserFactory._meta.model.objects.earliest("pk").pk:
        raise ValueError("a fault of ours")
    send(EmailMessage("News", "Words", to=["who@example.com"]))
    return True


def test_error_with_one_user_does_not_stop_the_others(mailoutbox):
    first, second = UserFactory.create_batch(2)
    people = [first.pk, second.pk]
    assert email_job.email_each(people, UnreadJobLock.objects, email_all_but_first) == (1, 1)
    assert len(mailoutbox) == 1
    assert not UnreadJobLock.objects.exclude(claimed_at=None).exists()


def test_deleted_account_does_not_stop_the_others(mailoutbox):
    _, gone, last = UserFactory.create_batch(3)
    people = [gone.pk, last.pk]
    gone.delete()
    assert email_job.email_each(people, UnreadJobLock.objects, email_all_but_first) == (1, 1)
    assert len(mailoutbox) == 1


def test_unavailable_mail_server_ends_the_job():
    def fail(user_id, send):
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        email_job.email_each([UserFactory().pk], UnreadJobLock.objects, fail)
