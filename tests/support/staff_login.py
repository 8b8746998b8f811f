"""Logs staff in as the site does: with a second factor that the session has used."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def add_second_factor(user: AbstractBaseUser) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def totp_code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in_staff(client: Client, user: AbstractBaseUser) -> AbstractBaseUser:
    """Log in with a second factor that was used a moment ago."""
    authenticator = add_second_factor(user)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": "totp"}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user
