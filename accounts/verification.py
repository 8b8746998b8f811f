"""Who is a verified student: whoever has confirmed an address of the university, and only now."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver


def is_university_address(email: str) -> bool:
    """Whether the part behind the @ is one of UNIVERSITY_DOMAINS, to the letter."""
    return email.rpartition("@")[2].lower() in settings.UNIVERSITY_DOMAINS


@receiver([post_save, post_delete], sender=EmailAddress)
def refresh(instance: EmailAddress, **kwargs):
    """Bring the person's mark in line with the addresses that they have confirmed."""
    addresses = EmailAddress.objects.filter(user_id=instance.user_id, verified=True)
    verified = any(is_university_address(address.email) for address in addresses)
    get_user_model().objects.filter(pk=instance.user_id).update(is_verified_student=verified)
