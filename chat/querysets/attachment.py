from django.db import models
from django.db.models import Q


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
