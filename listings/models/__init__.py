from listings.models.alert import Alert
from listings.models.amenity import Amenity, ListingAmenity
from listings.models.change_log import ChangeLogEntry
from listings.models.job_locks import AlertJobLock, ExpiryJobLock
from listings.models.listing import Listing
from listings.models.photo import Photo
from listings.models.saved_listing import SavedListing
from listings.models.saved_search import SavedSearch

__all__ = [
    "Alert",
    "AlertJobLock",
    "Amenity",
    "ChangeLogEntry",
    "ExpiryJobLock",
    "Listing",
    "ListingAmenity",
    "Photo",
    "SavedListing",
    "SavedSearch",
]
