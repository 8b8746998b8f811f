"""Setting up the second factor, and taking it away from a person who lost it."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(authenticator_added)
def count_set_up_as_use(
    request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **kwargs
) -> None:
    """Whoever sets up an app has typed its code: staff needn't wait for the next one."""
    if authenticator.type == Authenticator.Type.TOTP:
        kind = {"id": authenticator.pk, "type": authenticator.type}
        record_authentication(request, user, "mfa", reauthenticated=True, **kind)


def reset_second_factor(user: AbstractBaseUser) -> bool:
    """Take the app and the recovery codes from somebody who lost both; whether there were any.

    Sessions that used them open no staff page any more; the next one leads to the set-up.
    """
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        get_adapter().send_notification_mail("mfa/email/totp_deactivated", user)
    return bool(deleted)
