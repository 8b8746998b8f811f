"""Two-factor authentication: setting it up, and resetting it for a user who lost their device."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User


@receiver(authenticator_added)
def count_setup_as_use(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Setting up an app takes a code from it, so staff don't have to wait for the next code."""
    if authenticator.type == Authenticator.Type.TOTP:
        kind = {"id": authenticator.pk, "type": authenticator.type}
        record_authentication(request, user, "mfa", reauthenticated=True, **kind)


def reset_second_factor(user: User) -> bool:
    """Remove the app and recovery codes of a user who lost them. Returns whether there were any.

    Their sessions can't open staff pages until they have set up a new app.
    """
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        get_adapter().send_notification_mail("mfa/email/totp_deactivated", user)
    return bool(deleted)
