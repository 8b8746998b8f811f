"""How cards, feeds and emails write the dates of a listing."""

from datetime import date

import pytest
from django.utils import timezone

from listings.models import Listing
from listings.templatetags.listing_tags import dates


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2027, 1, 4), date(2027, 3, 20), "Jan 4 – Mar 20"),
        (date(2027, 9, 1), date(2028, 8, 31), "Sep 1 – Aug 31, 2028"),
        (date(2027, 11, 27), None, "From Nov 27"),
        (date(2027, 11, 28), None, "From Nov 28, 2027"),
        (date(2026, 11, 28), None, "From Nov 28"),
        (date(2026, 9, 1), None, "From Sep 1, 2026"),
        (date(2026, 9, 1), date(2027, 8, 31), "Sep 1, 2026 – Aug 31, 2027"),
        (date(2026, 11, 1), date(2026, 12, 15), "Nov 1 – Dec 15, 2026"),
        (date(2028, 1, 3), date(2028, 3, 18), "Jan 3 – Mar 18, 2028"),
        (None, date(2027, 8, 31), "Until Aug 31"),
        (None, date(2028, 8, 31), "Until Aug 31, 2028"),
        (None, None, "Dates open"),
    ],
)
def test_year_is_shown_unless_it_is_obvious(start, end, words, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 28))
    assert dates(Listing(available_from=start, available_until=end)) == words
