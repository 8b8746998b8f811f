"""What a search engine may find: the doors, and every place that is offered."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from listings.models import Listing
from nu_housing_app import static_pages


class Doors(Sitemap):
    def items(self):
        return ["home", "listings:browse", *static_pages.NAMES]

    def location(self, item):
        return reverse(item)


class Places(Sitemap):
    limit = 5000

    def items(self):
        return Listing.objects.published().only("pk", "updated_at").order_by("pk")

    def lastmod(self, item):
        return item.updated_at


SITEMAPS = {"doors": Doors, "places": Places}
