import re

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from listings.models import Listing
from listings.page_cache import conditional, results_fingerprint
from listings.search.chips import title_of
from listings.search.form import SearchForm
from listings.templatetags.listing_tags import dates, dollars

# XML 1.0 can't hold these in any form.
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
MOST = 50


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


class ListingFeed(Feed):
    """What a search finds, newest first, whatever it is sorted by."""

    feed_type = Atom1Feed
    subtitle = "Newest places near Northwestern, as they are published."

    def get_object(self, request):
        return SearchForm(request.GET).search.without("sort")

    def title(self, search):
        return writable(f"{title_of(search)} · NU Housing")

    def link(self, search):
        query = search.query()
        return reverse("listings:browse") + (f"?{query}" if query else "")

    def feed_url(self, search):
        query = search.query()
        return reverse("listings:feed") + (f"?{query}" if query else "")

    def items(self, search):
        return Listing.objects.published().matching(search).sorted_for(search)[:MOST]

    def item_title(self, listing):
        return writable(f"{dollars(listing.rent_per_person)} a month · {listing}")

    def item_description(self, listing):
        facts = (listing.summary(), listing.street, dates(listing))
        return writable(" · ".join(filter(None, facts)) + f"\n\n{listing.description}")

    def item_pubdate(self, listing):
        return listing.published_at

    def item_updateddate(self, listing):
        return listing.updated_at


feed = require_safe(conditional(results_fingerprint)(ListingFeed()))
