from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery


class ParticipantQuerySet(models.QuerySet):
    def hold(self, user, conversation_id: int):
        """A person's place and its conversation, in one query, held until the transaction ends;
        None for who isn't in it.

        All that a person changes in a conversation takes this lock, leaving it too, so that it is
        one or the other that comes first: place, then conversation.
        """
        places = self.select_for_update().select_related("conversation")
        return places.filter(conversation_id=conversation_id, user=user).first()

    def _conversations(self):
        return self.model._meta.get_field("conversation").related_model.objects

    def sharing_activity(self):
        """Of conversations whose participants see each other's presence: as
        `Conversation.shares_activity`."""
        return self.filter(~Q(conversation__name="") | Q(conversation__answered=True))

    def longest_first(self):
        """Who came first, first. Rows are counted, not timed: a clock may be set back."""
        return self.order_by("pk")

    def untold(self):
        """Those with something from others that the person has neither read nor been mailed about:
        `untold_first` and `untold_last` are when that was sent."""
        words = self._conversations().model._meta.get_field("messages").related_model.objects
        since = words.filter(conversation=OuterRef("conversation"), deleted_at=None).filter(
            seq__gt=OuterRef("read_seq")
        )
        since = since.filter(seq__gt=OuterRef("mailed_seq")).exclude(sender=OuterRef("user"))
        # Few have any: the counters tell it without a look at the messages.
        behind = self.filter(conversation__seq__gt=F("read_seq"))
        return behind.filter(conversation__seq__gt=F("mailed_seq")).annotate(
            untold_first=Subquery(since.order_by("seq").values("sent_at")[:1]),
            untold_last=Subquery(since.order_by("-seq").values("sent_at")[:1]),
        )

    def pass_over(self):
        """What comes while somebody wants no mail isn't told when they want it again. Places that
        somebody uses just now are left for the next time."""
        unwanted = Q(muted=True) | Q(user__mails_unread=False) | Q(user__is_active=False)
        behind = self.filter(unwanted, mailed_seq__lt=F("conversation__seq"))
        skips = connection.features.has_select_for_update_skip_locked
        with transaction.atomic():
            held = behind.select_for_update(of=("self",), skip_locked=skips)
            its = self._conversations().filter(pk=OuterRef("conversation"))
            self.model.objects.filter(pk__in=[place.pk for place in held.only("pk")]).update(
                mailed_seq=Subquery(its.values("seq"))
            )


class InvitationQuerySet(models.QuerySet):
    def of(self, user):
        """What waits for whoever has confirmed the address that it was sent to, and isn't in the
        conversation by another, nor was removed from it since."""
        addresses = user.emailaddress_set.filter(verified=True).values("email")
        waiting = self.filter(email__in=addresses, state=self.model.State.OPEN)
        conversation = self.model._meta.get_field("conversation").related_model
        its = conversation.objects.filter(pk=OuterRef("conversation"))
        return waiting.exclude(Exists(its.of(user))).exclude(
            Exists(
                its.filter(removals__user=user, removals__removed_at__gte=OuterRef("invited_at"))
            )
        )

    def shown(self):
        """What the people in a conversation see of it: a declined one, too, so that nobody learns
        who has looked."""
        return self.exclude(state=self.model.State.WITHDRAWN)
