"""Who talks with whom, and what was said.

A conversation counts two things: `seq`, a message's place, and `version`, raised by one at every
change and written on the message that it changed. `roster` is raised whenever somebody joins or
leaves, and when it gets another name, so that whoever delivers knows when what they know is old.
"""

import re
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from chat.querysets import (
    AttachmentQuerySet,
    ConversationQuerySet,
    InvitationQuerySet,
    MailClaimQuerySet,
    MessageQuerySet,
    ParticipantQuerySet,
)


class Conversation(models.Model):
    name = models.CharField(max_length=80, blank=True)
    listing = models.ForeignKey(
        "listings.Listing", on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Participant", related_name="conversations"
    )
    seq = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    roster = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # When something was last said; the inbox is in this order.
    active_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "started_by"], name="one_enquiry_a_seeker_and_listing"
            ),
        ]

    def __str__(self):
        return self.name or f"Conversation {self.pk}"

    def get_absolute_url(self):
        return reverse("chat:conversation", args=[self.pk])

    @property
    def is_enquiry(self) -> bool:
        """Of a seeker and a lister, also once the listing is deleted. Roommates name theirs."""
        return not self.name

    @property
    def host(self) -> "Participant | None":
        """Who may remove others: who has been in it longest, which is who started it until they
        leave."""
        return self.participations.longest_first().first()

    def others(self, user) -> list:
        """Everyone in it but `user`; free where the participants were fetched along."""
        return [person for person in self.participants.all() if person.pk != user.pk]

    def title_for(self, user) -> str:
        """What a person calls it: its name, else the others in it."""
        return self.name or ", ".join(map(str, self.others(user))) or "Just you"


class Participant(models.Model):
    """A person in a conversation. `read_seq` is the place of the last message that they read,
    `mailed_seq` of the last that an email has told of, or that wasn't to be told."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    read_seq = models.PositiveBigIntegerField(default=0)
    mailed_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    # Muted, it counts nowhere and sends no mail; it is still there to be read.
    muted = models.BooleanField(default=False, db_default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_place_a_person"),
        ]

    def __str__(self):
        return f"{self.user} in {self.conversation}"


class Invitation(models.Model):
    """Kept by address, not by person: the inviter never learns who has an account. Declined, it
    goes on looking open to the others; withdrawn, it is gone for everyone."""

    class State(models.TextChoices):
        OPEN = "open"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(db_index=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "email"], name="invited_once"),
        ]

    def __str__(self):
        return f"{self.email} to {self.conversation}"


class Removal(models.Model):
    """A person was removed: what invited them before lets them in no more, at whichever address."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="removals"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_removal_a_person"),
        ]

    def __str__(self):
        return f"{self.user} removed from {self.conversation}"


class Message(models.Model):
    LONGEST = 4000

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    seq = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    nonce = models.UUIDField(default=uuid.uuid4)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    # {emoji: [user ids]}: written under the conversation's lock, read with every message.
    reactions = models.JSONField(default=dict)
    # The place that it links to. It goes on naming one that is deleted, whose card then says so.
    listing = models.ForeignKey(
        "listings.Listing",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_a_place"),
            models.UniqueConstraint(fields=["sender", "nonce"], name="one_message_a_nonce"),
        ]
        indexes = [models.Index(fields=["conversation", "version"])]

    def __str__(self):
        return f"Message {self.seq} of conversation {self.conversation_id}"

    @cached_property
    def files(self) -> list:
        """Its attachments in their order; `for_wire` brings them along."""
        return list(self.attachments.all())

    @property
    def gist(self) -> str:
        """Its words; of one without any, what it is."""
        return self.body or (self.files[0].get_kind_display() if self.files else "")

    @property
    def shown_files(self) -> list:
        """What a page shows of them: nothing of a message that isn't sent or is deleted."""
        return self.files if self.pk and not self.deleted_at else []


class Attachment(models.Model):
    """A photo or a PDF of a message. Until a message takes it, it waits, for its uploader alone."""

    MOST = 10  # in a message

    class Kind(models.TextChoices):
        IMAGE = "image", "Photo"
        PDF = "pdf", "PDF"

    # Drawn at random, as the files' names are: nobody can count on to the next one.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    preview = models.FileField(upload_to="attachments/%Y/%m/", blank=True)
    size = models.PositiveIntegerField()  # bytes
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["uploaded_by", "uploaded_at"]),
            models.Index(
                fields=["uploaded_at"],
                condition=models.Q(message=None),
                name="chat_attachment_waiting",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("chat:attachment", args=[self.conversation_id, self.pk])

    @property
    def content_type(self) -> str:
        return "image/webp" if self.kind == self.Kind.IMAGE else "application/pdf"

    @property
    def saved_as(self) -> str:
        """The name that it is saved under: a browser goes by its ending."""
        ending = ".webp" if self.kind == self.Kind.IMAGE else ".pdf"
        return re.sub(r"\.\w{1,5}$", "", self.name) + ending

    @property
    def preview_url(self) -> str | None:
        return f"{self.get_absolute_url()}?preview" if self.kind == self.Kind.IMAGE else None

    @property
    def shown_size(self) -> tuple[int, int]:
        """(width, height) in CSS pixels of a picture in the talk. static/js/lib/files.js keeps the
        same rule."""
        scale = min(1, 320 / self.width, 288 / self.height)
        return max(1, int(self.width * scale + 0.5)), max(1, int(self.height * scale + 0.5))

    @property
    def size_shown(self) -> str:
        """`240 KB` or `1.2 MB`; static/js/lib/files.js keeps this rule, too."""
        if self.size < 1024 * 1024:
            return f"{max(1, int(self.size / 1024 + 0.5))} KB"
        return f"{int(self.size / 1024 / 1024 * 10 + 0.5) / 10} MB"

    def remove_files(self):
        for file in filter(None, (self.file, self.preview)):
            file.storage.delete(file.name)


@receiver(post_delete, sender=Attachment)
def remove_files_with_row(sender, instance, **kwargs):
    """A signal, because it also goes with its message and its conversation. After the commit: what
    is rolled back still has its files."""
    transaction.on_commit(instance.remove_files, robust=True)


class Revision(models.Model):
    """What a message said before it was edited or deleted: for moderators, and sent to nobody."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.message}, before"


class Presence(models.Model):
    """A person has a tab open at a process, which says so again and again while it lives."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "process"], name="present_once_a_process"),
        ]

    def __str__(self):
        return f"{self.user} at {self.process}"


class MailClaim(models.Model):
    """A run of `send_unread` writes to this person: another one, at the same time, doesn't."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    # Empty when nobody does. A run that died leaves it; it holds for a while only.
    claimed_at = models.DateTimeField(null=True)

    objects = MailClaimQuerySet.as_manager()

    def __str__(self):
        return f"A mail to {self.user}"
