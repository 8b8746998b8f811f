from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, When

from listings.models.lifecycle import status_expression

if TYPE_CHECKING:
    from listings.models import Listing  # noqa: F401 - named in a string

# Those that need their lister's attention come first.
STATUS_ORDER = ["removed", "draft", "published", "pending", "expired", "taken"]


class ListerQuerySet(models.QuerySet["Listing"]):
    """What listers see of their own listings."""

    def drafts(self) -> Self:
        """Drafts, the last edited first."""
        return self.filter(status="draft").order_by("-updated_at", "-pk")

    def empty_drafts(self) -> Self:
        """Drafts in which nothing but the kind was filled in."""
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

    def in_status(self, status: str) -> Self:
        return self.alias(status_today=status_expression()).filter(status_today=status)

    def for_lister(self) -> Self:
        """With what the list of their own listings shows, in STATUS_ORDER."""
        rank = Case(*(When(status_today=name, then=rank) for rank, name in enumerate(STATUS_ORDER)))
        listings = (
            self.alias(status_today=status_expression())
            .annotate(save_count=Count("saves"))
            .prefetch_related("photos")
        )
        return listings.order_by(rank, "-created_at", "-pk")

    def count_by_status(self) -> dict[str, int]:
        counts = self.order_by().values_list(status_expression()).annotate(Count("pk"))
        return dict(counts)
