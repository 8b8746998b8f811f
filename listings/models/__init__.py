from listings.models.amenity import Amenity, ListingAmenity
from listings.models.change import Change
from listings.models.listing import Listing
from listings.models.photo import Photo
from listings.models.saved import SavedListing
from listings.models.saved_search import SavedSearch

__all__ = [
    "Amenity",
    "Change",
    "Listing",
    "ListingAmenity",
    "Photo",
    "SavedListing",
    "SavedSearch",
]
