"""The filters of a search, one class each. Whatever a search does goes through FILTERS: the form,
the query, facets, chips, saved searches and alerts."""

from listings.search.filters.amenities import Amenities
from listings.search.filters.base import Filter
from listings.search.filters.keywords import Keywords
from listings.search.filters.kind import Kind
from listings.search.filters.location import MapBounds, Walk
from listings.search.filters.rent import Rent, TrueCost
from listings.search.filters.rooms import Bathrooms, Bedrooms
from listings.search.filters.stay import Stay
from listings.search.filters.switches import Furnished, Pets, UtilitiesIncluded, Verified

# In the order of their chips.
FILTERS: tuple[Filter, ...] = (
    Keywords(),
    Rent(),
    TrueCost(),
    Stay(),
    Bedrooms(),
    Bathrooms(),
    Kind(),
    Walk(),
    Furnished(),
    Pets(),
    Verified(),
    UtilitiesIncluded(),
    Amenities(),
    MapBounds(),
)
