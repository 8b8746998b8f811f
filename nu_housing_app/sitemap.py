"""The sitemap for search engines: the entry pages, and every published listing."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from listings.models import Listing
from nu_housing_app import static_pages


class EntryPages(Sitemap):  # type: ignore[type-arg]  # not subscriptable at runtime
    def items(self) -> list[str]:
        return ["home", "listings:browse", *static_pages.NAMES]

    def location(self, item: str) -> str:
        return reverse(item)


class Listings(Sitemap):  # type: ignore[type-arg]
    limit = 5000

    def items(self) -> QuerySet[Listing]:
        listings: QuerySet[Listing] = Listing.objects.published()
        return listings.only("pk", "updated_at").order_by("pk")

    def lastmod(self, item: Listing) -> datetime:
        return item.updated_at


# The keys are in the URLs that search engines know.
SITEMAPS = {"doors": EntryPages, "places": Listings}
