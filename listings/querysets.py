from django.db import models
from django.db.models import Q


class ListingQuerySet(models.QuerySet):
    def published(self):
        """What one can find: every list, map and feed starts here."""
        return self.filter(status="published")

    def visible_to(self, user):
        """What a person may open by its address: all but other people's drafts."""
        mine = Q(lister=user) if user.is_authenticated else Q()
        return self.filter(~Q(status="draft") | mine) if mine else self.exclude(status="draft")

    def for_cards(self):
        """With all that a card shows, in a fixed number of queries."""
        return self.select_related("lister").prefetch_related("photos")
