"""Who is a verified student: whoever has confirmed an address of the university, and only now."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver


def is_university_address(email: str) -> bool:
    """Whether the part behind the @ is one of UNIVERSITY_DOMAINS, to the letter."""
    return email.rpartition("@")[2].lower() in settings.UNIVERSITY_DOMAINS


def may_be_reached_at(user, email: str) -> bool:
    """Whether a mail to `email` may let someone into this account.

    So it may at the address that they signed up with, and at one that they have confirmed; not at
    one that they only claim.
    """
    confirmed = user.emailaddress_set.filter(verified=True, email=email.lower())
    return user.email == email.lower() or confirmed.exists()


@receiver([post_save, post_delete], sender=EmailAddress)
def refresh(instance: EmailAddress, **kwargs):
    """Bring the person's mark in line with the addresses that they have confirmed."""
    users = get_user_model().objects
    with transaction.atomic():
        # Of two changes at once, the second looks only when the first has been made.
        user = users.select_for_update().filter(pk=instance.user_id).first()
        if user is None:
            return
        confirmed = EmailAddress.objects.filter(user=user, verified=True)
        verified = any(is_university_address(address.email) for address in confirmed)
        users.filter(pk=user.pk).update(is_verified_student=verified)
    # Whoever loaded the person with the address sees it too.
    if EmailAddress.user.is_cached(instance):
        instance.user.is_verified_student = verified


@receiver(post_save, sender=EmailAddress)
def free_address(instance: EmailAddress, **kwargs):
    """A confirmed address is taken from a sign-up that never was confirmed.

    An account that an operator made has no address to confirm, and stays.
    """
    if instance.verified:
        signed_up = get_user_model().objects.filter(
            email=instance.email, emailaddress__email=instance.email, last_login=None
        )
        others = signed_up.exclude(pk=instance.user_id).exclude(emailaddress__verified=True)
        others.filter(is_staff=False).delete()
