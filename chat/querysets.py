from django.db import models
from django.db.models import F, Sum


class ConversationQuerySet(models.QuerySet):
    def of(self, user):
        """The conversations that a person is in: the only way to reach one from outside."""
        return self.filter(participations__user=user)

    def unread_total(self, user) -> int:
        """How many messages wait for this person in all."""
        unread = Sum(F("seq") - F("participations__read_seq"), default=0)
        return self.of(user).aggregate(total=unread)["total"]


class InvitationQuerySet(models.QuerySet):
    def of(self, user):
        """What waits for whoever has confirmed the address that it was sent to."""
        addresses = user.emailaddress_set.filter(verified=True).values("email")
        return self.filter(email__in=addresses)


class MessageQuerySet(models.QuerySet):
    def for_wire(self):
        """With all that a message frame carries, in a fixed number of queries."""
        return self.select_related("sender").prefetch_related("reactions")
