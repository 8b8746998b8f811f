import re
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from listings.models import Listing
from listings.page_cache import conditional, results_fingerprint
from listings.search.chips import title_of
from listings.search.criteria import Search
from listings.search.form import SearchForm
from listings.search.matching import matching
from listings.search.spelling import corrected
from listings.templatetags.listing_tags import dates, dollars

# XML 1.0 can't contain these in any form.
INVALID_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
MAX_ITEMS = 50


def without_invalid(text: str) -> str:
    return INVALID_IN_XML.sub("", text)


class ListingFeed(Feed):
    """The results of a search, newest first, whatever its sort order."""

    feed_type = Atom1Feed
    subtitle = "Newest places near Northwestern, as they are published."

    def get_object(self, request: HttpRequest) -> Search:
        return SearchForm(request.GET).search.without("sort")

    def title(self, search: Search) -> str:
        return without_invalid(f"{title_of(search)} · NU Housing")

    def link(self, search: Search) -> str:
        query = search.query()
        return reverse("listings:browse") + (f"?{query}" if query else "")

    def feed_url(self, search: Search) -> str:
        query = search.query()
        return reverse("listings:feed") + (f"?{query}" if query else "")

    def items(self, search: Search) -> QuerySet[Listing]:
        return matching(corrected(search))[:MAX_ITEMS]

    def item_title(self, listing: Listing) -> str:
        return without_invalid(f"{dollars(listing.rent_per_person)} a month · {listing}")

    def item_description(self, listing: Listing) -> str:
        facts = (listing.summary(), listing.street, dates(listing))
        return without_invalid(" · ".join(filter(None, facts)) + f"\n\n{listing.description}")

    def item_pubdate(self, listing: Listing) -> datetime | None:
        return listing.published_at

    def item_updateddate(self, listing: Listing) -> datetime:
        return listing.updated_at


feed = require_safe(conditional(results_fingerprint)(ListingFeed()))
