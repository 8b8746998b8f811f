"""Verified students: users with a confirmed email address of the university."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from accounts.email_addresses import is_normal_address, normalize_address
from accounts.models import User


def is_university_address(email: str) -> bool:
    """Whether the part after the @ matches a pattern of UNIVERSITY_DOMAINS and no exception of it.

    `*.example.edu` matches every subdomain but not example.edu. `!alumni.example.edu` is an
    exception, which covers the subdomains of that domain, too.
    """
    domain = email.rpartition("@")[2].lower()
    patterns = settings.UNIVERSITY_DOMAINS
    excluded = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    if any(domain == name or domain.endswith(f".{name}") for name in excluded):
        return False
    return is_normal_address(email.lower()) and any(
        domain.endswith(pattern[1:]) if pattern.startswith("*.") else domain == pattern
        for pattern in patterns
    )


def may_log_in_with(user: User, email: str) -> bool:
    """Whether an email to this address may let its reader into the account: if the user signed up
    with the address or has confirmed it, but not if they have only added it."""
    confirmed = user.emailaddress_set.filter(verified=True, email=email.lower())
    return user.email == email.lower() or confirmed.exists()


@receiver(pre_save, sender=EmailAddress)
def normalize_new_address(instance: EmailAddress, **kwargs: Any) -> None:
    """Raises ValidationError for a new address without a normal form. The address of a user from
    before that rule is exempt."""
    if instance._state.adding and instance.email != instance.user.email:
        instance.email = normalize_address(instance.email)


@receiver([post_save, post_delete], sender=EmailAddress)
def update_after_change(instance: EmailAddress, **kwargs: Any) -> None:
    verified = update_verified_student(instance.user_id)
    # Keep a user that was loaded with the address up to date.
    if EmailAddress.user.is_cached(instance):
        instance.user.is_verified_student = verified


@receiver(user_logged_in)
def update_at_login(user: User, **kwargs: Any) -> None:
    """UNIVERSITY_DOMAINS may have changed since the last login."""
    user.is_verified_student = update_verified_student(user.pk)


def update_verified_student(user_id: int) -> bool:
    """Store whether one of the user's confirmed addresses makes them a verified student. Returns
    it."""
    users = User.objects.filter(pk=user_id)
    with transaction.atomic():
        # Of two concurrent changes, the second has to see the first.
        user = users.select_for_update().first()
        if user is None:
            return False
        confirmed = EmailAddress.objects.filter(user=user, verified=True)
        verified = any(is_university_address(address.email) for address in confirmed)
        users.exclude(is_verified_student=verified).update(is_verified_student=verified)
    return verified


@receiver(post_save, sender=EmailAddress)
def delete_unconfirmed_signup(instance: EmailAddress, **kwargs: Any) -> None:
    """Once an address is confirmed, delete another account that signed up with it and never
    confirmed it. Accounts that an operator created have no address to confirm, and stay."""
    if instance.verified:
        signed_up = User.objects.filter(
            email=instance.email, emailaddress__email=instance.email, last_login=None
        )
        others = signed_up.exclude(pk=instance.user_id).exclude(emailaddress__verified=True)
        others.filter(is_staff=False).delete()


@receiver(authentication_step_completed)
def remove_unproven_password(user: User, method: str, **kwargs: Any) -> None:
    """A code from an email proves that the mailbox is the user's. If it is the first proof, a
    stranger may have signed up with the address: remove the password that they chose."""
    is_new = user.last_login is None and not user.emailaddress_set.filter(verified=True).exists()
    if method == "code" and is_new and not user.is_staff:
        user.set_unusable_password()
        user.save(update_fields=["password"])
