from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.utils import timezone

from chat.search.matching import Matching
from listings.models import Listing


class ConversationQuerySet(models.QuerySet):
    def of(self, user):
        """The conversations that a person is in: the only way to reach one from outside."""
        return self.filter(participations__user=user)

    def among_roommates(self):
        """All but the enquiries."""
        return self.exclude(name="")

    def unread_total(self, user) -> int:
        """How many messages wait for this person in all but what they muted."""
        unread = Sum(F("seq") - F("participations__read_seq"), default=0)
        heard = self.filter(participations__user=user, participations__muted=False)
        return heard.aggregate(total=unread)["total"]

    def with_people(self):
        return self.prefetch_related("participants")

    def for_inbox(self):
        """Newest talk first, each with `unread`, `muted`, `last_body`, its people and its listing.

        Follows `of(user)`, whose join to the person's own place it reads.
        """
        last = self._newest_message()
        return (
            self.annotate(
                unread=F("seq") - F("participations__read_seq"),
                muted=F("participations__muted"),
                last_body=Subquery(last.values("body")),
                last_sender=Subquery(last.values("sender")),
                last_deleted=Subquery(last.values("deleted_at")),
                last_kind=Subquery(
                    last.order_by("attachments__position").values("attachments__kind")[:1]
                ),
            )
            .select_related("listing")
            .defer("listing__words")
            .prefetch_related("participants", "listing__photos")
            .order_by("-active_at", "-pk")
        )

    def _newest_message(self):
        messages = self.model._meta.get_field("messages").related_model
        return messages.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("seq"))


class ParticipantQuerySet(models.QuerySet):
    def hold(self, user, conversation_id: int):
        """A person's place and its conversation, in one query, held until the transaction ends;
        None for who isn't in it.

        All that a person changes in a conversation takes this lock, leaving it too, so that it is
        one or the other that comes first: place, then conversation.
        """
        places = self.select_for_update().select_related("conversation")
        return places.filter(conversation_id=conversation_id, user=user).first()

    def hold_all(self, places: set[tuple[int, int]]) -> dict:
        """The same for many (user, conversation) at once; those that there are, by these pairs.
        Places of one conversation share it.

        First all places, then all conversations, each by rising number: whoever holds several
        waits for nobody who waits for them.
        """
        users, conversations = zip(*places, strict=True)
        found = self.filter(user__in=set(users), conversation__in=set(conversations))
        found = found.select_for_update().order_by("pk")
        held = {(place.user_id, place.conversation_id): place for place in found}
        held = {key: place for key, place in held.items() if key in places}
        locked = self._conversations().select_for_update().order_by("pk")
        locked = locked.in_bulk({place.conversation_id for place in held.values()})
        for place in held.values():
            place.conversation = locked[place.conversation_id]
        return held

    def have_read_their_own(self):
        """Note that who writes has read what stands above."""
        messages = self._conversations().model._meta.get_field("messages").related_model.objects
        own = messages.filter(conversation=OuterRef("conversation"), sender=OuterRef("user"))
        return self.update(read_seq=Subquery(own.order_by("-seq").values("seq")[:1]))

    def _conversations(self):
        return self.model._meta.get_field("conversation").related_model.objects

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


class MailClaimQuerySet(models.QuerySet):
    LIFE = timedelta(minutes=15)

    def take(self, user_id: int) -> datetime | None:
        """When this run began to write to a person, or None where another one does: one statement,
        so that of two only one may."""
        self.get_or_create(user_id=user_id)
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - self.LIFE)
        return now if self.filter(free, user_id=user_id).update(claimed_at=now) else None

    def release(self, user_id: int, claimed_at: datetime):
        self.filter(user_id=user_id, claimed_at=claimed_at).update(claimed_at=None)


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


class MessageQuerySet(Matching):
    def of(self, user):
        """What a person may read. It is one query with what follows: who is removed meanwhile gets
        all of what it finds or nothing, never what was said after."""
        return self.filter(conversation__participations__user=user)

    def for_wire(self):
        """With all that a message frame carries: in one query, and one or two more each for their
        files, for those of what they reply to, and for the places on their cards."""
        return self.select_related("sender", "reply_to__sender").prefetch_related(
            Prefetch("attachments", to_attr="files"),
            Prefetch("reply_to__attachments", to_attr="files"),
            Prefetch("listing", Listing.objects.for_cards()),
        )

    def newest(self, most: int, *, before: int | None = None) -> list:
        """The last `most` messages, or those before a place, by rising place."""
        messages = self if before is None else self.filter(seq__lt=before)
        return list(messages.order_by("-seq")[:most])[::-1]


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What a person may fetch at this moment: of the conversations that they are in, what was
        sent, and what they have uploaded themselves."""
        sent_or_own = Q(message__isnull=False) | Q(uploaded_by=user)
        return self.filter(sent_or_own, conversation__participations__user=user)

    def waiting_of(self, user):
        """What a person has uploaded that no message has taken."""
        return self.filter(message=None, uploaded_by=user)

    def abandoned(self, before):
        return self.filter(message=None, uploaded_at__lt=before)
