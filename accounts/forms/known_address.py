from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from accounts.email_addresses import normalize_address
from accounts.forms.address import AddressField
from accounts.models import User


class KnownAddressField(AddressField):
    """The address of an existing account.

    An account whose address was stored before addresses had a normal form is found by the stored
    spelling.
    """

    def normalize(self, text: str) -> str:
        stored = text.lower()
        try:
            normal = normalize_address(text)
        except ValidationError:
            if _has_account(stored):
                return stored
            raise
        is_old = normal != stored and not _has_account(normal) and _has_account(stored)
        return stored if is_old else normal


def _has_account(email: str) -> bool:
    users = User.objects.filter(email=email)
    return users.exists() or EmailAddress.objects.filter(email=email).exists()
