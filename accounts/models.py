from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.files import File
from django.db import DatabaseError, models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.crypto import salted_hmac
from pictures.models import PictureField

from accounts.database_functions import RandomUUID
from accounts.managers import UserManager
from accounts.model_fields import AddressField

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress


class User(AbstractUser):
    """Users log in with their email; others see their name."""

    class Sleep(models.TextChoices):
        EARLY = "early", "Early bird"
        LATE = "late", "Night owl"
        VARIES = "varies", "It varies"

    class Cleaning(models.TextChoices):
        TIDY = "tidy", "Tidy every day"
        WEEKLY = "weekly", "Cleans weekly"
        RELAXED = "relaxed", "Relaxed about it"

    class Guests(models.TextChoices):
        RARELY = "rarely", "Rarely"
        SOMETIMES = "sometimes", "Sometimes"
        OFTEN = "often", "Often"

    class Noise(models.TextChoices):
        QUIET = "quiet", "Quiet"
        SOME = "some", "Some music and talk"
        LIVELY = "lively", "Lively"

    class Smoking(models.TextChoices):
        NEVER = "never", "Doesn’t smoke"
        OUTSIDE = "outside", "Only outside"
        INSIDE = "inside", "Also inside"

    class Pets(models.TextChoices):
        NONE = "none", "No pets"
        HAS = "has", "Has a pet"
        WELCOME = "welcome", "No pets, likes them"

    username = None  # type: ignore[assignment]  # Django's way to leave out a field
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # Identifies the user in URLs, where a number would let anyone list all accounts.
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    email = AddressField("email address", unique=True)
    name = models.CharField("your name", max_length=60)
    # Whether a confirmed address is in UNIVERSITY_DOMAINS. Stored because searches filter by it;
    # only `accounts.verified_students` writes it.
    is_verified_student = models.BooleanField(default=False, editable=False)

    photo = PictureField(
        upload_to="people/",
        blank=True,
        width_field="photo_width",
        height_field="photo_height",
        container_width=512,
        grid_columns=4,
    )
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    about = models.TextField("about you", max_length=1000, blank=True)
    # Habits only: fair housing law protects other traits, so they have no fields.
    sleep = models.CharField(max_length=10, choices=Sleep, blank=True)
    cleaning = models.CharField(max_length=10, choices=Cleaning, blank=True)
    guests = models.CharField(max_length=10, choices=Guests, blank=True)
    noise = models.CharField(max_length=10, choices=Noise, blank=True)
    smoking = models.CharField(max_length=10, choices=Smoking, blank=True)
    pets = models.CharField(max_length=10, choices=Pets, blank=True)

    # Optional emails. `accounts.notifications.subscriptions` builds the links to unsubscribe.
    mails_unread = models.BooleanField("unread messages", default=True, db_default=True)
    mails_alerts = models.BooleanField("new places and lower rents", default=True, db_default=True)

    # Incremented to log the user out everywhere: every session stores a hash of it.
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # no Django UserManager
    emailaddress_set: models.Manager[EmailAddress]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]  # missing in the stubs
        # Each request for a photo looks up its user.
        indexes = [models.Index(fields=["photo"], name="accounts_user_photo")]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    HABITS = ("sleep", "cleaning", "guests", "noise", "smoking", "pets")

    def __str__(self) -> str:
        return self.name or "Someone"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hash while the epoch is 0, so that adding the field logged nobody out."""
        auth_hash: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # private
        if not self.session_epoch:
            return auth_hash
        value = f"{auth_hash}{self.session_epoch}"
        return salted_hmac(
            "accounts.session_epoch", value, secret=secret, algorithm="sha256"
        ).hexdigest()

    def change_photo(self, photo: File[bytes] | None) -> None:
        """Replace the photo, or remove it. The old files are deleted once the change is
        committed."""
        remove = self.photo_remover()
        if photo is None:
            self.photo = None
        else:
            self.photo.save(photo.name, photo, save=False)
        try:
            self.save(update_fields=["photo", "photo_width", "photo_height"])
        except DatabaseError:  # for example, the account was deleted in the meantime
            self.photo_remover()()
            raise
        transaction.on_commit(remove, robust=True)

    def photo_remover(self) -> Callable[[], None]:
        """Returns a function that deletes the current photo, in all its sizes, from the storage."""
        photo = self.photo
        files: list[str] = []
        if photo:
            files = [photo.name, *(picture.name for picture in photo.get_picture_files_list())]

        def remove() -> None:
            for name in files:
                photo.storage.delete(name)

        return remove

    def habits(self) -> list[tuple[str, str]]:
        """(label, answer) of each habit that the user has answered."""
        return [
            (_label_of(field), getattr(self, f"get_{field}_display")())
            for field in self.HABITS
            if getattr(self, field)
        ]


def _label_of(field: str) -> str:
    return str(getattr(User, field).field.verbose_name).capitalize()


@receiver(post_delete, sender=User)
def remove_photo_of_deleted_user(instance: User, **kwargs: Any) -> None:
    transaction.on_commit(instance.photo_remover(), robust=True)


class RateLimitBucket(models.Model):
    """A token bucket of `accounts.rate_limits`. It outlives the account and has no reference to it:
    `key` is a keyed hash, which can't be traced back."""

    key = models.CharField(max_length=32, primary_key=True)
    # The time when the bucket is full again, in seconds since 1970.
    full_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return self.key


class SuppressedMailbox(models.Model):
    """A mailbox that gets no email that others request (see `accounts.notifications.suppression`).
    `key` is a keyed hash of its address."""

    key = models.CharField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return self.key
