from django.conf import settings
from django.db import models
from django.urls import reverse

from chat.querysets.conversation import ConversationQuerySet

# What stands for who has left, where nothing else is left of them.
GONE = "Someone who left"


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
    # Whether both sides of an inquiry have written; see `shares_activity`.
    answered = models.BooleanField(default=False, db_default=False, editable=False)
    seq = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    participants_version = models.PositiveBigIntegerField(default=0, db_column="roster")
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
    def is_inquiry(self) -> bool:
        """Of a seeker and a lister, also once the listing is deleted. Roommates name theirs."""
        return not self.name

    @property
    def shares_activity(self) -> bool:
        """Whether participants see each other's presence, typing and read receipts: roommates do,
        the two sides of an inquiry once both have written."""
        return self.answered or not self.is_inquiry

    @property
    def host(self):
        """The participant who may remove others: who has been in it longest, which is who started
        it until they leave. None in an empty one."""
        return self.participations.longest_first().first()

    def others(self, user) -> list:
        """Everyone in it but `user`; free where the participants were fetched along."""
        return [person for person in self.participants.all() if person.pk != user.pk]

    def title_for(self, user) -> str:
        """What a person calls it: its name, else the others in it."""
        return self.name or ", ".join(map(str, self.others(user))) or GONE
