"""Notices of changes to an account that allauth doesn't send, or not to every address."""

import contextlib
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_removed
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.notifications.email_job import EmailUnavailable


@receiver(email_added)
def notify_added_address(user: User, email_address: EmailAddress, **kwargs: Any) -> None:
    context = {"added_email": email_address.email}
    get_adapter().send_notification_mail("account/email/email_added", user, context)


@receiver(email_removed)
def notify_removed_address(email_address: EmailAddress, **kwargs: Any) -> None:
    """allauth notifies the other addresses; this one no longer belongs to the account."""
    if email_address.verified:
        with contextlib.suppress(EmailUnavailable):
            context = {"deleted_email": email_address.email, "timestamp": timezone.now()}
            prefix = "account/email/email_deleted"
            get_adapter().send_mail(prefix, email_address.email, context)
