from collections.abc import Callable

from django.contrib.auth.models import AbstractUser
from django.core.files import File
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.crypto import salted_hmac
from pictures.models import PictureField

from accounts.database_functions import RandomUUID
from accounts.managers import UserManager
from accounts.model_fields import AddressField


class User(AbstractUser):
    """A person. The email is the login; the name is what others see."""

    class Sleep(models.TextChoices):
        EARLY = "early", "Early bird"
        LATE = "late", "Night owl"
        VARIES = "varies", "It varies"

    class Cleaning(models.TextChoices):
        TIDY = "tidy", "Tidy every day"
        WEEKLY = "weekly", "A weekly clean"
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
        NEVER = "never", "Doesn't smoke"
        OUTSIDE = "outside", "Only outside"
        INSIDE = "inside", "Also inside"

    class Pets(models.TextChoices):
        NONE = "none", "No pets"
        HAS = "has", "Has a pet"
        WELCOME = "welcome", "No pets, likes them"

    username = first_name = last_name = None
    # Identifies the user in URLs, where a number would let anyone list all accounts.
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    email = AddressField("email address", unique=True)
    name = models.CharField("your name", max_length=60)
    # Whether a confirmed address lies in UNIVERSITY_DOMAINS. Kept here because searches filter by
    # it; `accounts.verified_students` alone writes it.
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
    # Habits and nothing else: no trait that fair housing protects has a field here.
    sleep = models.CharField(max_length=10, choices=Sleep, blank=True)
    cleaning = models.CharField(max_length=10, choices=Cleaning, blank=True)
    guests = models.CharField(max_length=10, choices=Guests, blank=True)
    noise = models.CharField(max_length=10, choices=Noise, blank=True)
    smoking = models.CharField(max_length=10, choices=Smoking, blank=True)
    pets = models.CharField(max_length=10, choices=Pets, blank=True)

    # Optional emails. `accounts.notifications.subscriptions` makes the links that end them.
    mails_unread = models.BooleanField("messages that wait", default=True, db_default=True)
    mails_alerts = models.BooleanField("places and lower rents", default=True, db_default=True)

    # Raised to log the person out everywhere: every session holds a hash of it.
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        # Each request for a photo asks whose it is.
        indexes = [models.Index(fields=["photo"], name="accounts_user_photo")]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or "Someone"

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hash until the epoch is first raised, so that adding it logged nobody out."""
        stamp = super()._get_session_auth_hash(secret)
        if not self.session_epoch:
            return stamp
        words = f"{stamp}{self.session_epoch}"
        return salted_hmac(
            "accounts.session_epoch", words, secret=secret, algorithm="sha256"
        ).hexdigest()

    def change_photo(self, photo: File | None):
        """Show this photo, or none; the files of the one before go once the change is sure."""
        remove = self.photo_remover()
        if photo is None:
            self.photo = None
        else:
            self.photo.save(photo.name, photo, save=False)
        self.save(update_fields=["photo", "photo_width", "photo_height"])
        transaction.on_commit(remove, robust=True)

    def photo_remover(self) -> Callable[[], None]:
        """What takes the photo of now, in all its widths, out of the storage."""
        photo, files = self.photo, []
        if photo:
            files = [photo.name, *(picture.name for picture in photo.get_picture_files_list())]

        def remove():
            for name in files:
                photo.storage.delete(name)

        return remove

    def habits(self) -> list[tuple[str, str]]:
        """The habits that this person has told of, as (label, answer)."""
        fields = ("sleep", "cleaning", "guests", "noise", "smoking", "pets")
        return [
            (
                self._meta.get_field(field).verbose_name.capitalize(),
                getattr(self, f"get_{field}_display")(),
            )
            for field in fields
            if getattr(self, field)
        ]


@receiver(post_delete, sender=User)
def remove_photo_with_row(sender, instance, **kwargs):
    transaction.on_commit(instance.photo_remover(), robust=True)


class RateLimitBucket(models.Model):
    """A token bucket of `accounts.rate_limits`. It belongs to nobody: it outlives the account that
    filled it, and `key` is a keyed hash that doesn't lead back."""

    key = models.CharField(max_length=32, primary_key=True)
    # Seconds since 1970.
    full_at = models.FloatField(db_index=True)

    def __str__(self):
        return self.key


class SuppressedMailbox(models.Model):
    """A mailbox that never wants email from strangers again (`accounts.notifications.suppression`).
    `key` is a keyed hash."""

    key = models.CharField(max_length=32, primary_key=True)

    def __str__(self):
        return self.key
