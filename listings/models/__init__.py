from listings.models.alert import Alert
from listings.models.amenity import Amenity, ListingAmenity
from listings.models.change_log import Change
from listings.models.job_locks import AlertClaim, FreshnessClaim
from listings.models.listing import Listing
from listings.models.photo import Photo
from listings.models.saved_listing import SavedListing
from listings.models.saved_search import SavedSearch

__all__ = [
    "Alert",
    "AlertClaim",
    "Amenity",
    "Change",
    "FreshnessClaim",
    "Listing",
    "ListingAmenity",
    "Photo",
    "SavedListing",
    "SavedSearch",
]
