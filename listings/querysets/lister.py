from django.db import models
from django.db.models import Case, Count, When

from listings.models.lifecycle import in_database

# What wants its lister's attention first.
ATTENTION = ["removed", "draft", "published", "pending", "expired", "taken"]


class ListerQuerySet(models.QuerySet):
    """What somebody asks of their own listings."""

    def drafts(self):
        """Half-made offers, the one that was worked on last first."""
        return self.filter(status="draft").order_by("-updated_at", "-pk")

    def untouched(self):
        """Drafts of which no more was said than what kind of offer they are."""
        return self.drafts().filter(
            title="",
            description="",
            address="",
            latitude=None,
            bedrooms=None,
            rent=None,
            available_from=None,
            photos=None,
        )

    def in_status(self, status):
        return self.alias(status_today=in_database()).filter(status_today=status)

    def for_lister(self):
        """With what a lister wants to see of them, what needs them first."""
        rank = Case(*(When(status_today=name, then=rank) for rank, name in enumerate(ATTENTION)))
        places = (
            self.alias(status_today=in_database())
            .annotate(save_count=Count("saves"))
            .prefetch_related("photos")
        )
        return places.order_by(rank, "-created_at", "-pk")

    def count_by_status(self) -> dict[str, int]:
        counts = self.order_by().values_list(in_database()).annotate(Count("pk"))
        return dict(counts)
